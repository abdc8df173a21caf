import Autodiff
import Networks
import Optimizers
import Planning
import Tensors

extension BenchmarkGroup {
  /// Four networks trained by plans, and by plans that leave one technique out.
  static let plan = BenchmarkGroup(
    name: "plan", title: "What a plan's techniques gain",
    benchmarks: [
      benchmark("perceptron 64-128-64-10, batch of 32", perceptron),
      benchmark("CNN on 8×8, batch of 32", convolutions),
      benchmark("LSTM of 64 over 8 steps, batch of 32", recurrent),
      benchmark("attention of 64 over 64 tokens, batch of 32", attention),
    ])

  private static func benchmark(
    _ name: String, _ network: @escaping @Sendable (inout RandomSource) -> (shape: [Int], model: any Layer)
  ) -> Benchmark {
    Benchmark(name: name) { try techniques(name, network) }
  }

  private static func techniques(
    _ name: String, _ network: (inout RandomSource) -> (shape: [Int], model: any Layer)
  ) throws -> [Measurement] {
    let program = program(network)
    let threads = 1
    let whole = try Plan(program, threads: threads)
    let others = try PlanTechniques.allCases.map { ($0, try Plan(program, threads: threads, by: .all.subtracting($0))) }
    let both = try Plan(program, threads: 2)
    var times: [String: [Double]] = [:]
    let repetitions = max(1, Int(0.02 / (0..<3).map { _ in seconds { whole.run() } }.min()!))
    func time(_ key: String, _ plan: Plan) {
      times[key, default: []].append(seconds { for _ in 0..<repetitions { plan.run() } } / Double(repetitions))
    }
    for _ in 0..<7 {
      time("", whole)
      for (technique, plan) in others { time(technique.description, plan) }
      time("both", both)
    }
    func ratio(_ key: String) -> [Double] { zip(times[key]!, times[""]!).map { $0 / $1 } }
    return [Measurement(name: "\(name): a step", unit: .seconds, samples: times[""]!)]
      + PlanTechniques.allCases.map {
        Measurement(name: "\(name): without \($0)", unit: .ratio, samples: ratio($0.description))
      } + [Measurement(name: "\(name): on two threads", unit: .ratio, samples: ratio("both"))]
  }

  private static func program(_ network: (inout RandomSource) -> (shape: [Int], model: any Layer)) -> Program {
    var random = RandomSource(seed: 1)
    let (shape, model) = network(&random)
    let x = Input("x", NDArray.normal(Shape([32] + shape), using: &random))
    let labels = Input("labels", NDArray((0..<32).map { Double($0 % 10) }))
    return Program(
      minimizing: softmaxCrossEntropy(logits: model(x), labels: labels), over: model.parameters, by: Adam())
  }

  private static func perceptron(_ random: inout RandomSource) -> ([Int], any Layer) {
    (
      [64],
      Sequential(
        Dense(64, 128, activation: .relu, using: &random), Dense(128, 64, activation: .relu, using: &random),
        Dense(64, 10, using: &random))
    )
  }

  private static func convolutions(_ random: inout RandomSource) -> ([Int], any Layer) {
    (
      [8, 8, 1],
      Sequential(
        Convolution2D(1, 16, window: (3, 3), activation: .relu, using: &random),
        Convolution2D(16, 32, window: (3, 3), activation: .relu, using: &random), MaxPool2D(), Flatten(),
        Dense(512, 10, using: &random))
    )
  }

  private static func recurrent(_ random: inout RandomSource) -> ([Int], any Layer) {
    ([8, 8], Sequential(LSTM(8, 64, using: &random), Dense(64, 10, using: &random)))
  }

  private static func attention(_ random: inout RandomSource) -> ([Int], any Layer) {
    (
      [64, 64],
      Sequential(
        LayerNormalization(64), MultiHeadAttention(64, heads: 4, isCausal: true, using: &random),
        LayerNormalization(64), Dense(64, 256, activation: .relu, using: &random), Dense(256, 8, using: &random),
        Flatten(), Dense(512, 10, using: &random))
    )
  }
}
