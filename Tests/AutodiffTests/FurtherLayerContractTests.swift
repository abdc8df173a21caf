import Autodiff
import Networks
import Tensors
import Testing

/// What the layers promise beside their numbers.
@Suite struct FurtherLayerContractTests {
  private static func zeros(_ shape: Shape) -> Tensor { Tensor(NDArray(repeating: 0, shape: shape)) }

  @Test func sizesOfTransposedConvolutions() {
    var random = RandomSource(seed: 1)
    func size(_ padding: Padding, window: (Int, Int), strides: (Int, Int)) -> [Int] {
      TransposedConvolution2D(1, 1, window: window, strides: strides, padding: padding, using: &random)(
        Self.zeros([1, 3, 4, 1])
      ).shape.sizes
    }
    #expect(size(.same, window: (3, 3), strides: (2, 2)) == [1, 6, 8, 1])
    #expect(size(.same, window: (2, 1), strides: (3, 1)) == [1, 9, 4, 1])
    #expect(size(.valid, window: (3, 3), strides: (2, 2)) == [1, 7, 9, 1])
    #expect(size(.all(1), window: (4, 4), strides: (2, 2)) == [1, 6, 8, 1])
  }

  /// Step i of a causal convolution does not change with later steps.
  @Test func causalConvolutionSeesThePastOnly() {
    var random = RandomSource(seed: 2)
    let layer = Convolution1D(1, 1, window: 3, padding: .causal, dilation: 2, type: .float64, using: &random)
    let x = Parameter("x", .normal([1, 8, 1], type: .float64, using: &random))
    let slope = gradient(of: sum(layer(x).slice(5..<6, axis: 1)), with: x).value.doubles
    #expect(slope.indices.filter { slope[$0] != 0 } == [1, 3, 5])
  }

  /// Channels are dropped whole, or examples; what is kept grows so that the mean stays.
  @Test(arguments: Dropout.Unit.allCases) func dropoutDropsUnits(_ unit: Dropout.Unit) {
    var random = RandomSource(seed: 3)
    let layer = Dropout(0.4, of: unit, using: &random)
    let z = layer(Tensor(NDArray(repeating: 3, shape: [40, 5, 5, 20])), in: Pass(.training)).value.doubles
    #expect(z.allSatisfy { $0 == 0 || abs($0 - 5) < 1e-5 })
    let zeros = Double(z.count { $0 == 0 }) / Double(z.count)
    // Three standard deviations of a share of that many draws.
    let draws: [Dropout.Unit: Double] = [.numbers: 20_000, .channels: 800, .examples: 40]
    #expect(abs(zeros - 0.4) < 3 * (0.24 / draws[unit]!).squareRoot())
    func isWhole(_ places: [Int]) -> Bool { Set(places.map { z[$0] == 0 }).count == 1 }
    let channels = (0..<40).allSatisfy { n in
      (0..<20).allSatisfy { c in isWhole((0..<25).map { (n * 25 + $0) * 20 + c }) }
    }
    let examples = (0..<40).allSatisfy { n in isWhole((0..<500).map { n * 500 + $0 }) }
    #expect(channels == (unit != .numbers) && examples == (unit == .examples))
  }

  /// One product for the inputs of all time steps, and one with the hidden state for each later step.
  @Test func recurrentLayersHaveFewProducts() {
    var random = RandomSource(seed: 1)
    let layers: [(any Recurrent)] = [RNN(3, 4, using: &random), GRU(3, 4, using: &random), LSTM(3, 4, using: &random)]
    for layer in layers {
      let graph = Graph(of: [layer(Self.zeros([2, 5, 3]))])
      #expect(graph.operations.count { $0.primitive === Primitive.matmul } == 5, "\(layer)")
      let steps = Set(graph.operations.compactMap { $0.module.dropFirst().first })
      #expect(steps == ["step 1", "step 2", "step 3", "step 4", "step 5"])
    }
  }

  /// A reversed layer on reversed steps is the layer itself.
  @Test func reversedLayersReadBackwards() {
    var random = RandomSource(seed: 1)
    var layer = GRU(2, 3, returnsSequence: true, type: .float64, using: &random)
    let x = Tensor(.normal([1, 4, 2], type: .float64, using: &random))
    func turned(_ x: Tensor) -> Tensor {
      concatenate((0..<4).reversed().map { x.slice($0..<$0 + 1, axis: 1) }, axis: 1)
    }
    let forward = layer(x).value
    layer.isReversed = true
    #expect(turned(layer(turned(x))).value == forward)
  }

  @Test func partsAreNamed() {
    var random = RandomSource(seed: 1)
    func block() -> Residual {
      Residual(
        Sequential(Dense(3, 3, using: &random), Dense(3, 3, using: &random)), shortcut: Dense(3, 3, using: &random))
    }
    let network = Sequential(block(), block())
    #expect(
      network.parameters.map(\.name).prefix(6) == [
        "residual 1.body.dense 1.w", "residual 1.body.dense 1.b", "residual 1.body.dense 2.w",
        "residual 1.body.dense 2.b", "residual 1.shortcut.w", "residual 1.shortcut.b",
      ])
    let both = Bidirectional(RNN(3, 2, using: &random), RNN(3, 2, using: &random))
    #expect(both.parameters.map(\.name).prefix(4).last == "bidirectional.backward.wx")
    #expect(both(Self.zeros([1, 2, 3])).shape == [1, 4])
  }

  @Test func misuseEndsWithASentence() async {
    func says(_ result: ExitTest.Result?, _ sentence: String) -> Bool {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).contains(sentence)
    }
    let residual = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var random = RandomSource(seed: 1)
      _ = Residual(Sequential(Dense(3, 2, using: &random)))(Tensor(NDArray(repeating: 0, shape: [4, 3])))
    }
    #expect(
      says(
        residual,
        "Residual(Sequential(Dense(3 → 2))) expects a body and a shortcut of one shape; got [4, 2] and [4, 3]."))
    let printed = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var random = RandomSource(seed: 1)
      print(Sequential(Dense(3, 2, using: &random), Dense(3, 2, using: &random)))
    }
    #expect(says(printed, "Dense(3 → 2) expects [n, …, 3]; got [1, 2]."))
    await #expect(processExitsWith: .failure) { _ = AveragePool2D()(Tensor([[1]])) }
    await #expect(processExitsWith: .failure) {
      _ = AveragePool2D((2, 2), padding: .all(2))(Tensor(NDArray(repeating: 0, shape: [1, 4, 4, 1])))
    }
    await #expect(processExitsWith: .failure) {
      _ = AveragePool2D((3, 3))(Tensor(NDArray(repeating: 0, shape: [1, 2, 2, 1])))
    }
    await #expect(processExitsWith: .failure) { _ = GlobalMaxPool()(Tensor([[1]])) }
    await #expect(processExitsWith: .failure) { _ = Upsampling2D((0, 2)) }
    await #expect(processExitsWith: .failure) { _ = GroupNormalization(6, groups: 4) }
    await #expect(processExitsWith: .failure) { _ = RMSNormalization(3, epsilon: 0) }
    await #expect(processExitsWith: .failure) { _ = Reshape([2, 3])(Tensor([[1, 2, 3]])) }
    await #expect(processExitsWith: .failure) { _ = Reshape([2, -3]) }
    await #expect(processExitsWith: .failure) { _ = Concatenation([]) }
    await #expect(processExitsWith: .failure) {
      _ = Concatenation(Identity(), Flatten())(Tensor(NDArray(repeating: 0, shape: [1, 2, 3])))
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      _ = Convolution1D(3, 4, window: 3, groups: 2, using: &random)
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      _ = TransposedConvolution2D(1, 1, window: (2, 2), padding: .all(3), using: &random)(
        Tensor(NDArray(repeating: 0, shape: [1, 1, 1, 1])))
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      _ = Bidirectional(RNN(2, 2, using: &random), RNN(2, 2, returnsSequence: true, using: &random))
    }
    await #expect(processExitsWith: .failure) {
      _ = GRU(inputWeights: NDArray([[1, 2, 3]]), recurrentWeights: NDArray([[1, 2]]), bias: NDArray([0, 0, 0]))
    }
  }
}
