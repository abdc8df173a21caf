import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors
import Testing
import Training

extension TrainTests {
  /// A loss by its name: the same bits as the function, and targets that mean something else are refused.
  @Suite struct NamedLosses {
    private static func examples(_ targets: [Double], shape: Shape? = nil) -> Examples {
      var random = RandomSource(seed: 1)
      return Examples(
        inputs: NDArray.normal([targets.count, 2], using: &random),
        targets: NDArray(targets, shape: shape ?? [targets.count]))
    }

    private static func fit(_ outputs: Int, _ examples: Examples, _ loss: NamedLoss, metrics: [Metric] = []) -> History
    {
      train(
        withSeed(1) { Dense(2, outputs) }, on: examples, batchSize: 3, epochs: 2, loss: loss, by: Adam(), seed: 1,
        validation: metrics.isEmpty ? nil : examples, metrics: metrics, threads: 1, reporting: .silent)
    }

    private static func fit(_ outputs: Int, _ examples: Examples, function loss: @escaping Loss) -> History {
      train(
        withSeed(1) { Dense(2, outputs) }, on: examples, batchSize: 3, epochs: 2, loss: loss, by: Adam(), seed: 1,
        threads: 1, reporting: .silent)
    }

    private static func text(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }

    @Test func aNameIsTheFunction() {
      let labels = Self.examples([0, 1, 2, 1, 0, 2, 2])
      #expect(
        Self.fit(3, labels, .softmaxCrossEntropy).losses
          == Self.fit(3, labels) { softmaxCrossEntropy(logits: $0, labels: $1) }.losses)
      let smooth = Self.fit(3, labels, .softmaxCrossEntropy(labelSmoothing: 0.1, weights: [1, 2, 0.5]))
      #expect(
        smooth.losses
          == Self.fit(3, labels) {
            softmaxCrossEntropy(logits: $0, labels: $1, labelSmoothing: 0.1, weights: [1, 2, 0.5])
          }.losses)
      let numbers = Self.examples([0.5, -1, 2, 0.25, 1], shape: [5, 1])
      #expect(
        Self.fit(1, numbers, .huber(delta: 0.5)).losses == Self.fit(1, numbers) { huber($0, $1, delta: 0.5) }.losses)
      // Without labels, too, a function's name means one thing.
      #expect(
        Self.fit(3, labels, function: softmaxCrossEntropy).losses == Self.fit(3, labels, .softmaxCrossEntropy).losses)
      // What compiles with a name compiles with a function and with a loss on the spot.
      #expect(Self.fit(1, numbers, .meanSquaredError).losses == Self.fit(1, numbers, function: meanSquaredError).losses)
      let close = Self.fit(1, numbers) { prediction, target in mean(pow(prediction - target, 2)) }
      #expect(close.losses == Self.fit(1, numbers, .meanSquaredError).losses)
      let yes = Self.examples([1, 0, 1, 1, 0], shape: [5, 1])
      #expect(
        Self.fit(1, yes, .binaryCrossEntropy(positiveWeight: 3)).losses
          == Self.fit(1, yes) { binaryCrossEntropy(logits: $0, $1, positiveWeight: 3) }.losses)
      let model = withSeed(1) { Dense(2, 3) }
      #expect(
        evaluate(model, on: labels, loss: .softmaxCrossEntropy)
          == evaluate(model, on: labels, loss: softmaxCrossEntropy(logits:labels:)))
    }

    @Test func otherTrainingsTakeNames() {
      let labels = Self.examples([0, 1, 2, 1, 0, 2, 2])
      func range(_ test: (Dense) -> LearningRateRange) -> [Double] { test(withSeed(1) { Dense(2, 3) }).losses }
      let named = range {
        learningRateRangeTest(
          $0, on: labels, batchSize: 3, steps: 10, loss: .softmaxCrossEntropy, by: { Adam(learningRate: $0) }, seed: 1)
      }
      let function = range {
        learningRateRangeTest(
          $0, on: labels, batchSize: 3, steps: 10, loss: softmaxCrossEntropy(logits:labels:),
          by: { Adam(learningRate: $0) }, seed: 1)
      }
      #expect(named == function && !named.isEmpty)
      // Without a seed it is the current one.
      func losses(_ seed: Int) -> [Double] {
        withSeed(seed) {
          train(
            Dense(2, 3), on: labels, batchSize: 3, epochs: 2, loss: .softmaxCrossEntropy, by: Adam(), threads: 1,
            reporting: .silent
          ).losses
        }
      }
      let (one, again, other) = (losses(1), losses(1), losses(2))
      #expect(one == again && one != other)
    }

    /// Every one in the catalogue has a name that keeps the contract.
    @Test(arguments: Losses.all.indices) func everyLossKeepsTheContract(_ number: Int) {
      guard Losses.all[number].name != "hinge", Losses.all[number].name != "multi-class hinge" else { return }
      checkLoss(Losses.all[number])
    }

    struct Refusal: Sendable {
      let outputs: Int
      let targets: [Double]
      var shape: Shape?
      let loss: NamedLoss
      let sentence: String
    }

    static let refusals = [
      Refusal(
        outputs: 3, targets: [0, 1, 3], loss: .softmaxCrossEntropy,
        sentence: "expects labels, whole numbers from 0 to 2; got the target 3.0 at [2]. Count the classes from 0"),
      Refusal(
        outputs: 3, targets: [0, 0.5, 1], loss: .softmaxCrossEntropy, sentence: "got the target 0.5 at [1]."),
      Refusal(
        outputs: 3, targets: [0, -1, 1], loss: .softmaxCrossEntropy, sentence: "got the target -1.0 at [1]."),
      Refusal(
        outputs: 3, targets: [0, 1, 2], shape: [3, 1], loss: .softmaxCrossEntropy,
        sentence: "expects targets [n, …] for answers [3, 3]; got [3, 1]. Leave out the last axis"),
      Refusal(
        outputs: 2, targets: [0, 1, 1, 0], shape: [2, 2], loss: .softmaxCrossEntropy,
        sentence: "loss: .softmaxCrossEntropyWithProbabilities."),
      Refusal(
        outputs: 1, targets: [0, 1, 0], loss: .softmaxCrossEntropy,
        sentence: "expects answers for 2 or more classes, [n, …, k]; got [3, 1]. For one answer to yes or no"),
      Refusal(
        outputs: 2, targets: [0, 1, 0], loss: .softmaxCrossEntropyWithProbabilities,
        sentence: "For labels: loss: .softmaxCrossEntropy."),
      Refusal(
        outputs: 1, targets: [0, 1, 1], shape: [3, 1], loss: .hinge,
        sentence: "hinge expects 1 for yes, −1 for no; got the target 0.0 at [0, 0]. From 1 and 0 they are 2 * y - 1"),
      Refusal(
        outputs: 1, targets: [-1, 1, 1], shape: [3, 1], loss: .binaryCrossEntropy,
        sentence: "expects 1 for yes, 0 for no; got the target -1.0 at [0, 0]. From 1 and −1 they are (y + 1) / 2"),
      Refusal(
        outputs: 1, targets: [1, 0, 1], loss: .binaryCrossEntropy,
        sentence: "binary cross-entropy expects a target for each prediction"),
    ]

    @Test(arguments: refusals.indices) func targetsThatMeanSomethingElse(_ number: Int) async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        [number = number as Int] in
        let refusal = Self.refusals[number]
        let rows = refusal.shape.map { $0[0] } ?? refusal.targets.count
        let inputs = NDArray(repeating: 1, shape: [rows, 2])
        let targets = NDArray(refusal.targets, shape: refusal.shape ?? [rows])
        _ = Self.fit(refusal.outputs, Examples(inputs: inputs, targets: targets), refusal.loss)
      }
      #expect(Self.text(result).contains(Self.refusals[number].sentence), "\(Self.text(result))")
    }

    @Test func aLabelThatIsIgnoredNeedBeNoClass() {
      let history = Self.fit(3, Self.examples([0, -100, 2, 1]), .softmaxCrossEntropy(ignoring: -100))
      #expect(history.losses.allSatisfy { $0.isFinite })
    }

    @Test func aLossOfOnesOwnIsChecked() async {
      checkLoss { p, y in mean(pow(p - y, 4)) }
      checkLoss(NamedLoss("log-cosh") { p, y in mean(softplus(2 * (p - y)) - (p - y) - 0.6931471805599453) })
      let detached = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        checkLoss(NamedLoss("half") { p, y in mean((p - y) * (p - y).detached()) })
      }
      #expect(
        Self.text(detached).contains("half has the derivative") && Self.text(detached).contains("Is something detached")
      )
      let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        checkLoss(NamedLoss("rows") { p, y in p - y })
      }
      #expect(Self.text(rows).contains("rows expects one number; got [4, 3]."))
      let idle = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        checkLoss(NamedLoss("idle") { _, y in mean(y) })
      }
      #expect(Self.text(idle).contains("idle does not depend on its predictions"))
    }

    // MARK: - Metrics

    @Test func metricsOfOnesOwnAreMeasuredWhileTraining() {
      let numbers = Self.examples([0.5, -1, 2, 0.25, 1], shape: [5, 1])
      let close = Metric("within 1") { answers, targets in
        Double(zip(answers.doubles, targets.doubles).count { abs($0 - $1) <= 1 }) / Double(targets.count)
      }
      let none = Metric("of none") { _, _ in .undefined("there is nothing") }
      let history = Self.fit(1, numbers, .meanSquaredError, metrics: [close, none])
      #expect(history.metricNames == ["within 1", "of none"] && history.epochs.count == 2)
      #expect(history.validation(none) == [.undefined("there is nothing"), .undefined("there is nothing")])
      let model = withSeed(1) { Dense(2, 1) }
      train(
        model, on: numbers, batchSize: 3, epochs: 2, loss: .meanSquaredError, by: Adam(), seed: 1, threads: 1,
        reporting: .silent)
      let answers = predict(model, numbers.inputs).doubles
      let byHand = Double(zip(answers, numbers.targets.doubles).count { abs($0 - $1) <= 1 }) / 5
      #expect(history.validation(close).last == .value(byHand))
    }

    /// One logit: 1 and 0, or 1 and −1, in the shape of the answers or flat.
    @Test func oneLogitHasAnAccuracy() async {
      let logits = NDArray([[2], [-0.5], [0.1], [-3]])
      let accuracy = Metric.binaryAccuracy(above: 0)
      #expect(accuracy(logits, NDArray([[1], [0], [0], [1]])) == .value(0.5))
      #expect(accuracy(logits, NDArray([1, 0, 0, 1])) == .value(0.5))
      #expect(accuracy(logits, NDArray([1, -1, -1, 1])) == .value(0.5))
      #expect(Metric.binaryAccuracy(above: 1)(logits, NDArray([1, 0, 0, 0])) == .value(1))
      #expect(Metric.rocAUC(logits, NDArray([1, -1, 1, -1])) == .value(1))
      let yes = Self.examples([1, 0, 1, 1, 0], shape: [5, 1])
      let history = Self.fit(1, yes, .binaryCrossEntropy, metrics: [accuracy])
      #expect(history.validation(accuracy).allSatisfy { $0.number != nil })
      let wrong = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Metric.binaryAccuracy(above: 0)(NDArray([1, 2]), NDArray([1, 2]))
      }
      #expect(Self.text(wrong).contains("expects labels, whole numbers from 0 to 1; target 1 is 2.0."))
      let threshold = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Metric.binaryAccuracy(above: .nan)
      }
      #expect(Self.text(threshold).contains("binary accuracy expects a finite threshold; got nan."))
    }

    @Test func comparisonsAreLookedAtInLoopsOverBatchesToo() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let batches = Batches(Self.examples([1, 2, 3, 4]), size: 2, seed: 1)
        let (x, y) = (Input("x", batches[0].inputs), Input("y", batches[0].targets))
        let model = withSeed(1) { Dense(2, 1) }
        train(
          Program(minimizing: mean(pow(model(x) - y, 2)), over: model.parameters, by: Adam()), steps: 3,
          feed: batches.feed(x, y), reporting: .silent)
      }
      #expect(Self.text(result).contains("compares answers [2, 1] with targets [2]"))
    }
  }
}
