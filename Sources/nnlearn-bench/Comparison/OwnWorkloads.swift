import Autodiff
import Networks
import Optimizers
import Tensors

/// This project's part in the workloads: the peers' networks, made of its layers, from the peers' initial weights.
struct OwnWorkloads {
  let data: PeerData
  let threads: Int

  /// The workload, and how many epochs it trains to the final loss; nil for one that is not known.
  func workload(_ name: String) throws -> (any Workload, epochs: Int)? {
    switch name {
    case "W1": return (try moons100(), 1)
    case "W2":
      let network = try perceptron("W2", .tanh)
      return (
        try training("moons200", [2], batch: 200, steps: 1000, rate: 1e-2, exam: 200, network) {
          binaryCrossEntropy(logits: column($0), $1)
        }, 1
      )
    case "W3": return (try classifier("digits", [64], batch: 32, steps: 44, exam: 1408, perceptron("W3", .relu)), 20)
    case "W4":
      let network = Sequential(
        try convolution("W4", 1), try convolution("W4", 2), MaxPool2D(), Flatten(), try dense("W4", "w3", "b3"))
      return (try classifier("digits", [8, 8, 1], batch: 32, steps: 44, exam: 1408, network), 5)
    case "W4b":
      let network = Sequential(
        try convolution("W4b", 1), MaxPool2D(), try convolution("W4b", 2), MaxPool2D(), Flatten(),
        try dense("W4b", "w3", "b3", .relu), try dense("W4b", "w4", "b4"))
      return (try classifier("noise28", [28, 28, 1], batch: 64, steps: 64, exam: 512, network), 1)
    case "W5":
      let cells = LSTM(
        inputWeights: try array("W5.wx"), recurrentWeights: try array("W5.wh"), bias: try array("W5.b"))
      let network = Sequential(cells, try dense("W5", "head.w", "head.b"))
      return (try classifier("digits", [8, 8], batch: 32, steps: 44, exam: 1408, network), 5)
    case "W6": return (try text(), 1)
    case "W9":
      let cells = GRU(
        inputWeights: try array("W9.wx"), recurrentWeights: try array("W9.wh"), bias: try array("W9.b"))
      return (try sequences(Sequential(cells, try dense("W9", "head.w", "head.b"))), 5)
    case "W10":
      func cells(_ way: String) throws -> LSTM {
        LSTM(
          inputWeights: try array("W10.\(way).wx"), recurrentWeights: try array("W10.\(way).wh"),
          bias: try array("W10.\(way).b"))
      }
      let layer = Bidirectional(try cells("forward"), try cells("backward"))
      return (try sequences(Sequential(layer, try dense("W10", "head.w", "head.b"))), 3)
    case "W11":
      let network = ImageNetworks.resNet()
      try fill(network, ImageNetworks.names(of: network).map { "W11." + $0 })
      return (try classifier("images32", [32, 32, 3], batch: 32, steps: 16, exam: 512, network), 2)
    case "W12":
      let network = ImageNetworks.mobileNetV2()
      try fill(network, ImageNetworks.names(of: network).map { "W12." + $0 })
      return (try classifier("images96", [96, 96, 3], batch: 8, steps: 4, rate: 1e-4, exam: 32, network), 4)
    case "W13":
      let model = Writing.model()
      try fill(model, Writing.names.map { "W13." + $0 })
      return (try Writing(model, prompt: data.integers("prompt"), threads: threads), 1)
    case "W7": return (try PlannedProduct(array("W7.a"), array("W7.b"), threads: threads), 1)
    default:
      let parts = name.split(separator: "-")
      guard parts.count == 3, parts[0] == "W8" else { return nil }
      return try RecordedForward(parts[1], parts[2], threads: threads).map { ($0, 1) }
    }
  }

  // MARK: - Layers

  private func array(_ name: String) throws -> NDArray {
    NDArray(.float32(try data.floats(name)), shape: Shape(try data.shape(name)))
  }

  private func dense(_ workload: String, _ w: String, _ b: String, _ activation: Activation? = nil) throws -> Dense {
    Dense(weights: try array("\(workload).\(w)"), bias: try array("\(workload).\(b)"), activation: activation)
  }

  private func perceptron(_ workload: String, _ activation: Activation) throws -> Sequential {
    Sequential(
      try dense(workload, "w1", "b1", activation), try dense(workload, "w2", "b2", activation),
      try dense(workload, "w3", "b3"))
  }

  private func convolution(_ workload: String, _ number: Int) throws -> Convolution2D {
    Convolution2D(
      weights: try array("\(workload).w\(number)"), bias: try array("\(workload).b\(number)"), activation: .relu)
  }

  /// Gives a network's parameters, in their order, the arrays of these names.
  private func fill(_ network: any Layer, _ names: [String]) throws {
    guard names.count == network.parameters.count else {
      throw NotMeasured(reason: "\(names.count) arrays for \(network.parameters.count) parameters")
    }
    for (parameter, name) in zip(network.parameters, names) {
      let numbers = try array(name)
      guard numbers.shape == parameter.shape else {
        throw NotMeasured(reason: "\(name) is \(numbers.shape), and \(parameter.name) \(parameter.shape)")
      }
      parameter.set(numbers)
    }
  }

  // MARK: - Trainings

  private func column(_ scores: Tensor) -> Tensor { scores.reshaped([scores.shape[0]]) }

  private func sequences(_ network: Sequential) throws -> any Workload {
    try classifier("sequences", [32, 8], batch: 32, steps: 44, exam: 1408, network)
  }

  private func classifier(
    _ set: String, _ shape: [Int], batch: Int, steps: Int, rate: Double = 1e-3, exam: Int, _ network: Sequential
  ) throws -> any Workload {
    try training(set, shape, batch: batch, steps: steps, rate: rate, exam: exam, network) {
      softmaxCrossEntropy(logits: $0, labels: $1)
    }
  }

  /// Adam on the loss of a network's results and the targets.
  private func training(
    _ set: String, _ shape: [Int], batch: Int, steps: Int, rate: Double, exam: Int, _ network: any Layer,
    loss: (Tensor, Tensor) -> Tensor
  ) throws -> any Workload {
    let labels = try set == "moons200" ? data.floats("\(set).y") : data.integers("\(set).y").map { Float($0) }
    let examples = try data.floats("\(set).x")
    let isWhole = batch == labels.count
    let order = try isWhole ? nil : data.integers("\(set).order")
    func sides(_ count: Int) -> (x: PlannedTraining.Side, y: PlannedTraining.Side) {
      (side("x", examples, [count] + shape), side("y", labels, [count]))
    }
    let (taught, examined) = (sides(batch), sides(exam))
    let pass = Pass(.training)
    return try PlannedTraining(
      Program(
        minimizing: loss(network(taught.x.input, in: pass), taught.y.input), over: network.parameters,
        by: Adam(learningRate: rate), alongside: pass.updates),
      [taught.x, taught.y], steps: steps, order: order,
      exam: Program(loss: loss(network(examined.x.input), examined.y.input), updates: []),
      [examined.x, examined.y], threads: threads)
  }

  private func side(_ name: String, _ rows: [Float], _ shape: [Int]) -> PlannedTraining.Side {
    let shape = Shape(shape)
    return PlannedTraining.Side(
      input: Input(name, NDArray(.float32(Array(rows.prefix(shape.count))), shape: shape)), rows: rows)
  }

  /// Weight decay and a falling learning rate, as micrograd's demonstration has them.
  private func moons100() throws -> any Workload {
    let network = try perceptron("W1", .relu)
    let x = side("x", try data.floats("moons100.x"), [100, 2])
    let y = side("y", try data.floats("moons100.y"), [100])
    let squares = network.parameters.map { sum($0 * $0) }
    let loss = hinge(column(network(x.input)), y.input) + 1e-4 * squares.dropFirst().reduce(squares[0], +)
    let rate = Input("rate", NDArray(scalar: 1))
    let slopes = gradients(of: loss, with: network.parameters)
    let updates = zip(network.parameters, slopes).map { Assignment($0, $0 - rate * $1) }
    return try PlannedTraining(
      Program(loss: loss, updates: updates), [x, y], steps: 20, order: nil, rate: rate,
      exam: Program(loss: loss, updates: []), [x, y], threads: threads)
  }

  /// The transformer: each position of 64 words foretells the next of 128.
  private func text() throws -> any Workload {
    let network = try Transformer(array)
    let words = try data.integers("text").map { Float($0) }
    let sequences = stride(from: 0, to: words.count, by: 65)
    let x = side("x", sequences.flatMap { words[$0..<$0 + 64] }, [32, 64])
    let y = side("y", sequences.flatMap { words[$0 + 1..<$0 + 65] }, [32, 64])
    let loss = softmaxCrossEntropy(
      logits: network(x.input).reshaped([32 * 64, 128]), labels: y.input.reshaped([32 * 64]))
    return try PlannedTraining(
      Program(minimizing: loss, over: network.parameters, by: Adam(learningRate: 1e-3)), [x, y], steps: 50,
      order: Array(0..<50 * 32), exam: Program(loss: loss, updates: []), [x, y], threads: threads)
  }
}
