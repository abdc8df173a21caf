import Tensors

// Metrics of scores: whether a likelier yes has the higher number, whatever the threshold.

extension Metric {
  /// The area below the ROC curve.
  public static let rocAUC = Metric(
    "ROC AUC", .scores, formula: "P(score of a yes > score of a no) + ½ P(equal)",
    source: "Hanley & McNeil 1982, doi:10.1148/radiology.143.1.7063747; Fawcett 2006",
    undefinedWhen: "all targets are the same"
  ) { ROCCurve(BinaryScores($0, $1, asker: "ROC AUC")).area }

  /// The same for each class against all others.
  public static func rocAUCOneVersusRest(_ undefined: UndefinedClasses = .stated) -> Metric {
    Metric(
      "ROC AUC (one-vs-rest)", .classScores, formula: "mean over c of the ROC AUC of c against the rest",
      source: "Provost & Domingos 2003, doi:10.1023/A:1024099825458",
      undefinedWhen: undefinedMean(undefined, ClassRatio.recall.absence.one)
    ) { scores, targets in
      mean(ROCCurve.oneVersusRest(scores, targets).map(\.area), undefined)
    }
  }

  /// The area below the precision–recall curve, as a sum of steps.
  public static let averagePrecision = Metric(
    "average precision", .scores, formula: "Σ (recall − recall before) · precision, from the highest threshold down",
    source: "Manning, Raghavan & Schütze 2008, section 8.4; Davis & Goadrich 2006",
    undefinedWhen: "no target is 1"
  ) { PrecisionRecallCurve(BinaryScores($0, $1, asker: "average precision")).averagePrecision }

  /// The same for each class against all others.
  public static func averagePrecisionOneVersusRest(_ undefined: UndefinedClasses = .stated) -> Metric {
    Metric(
      "average precision (one-vs-rest)", .classScores,
      formula: "mean over c of the average precision of c against the rest",
      source: "Manning, Raghavan & Schütze 2008, section 8.4",
      undefinedWhen: undefinedMean(undefined, ClassRatio.recall.absence.one)
    ) { scores, targets in
      mean(PrecisionRecallCurve.oneVersusRest(scores, targets).map(\.averagePrecision), undefined)
    }
  }

  private static func mean(_ values: [MetricValue], _ undefined: UndefinedClasses) -> MetricValue {
    switch undefined {
    case .stated: .mean(values)
    case .leftOut:
      values.allSatisfy { $0.number == nil } ? values[0] : .mean(values.filter { $0.number != nil })
    case .counted(let stand): .mean(values.map { .value($0.number ?? stand) })
    }
  }
}
