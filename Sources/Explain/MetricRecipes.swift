import Display
import Training

// What was measured → tables and charts.

extension MetricValue: Displayable {
  public var output: Output { .text(number.map { format($0) } ?? description) }
}

extension ConfusionMatrix: Displayable {
  public var output: Output { .chart(chart()) }

  /// A heat map: a row for each target, a column for each answer.
  public func chart(title: String = "confusion matrix") -> Chart {
    let map = HeatMap(
      "count", rows: classCount, columns: classCount, values: counts.map(Double.init), scale: .sequential,
      rowLabels: names, columnLabels: names)
    return Chart(title: title, x: Axis("answer"), y: Axis("target"), marks: [.heatMap(map)])
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
  public var output: Output { .chart(rocChart([("scores", self)])) }
}

/// Several ROC curves in one chart, such as one for each class, beside what answers at random would give.
public func rocChart(_ curves: [(name: String, curve: ROCCurve)], title: String = "ROC curve") -> Chart {
  let lines = curves.map { item in
    let points = item.curve.points
    let shown = shownIndices(of: points.map(\.truePositiveRate))
    return Mark.line(
      "\(item.name), area \(item.curve.area)", x: shown.map { points[$0].falsePositiveRate },
      y: shown.map { points[$0].truePositiveRate })
  }
  return Chart(
    title: title, x: Axis("false positive rate", lower: 0, upper: 1), y: Axis("true positive rate", lower: 0, upper: 1),
    marks: [.line("at random", x: [0, 1], y: [0, 1], role: .muted, dashed: true)] + lines)
}

extension PrecisionRecallCurve: Displayable {
  public var output: Output { .chart(precisionRecallChart([("scores", self)])) }
}

/// Several precision–recall curves in one chart, such as one for each class.
public func precisionRecallChart(
  _ curves: [(name: String, curve: PrecisionRecallCurve)], title: String = "precision–recall curve"
) -> Chart {
  let lines = curves.map { item in
    let points = item.curve.points
    let shown = shownIndices(of: points.map(\.precision))
    return Mark.line(
      "\(item.name), average precision \(item.curve.averagePrecision)", x: shown.map { points[$0].recall },
      y: shown.map { points[$0].precision })
  }
  let random = curves.count == 1 ? [Mark.horizontalRule("at random", at: curves[0].curve.positiveShare)] : []
  return Chart(
    title: title, x: Axis("recall", lower: 0, upper: 1), y: Axis("precision", lower: 0, upper: 1), marks: random + lines
  )
}

extension Calibration: Displayable {
  public var output: Output { .chart(chart()) }

  /// A reliability diagram: the share that came true against the mean probability, of the bins that hold any case.
  public func chart(title: String = "calibration", name: String = "model") -> Chart {
    let filled = bins.filter { $0.count > 0 }
    let (x, y) = (filled.map { $0.meanProbability! }, filled.map { $0.shareTrue! })
    return Chart(
      title: title, x: Axis("probability", lower: 0, upper: 1), y: Axis("share that came true", lower: 0, upper: 1),
      marks: [
        .line("calibrated", x: [0, 1], y: [0, 1], role: .muted, dashed: true),
        .line("\(name), expected error \(format(expectedError))", x: x, y: y, role: .series1),
        .points("bins", x: x, y: y, role: .series1),
      ])
  }
}

extension Metric {
  /// The catalogue as a table.
  public static var table: Table {
    Table(
      title: "metrics", columns: ["name", "formula", "better", "undefined when"],
      rows: all.map { [$0.name, $0.formula, $0.higherIsBetter ? "higher" : "lower", $0.undefinedWhen] })
  }
}
