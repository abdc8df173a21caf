import Autodiff
import Networks
import Planning
import Tensors

/// Workload W8: one forward pass, with or without every intermediate value kept.
final class RecordedForward: Workload {
  enum Way: String, CaseIterable {
    case plain, kept, traced
  }

  private let program: Program
  private let plan: Plan
  private let way: Way
  private let values: Int

  /// - Parameters:
  ///   - network: "mlp", workload W3's, or "cnn", nine convolutions and three short cuts.
  ///   - way: a plan; a plan whose every value can be read afterwards; the stepper's trace, made anew each time.
  init?(_ network: Substring, _ way: Substring, threads: Int) throws {
    guard let way = Way(rawValue: String(way)) else { return nil }
    var random = RandomSource(seed: 1)
    let result: Tensor
    switch network {
    case "mlp":
      let layers = Sequential(
        Dense(64, 128, activation: .relu, using: &random), Dense(128, 64, activation: .relu, using: &random),
        Dense(64, 10, using: &random))
      result = layers(Input("x", NDArray.normal([32, 64], using: &random)))
    case "cnn":
      let x = Input("x", NDArray.normal([32, 32, 32, 3], using: &random))
      result = Self.convolutional(x, using: &random)
    default: return nil
    }
    self.way = way
    program = Program(result)
    let computed = program.graph.operations.filter { !$0.isLeaf }.map(\.tensor)
    values = way == .plain ? 0 : computed.count
    plan = try Plan(program, keeping: way == .kept ? computed : [], threads: threads)
  }

  func prepare() {}

  func epoch(_ epoch: Int) {
    if way == .traced { _ = Run(program).record(0..<1) } else { plan.run() }
  }

  /// How many values were kept, as the peers report it.
  func finalLoss() -> Double { Double(values) }

  private static func convolutional(_ x: Tensor, using random: inout RandomSource) -> Tensor {
    /// A convolution, and batch normalisation as it is after training: a gain and a shift for each channel.
    func normalized(_ x: Tensor, _ filters: Int, stride: Int = 1) -> Tensor {
      let layer = Convolution2D(x.shape[3], filters, window: (3, 3), strides: (stride, stride), using: &random)
      let gain = Parameter("gain", NDArray(repeating: 1, shape: [filters]))
      return layer(x) * gain + Parameter("shift", NDArray(repeating: 0, shape: [filters]))
    }
    func residual(_ x: Tensor, _ filters: Int, stride: Int) -> Tensor {
      let y = normalized(relu(normalized(x, filters, stride: stride)), filters)
      guard x.shape[3] != filters else { return relu(y + x) }
      let short = Convolution2D(x.shape[3], filters, window: (1, 1), strides: (stride, stride), using: &random)
      return relu(y + short(x))
    }
    var y = relu(normalized(x, 16))
    for (filters, stride) in [(16, 1), (32, 2), (64, 2)] { y = residual(y, filters, stride: stride) }
    return Dense(64, 10, using: &random)(mean(y, axes: [1, 2]))
  }
}
