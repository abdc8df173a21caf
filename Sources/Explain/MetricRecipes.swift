import Display
import Tensors
import Training

// What was measured → tables and charts.

extension MetricValue: Displayable {
  public var output: Output { .text(number.map { format($0) } ?? description) }
}

extension ConfusionMatrix: Displayable {
  public var output: Output { .chart(chart()) }

  /// A row for each target, a column for each answer.
  public func chart(title: String = "confusion matrix") -> Chart {
    let rows = (0..<classCount).map { Array(counts[$0 * classCount..<($0 + 1) * classCount]) }
    return .confusion(title: title, counts: rows, labels: names)
  }
}

extension ClassificationReport: Displayable {
  public var output: Output { .table(table()) }

  public func table(title: String = "classification report") -> Table {
    let heading = "\(title), accuracy \(format(accuracy))" + notes.map { "; \($0)" }.joined()
    return Table(
      title: heading, columns: Self.columns, alignments: [.leading, .trailing, .trailing, .trailing, .trailing],
      rows: (classes + averages).map(\.cells))
  }
}

extension ROCCurve: Displayable {
  public var output: Output { .chart(.roc(curves: [self])) }
}

extension PrecisionRecallCurve: Displayable {
  public var output: Output { .chart(.precisionRecall(curves: [self])) }
}

extension Chart {
  /// ROC curves, such as one for each class, with what a classifier that guesses would give. A curve without an area is
  /// not drawn; a note says why.
  ///
  /// - Parameter names: one for each curve, or none.
  public static func roc(title: String = "ROC curve", curves: [ROCCurve], names: [String] = []) -> Chart {
    let names = legends(names, curves.count)
    let drawn = zip(names, curves).filter { $1.area.number != nil }.map { name, curve in
      let shown = shownIndices(of: curve.points.map(\.truePositiveRate)).map { curve.points[$0] }
      return Curve(
        name, x: shown.map(\.falsePositiveRate), y: shown.map(\.truePositiveRate), area: curve.area.number)
    }
    var chart = roc(title: title, curves: drawn)
    chart.notes += reasons(names, curves.map(\.area))
    return chart
  }

  /// Precision–recall curves, such as one for each class; of a single one, with what a classifier that guesses would give. A
  /// curve without an average precision is not drawn; a note says why.
  ///
  /// - Parameter names: one for each curve, or none.
  public static func precisionRecall(
    title: String = "precision–recall curve", curves: [PrecisionRecallCurve], names: [String] = []
  ) -> Chart {
    let names = legends(names, curves.count)
    let drawn = zip(names, curves).filter { $1.averagePrecision.number != nil }.map { name, curve in
      let shown = shownIndices(of: curve.points.map(\.precision)).map { curve.points[$0] }
      return Curve(name, x: shown.map(\.recall), y: shown.map(\.precision), area: curve.averagePrecision.number)
    }
    var chart = precisionRecall(
      title: title, curves: drawn, positiveShare: curves.count == 1 ? curves[0].positiveShare : nil)
    chart.notes += reasons(names, curves.map(\.averagePrecision))
    return chart
  }

  private static func legends(_ names: [String], _ count: Int) -> [String] {
    guard names.isEmpty || names.count == count else {
      stop("names: expects a name for each of \(count) curves; got \(names.count).")
    }
    guard names.isEmpty else { return names }
    return count == 1 ? ["scores"] : (0..<count).map { "class \($0)" }
  }

  private static func reasons(_ names: [String], _ values: [MetricValue]) -> [String] {
    zip(names, values).compactMap { name, value in value.reason.map { "No curve of \(name): \($0)." } }
  }
}

extension Calibration: Displayable {
  public var output: Output { .chart(chart()) }

  /// A reliability diagram: the share that came true against the mean probability, of the bins that hold any case.
  public func chart(title: String = "calibration", name: String = "model") -> Chart {
    let filled = bins.filter { $0.count > 0 }
    let curve = Chart.Curve(
      "\(name) (expected error \(format(expectedError, significantDigits: 3)))",
      x: filled.compactMap(\.meanProbability),
      y: filled.compactMap(\.shareTrue))
    return .calibration(title: title, curves: [curve])
  }
}

extension Metric {
  /// The catalogue as a table.
  public static var table: Table { table(of: all) }

  /// Metrics, also of one's own, as the catalogue lists them.
  public static func table(of metrics: [Metric]) -> Table {
    Table(
      title: "metrics", columns: ["name", "formula", "better", "undefined when"],
      rows: metrics.map { [$0.name, $0.formula, $0.higherIsBetter ? "higher" : "lower", $0.undefinedWhen] })
  }
}
