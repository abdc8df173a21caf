import Autodiff
import Networks
import Tensors
import Testing

/// Every layer against a public framework: output, gradients of the input and of each parameter, every element.
@Suite struct LayerTests {
  private typealias Arrays = [String: NDArray]

  @Test(arguments: layers.keys.sorted()) func layer(_ name: String) throws {
    let fixture = try #require(try fixture("layers", as: [String: FixtureCase].self)[name])
    let (layer, names) = Self.layers[name]!(fixture.operands.mapValues(\.array))
    try expectAgreement(of: layer, names, with: fixture)
  }

  @Test func everyFixtureIsUsed() throws {
    #expect(try fixture("layers", as: [String: FixtureCase].self).keys.sorted() == Self.layers.keys.sorted())
  }

  /// Everything that a layer builds carries its name, and so do its parameters.
  @Test(arguments: layers.keys.sorted()) func everythingIsLabelled(_ name: String) throws {
    let fixture = try #require(try fixture("layers", as: [String: FixtureCase].self)[name])
    var (layer, _) = Self.layers[name]!(fixture.operands.mapValues(\.array))
    layer.name = "mine"
    let x = Parameter("x", fixture.operands["x"]!.array)
    let graph = Graph(of: [layer(x)])
    for operation in graph.operations where operation.primitive !== Primitive.parameter {
      #expect(operation.module.first == "mine", "\(graph.line(for: operation.id))")
    }
    #expect(layer.parameters.allSatisfy { $0.name.hasPrefix("mine.") })
    #expect(Set(layer.parameters.map(\.name)).count == layer.parameters.count)
    #expect(graph.operations.count { $0.primitive === Primitive.parameter } == layer.parameters.count + 1)
  }

  private static let layers: [String: @Sendable (Arrays) -> (any Layer, [String])] = [
    "dense": { (Dense(weights: $0["w"]!, bias: $0["b"], activation: .relu), ["w", "b"]) },
    "denseInSequence": { (Dense(weights: $0["w"]!, bias: nil, activation: .tanh), ["w"]) },
    "convolution": { (Convolution2D(weights: $0["w"]!, bias: $0["b"]), ["w", "b"]) },
    "convolutionStrided": {
      let layer = Convolution2D(
        weights: $0["w"]!, bias: $0["b"], strides: (2, 1), padding: .pixels(top: 1, left: 2, bottom: 1, right: 2),
        dilations: (1, 2), activation: .relu)
      return (layer, ["w", "b"])
    },
    "convolutionGrouped": {
      (Convolution2D(weights: $0["w"]!, bias: $0["b"], padding: .valid, groups: 2), ["w", "b"])
    },
    "maxPool": { _ in (MaxPool2D(), []) },
    "maxPoolOverlapping": { _ in (MaxPool2D((3, 2), strides: (2, 1), padding: .all(1)), []) },
    "flatten": { _ in (Flatten(), []) },
    "lstm": {
      (LSTM(inputWeights: $0["wx"]!, recurrentWeights: $0["wh"]!, bias: $0["b"]!), ["wx", "wh", "b"])
    },
    "lstmSequence": {
      let layer = LSTM(
        inputWeights: $0["wx"]!, recurrentWeights: $0["wh"]!, bias: $0["b"]!, returnsSequence: true)
      return (layer, ["wx", "wh", "b"])
    },
    "embedding": { (Embedding(table: $0["table"]!), ["table"]) },
    "layerNormalization": { (LayerNormalization(gain: $0["gain"]!, bias: $0["b"]!), ["gain", "b"]) },
    "attention": { (attention($0, heads: 2), ["w", "b", "wo", "bo"]) },
    "attentionCausal": { (attention($0, heads: 3, isCausal: true), ["w", "b", "wo", "bo"]) },
    "network": {
      let network = Sequential(
        Convolution2D(weights: $0["w1"]!, bias: $0["b1"]!, activation: .relu), MaxPool2D(), Flatten(),
        Dense(weights: $0["w2"]!, bias: $0["b2"]!))
      return (network, ["w1", "b1", "w2", "b2"])
    },
  ]

  private static func attention(_ p: Arrays, heads: Int, isCausal: Bool = false) -> MultiHeadAttention {
    MultiHeadAttention(
      weights: p["w"]!, bias: p["b"], outputWeights: p["wo"]!, outputBias: p["bo"], heads: heads, isCausal: isCausal)
  }
}

/// What layers promise beside their numbers.
@Suite struct LayerContractTests {
  private static func everyLayer() -> [(layer: any Layer, input: Shape, output: Shape)] {
    var random = RandomSource(seed: 3)
    return [
      (Dense(4, 3, activation: .relu, using: &random), [2, 4], [2, 3]),
      (Convolution2D(2, 5, window: (3, 3), strides: (2, 2), using: &random), [2, 7, 8, 2], [2, 4, 4, 5]),
      (MaxPool2D(), [1, 5, 4, 3], [1, 2, 2, 3]), (Flatten(), [2, 3, 4], [2, 12]),
      (LSTM(3, 4, using: &random), [2, 5, 3], [2, 4]),
      (LSTM(3, 4, returnsSequence: true, using: &random), [2, 5, 3], [2, 5, 4]),
      (Embedding(6, 3, using: &random), [2, 4], [2, 4, 3]), (LayerNormalization(4), [2, 3, 4], [2, 3, 4]),
      (MultiHeadAttention(4, heads: 2, isCausal: true, using: &random), [2, 3, 4], [2, 3, 4]),
      (Dropout(0.25, using: &random), [2, 3], [2, 3]), (BatchNormalization(3), [2, 4, 3], [2, 4, 3]),
      (Activation.sigmoid, [2, 3], [2, 3]),
      (Sequential(Dense(4, 3, using: &random), Activation.tanh, Dense(3, 1, using: &random)), [2, 4], [2, 1]),
    ]
  }

  @Test func shapes() {
    for (layer, input, output) in Self.everyLayer() {
      #expect(layer(Tensor(NDArray(repeating: 0, shape: input))).shape == output, "\(layer)")
    }
  }

  @Test func descriptions() {
    #expect(
      Self.everyLayer().map { $0.layer.signature } == [
        "Dense(4 → 3, relu)", "Convolution2D(2 → 5, 3×3)", "MaxPool2D(2×2)", "Flatten", "LSTM(3 → 4)", "LSTM(3 → 4)",
        "Embedding(6 → 3)", "LayerNormalization(4)", "MultiHeadAttention(4, 2 heads, causal)",
        "Dropout(0.25)", "BatchNormalization(3)", "sigmoid",
        "Sequential(Dense(4 → 3), tanh, Dense(3 → 1))",
      ])
  }

  /// The same seed gives the same weights; another one does not.
  @Test func weightsAreSeeded() {
    for (first, second) in zip(Self.everyLayer(), Self.everyLayer()) {
      for (a, b) in zip(first.layer.parameters, second.layer.parameters) { #expect(a.value.hasSameBits(as: b.value)) }
    }
    var (one, other) = (RandomSource(seed: 1), RandomSource(seed: 2))
    #expect(Dense(4, 3, using: &one).weights.value != Dense(4, 3, using: &other).weights.value)
  }

  @Test func layersOfOneNameAreNumbered() {
    var random = RandomSource(seed: 1)
    func block() -> Sequential { Sequential(Dense(3, 3, using: &random), Dense(3, 3, using: &random)) }
    let network = Sequential(Dense(2, 3, using: &random), MaxPool2D(), block(), block())
    #expect(
      network.parameters.map(\.name) == [
        "dense.w", "dense.b", "block 1.dense 1.w", "block 1.dense 1.b", "block 1.dense 2.w", "block 1.dense 2.b",
        "block 2.dense 1.w", "block 2.dense 1.b", "block 2.dense 2.w", "block 2.dense 2.b",
      ])
    let z = block()(Tensor([[1, 2, 3]]))
    #expect(z.module == ["dense 2"])
  }

  /// A position's output does not depend on later positions, nor its gradient.
  @Test func causalAttentionSeesThePastOnly() {
    var random = RandomSource(seed: 1)
    let attention = MultiHeadAttention(4, heads: 2, isCausal: true, type: .float64, using: &random)
    let x = Parameter("x", .normal([1, 3, 4], type: .float64, using: &random))
    let slope = gradient(of: sum(attention(x).slice(1..<2, axis: 1)), with: x).value
    #expect((0..<8).allSatisfy { slope[at: $0] != 0 } && (8..<12).allSatisfy { slope[at: $0] == 0 })
    #expect(Graph(of: [attention(x)]).operations.allSatisfy { $0.tensor.value.doubles.allSatisfy(\.isFinite) })
  }

  /// One product for the inputs of all time steps, and one with the hidden state for each later step.
  @Test func lstmHasFewProducts() {
    var random = RandomSource(seed: 1)
    let z = LSTM(3, 4, using: &random)(Tensor(NDArray(repeating: 0, shape: [2, 5, 3])))
    #expect(Graph(of: [z]).operations.count { $0.primitive === Primitive.matmul } == 5)
  }

  @Test func misuseEndsWithASentence() async {
    func says(_ result: ExitTest.Result?, _ sentence: String) -> Bool {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).contains(sentence)
    }
    let dense = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var random = RandomSource(seed: 1)
      _ = Dense(4, 2, using: &random)(Tensor(NDArray(repeating: 0, shape: [32, 5])))
    }
    #expect(says(dense, "Dense(4 → 2) expects [n, …, 4]; got [32, 5]."))
    let made = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var random = RandomSource(seed: 1)
      _ = Dense(4, 2, using: &random)(relu(Parameter("x", NDArray(repeating: 0, shape: [2, 3])).transposed()))
    }
    let trail =
      "%0 = parameter x   [2, 3]; %1 = transpose %0 (axes [1, 0])   [2, 3] → [3, 2]   xᵀ; "
      + "%2 = relu %1   [3, 2] → [3, 2]   relu(xᵀ)."
    #expect(says(made, "got [3, 2]. It was made so: \(trail)"))
    let convolution = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var random = RandomSource(seed: 1)
      let x = Tensor(NDArray(repeating: 0, shape: [32, 8, 8, 3]), name: "x")
      _ = Convolution2D(1, 2, window: (3, 3), using: &random)(x)
    }
    #expect(
      says(convolution, "Convolution2D(1 → 2, 3×3) expects images [n, height, width, 1]; got x [32, 8, 8, 3]."))
    await #expect(processExitsWith: .failure) { _ = MaxPool2D((0, 2)) }
    await #expect(processExitsWith: .failure) { _ = MaxPool2D()(Tensor([[1]])) }
    await #expect(processExitsWith: .failure) { _ = Flatten()(Tensor(1)) }
    await #expect(processExitsWith: .failure) { _ = Dense(weights: NDArray([1, 2]), bias: nil) }
    await #expect(processExitsWith: .failure) { _ = Dense(weights: NDArray([[1, 2]]), bias: NDArray([1])) }
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      _ = Dense(0, 2, using: &random)
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      _ = Convolution2D(3, 4, window: (3, 3), groups: 2, using: &random)
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      _ = MultiHeadAttention(6, heads: 4, using: &random)
    }
    await #expect(processExitsWith: .failure) {
      _ = LSTM(
        inputWeights: NDArray([[1, 2, 3, 4]]), recurrentWeights: NDArray([[1, 2]]), bias: NDArray([0, 0, 0, 0]))
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      _ = LSTM(2, 3, using: &random)(Tensor(NDArray(repeating: 0, shape: [2, 0, 2])))
    }
    await #expect(processExitsWith: .failure) { _ = Embedding(table: NDArray([1, 2])) }
    await #expect(processExitsWith: .failure) { _ = Embedding(table: NDArray([[1], [2]]))(Tensor([2])).value }
    await #expect(processExitsWith: .failure) { _ = LayerNormalization(3)(Tensor([[1, 2]])) }
    await #expect(processExitsWith: .failure) { _ = LayerNormalization(3, epsilon: 0) }
  }
}
