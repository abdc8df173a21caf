import Autodiff
import Tensors

extension BenchmarkGroup {
  static let stepping = BenchmarkGroup(
    name: "stepping", title: "Stepping through a run of 10,000 training steps",
    benchmarks: [
      Benchmark(name: "step back and jump") {
        moves("2-16-16-1, batch of 100", DenseNetwork([2, 16, 16, 1], batch: 100))
      },
      Benchmark(name: "step back and jump, larger") {
        moves("64-64-64-10, batch of 64", DenseNetwork([64, 64, 64, 10], batch: 64))
      },
    ])

  private static func moves(_ name: String, _ network: DenseNetwork) -> [Measurement] {
    let steps = 10_000
    let stepper = Stepper(network.program(), steps: steps)
    stepper.move(to: Stepper.Position(trainingStep: steps - 1, event: stepper.eventCount - 1))
    var random = RandomSource(seed: 2)
    func anywhere() -> Stepper.Position {
      Stepper.Position(
        trainingStep: Int(random.uniform() * Double(steps)),
        event: 1 + Int(random.uniform() * Double(stepper.eventCount - 1)))
    }
    var (jumps, forth, back, across): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for _ in 0..<50 {
      let place = anywhere()
      jumps.append(seconds { stepper.move(to: place) })
      back.append(seconds { stepper.back() })
      forth.append(seconds { stepper.forward() })
      stepper.move(to: Stepper.Position(trainingStep: max(place.trainingStep, 1), event: 0))
      across.append(seconds { stepper.back() })
    }
    func worst(_ samples: [Double]) -> String { "worst \(Measurement.text(samples.max()!, in: .seconds))" }
    return [
      Measurement(name: "\(name): one event back", unit: .seconds, samples: back, aim: 1e-3, note: worst(back)),
      Measurement(
        name: "\(name): back over the start of a step", unit: .seconds, samples: across, aim: 1e-3, note: worst(across)),
      Measurement(name: "\(name): one event forward", unit: .seconds, samples: forth, aim: 1e-3, note: worst(forth)),
      Measurement(name: "\(name): jump anywhere", unit: .seconds, samples: jumps, aim: 50e-3, note: worst(jumps)),
    ]
  }
}
