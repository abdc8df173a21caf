import Tensors
import Testing
import Training

/// What a metric refuses, and the sentence it ends with.
@Suite struct MetricProblemTests {
  struct Misuse: Sendable {
    let sentence: String
    let action: @Sendable () -> Void

    init(_ sentence: String, action: @escaping @Sendable () -> Void) {
      self.sentence = sentence
      self.action = action
    }
  }

  @Test(arguments: all.indices) func endsWithASentence(_ index: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [index] in
      Self.all[index].action()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(Self.all[index].sentence), "\(text)")
  }

  static let all = shapes + labels + numbers + empty + probabilities + settings

  private static let shapes: [Misuse] = [
    Misuse("; got answers [2] and targets [3].") { _ = Metric.accuracy(NDArray([1, 0]), NDArray([1, 0, 1])) },
    Misuse(".binaryAccuracy(above: 0) of logits") { _ = Metric.accuracy(NDArray([[0.2], [0.9]]), NDArray([0, 1])) },
    Misuse("expects scores [n, k] and targets [n]") { _ = Metric.topAccuracy(1)(NDArray([1, 0]), NDArray([1, 0])) },
    Misuse("a score for each target") { _ = ROCCurve(NDArray([[0.1, 0.3], [0.2, 0.4]]), NDArray([0, 1])) },
    Misuse("a number for each target") { _ = Metric.rSquared(NDArray([[1], [2]]), NDArray([1, 2])) },
  ]

  private static let labels: [Misuse] = [
    Misuse("but target 1 is -1.0.") { _ = Metric.accuracy(NDArray([1, 0]), NDArray([1, -1])) },
    Misuse("but prediction 0 is 0.5. For one score of yes: .binaryAccuracy(above: 0)") {
      _ = Metric.recall(.macro)(NDArray([0.5, 0]), NDArray([1, 0]))
    },
    Misuse("from 0 to 1, but target 0 is 2.0.") { _ = ROCCurve(NDArray([0.1]), NDArray([2])) },
    Misuse("from 0 to 2, but target 1 is 3.0.") {
      _ = Metric.perplexity(NDArray([[1, 0, 0], [1, 0, 0]]), NDArray([0, 3]))
    },
    Misuse("from 0 to 1, but target 0 is 4.0.") { _ = ConfusionMatrix(NDArray([1]), NDArray([4]), classes: 2) },
    Misuse("but target 0 is 1e+300.") { _ = Metric.accuracy(NDArray([1]), NDArray([1e300], type: .float64)) },
    Misuse("at most 4096 classes, but there are 5001.") { _ = ConfusionMatrix(NDArray([5000]), NDArray([0])) },
  ]

  private static let numbers: [Misuse] = [
    Misuse("but score 1 is NaN.") { _ = ROCCurve(NDArray([0.1, .nan]), NDArray([0, 1])) },
    Misuse("but score 2 is NaN.") { _ = Metric.accuracy(NDArray([[0, 1], [.nan, 0]]), NDArray([0, 1])) },
    Misuse("but prediction 0 is nan.") { _ = Metric.accuracy(NDArray([.nan]), NDArray([0])) },
    Misuse("but answer 0 is inf.") { _ = Metric.rootMeanSquaredError(NDArray([.infinity]), NDArray([0])) },
    Misuse("but target 0 is nan.") { _ = Metric.meanAbsoluteError(NDArray([0]), NDArray([.nan])) },
  ]

  private static let none = NDArray([], shape: [0])
  private static let empty: [Misuse] = [
    Misuse("at least one example; got targets [0].") { _ = Metric.accuracy(none, none) },
    Misuse("at least one example") { _ = Metric.rSquared(none, none) },
    Misuse("at least one example") { _ = Metric.perplexity(NDArray([], shape: [0, 3]), none) },
  ]

  private static let probabilities: [Misuse] = [
    Misuse("sigmoid makes probabilities.") { _ = Calibration(NDArray([1.5]), NDArray([1])) },
    Misuse("softmax makes probabilities.") { _ = Metric.perplexity(NDArray([[2, -1]]), NDArray([0])) },
    Misuse("softmax makes probabilities.") { _ = Calibration(NDArray([[0.5, 0.2]]), NDArray([0])) },
    Misuse("1 to 100000 bins; got 0.") { _ = Calibration(NDArray([0.5]), NDArray([0]), bins: 0) },
  ]

  private static let settings: [Misuse] = [
    Misuse("k from 1 to the 2 classes; got 3.") { _ = Metric.topAccuracy(3)(NDArray([[1, 2]]), NDArray([0])) },
    Misuse("a class from 0 to 16777215; got -1.") { _ = Metric.f1(.ofClass(-1)) },
    Misuse("a name for each of 3 classes") {
      _ = ConfusionMatrix(NDArray([2]), NDArray([0]), classes: 3, names: ["a", "b"])
    },
    Misuse("expects scores for 3 classes") { _ = ConfusionMatrix(NDArray([[2, 1]]), NDArray([0]), classes: 3) },
    Misuse("two classes from 0 to 1") { _ = ConfusionMatrix(NDArray([1]), NDArray([0]))[0, 2] },
  ]
}
