import Autodiff
import Networks
import Tensors
import Testing

/// Layers against a public framework, as in `LayerTests`; the fixtures are those of make_layer_fixtures.py.
@Suite struct FurtherLayerTests {
  private typealias Arrays = [String: NDArray]

  @Test(arguments: layers.keys.sorted()) func layer(_ name: String) throws {
    let fixture = try #require(try fixture("further_layers", as: [String: FixtureCase].self)[name])
    let (layer, names) = Self.layers[name]!(fixture.operands.mapValues(\.array))
    try expectAgreement(of: layer, names, with: fixture)
  }

  @Test func everyFixtureIsUsed() throws {
    let fixtures = try fixture("further_layers", as: [String: FixtureCase].self)
    #expect(fixtures.keys.sorted() == Self.layers.keys.sorted())
  }

  private struct NormalizationStep: Decodable {
    let mean: FixtureArray
    let variance: FixtureArray
  }

  /// Two training steps by the batch's statistics, each of which moves the averages, then the averages in their place.
  @Test func batchNormalizationInBothModes() throws {
    let steps = try fixture("batch_normalization", as: [FixtureCase].self)
    let after = try fixture("batch_normalization", as: [NormalizationStep].self)
    let layer = BatchNormalization(3, type: .float64)
    layer.gain.set(steps[0].operands["gain"]!.array)
    layer.bias.set(steps[0].operands["b"]!.array)
    for (number, (step, after)) in zip(steps, after).enumerated() {
      let pass = Pass(number < 2 ? .training : .evaluation)
      try expectAgreement(of: layer, ["gain", "b"], with: step, in: pass)
      for update in pass.updates { update.parameter.set(update.value.value) }
      #expect(relativeError(layer.mean.value, after.mean.array) < 1e-12, "step \(number)")
      #expect(relativeError(layer.variance.value, after.variance.array) < 1e-12, "step \(number)")
    }
  }

  private static let layers: [String: @Sendable (Arrays) -> (any Layer, [String])] = [
    "convolution1D": { (Convolution1D(weights: $0["w"]!, bias: $0["b"], activation: .relu), ["w", "b"]) },
    "convolution1DCausal": {
      let layer = Convolution1D(
        weights: $0["w"]!, bias: $0["b"], stride: 2, padding: .causal, dilation: 2, groups: 2)
      return (layer, ["w", "b"])
    },
    "convolution1DValid": { (Convolution1D(weights: $0["w"]!, bias: nil, padding: .valid), ["w"]) },
    "depthwise": {
      let layer = Convolution2D(weights: $0["w"]!, bias: $0["b"], strides: (2, 2), padding: .all(1), groups: 6)
      return (layer, ["w", "b"])
    },
    "transposedConvolution": {
      (TransposedConvolution2D(weights: $0["w"]!, bias: $0["b"], activation: .relu), ["w", "b"])
    },
    "transposedConvolutionPadded": {
      let layer = TransposedConvolution2D(
        weights: $0["w"]!, bias: nil, strides: (3, 1), padding: .pixels(top: 1, left: 2, bottom: 1, right: 2))
      return (layer, ["w"])
    },
    "nearest": { _ in (Upsampling2D((2, 3)), []) },
    "bilinear": { _ in (Upsampling2D((2, 3), method: .bilinear), []) },
    "averagePool": { _ in (AveragePool2D(), []) },
    "averagePoolOverlapping": { _ in (AveragePool2D((3, 3), strides: (1, 2), padding: .all(1)), []) },
    "maxPoolPadded": { _ in (MaxPool2D((3, 3), strides: (2, 2), padding: .all(1)), []) },
    "globalAveragePool": { _ in (GlobalAveragePool(), []) },
    "globalMaxPool": { _ in (GlobalMaxPool(), []) },
    "globalMaxPoolOfTime": { _ in (GlobalMaxPool(), []) },
    "groupNormalization": { (GroupNormalization(gain: $0["gain"]!, bias: $0["b"]!, groups: 3), ["gain", "b"]) },
    "instanceNormalization": {
      let layer = GroupNormalization.instance(6, type: .float64)
      layer.gain.set($0["gain"]!)
      layer.bias.set($0["b"]!)
      return (layer, ["gain", "b"])
    },
    "rmsNormalization": { (RMSNormalization(gain: $0["gain"]!), ["gain"]) },
    "reshape": { _ in (Reshape([15, 4]), []) },
    "residual": {
      (Residual(Dense(weights: $0["w"]!, bias: $0["b"], activation: .tanh), activation: .relu), ["w", "b"])
    },
    "residualShortcut": {
      let layer = Residual(
        Convolution2D(weights: $0["w"]!, bias: nil, strides: (2, 2), padding: .all(1)),
        shortcut: Convolution2D(weights: $0["w2"]!, bias: nil, strides: (2, 2), padding: .valid))
      return (layer, ["w", "w2"])
    },
    "concatenation": {
      let layer = Concatenation(
        Convolution2D(weights: $0["w"]!, bias: nil), Identity(), Convolution2D(weights: $0["w2"]!, bias: nil))
      return (layer, ["w", "w2"])
    },
    "rnn": {
      (RNN(inputWeights: $0["wx"]!, recurrentWeights: $0["wh"]!, bias: $0["b"]!), ["wx", "wh", "b"])
    },
    "rnnSequence": {
      let layer = RNN(
        inputWeights: $0["wx"]!, recurrentWeights: $0["wh"]!, bias: $0["b"]!, activation: .relu, returnsSequence: true)
      return (layer, ["wx", "wh", "b"])
    },
    "gru": { (gru($0), ["wx", "wh", "b"]) },
    "gruSequence": { (gru($0, returnsSequence: true), ["wx", "wh", "b"]) },
    "bidirectional": { p in
      func lstm(_ end: String) -> LSTM {
        LSTM(
          inputWeights: p["wx" + end]!, recurrentWeights: p["wh" + end]!, bias: p["b" + end]!, returnsSequence: true)
      }
      return (Bidirectional(lstm(""), lstm("2")), ["wx", "wh", "b", "wx2", "wh2", "b2"])
    },
    "bidirectionalLast": {
      (Bidirectional(gru($0), gru($0, end: "2")), ["wx", "wh", "b", "wx2", "wh2", "b2"])
    },
  ]

  private static func gru(_ p: Arrays, end: String = "", returnsSequence: Bool = false) -> GRU {
    GRU(
      inputWeights: p["wx" + end]!, recurrentWeights: p["wh" + end]!, bias: p["b" + end]!,
      returnsSequence: returnsSequence)
  }
}
