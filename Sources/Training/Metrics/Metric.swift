import Tensors

/// One way to say in a number how good answers are: its formula, where it comes from, when it has no value, and the rule.
///
///     Metric.accuracy(predict(model, others.inputs), others.targets)      // 0.9694
///     Metric.f1(.macro)(predicted, targets)
///
/// Unlike a loss it need not have a derivative: it is for people, not for training. One of your own:
///
///     let close = Metric("within 0.2") { answers, targets in
///       mean(abs(Tensor(answers) - Tensor(targets)) .< 0.2).scalar
///     }
///     train(model, …, validation: others, metrics: [close, .meanAbsoluteError])
///
/// To add one to the library: a `static let` (or `func`, where it has a setting) beside its relatives, listed in `all`, and its numbers in
/// Tests/Fixtures/make_metrics_fixtures.py. Docs/METRICS.md lists it then.
public struct Metric: Sendable, CustomStringConvertible {
  /// What a metric is asked with. In every kind there is one target for each answer.
  public enum Answers: String, Sendable, CaseIterable {
    /// Labels, or scores with one more axis than the targets: the highest score wins, the first of several.
    case classes = "labels [n, …], or scores [n, …, k]; targets [n, …]"
    /// Any numbers, higher for a likelier class.
    case classScores = "scores [n, k]; targets [n]"
    /// Any numbers, higher for a likelier yes.
    case scores = "scores, any shape; targets 0 or 1, the same shape"
    case probabilities = "probabilities of 1, any shape; targets 0 or 1, the same shape"
    case classProbabilities = "probabilities [n, k]; targets [n]"
    case numbers = "numbers, any shape; targets, the same shape"
    /// A metric of one's own looks at them by itself.
    case any = "as the metric takes them"
  }

  public let name: String
  public let answers: Answers
  /// In words and letters; c is a class, n how many examples.
  public let formula: String
  /// Paper or book.
  public let source: String
  /// When it has no value; "never" where it always has one.
  public let undefinedWhen: String
  public let higherIsBetter: Bool
  let measure: @Sendable (NDArray, NDArray) -> MetricValue

  /// A metric that has no value for some answers and targets: its rule answers with `.value(0.9)`, or `.undefined("no target is
  /// 1")`.
  ///
  /// - Parameters:
  ///   - name: as histories and tables call it.
  ///   - undefinedWhen: in words, for tables.
  ///   - measure: from answers and targets, as a model gave and examples hold them.
  public init(
    _ name: String, _ answers: Answers = .any, formula: String = "", source: String = "",
    undefinedWhen: String = "never", higherIsBetter: Bool = true,
    measure: @escaping @Sendable (_ answers: NDArray, _ targets: NDArray) -> MetricValue
  ) {
    self.name = name
    self.answers = answers
    self.formula = formula
    self.source = source
    self.undefinedWhen = undefinedWhen
    self.higherIsBetter = higherIsBetter
    self.measure = measure
  }

  /// A metric that always has a value.
  ///
  /// - Parameters:
  ///   - name: as histories and tables call it.
  ///   - measure: from answers and targets, as a model gave and examples hold them, to a number. Where one is [n, 1] and the
  ///     other [n], both come as [n]: they would broadcast to [n, n].
  public init(
    _ name: String, formula: String = "", source: String = "", higherIsBetter: Bool = true,
    _ measure: @escaping @Sendable (_ answers: NDArray, _ targets: NDArray) -> Double
  ) {
    self.init(name, .any, formula: formula, source: source, higherIsBetter: higherIsBetter) {
      .value(measure($0.withoutLastAxis(ofOneBeside: $1), $1.withoutLastAxis(ofOneBeside: $0)))
    }
  }

  /// Measures. Shapes that do not belong together, invalid labels and NaN end the cell with a sentence.
  ///
  /// - Parameters:
  ///   - answers: of a model, in the shape that `self.answers` says.
  ///   - targets: what is right.
  public func callAsFunction(_ answers: NDArray, _ targets: NDArray) -> MetricValue { measure(answers, targets) }

  /// "accuracy: correct / n"
  public var description: String { formula.isEmpty ? name : "\(name): \(formula)" }

  /// Every metric there is, with settings that show what they do.
  public static let all: [Metric] =
    [accuracy, binaryAccuracy(above: 0.5), topAccuracy(2)]
    + [precision, recall, f1].flatMap { metric in averages.map { metric($0, .stated) } }
    + [meanIoU(), dice, rocAUC, rocAUCOneVersusRest(), averagePrecision, averagePrecisionOneVersusRest()]
    + [brierScore, brierScoreOfClasses, expectedCalibrationError(), expectedCalibrationErrorOfClasses(), perplexity]
    + [rSquared, meanAbsoluteError, rootMeanSquaredError]

  private static let averages: [ClassAverage] = [.ofClass(1), .macro, .micro, .weighted]

  public static func named(_ name: String) -> Metric? { all.first { $0.name == name } }
}
