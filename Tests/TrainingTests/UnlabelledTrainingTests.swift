import Autodiff
import Datasets
import Foundation
import Networks
import Optimizers
import Tensors
import Testing
import Training

struct UnlabelledLosses: Decodable, Sendable {
  struct Array: Decodable, Sendable {
    let shape: [Int]
    let values: [Double]
    var tensor: Tensor { Tensor(NDArray(values, shape: Shape(shape), type: .float64)) }
  }

  struct Contrast: Decodable, Sendable {
    let first: Array
    let second: Array
    let temperature: Double
    let loss: Double
  }

  struct Divergence: Decodable, Sendable {
    let mean: Array
    let logVariance: Array
    let loss: Double
  }

  let contrastive: [Contrast]
  let divergence: Divergence

  static let all: UnlabelledLosses = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/unlabelled.json")
    guard let data = try? Data(contentsOf: file), let all = try? JSONDecoder().decode(Self.self, from: data) else {
      fatalError("Tests/Fixtures/unlabelled.json is missing, or is not what this test reads.")
    }
    return all
  }()
}

/// Losses, layers and loops for examples without labels.
@Suite struct UnlabelledTrainingTests {
  // MARK: - Losses

  @Test(arguments: UnlabelledLosses.all.contrastive) func contrast(_ item: UnlabelledLosses.Contrast) {
    let loss = contrastiveLoss(item.first.tensor, item.second.tensor, temperature: item.temperature)
    #expect(abs(loss.value.scalar - item.loss) <= 1e-10)
    let a = Parameter("a", item.first.tensor.value)
    for row in gradientCheck(of: contrastiveLoss(a, item.second.tensor, temperature: item.temperature), with: [a]) {
      #expect(row.relativeError < 1e-6 || abs(row.analytic - row.numeric) < 1e-9, "\(row)")
    }
  }

  /// Encodings that are all alike: log(2n − 1).
  @Test func collapsedEncodings() {
    let ones = Tensor(NDArray.ones([4, 3], type: .float64))
    #expect(abs(contrastiveLoss(ones, ones).value.scalar - log(7)) < 1e-12)
  }

  @Test func divergenceIsTheIntegral() {
    let item = UnlabelledLosses.all.divergence
    let loss = gaussianDivergence(mean: item.mean.tensor, logVariance: item.logVariance.tensor)
    #expect(abs(loss.value.scalar - item.loss) <= 1e-9 * item.loss)
    let nothing = Tensor(NDArray.zeros([3, 2], type: .float64))
    #expect(gaussianDivergence(mean: nothing, logVariance: nothing).value.scalar == 0)
  }

  @Test func reconstructionIsSummedOverAnExample() {
    var random = RandomSource(seed: 3)
    let p = NDArray.normal([5, 2, 3], type: .float64, using: &random)
    let x = NDArray.uniform([5, 2, 3], in: 0..<1, type: .float64, using: &random)
    var (squares, entropy) = (0.0, 0.0)
    for (z, y) in zip(p.doubles, x.doubles) {
      squares += (z - y) * (z - y)
      let probability = 1 / (1 + exp(-z))
      entropy -= y * log(probability) + (1 - y) * log(1 - probability)
    }
    #expect(abs(reconstructionLoss(Tensor(p), Tensor(x)).value.scalar - squares / 5) < 1e-12)
    #expect(abs(reconstructionLoss(logits: Tensor(p), Tensor(x)).value.scalar - entropy / 5) < 1e-12)
  }

  // MARK: - Layers

  @Test(arguments: [ElementType.float32, .float64]) func normalDraws(_ type: ElementType) {
    let counter = Tensor(3, type: type)
    let numbers = standardNormal([200, 100], seed: 5, counter: counter).value.doubles
    let mean = numbers.reduce(0, +) / 20_000
    let moments = (2...4).map { power -> Double in
      var sum = 0.0
      for number in numbers { sum += Foundation.pow(number - mean, Double(power)) }
      return sum / 20_000
    }
    // Of 20,000 normal numbers, five standard errors: √(1/n), √(2/n), √(15/n), √(96/n).
    #expect(abs(mean) < 0.036 && abs(moments[0] - 1) < 0.05 && abs(moments[1]) < 0.137 && abs(moments[2] - 3) < 0.35)
    let below = Double(numbers.count { $0 < -1 }) / 20_000
    #expect(abs(below - 0.15866) < 0.013)
    #expect(standardNormal([200, 100], seed: 5, counter: counter).value.doubles == numbers)
    #expect(standardNormal([200, 100], seed: 5, counter: Tensor(4, type: type)).value.doubles != numbers)
  }

  /// z = μ + σ ε, with ε from the same draw: by its mean and spread, and by its gradient.
  @Test func aCodeIsDrawnAroundItsMean() throws {
    var random = RandomSource(seed: 2)
    let code = GaussianCode(weight: 0.5, type: .float64, using: &random)
    let logVariance = 2 * log(0.1)
    let given = (0..<40_000).map { $0 % 2 == 0 ? 3 : logVariance }
    let x = Parameter("x", NDArray(given, shape: [20_000, 2], type: .float64))
    let pass = Pass(.training)
    let z = code(x, in: pass)
    let numbers = z.value.doubles
    let mean = numbers.reduce(0, +) / 20_000
    var squares = 0.0
    for number in numbers { squares += (number - mean) * (number - mean) }
    let spread = (squares / 20_000).squareRoot()
    #expect(abs(mean - 3) < 0.004 && abs(spread - 0.1) < 0.003)
    let slopes = gradient(of: sum(z), with: x).value.doubles
    for (row, number) in numbers.enumerated() {
      #expect(slopes[2 * row] == 1 && abs(slopes[2 * row + 1] - 0.5 * (number - 3)) < 1e-12)
    }
    let penalty = try #require(pass.penalties.first)
    #expect(abs(penalty.value.scalar - 0.25 * (9 + 0.01 - 1 - logVariance)) < 1e-9)
    #expect(code(x).value.doubles.allSatisfy { $0 == 3 })
  }

  /// The first loss holds the penalty, and training with it ends with smaller codes than training without.
  @Test func penaltiesAreLossesOfTraining() throws {
    func sizes(weight: Double) -> (before: Double, after: Double) {
      var random = RandomSource(seed: 2)
      let model = Autoencoder(
        encoder: Sequential(Dense(3, 2, type: .float64, using: &random), SparseCode(weight: weight)),
        decoder: Dense(2, 3, type: .float64, using: &random))
      let x = NDArray.normal([8, 3], type: .float64, using: &random)
      func size() -> Double { predict(model.encoder, x).doubles.map(abs).reduce(0, +) }
      let before = size()
      var squares = 0.0
      for (a, b) in zip(predict(model, x).doubles, x.doubles) { squares += (a - b) * (a - b) }
      let history = train(
        model, on: Examples(inputs: x, targets: x), batchSize: 8, epochs: 60, loss: .meanSquaredError,
        by: Adam(learningRate: 0.05), seed: 1)
      #expect(abs(history.losses[0] - (squares / 24 + weight * before / 8)) < 1e-12)
      return (before, size())
    }
    let (free, held) = (sizes(weight: 0), sizes(weight: 0.5))
    #expect(free.before == held.before && held.after < 0.5 * free.after)
  }

  /// What the trained stepper opens is what the plan computed, also of drawn codes.
  @Test func aVariationalStepIsMadeAgain() throws {
    let fit = try DigitsFit()
    var random = RandomSource(seed: 6)
    let model = Autoencoder(
      encoder: Sequential(
        Dense(64, 16, activation: .relu, using: &random), Dense(16, 4, using: &random), GaussianCode(using: &random)),
      decoder: Sequential(Dense(2, 16, activation: .relu, using: &random), Dense(16, 64, using: &random)))
    let history = train(
      model, on: fit.training.inputsAsTargets, batchSize: 64, epochs: 5,
      loss: { reconstructionLoss(logits: $0, $1) }, by: Adam(learningRate: 0.005), seed: 1)
    #expect(history.losses.last! < 0.8 * history.losses[0])
    let stepper = Stepper(history, at: 10)
    stepper.move(to: Stepper.Position(trainingStep: 10, event: stepper.eventCount - 1))
    let loss = try #require(stepper.value(stepper.program.loss!)).scalar
    #expect(abs(loss - history.losses[10]) < 1e-4 * abs(history.losses[10]))
  }

  // MARK: - Loops

  @Test func consistencyIsWhatThePaperSays() {
    let logits = NDArray([[2, 0, 0], [0, 1, 0], [0, 0, 3]], type: .float64)
    let guess = NDArray([[0.05, 0.95, 0], [0.4, 0.3, 0.3], [0, 0.01, 0.99]], type: .float64)
    let (loss, share) = consistencyLoss(Tensor(logits), Tensor(guess), threshold: 0.9)
    // The first is called class 1, whose logit is 0, and the third class 2; of the second nobody is sure.
    let first = log(exp(2.0) + 2)
    let third = log(exp(3.0) + 2) - 3
    #expect(abs(loss.value.scalar - (first + third) / 3) < 1e-12)
    #expect(abs(share.value.scalar - 2.0 / 3) < 1e-12)
  }

  @Test func fixMatchAndPseudoLabelsLearn() throws {
    let digits = try Dataset.digits.examples().scaled(by: 1.0 / 16)
    let (training, test) = digits.stratifiedSplit(training: 0.8, seed: 1)
    let (labelled, others) = training.labelled(perClass: 4, seed: 2)
    func model() -> Sequential {
      var random = RandomSource(seed: 3)
      return Sequential(
        Flatten(), Dense(64, 32, activation: .relu, using: &random), Dense(32, 10, using: &random))
    }
    func consistent() -> (Sequential, FixMatchHistory) {
      let network = model()
      let history = train(
        network, on: labelled, unlabelled: others.inputs, steps: 150, by: Adam(learningRate: 0.005),
        consistency: FixMatch(
          weak: .shift(pixels: 1), strong: .shift(pixels: 1).then(.cutout(size: 3)), threshold: 0.8),
        seed: 1)
      return (network, history)
    }
    let (network, history) = consistent()
    #expect(percentCorrect(network, on: test) > 75 && history.sureShares.count == 150)
    #expect(history.sureShares[0] < 0.1 && history.sureShares.suffix(20).reduce(0, +) / 20 > 0.1)
    let (twin, _) = consistent()
    #expect(zip(network.parameters, twin.parameters).allSatisfy { $0.value.hasSameBits(as: $1.value) })

    let pupil = model()
    let rounds = train(
      pupil, on: labelled, unlabelled: others.inputs, rounds: 1, steps: 150, threshold: 0.9,
      by: Adam(learningRate: 0.005), seed: 1
    ).rounds
    #expect(rounds.count == 2 && percentCorrect(pupil, on: test) > 75)
    for round in rounds {
      #expect(round.sure.count == round.labels.count && round.classCounts.reduce(0, +) == round.sure.count)
      #expect(round.sure.count > 100 && round.sure == round.sure.sorted())
    }
    let right = zip(rounds[0].sure, rounds[0].labels).count { Int(others.targets[$0]) == $1 }
    #expect(Double(right) > 0.8 * Double(rounds[0].sure.count))
  }

  @Test func contrastPullsViewsTogether() throws {
    let digits = try Dataset.digits.examples().scaled(by: 1.0 / 16).rows(Array(0..<400))
    var random = RandomSource(seed: 3)
    let encoder = Sequential(
      Flatten(), Dense(64, 32, activation: .relu, using: &random), Dense(32, 16, using: &random))
    let history = train(
      encoder, contrasting: digits.inputs, views: .shift(pixels: 1), projection: Dense(16, 8, using: &random),
      batchSize: 64, steps: 120, by: Adam(learningRate: 0.005), seed: 1)
    #expect(history.losses.suffix(10).reduce(0, +) / 10 < history.losses[0] - 0.5)
  }

  static let misuses: [(sentence: String, action: @Sendable () -> Void)] = [
    ("GaussianNoise expects a standard deviation of 0 or more", { _ = GaussianNoise(-1) }),
    ("SparseCode expects a weight (λ) of 0 or more; got -1.0.", { _ = SparseCode(weight: -1) }),
    (
      "GaussianCode(β 1.0) expects means and log-variances side by side, [n, 2k]; got [2, 3]",
      { _ = GaussianCode()(Tensor(NDArray.zeros([2, 3]))) }
    ),
    (
      "expects a decoder that answers with the shape of its inputs, [2, 4]; got [2, 3].",
      { _ = Autoencoder(encoder: Dense(4, 2), decoder: Dense(2, 3))(Tensor(NDArray.zeros([2, 4]))) }
    ),
    (
      "contrastiveLoss expects a temperature (τ) above 0; got 0.0.",
      { _ = contrastiveLoss(Tensor(NDArray.ones([2, 2])), Tensor(NDArray.ones([2, 2])), temperature: 0) }
    ),
    (
      "contrastiveLoss expects two views of 2 or more examples, [n, width] each; got [1, 2] and [1, 2].",
      { _ = contrastiveLoss(Tensor(NDArray.ones([1, 2])), Tensor(NDArray.ones([1, 2]))) }
    ),
    (
      "FixMatch expects a threshold between 0 and 1", { _ = FixMatch(weak: nil, strong: .flip(), threshold: 95) }
    ),
    (
      "expects unlabelled inputs of the labelled ones' shape, [m, …] beside [2, 1]; got [1, 2].",
      {
        let labelled = Examples(inputs: NDArray([[1], [2]]), targets: NDArray([0, 1]))
        train(
          Dense(1, 2), on: labelled, unlabelled: NDArray([[1, 2]]), rounds: 1, steps: 1, by: Adam())
      }
    ),
  ]

  @Test(arguments: misuses.indices) func refused(_ index: Int) async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [index] in
      UnlabelledTrainingTests.misuses[index].action()
    }
    let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(said.contains(Self.misuses[index].sentence), "\(said)")
  }
}
