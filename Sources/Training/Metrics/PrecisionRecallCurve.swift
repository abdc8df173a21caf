import Tensors

/// How many of the answers "yes" are right, against how many of the yes are found, at every threshold. It says more than
/// a ROC curve where yes is rare. Davis & Goadrich 2006, doi:10.1145/1143844.1143874.
public struct PrecisionRecallCurve: Sendable, Equatable, CustomStringConvertible {
  public struct Point: Sendable, Equatable {
    /// A score of at least this much is called yes.
    public let threshold: Double
    /// TP / all yes, from 0 to 1.
    public let recall: Double
    /// TP / (TP + FP), from 0 to 1.
    public let precision: Double
  }

  /// From the highest threshold to the lowest, where the recall is 1; none where the average precision is undefined.
  public let points: [Point]
  /// Σ (recall − recall before) · precision, without interpolation. Undefined when no target is yes.
  public let averagePrecision: MetricValue
  /// How many targets are yes, from 0 to 1: the precision of answers at random.
  public let positiveShare: Double

  /// - Parameters:
  ///   - scores: any numbers but NaN, higher for a likelier yes, in any shape.
  ///   - targets: 1 for yes and 0 for no, in the same shape.
  public init(_ scores: NDArray, _ targets: NDArray) {
    self.init(BinaryScores(scores, targets, asker: "a precision–recall curve"))
  }

  /// Each class against all others: one curve for each.
  ///
  /// - Parameters:
  ///   - scores: [n, k].
  ///   - targets: labels [n].
  public static func oneVersusRest(_ scores: NDArray, _ targets: NDArray) -> [PrecisionRecallCurve] {
    let scored = ScoredClasses(scores, targets, asker: "a precision–recall curve")
    return (0..<scored.classCount).map { PrecisionRecallCurve(scored.binary($0)) }
  }

  init(_ binary: BinaryScores) {
    let ranked = RankedScores(binary)
    positiveShare = Double(ranked.positiveCount) / Double(binary.scores.count)
    guard ranked.positiveCount > 0 else {
      points = []
      averagePrecision = .undefined("class \(binary.positive) never occurs among the targets")
      return
    }
    points = ranked.thresholds.indices.map { i in
      let found = Double(ranked.truePositives[i])
      return Point(
        threshold: ranked.thresholds[i], recall: found / Double(ranked.positiveCount),
        precision: found / Double(ranked.truePositives[i] + ranked.falsePositives[i]))
    }
    var (sum, before) = (0.0, 0.0)
    for point in points {
      sum += (point.recall - before) * point.precision
      before = point.recall
    }
    averagePrecision = .value(sum)
  }

  /// "precision–recall curve of 12 points, average precision 0.8731"
  public var description: String {
    "precision–recall curve of \(points.count) points, average precision \(averagePrecision)"
  }
}
