import Autodiff
import Networks
import Optimizers
import Tensors

extension BenchmarkGroup {
  static let recording = BenchmarkGroup(
    name: "recording", title: "What recording costs",
    benchmarks: [
      Benchmark(name: "recording a tiny network") {
        recordingRatios("2-16-16-1, batch of 100", DenseNetwork([2, 16, 16, 1], batch: 100), steps: 200, aim: 2)
      },
      Benchmark(name: "recording products of 64 × 64") {
        recordingRatios("64-64-64-10, batch of 64", DenseNetwork([64, 64, 64, 10], batch: 64), steps: 40, aim: 1.1)
      },
    ])

  /// The same steps recorded in full, losses only, and run without a trace, in turn.
  private static func recordingRatios(
    _ name: String, _ network: DenseNetwork, steps: Int, aim: Double
  ) -> [Measurement] {
    let program = network.program()
    let runs = (0..<3).map { _ in Run(program) }
    var (plain, full, off): ([Double], [Double], [Double]) = ([], [], [])
    for sample in 0..<7 {
      let range = sample * steps..<(sample + 1) * steps
      plain.append(seconds { for step in range { runs[0].load(step: step); runs[0].finishStep() } })
      full.append(seconds { _ = runs[1].record(range) })
      off.append(seconds { _ = runs[2].record(range, detail: .none) })
    }
    func ratios(_ times: [Double]) -> [Double] { zip(times, plain).map { $0 / $1 } }
    return [
      Measurement(
        name: "\(name): one step", unit: .seconds, samples: plain.map { $0 / Double(steps) },
        note: "\(program.graph.count) operations"),
      Measurement(name: "\(name): every value recorded", unit: .ratio, samples: ratios(full), aim: aim),
      Measurement(name: "\(name): recording off", unit: .ratio, samples: ratios(off), aim: 1.02),
    ]
  }
}

/// A multilayer perceptron in matrices: tanh between the layers, mean squared error against random targets.
struct DenseNetwork {
  let sizes: [Int]
  let batch: Int

  init(_ sizes: [Int], batch: Int) {
    self.sizes = sizes
    self.batch = batch
  }

  func program() -> Program {
    var random = RandomSource(seed: 1)
    var values: Tensor = Input("x", NDArray.normal([batch, sizes[0]], using: &random))
    let target = Input("y", NDArray.normal([batch, sizes[sizes.count - 1]], using: &random))
    var parameters: [Parameter] = []
    for layer in 1..<sizes.count {
      let w = Parameter("W\(layer)", NDArray.normal([sizes[layer - 1], sizes[layer]], using: &random))
      let b = Parameter("b\(layer)", NDArray(repeating: 0, shape: [sizes[layer]]))
      parameters += [w, b]
      let z = values.matmul(w) + b
      values = layer == sizes.count - 1 ? z : tanh(z)
    }
    return Program(
      minimizing: meanSquaredError(values, target), over: parameters, by: GradientDescent(learningRate: 0.01))
  }
}
