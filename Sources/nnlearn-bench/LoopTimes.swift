import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors
import Training

extension BenchmarkGroup {
  /// Training loops of one's own beside `train`: the same steps from the same weights on the same batches, in turn.
  static let loops = BenchmarkGroup(
    name: "loops", title: "Training loops of one's own",
    benchmarks: [
      Benchmark(name: "a loop over 8 parameters") { oneNetwork("16-32-32-32-1, batch of 32", [16, 32, 32, 32, 1]) },
      Benchmark(name: "a loop over 8 larger parameters") {
        oneNetwork("64-128-128-64-10, batch of 32", [64, 128, 128, 64, 10])
      },
      Benchmark(name: "two networks, two optimizers") { twoNetworks() },
    ])

  private static let steps = 300
  private static let turns = 7

  private static func oneNetwork(_ name: String, _ sizes: [Int]) -> [Measurement] {
    var random = RandomSource(seed: 1)
    let examples = Examples(
      inputs: NDArray.normal([320, sizes[0]], using: &random),
      targets: NDArray.normal([320, sizes.last!], using: &random))
    let batches = Batches(examples, size: 32, seed: 1)
    let (x, y) = (Input("x", batches[0].inputs), Input("y", batches[0].targets))
    let model = perceptron(sizes)
    let (loss, parameters) = (meanSquaredError(model(x), y), model.parameters)
    let start = parameters.map(\.value)
    let rate = 0.01
    var times: [String: [Double]] = [:]
    var losses: [String: Double] = [:]
    func time(_ key: String, _ count: Int = steps, _ body: (Int) -> Double) {
      for (w, numbers) in zip(parameters, start) { w.set(numbers) }
      times[key, default: []].append(seconds { losses[key] = body(count) } / Double(count))
    }
    func feed(_ number: Int) {
      let batch = batches[number]
      x.set(batch.inputs)
      y.set(batch.targets)
    }
    for _ in 0..<turns {
      time("train") { count in
        train(
          Program(minimizing: loss, over: parameters, by: GradientDescent(learningRate: rate)), steps: count,
          feed: batches.feed(x, y), threads: 1, reporting: .silent
        ).losses.last!
      }
      time("step") { count in
        let step = TrainingStep(minimizing: loss, over: parameters, threads: 1) { w, g in w - rate * g }
        var last = 0.0
        for number in 0..<count {
          feed(number)
          last = step()
        }
        return last
      }
      time("update") { count in
        var last = 0.0
        for number in 0..<count {
          feed(number)
          last = update(parameters, minimizing: loss) { w, g in w - rate * g }
        }
        return last
      }
      // Set one by one, each by a value of its own; a tenth of the steps, because it takes so long.
      time("set", steps / 10) { count in
        var last = 0.0
        for number in 0..<count {
          feed(number)
          last = loss.scalar
          let slopes = gradients(of: loss, with: parameters)
          let new = zip(parameters, slopes).map { w, g in (w - rate * g).value }
          for (w, numbers) in zip(parameters, new) { w.set(numbers) }
        }
        return last
      }
    }
    precondition(losses["train"] == losses["step"], "not the same work")
    precondition(abs(losses["train"]! - losses["update"]!) < 1e-3 * losses["train"]!, "not the same work")
    func ratio(_ key: String) -> [Double] { zip(times[key]!, times["train"]!).map { $0 / $1 } }
    return [
      Measurement(
        name: "\(name): a step of train", unit: .seconds, samples: times["train"]!,
        note: "\(steps) steps and compiling them, 1 thread"),
      Measurement(name: "\(name): TrainingStep", unit: .ratio, samples: ratio("step"), aim: 2),
      Measurement(name: "\(name): update(…, minimizing:)", unit: .ratio, samples: ratio("update")),
      Measurement(name: "\(name): values set one by one", unit: .ratio, samples: ratio("set")),
    ]
  }

  /// A GAN's two steps, alternating, beside the same two programs trained by `train` one after the other.
  private static func twoNetworks() -> [Measurement] {
    var random = RandomSource(seed: 1)
    let (g, d) = (perceptron([8, 64, 64, 16]), perceptron([16, 64, 64, 1]))
    let z = Input("z", NDArray.normal([32, 8], using: &random))
    let real = Input("real", NDArray.normal([32, 16], using: &random))
    let ones = Tensor(NDArray(repeating: 1, shape: [32, 1]))
    let (fake, rule) = (g(z), Adam(learningRate: 0.001))
    let telling = binaryCrossEntropy(logits: d(real), ones) + binaryCrossEntropy(logits: d(fake), 1 - ones)
    let fooling = binaryCrossEntropy(logits: d(fake), ones)
    let start = (g.parameters + d.parameters).map(\.value)
    var (apart, together): ([Double], [Double]) = ([], [])
    func restart() { for (w, numbers) in zip(g.parameters + d.parameters, start) { w.set(numbers) } }
    for _ in 0..<turns {
      restart()
      apart.append(
        seconds {
          for (loss, model) in [(telling, d), (fooling, g)] {
            train(
              Program(minimizing: loss, over: model.parameters, by: rule), steps: steps, threads: 1, reporting: .silent)
          }
        } / Double(steps))
      restart()
      together.append(
        seconds {
          let steps = [(telling, d), (fooling, g)].map {
            TrainingStep(minimizing: $0.0, over: $0.1.parameters, by: rule, threads: 1)
          }
          for _ in 0..<Self.steps { for step in steps { step() } }
        } / Double(steps))
    }
    let name = "a GAN of 8-64-64-16 and 16-64-64-1, batch of 32"
    return [
      Measurement(
        name: "\(name): a step of each by train, one program after the other", unit: .seconds, samples: apart),
      Measurement(
        name: "\(name): two TrainingSteps, alternating", unit: .ratio, samples: zip(together, apart).map { $0 / $1 },
        aim: 2),
    ]
  }

  private static func perceptron(_ sizes: [Int]) -> Sequential {
    withSeed(1) {
      Sequential(
        (1..<sizes.count).map { layer -> any Layer in
          Dense(sizes[layer - 1], sizes[layer], activation: layer + 1 < sizes.count ? .tanh : nil)
        })
    }
  }
}
