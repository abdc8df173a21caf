import Autodiff
import Networks
import Tensors
import Testing

/// What image networks need, against a public framework; the fixtures are those of make_image_layer_fixtures.py.
@Suite struct ImageLayerTests {
  private typealias Arrays = [String: NDArray]

  @Test(arguments: layers.keys.sorted()) func layer(_ name: String) throws {
    let fixture = try #require(try fixture("image_layers", as: [String: FixtureCase].self)[name])
    let (layer, names) = Self.layers[name]!(fixture.operands.mapValues(\.array))
    try expectAgreement(of: layer, names, with: fixture)
  }

  @Test func everyFixtureIsUsed() throws {
    let fixtures = try fixture("image_layers", as: [String: FixtureCase].self)
    #expect(fixtures.keys.sorted() == Self.layers.keys.sorted())
  }

  private static let layers: [String: @Sendable (Arrays) -> (any Layer, [String])] = [
    "prelu": {
      let layer = PReLU(6, type: .float64)
      layer.slopes.set($0["a"]!)
      return (layer, ["a"])
    },
    "squeezeExcitation": { p in
      let names = ["w1", "b1", "w2", "b2"]
      let layer = SqueezeExcitation(6, squeezed: 2, activation: .silu, gate: .hardSigmoid, type: .float64)
      for (parameter, name) in zip(layer.parameters, names) { parameter.set(p[name]!) }
      return (layer, names)
    },
    "symmetricPadding": {
      (Convolution2D(weights: $0["w"]!, bias: nil, strides: (2, 2), padding: .symmetric), ["w"])
    },
    "samePadding": { (Convolution2D(weights: $0["w"]!, bias: nil, strides: (2, 2), padding: .same), ["w"]) },
    "wideWindow": { (Convolution2D(weights: $0["w"]!, bias: $0["b"], padding: .symmetric), ["w", "b"]) },
    "unevenPadding": {
      let sides = Padding.pixels(top: 0, left: 3, bottom: 2, right: 1)
      return (Convolution2D(weights: $0["w"]!, bias: nil, strides: (1, 2), padding: sides), ["w"])
    },
    "transposedGroups": {
      let layer = TransposedConvolution2D(
        weights: $0["w"]!, bias: $0["b"], strides: (2, 2), padding: .symmetric, extra: (1, 1), groups: 2)
      return (layer, ["w", "b"])
    },
    "transposedDilated": {
      let layer = TransposedConvolution2D(
        weights: $0["w"]!, bias: $0["b"], strides: (3, 2), padding: .valid, dilations: (2, 1), extra: (2, 0), groups: 3)
      return (layer, ["w", "b"])
    },
    "transposedDepthwise": {
      let layer = TransposedConvolution2D(
        weights: $0["w"]!, bias: $0["b"], strides: (2, 2), padding: 1, dilations: (2, 2), extra: (1, 1), groups: 6)
      return (layer, ["w", "b"])
    },
    "maxPoolRoundedUp": { _ in (MaxPool2D((2, 3), strides: (3, 2), padding: 1, roundsUp: true), []) },
    "maxPoolRoundedUpSmall": { _ in (MaxPool2D(3, stride: 2, roundsUp: true), []) },
    "averagePoolCounting": { _ in (AveragePool2D(3, stride: 2, padding: 1, countsPadding: true), []) },
    "averagePoolRoundedUp": { _ in (AveragePool2D(3, stride: 2, padding: 1, roundsUp: true), []) },
    "averagePoolCountingRoundedUp": { _ in
      let sides = Padding.pixels(top: 1, left: 2, bottom: 1, right: 2)
      return (AveragePool2D((3, 4), strides: (2, 3), padding: sides, roundsUp: true, countsPadding: true), [])
    },
    "maxPoolEndsBeforePadding": { _ in (MaxPool2D(2, padding: 1, roundsUp: true), []) },
    "averagePoolEndsBeforePadding": { _ in
      (AveragePool2D(2, padding: 1, roundsUp: true, countsPadding: true), [])
    },
    "maxPool1D": { _ in (MaxPool1D(3, stride: 2, padding: 1, roundsUp: true), []) },
    "averagePool1D": { _ in (AveragePool1D(3, stride: 2, padding: 1, roundsUp: true), []) },
    "averagePool1DPlain": { _ in (AveragePool1D(2), []) },
    "convolution1DPadded": {
      (Convolution1D(weights: $0["w"]!, bias: $0["b"], stride: 2, padding: 2), ["w", "b"])
    },
    "convolution1DUneven": {
      (Convolution1D(weights: $0["w"]!, bias: nil, padding: .steps(before: 3, after: 1), dilation: 2), ["w"])
    },
    "bilinearLarger": { _ in (Resize2D((11, 9)), []) },
    "bilinearSmaller": { _ in (Resize2D((4, 3)), []) },
    "nearestLarger": { _ in (Resize2D((11, 9), method: .nearest), []) },
    "nearestSmaller": { _ in (Resize2D((4, 3), method: .nearest), []) },
    "localResponse": { _ in (LocalResponseNormalization(3, alpha: 0.5, beta: 0.75, k: 2), []) },
    "localResponseEven": { _ in (LocalResponseNormalization(4, alpha: 0.5, beta: 0.6, k: 1), []) },
  ]

  /// Drawn when asked for: the same numbers however often and in whatever order.
  @Test func aParameterWhoseNumbersWait() {
    var count = 0
    let made = NDArray([1, 2, 3])
    let w = Parameter("w", [3]) {
      count += 1
      return made
    }
    let sum = sum(w * w)
    #expect(w.shape == [3] && count == 0)
    #expect(sum.scalar == 14 && w.value == made && count == 1)
    w.set([1, 1, 1])
    #expect(sum.scalar == 3 && count == 1)
  }

  @Test func groupsThatDoNotDivide() async {
    let transposed = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = TransposedConvolution2D(4, 6, window: 3, groups: 4)
    }
    #expect(
      message(transposed).contains("TransposedConvolution2D expects groups that divide the 6 filters; got 4."))
    let convolution = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Convolution2D(6, 8, window: 3, groups: 4)
    }
    #expect(message(convolution).contains("Convolution2D expects groups that divide the 6 channels; got 4."))
    let extra = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = TransposedConvolution2D(1, 1, window: 3, stride: 2, padding: 1, extra: 2)(Tensor(.zeros([1, 2, 2, 1])))
    }
    #expect(message(extra).contains("extra rows and columns from 0 to below the strides (2, 2)"))
  }

  private func message(_ result: ExitTest.Result?) -> String {
    result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
  }
}
