import Autodiff
import Networks
import Optimizers
import Planning
import Tensors
import Testing

/// Whole networks, trained some steps by the plan and by the reference kernels: every parameter and every moment agrees.
@Suite("plans of networks", .serialized)
struct NetworkTests {
  @Test("convolutions, pooling and dense layers", arguments: [1, 2, 9], [1, 2])
  func convolutions(batch: Int, threads: Int) throws {
    try train(batch: batch, threads: threads, image: [8, 8, 1], labels: 3) { random in
      Sequential(
        Convolution2D(1, 4, window: (3, 3), activation: .relu, using: &random),
        MaxPool2D((2, 2)), Convolution2D(4, 6, window: (3, 3), using: &random), Activation.tanh,
        MaxPool2D((2, 2)), Flatten(), Dense(24, 3, using: &random))
    }
  }

  @Test("an LSTM", arguments: [1, 2, 9], [1, 2])
  func recurrent(batch: Int, threads: Int) throws {
    try train(batch: batch, threads: threads, image: [5, 4], labels: 3) { random in
      Sequential(LSTM(4, 8, using: &random), Dense(8, 3, using: &random))
    }
    try train(batch: batch, threads: threads, image: [5, 4], labels: 3, by: UpdateRules.all, "sequence") { random in
      Sequential(LSTM(4, 8, returnsSequence: true, using: &random), Flatten(), Dense(40, 3, using: &random))
    }
  }

  /// One number of an example beside others of its own: no worker reaches into the examples of another.
  @Test("layers that are one number wide", arguments: [1, 2, 9, 40], [1, 2])
  func narrow(batch: Int, threads: Int) throws {
    try train(batch: batch, threads: threads, image: [5, 2], labels: 3) { random in
      let both = Bidirectional(
        GRU(2, 1, returnsSequence: true, using: &random), RNN(2, 1, returnsSequence: true, using: &random))
      return Sequential(both, Flatten(), Dense(10, 3, using: &random))
    }
    try train(batch: batch, threads: threads, image: [3], labels: 2) { random in
      Concatenation(
        Dense(3, 1, activation: .tanh, using: &random),
        Concatenation(Dense(3, 1, activation: .sigmoid, using: &random), Dense(3, 2, using: &random)))
    }
  }

  @Test("attention and layer normalisation", arguments: [1, 2, 9], [1, 2])
  func attention(batch: Int, threads: Int) throws {
    // The softmax takes no notice of the keys' bias, so its gradient is rounding, which Adam would blow up.
    let rules: [any UpdateRule] = [GradientDescent(learningRate: 0.1), Momentum(learningRate: 0.05)]
    try train(batch: batch, threads: threads, image: [6, 8], labels: 3, by: rules) { random in
      Sequential(
        LayerNormalization(8), MultiHeadAttention(8, heads: 2, isCausal: true, using: &random), LayerNormalization(8),
        Flatten(), Dense(48, 3, using: &random))
    }
  }

  @Test("leaving a technique out changes nothing but the time", arguments: PlanTechniques.allCases)
  func techniques(without left: PlanTechniques) throws {
    try train(batch: 9, threads: 2, image: [5, 4], labels: 3, without: left) { random in
      Sequential(LSTM(4, 8, returnsSequence: true, using: &random), Flatten(), Dense(40, 3, using: &random))
    }
    try train(batch: 9, threads: 2, image: [8, 8, 1], labels: 3, without: left) { random in
      Sequential(
        Convolution2D(1, 4, window: (3, 3), activation: .relu, using: &random), MaxPool2D(), Flatten(),
        Dense(64, 3, using: &random))
    }
  }

  @Test("a matrix that every time step reads transposed is turned once")
  func turning() throws {
    var random = RandomSource(seed: 5)
    let x = Input("x", array([6, 5, 4], in: -1..<1, whole: false, random: &random))
    let y = Input("y", array([6], in: 0..<3, whole: true, random: &random))
    let model = Sequential(LSTM(4, 8, using: &random), Dense(8, 3, using: &random))
    let program = Program(
      minimizing: softmaxCrossEntropy(logits: model(x), labels: y), over: model.parameters,
      by: GradientDescent(learningRate: 0.1))
    for (techniques, count) in [(PlanTechniques.all, 1), (.all.subtracting(.turning), 0)] {
      let lines = try Plan(program, by: techniques).description.split(separator: "\n")
      #expect(lines.filter { $0.hasSuffix("copy [32, 8] → [32, 8]") }.count == count)
    }
  }

  private func train(
    batch: Int, threads: Int, image: [Int], labels: Int,
    by rules: [any UpdateRule] = UpdateRules.all, _ name: String = "", without left: PlanTechniques = [],
    _ model: (inout RandomSource) -> any Layer
  ) throws {
    for rule in rules {
      var random = RandomSource(seed: 5)
      let x = Input("x", array(Shape([batch] + image), in: -1..<1, whole: false, random: &random))
      let y = Input("y", array([batch], in: 0..<Double(labels), whole: true, random: &random))
      let model = model(&random)
      let logits = model(x)
      let program = Program(
        minimizing: softmaxCrossEntropy(logits: logits, labels: y), over: model.parameters, by: rule, watching: [logits]
      )
      for step in 0..<3 {
        try expectSame(
          program, threads: threads, tolerance: 1e-4, by: .all.subtracting(left),
          "\(name) \(rule) batch \(batch), threads \(threads), step \(step)"
        )
      }
    }
  }
}
