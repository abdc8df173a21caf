import Autodiff
import Foundation
import Networks
import Tensors
import Testing

/// Every loss: against a public framework, against finite differences, far from 0, and in its own words.
@Suite struct LossTests {
  private typealias Function = @Sendable (Tensor, Tensor) -> Tensor

  /// The catalogue's, and others with settings or numbers that are not the usual ones.
  private static let functions: [String: Function] = {
    var functions = variants
    for loss in Losses.all { functions[loss.name] = { loss($0, $1) } }
    for reduction in [LossReduction.sum, .none] {
      for (name, function) in reduced { functions["\(name), \(reduction.rawValue)"] = { function($0, $1, reduction) } }
    }
    return functions
  }()

  /// Not as a mean.
  private static let reduced: [String: @Sendable (Tensor, Tensor, LossReduction) -> Tensor] = [
    "mean squared error": { meanSquaredError($0, $1, reduction: $2) },
    "mean absolute error": { meanAbsoluteError($0, $1, reduction: $2) },
    "Huber": { huber($0, $1, delta: 1, reduction: $2) },
    "binary cross-entropy": { binaryCrossEntropy(logits: $0, $1, reduction: $2) },
    "hinge": { hinge($0, $1, reduction: $2) },
    "softmax cross-entropy": { softmaxCrossEntropy(logits: $0, labels: $1, reduction: $2) },
    "softmax cross-entropy, weights": {
      softmaxCrossEntropy(logits: $0, labels: $1, weights: .classes(weights), reduction: $2)
    },
    "softmax cross-entropy, ignoring and smoothing": {
      softmaxCrossEntropy(logits: $0, labels: $1, labelSmoothing: 0.1, ignoring: -100, reduction: $2)
    },
    "softmax cross-entropy, probabilities": { softmaxCrossEntropy(logits: $0, probabilities: $1, reduction: $2) },
    "cross-entropy": { crossEntropy(logProbabilities: $0, labels: $1, reduction: $2) },
    "Kullback–Leibler divergence": { klDivergence(logits: $0, probabilities: $1, reduction: $2) },
    "multi-class hinge": { hinge($0, labels: $1, reduction: $2) },
    "focal": { focal(logits: $0, $1, reduction: $2) },
    "multi-class focal": { focal(logits: $0, labels: $1, reduction: $2) },
    "Dice": { dice(logits: $0, $1, reduction: $2) },
  ]

  private static let variants: [String: Function] = [
    "Huber, delta 2.5": { huber($0, $1, delta: 2.5) },
    "binary cross-entropy, far": { binaryCrossEntropy(logits: $0, $1) },
    "binary cross-entropy, weight 3": { binaryCrossEntropy(logits: $0, $1, positiveWeight: 3) },
    "binary cross-entropy, weight 3, far": { binaryCrossEntropy(logits: $0, $1, positiveWeight: 3) },
    "softmax cross-entropy, sequence": { softmaxCrossEntropy(logits: $0, labels: $1) },
    "softmax cross-entropy, far": { softmaxCrossEntropy(logits: $0, labels: $1) },
    "softmax cross-entropy, smoothing": { softmaxCrossEntropy(logits: $0, labels: $1, labelSmoothing: 0.2) },
    "softmax cross-entropy, weights": { softmaxCrossEntropy(logits: $0, labels: $1, weights: .classes(weights)) },
    "softmax cross-entropy, weights and smoothing": {
      softmaxCrossEntropy(logits: $0, labels: $1, labelSmoothing: 0.1, weights: .classes(weights))
    },
    "Kullback–Leibler divergence, certain": { klDivergence(logits: $0, probabilities: $1) },
    "focal, focusing 0.5": { focal(logits: $0, $1, focusing: 0.5, balance: 0.6) },
    "focal, focusing 0": { focal(logits: $0, $1, focusing: 0, balance: 0.5) },
    "multi-class focal, focusing 0.5": { focal(logits: $0, labels: $1, focusing: 0.5) },
    "multi-class focal, focusing 0": { focal(logits: $0, labels: $1, focusing: 0) },
    "cross-entropy, weights and ignoring": {
      crossEntropy(logProbabilities: $0, labels: $1, weights: .classes(weights), ignoring: -100)
    },
    "multi-class focal, log-probabilities, focusing 0.5": { focal(logProbabilities: $0, labels: $1, focusing: 0.5) },
    "softmax cross-entropy, ignoring": { softmaxCrossEntropy(logits: $0, labels: $1, ignoring: -100) },
    "softmax cross-entropy, ignoring 0": { softmaxCrossEntropy(logits: $0, labels: $1, ignoring: 0) },
    "softmax cross-entropy, ignoring, weights and smoothing": {
      softmaxCrossEntropy(
        logits: $0, labels: $1, labelSmoothing: 0.1, weights: .classes(weights), ignoring: -100)
    },
    "softmax cross-entropy, all ignored": {
      softmaxCrossEntropy(logits: $0, labels: $1, ignoring: -100, reduction: .sum)
    },
    "softmax cross-entropy, probabilities, weights and smoothing": {
      softmaxCrossEntropy(logits: $0, probabilities: $1, labelSmoothing: 0.1, weights: .classes(weights))
    },
    "softmax cross-entropy, weights of examples": {
      softmaxCrossEntropy(logits: $0, labels: $1, weights: .examples(perExample))
    },
    "softmax cross-entropy, weights of examples and smoothing": {
      softmaxCrossEntropy(logits: $0, labels: $1, labelSmoothing: 0.1, weights: .examples(perExample))
    },
    "mean squared error, weights": { meanSquaredError($0, $1, weights: .examples(importance)) },
    "binary cross-entropy, weights": { binaryCrossEntropy(logits: $0, $1, weights: [0.5, 2]) },
    "binary cross-entropy, weights, sum": {
      binaryCrossEntropy(logits: $0, $1, weights: .examples(importance), reduction: .sum)
    },
    "hinge, weights": { hinge($0, $1, weights: [0.5, 2]) },
    "multi-class hinge, weights and ignoring": {
      hinge($0, labels: $1, weights: .classes(weights), ignoring: 0)
    },
    "multi-class focal, weights": { focal(logits: $0, labels: $1, weights: .classes(weights)) },
    "Dice, smoothing 0.1": { dice(logits: $0, $1, smoothing: 0.1) },
    "Jaccard, smoothing 0.1": { jaccard(logits: $0, $1, smoothing: 0.1) },
  ]

  private static let weights = [0.5, 2, 0, 3]
  private static var perExample: Tensor { Tensor([2, 0, 1, 0.5, 3], type: .float64) }
  private static var importance: Tensor {
    Tensor([[0.5, 2, 0], [1, 1, 3], [0.25, 4, 1], [1, 0, 2]], type: .float64)
  }

  @Test(arguments: functions.keys.sorted()) func framework(_ name: String) throws {
    let fixture = try #require(try fixture("losses", as: [String: FixtureCase].self)[name])
    let prediction = Parameter("prediction", fixture.operands["prediction"]!.array)
    let loss = Self.functions[name]!(prediction, Tensor(fixture.operands["target"]!.array))
    #expect(relativeError(loss.value, fixture.result.array) < 1e-12)
    let slope = gradient(of: sum(loss * Tensor(fixture.weights.array)), with: prediction).value
    #expect(relativeError(slope, fixture.gradients["prediction"]!.array) < 1e-12)
  }

  /// A batch that holds only padding.
  @Test(arguments: ElementType.allCases) func aBatchOfIgnoredLabelsTeachesNothing(_ type: ElementType) {
    let z = Parameter("z", NDArray([[1, 2], [3, -1]], type: type))
    let loss = softmaxCrossEntropy(logits: z, labels: Input("y", [-100, -100], type: type), ignoring: -100)
    #expect(loss.scalar == 0 && gradient(of: loss, with: z).value.doubles == [0, 0, 0, 0])
  }

  /// −log(1 − eˡ) grows without bound as l comes to 0 from below.
  @Test(arguments: ElementType.allCases) func theSlopeOfACertainErrorIsInfinite(_ type: ElementType) {
    let l = Parameter("l", NDArray([0, -1e-40], type: type))
    let loss = binaryCrossEntropy(logProbabilities: l, Input("y", [0, 0], type: type), reduction: .sum)
    #expect(gradient(of: loss, with: l).value.doubles.allSatisfy { $0 > 1e38 })
  }

  @Test func everyFixtureIsUsed() throws {
    #expect(try fixture("losses", as: [String: FixtureCase].self).keys.sorted() == Self.functions.keys.sorted())
  }

  @Test(arguments: Losses.all) func derivatives(_ loss: NamedLoss) {
    let sample = loss.sample(type: .float64)
    let prediction = Parameter("prediction", sample.prediction)
    let value = loss(prediction, Tensor(sample.target))
    for row in gradientCheck(of: value, with: [prediction]) { #expect(row.relativeError < 1e-8, "\(row)") }
    let slope = gradient(of: value, with: prediction)
    for row in gradientCheck(of: sum(slope * slope), with: [prediction]) {
      #expect(row.relativeError < 1e-7, "\(row)")
    }
  }

  /// Predictions up to ±1000: a finite loss and gradient, and no NaN on the way.
  @Test(arguments: Losses.all, ElementType.allCases) func farFromZero(_ loss: NamedLoss, _ type: ElementType) {
    for seed in 1...5 as ClosedRange<UInt64> {
      // The logarithm of a probability that rounds to 1 has an infinite loss where the answer is no.
      let sample = loss.sample(scale: loss.prediction == .numbers ? 1000 : 5, seed: seed, type: type)
      let extreme = sample.prediction.doubles.map { $0 < 0 ? -1000.0 : 1000 }
      let isAny = loss.prediction == .numbers
      let ends = isAny ? [NDArray(extreme, shape: sample.prediction.shape, type: type)] : []
      for numbers in [sample.prediction] + ends {
        let prediction = Parameter("prediction", numbers)
        let value = loss(prediction, Tensor(sample.target))
        #expect(value.shape == [] && value.scalar >= 0)
        let slope = gradient(of: value, with: prediction)
        let isFinite = (value.value.doubles + slope.value.doubles).allSatisfy { $0.isFinite }
        #expect(isFinite)
        for operation in Graph(of: [value, slope]).operations {
          let isNumber = operation.tensor.value.doubles.allSatisfy { !$0.isNaN }
          #expect(isNumber, "\(operation.primitive.name)")
        }
      }
    }
  }

  /// A batch twice over has the loss of the batch: means over examples.
  @Test(arguments: Losses.all) func batchesOfDifferentSizeCompare(_ loss: NamedLoss) {
    let (prediction, target) = loss.sample(type: .float64)
    let once = loss(Tensor(prediction), Tensor(target)).scalar
    let twice = loss(
      concatenate([Tensor(prediction), Tensor(prediction)]), concatenate([Tensor(target), Tensor(target)])
    ).scalar
    #expect(abs(once - twice) < 1e-12)
  }

  @Test(arguments: Losses.all) func everythingIsLabelled(_ loss: NamedLoss) {
    let (prediction, target) = loss.sample()
    let (x, y) = (Parameter("prediction", prediction), Input("target", target))
    for operation in Graph(of: [loss(x, y)]).operations where operation.tensor !== x && operation.tensor !== y {
      #expect(operation.module.first.map { loss.name == $0 || loss.name.hasPrefix($0 + ", ") } == true)
      #expect(operation.phase == .loss || operation.isLeaf)
    }
    #expect(!loss.formula.isEmpty && !loss.source.isEmpty && loss.call.contains("("))
  }

  @Test func namesAreUnique() { #expect(Set(Losses.all.map(\.name)).count == Losses.all.count) }

  // MARK: - What follows from the formulas

  @Test func weightsAllAlikeChangeNothing() {
    let (z, y) = Losses.all.first { $0.name == "softmax cross-entropy" }!.sample(type: .float64)
    let plain = softmaxCrossEntropy(logits: Tensor(z), labels: Tensor(y)).scalar
    let weighted = softmaxCrossEntropy(logits: Tensor(z), labels: Tensor(y), weights: [3, 3, 3]).scalar
    #expect(abs(plain - weighted) < 1e-12)
  }

  @Test func perfectMasksHaveNoLoss() {
    let y = Tensor([[1, 0, 1, 0], [0, 0, 0, 0]], type: .float64)
    for loss in [dice(logits:_:), jaccard(logits:_:)] { #expect(loss((y - 0.5) * 2000, y).scalar < 1e-12) }
  }

  @Test func theDivergenceFromItselfIsZero() {
    let z = Tensor([[1, 2, -3], [0, 0, 5]], type: .float64)
    #expect(abs(klDivergence(logits: z, probabilities: softmax(z)).scalar) < 1e-15)
  }

  // MARK: - Misuse

  @Test func targetsOfAnotherShapeAreRefused() async {
    await #expect(processExitsWith: .failure) { _ = meanAbsoluteError(Tensor([1, 2]), Tensor([[1], [2]])) }
    await #expect(processExitsWith: .failure) { _ = huber(Tensor([1, 2]), Tensor(1)) }
    await #expect(processExitsWith: .failure) { _ = focal(logits: Tensor([1, 2]), Tensor([1])) }
    await #expect(processExitsWith: .failure) { _ = dice(logits: Tensor([[1, 2]]), Tensor([1, 2])) }
    await #expect(processExitsWith: .failure) {
      _ = klDivergence(logits: Tensor([[1, 2]]), probabilities: Tensor([1]))
    }
    await #expect(processExitsWith: .failure) { _ = hinge(Tensor([[1, 2]]), labels: Tensor([[1]])) }
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = softmaxCrossEntropy(logits: Tensor(NDArray([1, 2], shape: [1, 1, 2])), labels: Tensor([1, 0]))
    }
    #expect(
      says(result, "softmax cross-entropy expects logits [n, …, k] and labels [n, …]; got [1, 1, 2] and [2]."))
    let flat = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = jaccard(logits: Tensor([1, 2]), Tensor([1, 0]))
    }
    #expect(says(flat, "Jaccard expects a mask for each example, [n, …]; got [2]. Reshape it to [n, pixels]."))
  }

  @Test func settingsThatHaveNoLossAreRefused() async {
    await #expect(processExitsWith: .failure) { _ = huber(Tensor(1), Tensor(1), delta: 0) }
    await #expect(processExitsWith: .failure) { _ = huber(Tensor(1), Tensor(1), delta: .infinity) }
    await #expect(processExitsWith: .failure) {
      _ = binaryCrossEntropy(logits: Tensor(1), Tensor(1), positiveWeight: 0)
    }
    await #expect(processExitsWith: .failure) { _ = focal(logits: Tensor(1), Tensor(1), focusing: -1, balance: 0.5) }
    await #expect(processExitsWith: .failure) { _ = focal(logits: Tensor(1), Tensor(1), focusing: 2, balance: 1.5) }
    await #expect(processExitsWith: .failure) { _ = dice(logits: Tensor([[1]]), Tensor([[1]]), smoothing: 0) }
    await #expect(processExitsWith: .failure) { weighted([1]) }
    await #expect(processExitsWith: .failure) { weighted([0, 0]) }
    await #expect(processExitsWith: .failure) { weighted([1, -1]) }
    await #expect(processExitsWith: .failure) { weighted([1, .nan]) }
    await #expect(processExitsWith: .success) { weighted([1, 0]) }
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = softmaxCrossEntropy(logits: Tensor([[1, 2]]), labels: Tensor([1]), labelSmoothing: 1)
    }
    #expect(says(result, "softmax cross-entropy expects labelSmoothing from 0 to below 1; got 1.0."))
  }

  @Test func aLabelThatIsNoClassIsNamed() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let y = Input("y", [0, 1, 3, 2])
      _ = softmaxCrossEntropy(logits: Tensor(NDArray(repeating: 0, shape: [4, 3])), labels: y).value
    }
    #expect(
      says(result, "An index into classes must be a whole number from 0 to 2; element 2 of y [4] is 3.0."))
  }
}

private func weighted(_ weights: [Double]) {
  _ = softmaxCrossEntropy(logits: Tensor([[1, 2]]), labels: Tensor([0]), weights: .classes(weights)).value
}

private func says(_ result: ExitTest.Result?, _ sentence: String) -> Bool {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).contains(sentence)
}
