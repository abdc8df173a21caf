import Foundation
import Tensors
import Testing
import Training

@Suite struct MetricTests {
  @Test(arguments: Metric.all) func scikitLearnSaysTheSame(_ metric: Metric) {
    let cases = MetricCase.of(metric.answers).filter { $0.values[metric.name] != nil }
    #expect(cases.count >= 2, "\(metric.name) is not in metrics.json")
    for item in cases {
      let (answers, targets) = item.arrays()
      let value = metric(answers, targets)
      #expect(agree(value.number, item.expected(metric.name)!), "\(metric.name), \(item.name): \(value)")
    }
    let isEverUndefined = cases.contains { $0.expected(metric.name)! == nil }
    #expect(isEverUndefined == (metric.undefinedWhen != "never"), "\(metric.name)")
  }

  /// The same in Float32, within its rounding.
  @Test(arguments: MetricCase.all) func float32IsMeasuredToo(_ item: MetricCase) {
    let (answers, targets) = item.arrays(.float32)
    for metric in Metric.all where "\(metric.answers)" == item.kind {
      guard let expected = item.expected(metric.name) else { continue }
      #expect(agree(metric(answers, targets).number, expected, 1e-5), "\(metric.name), \(item.name)")
    }
  }

  private static func means(_ undefined: UndefinedClasses) -> [Metric] {
    [ClassAverage.macro, .weighted].flatMap { average -> [Metric] in
      [.precision(average, undefined), .recall(average, undefined), .f1(average, undefined)]
    } + [.meanIoU(undefined), .rocAUCOneVersusRest(undefined), .averagePrecisionOneVersusRest(undefined)]
  }

  @Test func undefinedClassesCanBeLeftOutOrCounted() {
    for (setting, tables) in [
      (UndefinedClasses.leftOut, MetricCase.all.map(\.leftOut)), (.counted(as: 0), MetricCase.all.map(\.zero)),
    ] {
      var compared = 0
      for metric in Self.means(setting) {
        for (item, table) in zip(MetricCase.all, tables) where "\(metric.answers)" == item.kind {
          guard let expected = table?[metric.name] else { continue }
          let (answers, targets) = item.arrays()
          compared += 1
          #expect(agree(metric(answers, targets).number, expected), "\(metric.name), \(item.name), \(setting)")
        }
      }
      #expect(compared > 50)
    }
  }

  @Test func anUndefinedValueSaysWhy() {
    let (predicted, targets) = (NDArray([0, 0, 2, 2]), NDArray([0, 0, 2, 2]))
    func text(_ metric: Metric) -> String { metric(predicted, targets).description }
    #expect(text(.recall(.ofClass(3))) == "undefined: class 3 never occurs among the targets")
    #expect(text(.recall(.macro)) == "1" && text(.precision(.macro)) == "1")
    #expect(text(.precision(.ofClass(1))) == "undefined: class 1 is never predicted")
    #expect(text(.f1(.macro)) == "1")
    let missed = NDArray([1, 0, 2, 2])
    #expect(
      Metric.recall(.macro)(missed, targets).reason == "class 1 never occurs among the targets"
        && Metric.precision(.macro)(targets, missed).reason == "class 1 is never predicted")
    #expect(text(.f1(.macro, .leftOut)) == "1")
    #expect(text(.f1(.macro, .counted(as: 0))) == "0.6667")
    let far = NDArray([9])
    // Classes that do not occur are not counted.
    #expect(Metric.meanIoU()(far, far).number == 1)
    #expect(
      Metric.precision(.macro)(NDArray([3, 3, 3]), NDArray([0, 1, 2])).reason
        == "classes 0, 1 and 2 are never predicted")
    #expect(Metric.rocAUC(NDArray([1, 2]), NDArray([1, 1])).reason == "only class 1 occurs among the targets")
    #expect(Metric.rocAUC(NDArray([1, 2]), NDArray([0, 0])).reason == "class 1 never occurs among the targets")
    #expect(Metric.rSquared(NDArray([1, 2]), NDArray([0.5, 0.5])).description == "undefined: all targets are 0.5")
    #expect(
      Metric.rSquared(NDArray([[1, 2], [3, 4]]), NDArray([[1, 7], [2, 7]])).reason == "all targets of column 1 are 7")
    #expect(Metric.dice(NDArray([0, 0]), NDArray([0, 0])).description == "undefined: both masks are empty")
    let impossible = Metric.perplexity(NDArray([[1, 0]]), NDArray([1]))
    #expect(impossible.description == "∞" && impossible.number == .infinity && impossible.reason == nil)
  }

  @Test func aThresholdMakesLabels() {
    let scores = NDArray([[0.2], [0.5], [0.7]])
    #expect(labels(of: scores, above: 0.5) == NDArray([[0], [0], [1]]))
    #expect(Metric.accuracy(labels(of: scores, above: 0.4), NDArray([[0], [1], [0]])).description == "0.6667")
  }

  @Test func namesAreUnique() {
    #expect(Set(Metric.all.map(\.name)).count == Metric.all.count)
    for metric in Metric.all { #expect(Metric.named(metric.name)?.formula == metric.formula) }
    #expect(Metric.named("F2") == nil)
    #expect(Metric.accuracy.description == "accuracy: correct / n")
  }

  /// With RECORD=1 it is written anew, and fails once.
  @Test func theListInTheDocumentsIsThatOfTheLibrary() throws {
    let head = """
      # The metrics

      A metric says in one number how good answers are: `Metric.accuracy(answers, targets)`. `Metric.all` lists them, and
      tests compare each with scikit-learn. A share of no cases has no value: it prints as "undefined" with the reason. A class
      that is no target and never predicted is not counted in a mean over the classes. Of another class without a value, the
      mean has none either, unless it is asked to leave such classes out (`.leftOut`) or to count them
      (`.counted(as: 0)`). TP are the examples of a class that were answered so, FP those of others that were, FN those of the
      class that were not; c is a class, n how many examples, y a target, p an answer.

      For one logit, as after `.binaryCrossEntropy`, it is `.binaryAccuracy(above: 0)`. Metrics of yes or no take targets of 1 and 0, or
      of 1 and −1, and answers [n, 1] beside targets [n]. One of your own is a function of two arrays:

          let close = Metric("within 0.2") { answers, targets in
            mean(abs(Tensor(answers) - Tensor(targets)) .< 0.2).scalar
          }
          train(model, on: examples, epochs: 5, loss: .meanSquaredError, by: Adam(), validation: others, metrics: [close])

      `ConfusionMatrix`, `ClassificationReport`, `ROCCurve`, `PrecisionRecallCurve` and `Calibration` are shown as tables and charts.


      """
    let rows =
      [
        ["name", "answers and targets", "formula", "better", "undefined when", "source"],
        [String](repeating: "---", count: 6),
      ]
      + Metric.all.map { metric in
        [
          metric.name, metric.answers.rawValue, metric.formula, metric.higherIsBetter ? "higher" : "lower",
          metric.undefinedWhen, metric.source,
        ]
      }
    let table = rows.map { cells in
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }.joined()
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Docs/METRICS.md")
    guard (try? String(contentsOf: file, encoding: .utf8)) != head + table else { return }
    if ProcessInfo.processInfo.environment["RECORD"] != nil { try Data((head + table).utf8).write(to: file) }
    Issue.record("Docs/METRICS.md is not what the library says now; RECORD=1 writes it anew.")
  }
}
