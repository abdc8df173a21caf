import Numerals
import Tensors

/// Precision, recall and F1 of every class, and their averages, in one table.
///
///     print(ClassificationReport(predict(model, x), targets, names: ["Adelie", "Chinstrap", "Gentoo"]))
public struct ClassificationReport: Sendable, Equatable, CustomStringConvertible {
  public struct Row: Sendable, Equatable {
    /// Of a class, or of an average.
    public let name: String
    public let precision: MetricValue
    public let recall: MetricValue
    public let f1: MetricValue
    /// How often the class is the target; of an average, how many examples there are.
    public let support: Int
  }

  public let classes: [Row]
  public let averages: [Row]
  public let accuracy: Double
  /// Classes that are no target and never predicted: the averages do not count them.
  public let absentClasses: [String]

  /// - Parameters:
  ///   - answers: labels [n, …], or scores [n, …, k] of which the highest wins.
  ///   - targets: labels [n, …].
  ///   - names: one for each class, or none.
  ///   - undefined: what the averages do with a class that has no value.
  public init(
    _ answers: NDArray, _ targets: NDArray, names: [String] = [], undefined: UndefinedClasses = .stated
  ) {
    let pairs = LabelPairs(
      answers, targets, classes: names.isEmpty ? nil : names.count, asker: "a classification report")
    let counts = ClassCounts(pairs)
    func row(_ name: String, _ average: ClassAverage, _ support: Int) -> Row {
      Row(
        name: name, precision: ClassRatio.precision.value(average, undefined, in: counts),
        recall: ClassRatio.recall.value(average, undefined, in: counts),
        f1: ClassRatio.f1.value(average, undefined, in: counts), support: support)
    }
    classes = classNames(names, pairs.classCount).enumerated().map { row($1, .ofClass($0), counts.actual[$0]) }
    averages = [ClassAverage.macro, .weighted].map { row("\($0)", $0, counts.total) }
    absentClasses = zip(classes, counts.actual.indices).filter { !counts.occurs($1) }.map(\.0.name)
    accuracy = Double(counts.hits.reduce(0, +)) / Double(counts.total)
  }

  public static let columns = ["class", "precision", "recall", "F1", "support"]

  /// Aligned rows, then the accuracy, then why a number is missing where one is.
  public var description: String {
    let rows = (classes + averages).map(\.cells)
    let lines = [alignedText([Self.columns] + rows), "accuracy \(significantText(accuracy))"]
    return (lines + notes).joined(separator: "\n")
  }

  /// "precision of macro is undefined: class 3 is never predicted", one for each number that is missing.
  public var notes: [String] {
    let absent = absentClasses.map { "class \($0) does not occur, and is not counted" }
    let shown = classes.filter { !absentClasses.contains($0.name) } + averages
    return absent
      + shown.flatMap { row in
        [("precision", row.precision), ("recall", row.recall), ("F1", row.f1)].compactMap { name, value in
          value.reason.map { "\(name) of \(row.name) is undefined: \($0)" }
        }
      }
  }
}

extension ClassificationReport.Row {
  /// As `columns` names them; "–" for what is undefined.
  public var cells: [String] { [name, precision.cell, recall.cell, f1.cell, "\(support)"] }
}
