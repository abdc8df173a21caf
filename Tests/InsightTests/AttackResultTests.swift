import Autodiff
import Datasets
import Foundation
import Insight
import Networks
import Tensors
import Testing
import Training

@Suite struct AttackResultTests {
  /// Two classes by the sign of one number around 0.5: z = (0.5 − x, x − 0.5) · 8.
  private let threshold = Dense(weights: NDArray([[-8, 8]]), bias: NDArray([4, -4]))
  private let five = Examples(
    inputs: NDArray([[0.1], [0.45], [0.55], [0.9], [0.48]]), targets: NDArray([0, 0, 1, 1, 1]))

  @Test func countsWhatItTurned() {
    let result = AttackResult(FastGradientSign(epsilon: 0.1), on: threshold, with: five)
    #expect(result.before.labels == [0, 0, 1, 1, 0] && result.after.labels == [0, 1, 0, 1, 0])
    #expect(result.turned == [1, 2])
    #expect(result.successRate == .value(0.5))
    #expect(result.accuracy.before == 0.8 && result.accuracy.after == 0.4)
    expectClose(result.perturbation.doubles, [0.1, 0.1, -0.1, -0.1, -0.1], 1e-6)
    #expect(result.description == "FGSM, ε 0.1: accuracy 0.8 → 0.4")
  }

  @Test func towardALabel() {
    let ones = NDArray(repeating: 1, shape: [5])
    let result = AttackResult(FastGradientSign(epsilon: 0.1), on: threshold, with: five, toward: ones)
    #expect(result.after.labels == [0, 1, 1, 1, 1] && result.turned == [1, 4])
    #expect(result.successRate.number == 2.0 / 3)
    expectClose(result.perturbation.doubles, [0.1, 0.1, 0.1, 0.1, 0.1], 1e-6)
  }

  @Test func nothingToTurnIsUndefined() {
    let wrong = Examples(inputs: NDArray([[0.1], [0.9]]), targets: NDArray([1, 0]))
    let attack = FastGradientSign(epsilon: 0.1)
    #expect(AttackResult(attack, on: threshold, with: wrong).successRate.reason == "no answer was right before")
    let there = AttackResult(attack, on: threshold, with: wrong, toward: NDArray([0, 1]))
    #expect(there.successRate.reason == "every answer was as wanted before")
  }

  @Test func aCurveIsMeasuredAtEachSize() {
    let curve = RobustnessCurve(of: threshold, on: five, epsilons: [0, 0.1, 0.5]) { FastGradientSign(epsilon: $0) }
    #expect(curve.accuracies == [0.8, 0.4, 0] && curve.epsilons == [0, 0.1, 0.5])
    #expect(curve.description == "0 → 0.8, 0.1 → 0.4, 0.5 → 0")
  }

  @Test func confidenceIsTheLargestProbability() {
    let logits = [[1.0, 2, 0.5], [-3, -3, -3], [700, 0, -700], [0, 1, 1]]
    let confidence = Confidence(logits: NDArray(logits))
    for (i, row) in logits.enumerated() {
      let largest = row.max()!
      #expect(confidence.labels[i] == row.firstIndex(of: largest))
      let sum = row.reduce(0) { $0 + exp($1 - largest) }
      #expect(abs(confidence.values[i] - 1 / sum) < 1e-12)
    }
    #expect(confidence.classCount == 3 && confidence.share(above: 0.5) == 0.5 && confidence.share(above: 1) == 0)
    #expect(abs(confidence.mean - confidence.values.reduce(0, +) / 4) < 1e-15)
    #expect(confidence.accuracy(NDArray([1, 0, 0, 2])) == 0.75)
    let sure = Confidence(logits: NDArray([[9, 0, 0], [9, 0, 0]]))
    #expect(sure.separation(from: confidence) == 0.75 && confidence.separation(from: sure) == 0.25)
    #expect(sure.separation(from: sure) == 0.5)
    #expect(Confidence(of: threshold, on: five.inputs).labels == [0, 0, 1, 1, 0])
  }

  private static let misuses: [ProblemTests.Misuse] = [
    .init("FGSM wants an ε of 0 or more, but -0.1 came.") { _ = FastGradientSign(epsilon: -0.1) },
    .init("PGD wants an ε of 0 or more, but nan came.") {
      _ = ProjectedGradientDescent(epsilon: .nan, stepSize: 0.1, steps: 1)
    },
    .init("PGD wants a step size above 0, but 0.0 came.") {
      _ = ProjectedGradientDescent(epsilon: 0.1, stepSize: 0, steps: 1)
    },
    .init("PGD wants from 1 to 1000 steps, but 0 came.") {
      _ = ProjectedGradientDescent(epsilon: 0.1, stepSize: 0.1, steps: 0)
    },
    .init("random signs wants a range with two ends") { _ = RandomSign(epsilon: 0.1, seed: 1, range: 0...(.infinity)) },
    .init("FGSM wants inputs from 0.0 to 1.0, but input 1 holds 16.0. Scale them") {
      attack(Examples(inputs: NDArray([[0.5], [16]]), targets: NDArray([0, 1])))
    },
    .init("FGSM wants finite inputs, but input 0 holds nan.") {
      attack(Examples(inputs: NDArray([[.nan]]), targets: NDArray([0])))
    },
    .init("FGSM wants examples to attack, but there are none.") {
      attack(Examples(inputs: NDArray([], shape: [0, 1]), targets: NDArray([], shape: [0])))
    },
    .init("a target was wanted for each input, but inputs [1, 1] and targets [2] came.") {
      attack(Examples(inputs: NDArray([[0.5]]), targets: NDArray([0])), toward: NDArray([0, 1]))
    },
    .init("Dense(1 → 2) expects [n, …, 1]; got") {
      attack(Examples(inputs: NDArray([[0.5, 0.5]]), targets: NDArray([0])))
    },
    .init("classes expect labels, whole numbers from 0 to 1; element 0 of") {
      attack(Examples(inputs: NDArray([[0.5]]), targets: NDArray([2])))
    },
    .init("labels, whole numbers from 0 to 1, were wanted, but target 0 is 2.0.") {
      _ = AttackResult(
        FastGradientSign(epsilon: 0.1), on: model, with: Examples(inputs: NDArray([[0.5]]), targets: NDArray([2])))
    },
    .init("a robustness curve wants at least one ε, but none came.") {
      let one = Examples(inputs: NDArray([[0.5]]), targets: NDArray([0]))
      _ = RobustnessCurve(of: model, on: one, epsilons: []) { FastGradientSign(epsilon: $0) }
    },
    .init("a confidence wants logits [n, k] of at least 1 input and 2 classes, but [2, 1] came.") {
      _ = Confidence(logits: NDArray([[1], [2]]))
    },
    .init("a confidence wants finite logits, but row 1 holds nan.") {
      _ = Confidence(logits: NDArray([[1, 2], [.nan, 0]]))
    },
    .init("labels [1] were wanted, but targets [2] came.") {
      _ = Confidence(logits: NDArray([[1, 2]])).accuracy(NDArray([0, 1]))
    },
    .init("arrays with as many rows as each other; got [1, 1] and [2].") {
      _ = predict([NDArray([[1]]), NDArray([1, 2])]) { $0[0] }
    },
    .init("predict(…) expects inputs [n, …], at least one; got none.") { _ = predict([]) { _ in Tensor(1) } },
  ]

  private static var model: Dense { Dense(weights: NDArray([[-8, 8]]), bias: nil) }

  private static func attack(_ examples: Examples, toward targets: NDArray? = nil) {
    let attack = FastGradientSign(epsilon: 0.1)
    _ = attack.examples(for: model, loss: softmaxCrossEntropy(logits:labels:), on: examples, toward: targets)
  }

  @Test(arguments: misuses.indices) func endsWithASentence(_ index: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [index] in
      Self.misuses[index].action()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(Self.misuses[index].sentence), "\(text)")
  }
}
