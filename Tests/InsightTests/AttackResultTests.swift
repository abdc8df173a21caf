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
    .init("FGSM expects epsilon (ε) to be at least 0 and finite; got -0.1.") { _ = FastGradientSign(epsilon: -0.1) },
    .init("PGD expects epsilon (ε) to be at least 0 and finite; got nan.") {
      _ = ProjectedGradientDescent(epsilon: .nan, stepSize: 0.1, steps: 1)
    },
    .init("PGD expects a stepSize above 0; got 0.0.") {
      _ = ProjectedGradientDescent(epsilon: 0.1, stepSize: 0, steps: 1)
    },
    .init("PGD expects 1 to 1000 steps; got 0.") {
      _ = ProjectedGradientDescent(epsilon: 0.1, stepSize: 0.1, steps: 0)
    },
    .init("random signs expects a range with two finite ends") {
      _ = RandomSign(epsilon: 0.1, seed: 1, range: 0...(.infinity))
    },
    .init("FGSM expects inputs from 0.0 to 1.0; input 1 holds 16.0. Scale them") {
      attack(Examples(inputs: NDArray([[0.5], [16]]), targets: NDArray([0, 1])))
    },
    .init("FGSM expects finite inputs; input 0 holds nan.") {
      attack(Examples(inputs: NDArray([[.nan]]), targets: NDArray([0])))
    },
    .init("FGSM expects examples to attack; got none.") {
      attack(Examples(inputs: NDArray([], shape: [0, 1]), targets: NDArray([], shape: [0])))
    },
    .init("Examples expects a target for each input; got inputs [1, 1] and targets [2].") {
      attack(Examples(inputs: NDArray([[0.5]]), targets: NDArray([0])), toward: NDArray([0, 1]))
    },
    .init("Dense(1 → 2) expects [n, …, 1]; got") {
      attack(Examples(inputs: NDArray([[0.5, 0.5]]), targets: NDArray([0])))
    },
    .init("An index into classes must be a whole number from 0 to 1; element 0 of") {
      attack(Examples(inputs: NDArray([[0.5]]), targets: NDArray([2])))
    },
    .init("Confidence expects labels, whole numbers from 0 to 1; target 0 is 2.0.") {
      _ = AttackResult(
        FastGradientSign(epsilon: 0.1), on: model, with: Examples(inputs: NDArray([[0.5]]), targets: NDArray([2])))
    },
    .init("RobustnessCurve expects at least one ε; got none.") {
      let one = Examples(inputs: NDArray([[0.5]]), targets: NDArray([0]))
      _ = RobustnessCurve(of: model, on: one, epsilons: []) { FastGradientSign(epsilon: $0) }
    },
    .init("Confidence expects logits [n, k] of at least 1 input and 2 classes; got [2, 1].") {
      _ = Confidence(logits: NDArray([[1], [2]]))
    },
    .init("Confidence expects finite logits; row 1 holds nan.") {
      _ = Confidence(logits: NDArray([[1, 2], [.nan, 0]]))
    },
    .init("Confidence expects labels [1]; got targets [2].") {
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
