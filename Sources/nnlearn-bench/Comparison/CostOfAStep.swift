import Autodiff
import Commands
import Display
import Figures
import Foundation
import Networks
import Optimizers
import Planning
import Tensors

/// How long a training step of a plan takes, for ever more parameters, examples and layers: it should grow with the work.
struct CostOfAStep {
  struct Sweep {
    let name: String
    /// What grows, floating-point operations of a step, and its seconds.
    var points: [(size: Int, work: Double, seconds: Double)] = []
  }

  let threads: Int
  let sweeps: [Sweep]

  init(threads: Int) throws {
    self.threads = threads
    let sweeps: [(name: String, sizes: [Int], network: (Int) -> (sizes: [Int], batch: Int))] = [
      // Two square layers: 10 … 10⁷ weights.
      (
        "parameters", [10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000],
        { count in
          let width = Int((Double(count) / 2).squareRoot().rounded())
          return ([width, width, width], 32)
        }
      ),
      ("batch, 64-128-64-10", [1, 4, 16, 64, 256, 1024, 4096], { ([64, 128, 64, 10], $0) }),
      ("depth, layers of 64", [1, 2, 4, 8, 16, 32, 64], { (Array(repeating: 64, count: $0 + 1), 32) }),
    ]
    self.sweeps = try sweeps.map { name, sizes, network in
      Sweep(
        name: name,
        points: try sizes.map { size in
          let (widths, batch) = network(size)
          let (work, seconds) = try Self.measure(widths, batch: batch, threads: threads)
          return (size, work, seconds)
        })
    }
  }

  /// Adam on a perceptron with ReLU.
  private static func measure(
    _ sizes: [Int], batch: Int, threads: Int
  ) throws -> (work: Double, seconds: Double) {
    var random = RandomSource(seed: 1)
    let network = Sequential(
      zip(sizes, sizes.dropFirst()).map { Dense($0, $1, activation: .relu, using: &random) as any Layer })
    let x = Input("x", NDArray.normal([batch, sizes[0]], using: &random))
    let y = Input("y", NDArray.normal([batch, sizes[sizes.count - 1]], using: &random))
    let program = Program(minimizing: meanSquaredError(network(x), y), over: network.parameters, by: Adam())
    let plan = try Plan(program, threads: threads)
    let once = (0..<3).map { _ in seconds { plan.run() } }.min()!
    let repetitions = max(1, Int(0.005 / once))
    return (Double(program.graph.flops), timings(7, repetitions: repetitions) { plan.run() }.median)
  }

  /// By how much more a step costs, per operation, than at the largest size of its sweep, from 10⁶ operations on.
  var unevenness: Double {
    let ratios = sweeps.flatMap { sweep -> [Double] in
      let last = sweep.points[sweep.points.count - 1]
      return sweep.points.filter { $0.work >= 1e6 }.map { $0.seconds / $0.work * last.work / last.seconds }
    }
    return ratios.max() ?? 1
  }

  static let figure = "Docs/cost-of-a-step.svg"

  func writeFigure() throws {
    let curves = sweeps.map { Mark.line($0.name, x: $0.points.map(\.work), y: $0.points.map(\.seconds)) }
    let works = sweeps.flatMap { $0.points.map(\.work) }
    let ends = [works.min()!, works.max()!]
    let peak = sweeps.flatMap { $0.points.map { $0.work / $0.seconds } }.max()!
    let ideal = Mark.line(
      String(format: "%.0f GFLOP/s", peak / 1e9), x: ends, y: ends.map { $0 / peak }, role: .muted, dashed: true)
    let chart = Chart(
      title: "What a training step costs",
      x: Axis("floating-point operations of a step", scale: .logarithmic),
      y: Axis("time (s)", scale: .logarithmic), marks: [ideal] + curves)
    guard let scene = Figures.scene(for: .chart(chart)) else { return }
    let file = Places.current().root.appending(path: Self.figure)
    try FigureFile.data(of: scene, as: .svg).write(to: file, options: .atomic)
  }

  var markdown: String {
    var lines = [
      "### What a training step costs", "",
      "Perceptrons with ReLU and Adam, \(threads) thread\(threads == 1 ? "" : "s"): two square layers of ever more "
        + "parameters (batch 32), ever larger batches, ever more layers.", "",
      "![Time of a training step over its floating-point operations](\(Self.figure.dropFirst("Docs/".count)))", "",
      "| what grows | from | to | work grows | time grows |", "|---|--:|--:|--:|--:|",
    ]
    for sweep in sweeps {
      let (first, last) = (sweep.points[0], sweep.points[sweep.points.count - 1])
      lines.append(
        "| \(sweep.name) | \(first.size): \(Measurement.text(first.seconds, in: .seconds)) "
          + "| \(last.size): \(Measurement.text(last.seconds, in: .seconds)) "
          + "| \(Measurement.text(last.work / first.work, in: .ratio)) "
          + "| \(Measurement.text(last.seconds / first.seconds, in: .ratio)) |")
    }
    lines += [
      "",
      "From a million operations a step on, an operation costs at most \(Measurement.text(unevenness, in: .ratio)) what it"
        + " costs at the largest size.", "",
    ]
    return lines.joined(separator: "\n")
  }

  var text: String {
    let rows = sweeps.flatMap { sweep in
      sweep.points.map { point in
        "\(sweep.name)  \(point.size)  \(String(format: "%.3g", point.work)) FLOP  "
          + Measurement.text(point.seconds, in: .seconds)
      }
    }
    return (["", "What a training step costs, \(threads) thread\(threads == 1 ? "" : "s")", ""] + rows)
      .joined(separator: "\n") + "\n"
  }
}
