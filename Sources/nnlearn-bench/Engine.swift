import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors

extension BenchmarkGroup {
  static let engine = BenchmarkGroup(
    name: "engine", title: "Training, a number at a time",
    benchmarks: [
      Benchmark(name: "scalar network", measure: scalarNetwork),
      Benchmark(name: "a million operations in a chain", measure: millionOperations),
    ])

  /// The moons example of micrograd, every multiplication an operation of its own; the peer takes the same steps from
  /// the same weights, in turn.
  private static func scalarNetwork() throws -> [Measurement] {
    let network = ScalarNetwork(points: 100, hidden: [16, 16], seed: 1)
    var program: Program?
    let building = timings { program = network.program() }
    let graph = program!.graph
    let peer = MicrogradPeer(network)
    let run = Run(program!)
    var (plain, recorded, theirs): ([Double], [Double], [Double]) = ([], [], [])
    var losses: [(mine: Double, theirs: Double)] = []
    for step in 0..<5 {
      plain.append(
        seconds {
          run.load(step: 2 * step)
          run.finishStep()
        })
      recorded.append(seconds { _ = run.record(2 * step + 1..<2 * step + 2) })
      if let peer {
        for _ in 0..<2 {
          let answer = try peer.step()
          theirs.append(answer.seconds)
          losses.append((run.losses[losses.count], answer.loss))
        }
      }
    }
    if let wrong = losses.first(where: { abs($0.mine - $0.theirs) > 1e-9 }) {
      throw NotMeasured(reason: "the peer's loss is \(wrong.theirs), ours \(wrong.mine): not the same work")
    }
    func compared(_ mine: [Double]) -> String {
      guard !theirs.isEmpty else { return MicrogradPeer.missing }
      return "micrograd, same losses: \(Measurement.text(theirs.median, in: .seconds)), "
        + "\(Measurement.text(theirs.median / mine.median, in: .ratio)) as long"
    }
    let anew = zip(building, recorded).map(+)
    let name = "2-16-16-1 on 100 moons, in scalars"
    return [
      Measurement(
        name: "\(name): a step, fully recorded", unit: .seconds, samples: recorded,
        note: "\(graph.count) events; " + compared(recorded)),
      Measurement(
        name: "\(name): the same, its graph built anew as micrograd does", unit: .seconds, samples: anew,
        note: compared(anew)),
      Measurement(
        name: "\(name): events recorded, with every value and the ledger", unit: .perSecond,
        samples: recorded.map { Double(graph.count) / $0 }),
      Measurement(name: "\(name): a step, not recorded", unit: .seconds, samples: plain),
    ]
  }

  private static func millionOperations() -> [Measurement] {
    let times = 1_000_000
    var (built, evaluated, differentiated): ([Double], [Double], [Double]) = ([], [], [])
    var operations = 0
    for _ in 0..<5 {
      let x = Parameter("x", 0.5, type: .float64)
      var z: Tensor = x
      built.append(seconds { for i in 0..<times { z = i % 2 == 0 ? z + x : z - x } })
      evaluated.append(seconds { precondition(z.scalar == 0.5) })
      var slope: Tensor?
      differentiated.append(
        seconds {
          slope = gradient(of: z, with: x)
          precondition(slope!.scalar == 1)
        })
      operations = Graph(of: [slope!]).count
    }
    return [
      Measurement(
        name: "a million operations in a chain: built and evaluated", unit: .seconds,
        samples: zip(built, evaluated).map(+), aim: 0.2,
        note: "built \(Measurement.text(built.median, in: .seconds)), "
          + "evaluated \(Measurement.text(evaluated.median, in: .seconds))"),
      Measurement(
        name: "its gradient: built and evaluated", unit: .seconds, samples: differentiated,
        note: "\(operations) operations in its graph"),
    ]
  }
}
