import Tensors

/// How many of the yes are found, against how many of the no are called yes, at every threshold. Fawcett 2006,
/// doi:10.1016/j.patrec.2005.10.010.
///
///     let curve = ROCCurve(predict({ sigmoid(model($0)) }, x), targets)
///     curve.area              // 0.9431
public struct ROCCurve: Sendable, Equatable, CustomStringConvertible {
  public struct Point: Sendable, Equatable {
    /// A score of at least this much is called yes.
    public let threshold: Double
    /// FP / all no, from 0 to 1.
    public let falsePositiveRate: Double
    /// TP / all yes, from 0 to 1: the recall.
    public let truePositiveRate: Double
  }

  /// From (0, 0), where the threshold is ∞, to (1, 1); none where the area is undefined.
  public let points: [Point]
  /// How likely a yes has a higher score than a no, both drawn at random; equal scores count half. Undefined when all
  /// targets are the same.
  public let area: MetricValue

  /// - Parameters:
  ///   - scores: any numbers but NaN, higher for a likelier yes, in any shape.
  ///   - targets: 1 for yes and 0 for no, in the same shape.
  public init(_ scores: NDArray, _ targets: NDArray) { self.init(BinaryScores(scores, targets, asker: "a ROC curve")) }

  /// Each class against all others: one curve for each.
  ///
  /// - Parameters:
  ///   - scores: [n, k].
  ///   - targets: labels [n].
  public static func oneVersusRest(_ scores: NDArray, _ targets: NDArray) -> [ROCCurve] {
    let scored = ScoredClasses(scores, targets, asker: "a ROC curve")
    return (0..<scored.classCount).map { ROCCurve(scored.binary($0)) }
  }

  init(_ binary: BinaryScores) {
    let ranked = RankedScores(binary)
    guard ranked.positiveCount > 0, ranked.negativeCount > 0 else {
      points = []
      area = .undefined(
        ranked.positiveCount == 0
          ? "class \(binary.positive) never occurs among the targets"
          : "only class \(binary.positive) occurs among the targets")
      return
    }
    let (yes, no) = (Double(ranked.positiveCount), Double(ranked.negativeCount))
    points =
      [Point(threshold: .infinity, falsePositiveRate: 0, truePositiveRate: 0)]
      + ranked.thresholds.indices.map {
        Point(
          threshold: ranked.thresholds[$0], falsePositiveRate: Double(ranked.falsePositives[$0]) / no,
          truePositiveRate: Double(ranked.truePositives[$0]) / yes)
      }
    area = .value(
      zip(points, points.dropFirst()).reduce(0) { sum, pair in
        let (a, b) = pair
        return sum + (b.falsePositiveRate - a.falsePositiveRate) * (a.truePositiveRate + b.truePositiveRate) / 2
      })
  }

  /// "ROC curve of 12 points, area 0.8731"
  public var description: String { "ROC curve of \(points.count) points, area \(area)" }
}
