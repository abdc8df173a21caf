import Autodiff
import Datasets
import Foundation
import Networks
import Optimizers
import Tensors
import Testing
import Training

/// Tests/Fixtures/adversarial.json, by PyTorch.
private struct AdversarialFixture: Decodable, Sendable {
  struct Losses: Decodable, Sendable {
    let real: [[Double]]
    let fake: [[Double]]
    let smoothing: Double
    let discriminator: Double
    let discriminatorGradients: [[Double]]
    let nonSaturating: Double
    let saturating: Double
    let nonSaturatingGradient: [Double]
    let saturatingGradient: [Double]
    let featureMatching: Double
  }

  enum Weights: Decodable, Sendable {
    case matrix([[Double]])
    case vector([Double])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let rows = try? container.decode([[Double]].self) {
        self = .matrix(rows)
      } else {
        self = .vector(try container.decode([Double].self))
      }
    }

    var array: NDArray {
      switch self {
      case .matrix(let rows): NDArray(rows, type: .float64)
      case .vector(let numbers): NDArray(numbers, type: .float64)
      }
    }
  }

  struct Game: Decodable, Sendable {
    let loss: String
    let classes: Int
    let start: [Weights]
    let end: [Weights]
    let x: [[Double]]
    let noise: [[[Double]]]
    let labelledX: [[Double]]?
    let labels: [Double]?
    let discriminator: [Double]
    let generator: [Double]
    let length: [Double]
  }

  let losses: [Losses]
  let games: [Game]

  static let all: AdversarialFixture = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/adversarial.json")
    do { return try JSONDecoder().decode(AdversarialFixture.self, from: Data(contentsOf: file)) } catch {
      fatalError("\(error)")
    }
  }()
}

@Suite struct AdversarialTests {
  // MARK: - Losses

  @Test(arguments: AdversarialFixture.all.losses.indices) func lossesAreThoseOfThePapers(_ number: Int) {
    let fixture = AdversarialFixture.all.losses[number]
    let real = Input("real", NDArray(fixture.real, type: .float64))
    let fake = Input("fake", NDArray(fixture.fake, type: .float64))
    let loss = discriminatorLoss(real: realness(real), fake: realness(fake), labelSmoothing: fixture.smoothing)
    #expect(abs(loss.value.scalar - fixture.discriminator) < 1e-12)
    for (slope, expected) in zip(gradients(of: loss, with: [real, fake]), fixture.discriminatorGradients) {
      expectClose(slope.value.reshaped([expected.count]), NDArray(expected, type: .float64), 1e-12, "discriminator")
    }
    let own: [(GeneratorLoss, Double, [Double]?)] = [
      (.nonSaturating, fixture.nonSaturating, fixture.nonSaturatingGradient),
      (.saturating, fixture.saturating, fixture.saturatingGradient), (.featureMatching, fixture.featureMatching, nil),
    ]
    for (kind, expected, slope) in own {
      let loss = generatorLoss(kind, fake: realness(fake), features: (real, fake))
      #expect(abs(loss.value.scalar - expected) < 1e-12, "\(kind)")
      guard let slope else { continue }
      expectClose(
        gradient(of: loss, with: fake).value.reshaped([slope.count]), NDArray(slope, type: .float64), 1e-12, "\(kind)")
    }
    #expect(own.count == GeneratorLoss.allCases.count)
  }

  // MARK: - Games

  /// Descends by hand in the test what one program does in the library: the same five steps as PyTorch's.
  @Test(arguments: AdversarialFixture.all.games.indices) func fiveStepsAreThoseOfPyTorch(_ number: Int) {
    let fixture = AdversarialFixture.all.games[number]
    let w = fixture.start.map(\.array)
    let generator = Sequential(
      Dense(weights: w[0], bias: w[1], activation: .tanh), Dense(weights: w[2], bias: w[3]))
    let discriminator = Discriminator(
      features: Dense(weights: w[4], bias: w[5], activation: .tanh), head: Dense(weights: w[6], bias: w[7]))
    let x = Input("x", NDArray(fixture.x, type: .float64))
    let z = Input("z", NDArray(fixture.noise[0], type: .float64))
    let pass = Pass(.training)
    let (real, fake) = (discriminator.answers(x, in: pass), discriminator.answers(generator(z, in: pass), in: pass))
    var telling = discriminatorLoss(real: realness(real.logits), fake: realness(fake.logits))
    if let rows = fixture.labelledX, let labels = fixture.labels {
      let logits = discriminator(Tensor(NDArray(rows, type: .float64)), in: pass)
      telling = telling + softmaxCrossEntropy(logits: logits, labels: Tensor(NDArray(labels, type: .float64)))
    }
    let fooling = generatorLoss(
      GeneratorLoss(rawValue: fixture.loss)!, fake: realness(fake.logits), features: (real.features, fake.features))
    let slow = GradientDescent(learningRate: 0.05)
    let program = Program(
      minimizing: telling, over: discriminator.parameters, by: GradientDescent(learningRate: 0.1),
      alongside: slow.updates(of: generator.parameters, with: gradients(of: fooling, with: generator.parameters)),
      watching: [fooling])
    let history = train(
      program, steps: 5, feed: { [(z, NDArray(fixture.noise[$0], type: .float64))] }, reporting: .silent)
    for (found, expected) in zip(history.losses, fixture.discriminator) { #expect(abs(found - expected) < 1e-10) }
    let parameters = generator.parameters + discriminator.parameters
    for (found, expected) in zip(parameters, fixture.end) {
      expectClose(found.value, expected.array, 1e-10, "\(fixture.loss) \(found.name)")
    }
  }

  private static func players(_ seed: Int, classes: Int = 1) -> (Sequential, Discriminator) {
    withSeed(seed) {
      (
        Sequential(Dense(4, 24, activation: .relu), Dense(24, 2)),
        Discriminator(features: Dense(2, 24, activation: .leakyRelu(slope: 0.2)), head: Dense(24, classes))
      )
    }
  }

  /// Points around (2, −1).
  private static func cloud(_ count: Int = 400) -> Examples {
    var random = RandomSource(seed: 8)
    let points = (0..<count).map { _ in [2 + 0.3 * random.normal(), -1 + 0.3 * random.normal()] }
    return Examples(inputs: NDArray(points), targets: NDArray(points.map { $0[0] > 2 ? 1 : 0 }))
  }

  @Test(arguments: GeneratorLoss.allCases) func theGeneratorComesToLookLikeTheData(_ loss: GeneratorLoss) {
    let (generator, discriminator) = Self.players(3)
    var seen: [Int] = []
    let game = train(
      generator: generator, discriminator: discriminator, on: Self.cloud(), noise: 4, steps: 900,
      by: Adam(learningRate: 0.004, momentDecay: 0.5), loss: loss, seed: 2, samples: 200, sampling: 300,
      reporting: .silent, onSamples: { step, _ in seen.append(step) })
    #expect(seen == [0, 300, 600, 900] && game.samples.map(\.step) == seen)
    #expect(
      game.generatorLosses.count == 900 && game.discriminatorLosses.count == 900 && game.generatorGradients.count == 900
    )
    func distance(_ images: NDArray) -> Double {
      let means = (0..<2).map { column in (0..<200).reduce(0) { $0 + images[$1, column] } / 200 }
      return ((means[0] - 2) * (means[0] - 2) + (means[1] + 1) * (means[1] + 1)).squareRoot()
    }
    #expect(distance(game.samples.last!.images) < 0.5 * distance(game.samples[0].images), "\(game)")
  }

  @Test func aSeedIsAGame() {
    func losses(_ seed: UInt64) -> [Double] {
      let (generator, discriminator) = Self.players(1)
      return train(
        generator: generator, discriminator: discriminator, on: Self.cloud(), noise: 4, steps: 20, seed: seed,
        reporting: .silent
      ).generatorLosses
    }
    #expect(losses(1) == losses(1) && losses(1) != losses(2))
  }

  /// What a step did to every parameter is what the gradients of the two losses say, of the players as they were.
  @Test(arguments: GeneratorLoss.allCases, [false, true]) func aStepIsADescentOfBoth(
    _ loss: GeneratorLoss, isLabelled: Bool
  )
    throws
  {
    let (generator, discriminator) = Self.players(9, classes: 3)
    let (g, d) = Self.players(9, classes: 3)
    let game = train(
      generator: generator, discriminator: discriminator, on: Self.cloud(), noise: 4, steps: 1,
      by: GradientDescent(learningRate: 0.1), generatorRule: GradientDescent(learningRate: 0.05), loss: loss,
      labelSmoothing: 0.1, labelled: isLabelled ? Self.cloud().rows(Array(0..<20)) : nil, seed: 5, reporting: .silent)
    let run = game.training.run
    run.load(step: 0)
    let held = Dictionary(
      uniqueKeysWithValues: run.program.inputs.map { ($0.input.name, run.execution.value(of: $0.input)) })
    let (x, z) = (Tensor(try #require(held["x"])), Tensor(try #require(held["z"])))
    #expect(x.shape == [50, 2] && z.shape == [50, 4])
    func seen(_ x: Tensor) -> Tensor { d.features(x) }
    func log(_ x: Tensor) -> Tensor { logSumExp(d.head(seen(x))) }
    var telling = mean(0.9 * softplus(-log(x)) + 0.1 * softplus(log(x))) + mean(softplus(log(g(z))))
    if isLabelled {
      let (rows, labels) = (try #require(held["labelled x"]), try #require(held["labels"]))
      #expect(rows.shape == [20, 2])
      telling = telling + softmaxCrossEntropy(logits: d(Tensor(rows)), labels: Tensor(labels))
    }
    let gap = mean(seen(x), axes: [0]) - mean(seen(g(z)), axes: [0])
    let fooling =
      switch loss {
      case .nonSaturating: mean(softplus(-log(g(z))))
      case .saturating: -mean(softplus(log(g(z))))
      case .featureMatching: sum(gap * gap)
      }
    #expect(abs(game.discriminatorLosses[0] - telling.value.scalar) < 1e-5)
    #expect(abs(game.generatorLosses[0] - fooling.value.scalar) < 1e-5)
    for (own, twin, rate, loss) in [
      (generator as any Layer, g as any Layer, 0.05, fooling), (discriminator, d, 0.1, telling),
    ] {
      let slopes = gradients(of: loss, with: twin.parameters)
      for ((p, w), slope) in zip(zip(own.parameters, twin.parameters), slopes) {
        expectClose(p.value, (w - rate * slope).value, 1e-5, "\(p.name)")
      }
    }
  }

  /// What the history says of a step is what the step computes when it is opened.
  @Test func everyStepOpens() {
    let (generator, discriminator) = Self.players(4, classes: 2)
    let game = train(
      generator: generator, discriminator: discriminator, on: Self.cloud(), noise: 4, steps: 30, labelSmoothing: 0.1,
      labelled: Self.cloud().rows(Array(0..<20)), seed: 3, reporting: .silent)
    let run = game.training.run
    for step in [0, 7, 29] {
      run.load(step: step)
      run.finishStep()
      #expect(abs(run.execution.number(run.program.loss!, at: 0) - game.discriminatorLosses[step]) < 1e-4)
      let numbers = (0..<run.program.graph.count).filter { run.program.graph[$0].shape.count == 1 }
        .map { run.execution.number($0, at: 0) }
      #expect(numbers.contains { abs($0 - game.generatorLosses[step]) < 1e-4 })
      #expect(numbers.contains { abs($0 - game.generatorGradients[step]) < 1e-4 })
    }
    #expect(game.notices.isEmpty)
  }

  /// A generator that hardly learns is told from the data at once and for good: that is said, with the step.
  @Test(arguments: [0, 0.1]) func anOutrightWinIsSaid(_ smoothing: Double) {
    let nothing = Dense(weights: NDArray(repeating: 0, shape: [4, 2]), bias: NDArray([0, 0]))
    let game = train(
      generator: nothing, discriminator: Self.players(5).1, on: Self.cloud(), noise: 4, steps: 400,
      by: Adam(learningRate: 0.05), generatorRule: GradientDescent(learningRate: 1e-9), loss: .saturating,
      labelSmoothing: smoothing, seed: 1, reporting: .silent)
    let losses = game.discriminatorLosses
    let least = smoothing == 0 ? 0 : -0.1 * log(0.1) - 0.9 * log(0.9)
    let first = losses.indices.first { start in
      start + 50 <= losses.count
        && losses[start..<start + 50].allSatisfy { $0 < least + 0.05 * (2 * log(2) - least) }
    }
    #expect(first != nil)
    #expect(
      game.notices.count == 1
        && game.notices[0].hasPrefix("From step \(first ?? -1) on the discriminator wins outright"))
    #expect(game.description.contains("wins outright"))
    #expect(smoothing > 0 || game.generatorGradients.last! < 0.2 * game.generatorGradients[0])
  }

  /// Learning classes costs something of its own, which says nothing of who wins.
  @Test func anOutrightWinIsSaidBesideClasses() {
    let nothing = Dense(weights: NDArray(repeating: 0, shape: [4, 2]), bias: NDArray([0, 0]))
    let random = NDArray((0..<20).map { Double($0 * 7 % 3 % 2) })
    let game = train(
      generator: nothing, discriminator: Self.players(5, classes: 2).1, on: Self.cloud(), noise: 4, steps: 400,
      by: Adam(learningRate: 0.05), generatorRule: GradientDescent(learningRate: 1e-9),
      labelled: Examples(inputs: Self.cloud().rows(Array(0..<20)).inputs, targets: random), seed: 1,
      reporting: .silent)
    #expect(game.notices.count == 1 && game.notices.first?.contains("wins outright") == true, "\(game)")
  }

  /// Samples are of the steps that count, each once, also where a training ends early.
  @Test func samplesAreOfStepsThatCount() {
    let (generator, discriminator) = Self.players(6)
    let game = train(
      generator: generator, discriminator: discriminator, on: Self.cloud(), noise: 4, steps: 40,
      by: GradientDescent(learningRate: 1e20), seed: 1, sampling: 1, reporting: .silent)
    let steps = game.samples.map(\.step)
    #expect(game.training.lastStep < 40 && steps == Array(0...game.training.lastStep), "\(steps)")
  }

  @Test func aClassWithoutLabelsIsSaid() {
    let (generator, discriminator) = Self.players(6, classes: 4)
    let game = train(
      generator: generator, discriminator: discriminator, on: Self.cloud(), noise: 4, steps: 2,
      labelled: Self.cloud().rows(Array(0..<20)), seed: 1, reporting: .silent)
    #expect(game.notices == ["No labelled example is of class 2, 3: it cannot be learnt."])
  }

  /// Everything else stays: no step, no change; and what is normalised in training keeps its averages.
  @Test func statesOfTrainingPassesGoAlong() {
    let generator = Sequential(Dense(4, 8), BatchNormalization(8), Dense(8, 2))
    let discriminator = Discriminator(features: Sequential(Dense(2, 8), Dropout(0.3)), head: Dense(8, 1))
    let before = generator.state.map(\.value)
    let none = train(
      generator: generator, discriminator: discriminator, on: Self.cloud(), noise: 4, steps: 0, seed: 1,
      reporting: .silent)
    #expect(
      none.samples.map(\.step) == [0] && generator.state.map(\.value) == before
        && none.description == "0 steps: discriminator no step, generator no step")
    train(
      generator: generator, discriminator: discriminator, on: Self.cloud(), noise: 4, steps: 3, seed: 1,
      reporting: .silent)
    #expect(generator.state.map(\.value) != before)
  }

  private static let wrong: [(String, @Sendable () -> Void)] = [
    (
      "expects a generator that makes what the examples are, [50, 2]; got [50, 3].",
      {
        train(
          generator: Dense(4, 3), discriminator: Discriminator(features: Dense(2, 3), head: Dense(3, 1)), on: cloud(),
          noise: 4,
          steps: 1)
      }
    ),
    (
      "expects a discriminator whose head answers [n, classes]; got one logit",
      {
        let (g, d) = players(1)
        train(generator: g, discriminator: d, on: cloud(), noise: 4, steps: 1, labelled: cloud())
      }
    ),
    (
      "expects classes from 0 to 1, one for each logit; got 4.",
      {
        let (g, d) = players(1, classes: 2)
        train(
          generator: g, discriminator: d, on: cloud(), noise: 4, steps: 1,
          labelled: cloud().mapTargets { _ in NDArray(repeating: 4, shape: [400]) })
      }
    ),
    (
      "labelSmoothing must be at least 0 and less than 0.5 (0.1 is usual); got 0.6.",
      {
        let (g, d) = players(1)
        train(generator: g, discriminator: d, on: cloud(), noise: 4, steps: 1, labelSmoothing: 0.6)
      }
    ),
    (
      "expects noise, samples and sampling of at least 1; got 0, 16 and 100.",
      {
        let (g, d) = players(1)
        train(generator: g, discriminator: d, on: cloud(), noise: 0, steps: 1)
      }
    ),
    (
      "expects two players with parameters of their own; got",
      {
        let shared = Dense(2, 2)
        train(
          generator: shared, discriminator: Discriminator(features: shared, head: Dense(2, 1)), on: cloud(), noise: 2,
          steps: 1)
      }
    ),
    (
      "expects a head that answers [n, 1] or [n, classes]",
      {
        train(
          generator: Dense(4, 2), discriminator: Discriminator(features: Dense(2, 3), head: Reshape([3, 1])),
          on: cloud(), noise: 4,
          steps: 1)
      }
    ),
    ("realness expects logits [n, 1] or [n, classes]; got [3].", { _ = realness(Tensor([1, 2, 3])) }),
  ]

  @Test(arguments: wrong.indices) func misuseEndsWithASentence(_ number: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [number] in
      Self.wrong[number].1()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(Self.wrong[number].0), "\(text)")
  }
}
