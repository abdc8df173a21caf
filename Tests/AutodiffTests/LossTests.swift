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
    return functions
  }()

  private static let variants: [String: Function] = [
    "Huber, delta 2.5": { huber($0, $1, delta: 2.5) },
    "binary cross-entropy, far": { binaryCrossEntropy(logits: $0, $1) },
    "binary cross-entropy, weight 3": { binaryCrossEntropy(logits: $0, $1, positiveWeight: 3) },
    "binary cross-entropy, weight 3, far": { binaryCrossEntropy(logits: $0, $1, positiveWeight: 3) },
    "softmax cross-entropy, sequence": { softmaxCrossEntropy(logits: $0, labels: $1) },
    "softmax cross-entropy, far": { softmaxCrossEntropy(logits: $0, labels: $1) },
    "softmax cross-entropy, smoothing": { softmaxCrossEntropy(logits: $0, labels: $1, labelSmoothing: 0.2) },
    "softmax cross-entropy, weights": { softmaxCrossEntropy(logits: $0, labels: $1, classWeights: weights) },
    "softmax cross-entropy, weights and smoothing": {
      softmaxCrossEntropy(logits: $0, labels: $1, classWeights: weights, labelSmoothing: 0.1)
    },
    "Kullback–Leibler divergence, certain": { klDivergence(logits: $0, probabilities: $1) },
    "focal, focusing 0.5": { focal(logits: $0, $1, focusing: 0.5, balance: 0.6) },
    "focal, focusing 0": { focal(logits: $0, $1, focusing: 0, balance: 0.5) },
    "multi-class focal, focusing 0.5": { focal(logits: $0, labels: $1, focusing: 0.5) },
    "multi-class focal, focusing 0": { focal(logits: $0, labels: $1, focusing: 0) },
    "Dice, smoothing 0.1": { dice(logits: $0, $1, smoothing: 0.1) },
    "Jaccard, smoothing 0.1": { jaccard(logits: $0, $1, smoothing: 0.1) },
  ]

  private static let weights = [0.5, 2, 0, 3]

  @Test(arguments: functions.keys.sorted()) func framework(_ name: String) throws {
    let fixture = try #require(try fixture("losses", as: [String: FixtureCase].self)[name])
    let prediction = Parameter("prediction", fixture.operands["prediction"]!.array)
    let loss = Self.functions[name]!(prediction, Tensor(fixture.operands["target"]!.array))
    #expect(relativeError(loss.value, fixture.result.array) < 1e-12)
    let slope = gradient(of: loss, with: prediction).value
    #expect(relativeError(slope, fixture.gradients["prediction"]!.array) < 1e-12)
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

  /// Predictions up to ±1000: no NaN and no infinity on the way, neither forward nor backward.
  @Test(arguments: Losses.all, ElementType.allCases) func farFromZero(_ loss: NamedLoss, _ type: ElementType) {
    for seed in 1...5 as ClosedRange<UInt64> {
      let sample = loss.sample(scale: 1000, seed: seed, type: type)
      let extreme = sample.prediction.doubles.map { $0 < 0 ? -1000.0 : 1000 }
      for numbers in [sample.prediction, NDArray(extreme, shape: sample.prediction.shape, type: type)] {
        let prediction = Parameter("prediction", numbers)
        let value = loss(prediction, Tensor(sample.target))
        #expect(value.shape == [] && value.scalar >= 0)
        for operation in Graph(of: [value, gradient(of: value, with: prediction)]).operations {
          let isFinite = operation.tensor.value.doubles.allSatisfy { $0.isFinite }
          #expect(isFinite, "\(operation.primitive.name)")
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
    let weighted = softmaxCrossEntropy(logits: Tensor(z), labels: Tensor(y), classWeights: [3, 3, 3]).scalar
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
      says(result, "softmax cross-entropy wants logits [n, …, k] and labels [n, …], but [1, 1, 2] and [2] came."))
    let flat = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = jaccard(logits: Tensor([1, 2]), Tensor([1, 0]))
    }
    #expect(says(flat, "Jaccard wants a mask for each example, [n, …], but [2] came. Reshape it to [n, pixels]."))
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
    #expect(says(result, "softmax cross-entropy wants a label smoothing from 0 to below 1, but 1.0 came."))
  }

  @Test func aLabelThatIsNoClassIsNamed() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let y = Input("y", [0, 1, 3, 2])
      _ = softmaxCrossEntropy(logits: Tensor(NDArray(repeating: 0, shape: [4, 3])), labels: y).value
    }
    #expect(
      says(result, "a row of classes [3, 3] was wanted, a whole number from 0 to 2, but element 2 of y [4] is 3.0."))
  }
}

private func weighted(_ weights: [Double]) {
  _ = softmaxCrossEntropy(logits: Tensor([[1, 2]]), labels: Tensor([0]), classWeights: weights).value
}

private func says(_ result: ExitTest.Result?, _ sentence: String) -> Bool {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).contains(sentence)
}
