import Numerals
import Tensors

/// What was measured, or why there is nothing to measure: a share of 0 cases is not 0, it has no value.
///
///     let recall = Metric.recall(.ofClass(3))(predicted, targets)
///     print(recall)           // undefined: class 3 never occurs among the targets
///     recall.number           // nil
public enum MetricValue: Sendable, Equatable, CustomStringConvertible {
  case value(Double)
  /// With the reason, as the end of a sentence.
  case undefined(String)

  /// nil where it is undefined.
  public var number: Double? {
    guard case .value(let number) = self else { return nil }
    return number
  }

  /// The number; where it is undefined, the cell ends with the reason.
  public var scalar: Double {
    switch self {
    case .value(let number): number
    case .undefined(let reason): stop("the metric has no number here: \(reason). Its `number` is nil.")
    }
  }

  /// Why it is undefined; nil where it is not.
  public var reason: String? {
    guard case .undefined(let reason) = self else { return nil }
    return reason
  }

  /// "0.9333", with four significant digits (`number` has all of them), or "undefined: " and the reason.
  public var description: String {
    switch self {
    case .value(let number): significantText(number)
    case .undefined(let reason): "undefined: \(reason)"
    }
  }

  /// "0.9333", or "–" where it is undefined: for a table that gives the reason elsewhere.
  var cell: String { number.map { significantText($0) } ?? "–" }

  /// The mean, or what the first undefined one says.
  static func mean(_ values: [MetricValue]) -> MetricValue {
    if let undefined = values.first(where: { $0.number == nil }) { return undefined }
    return .value(values.reduce(0) { $0 + $1.number! } / Double(values.count))
  }
}

/// `accuracy > 0.9`, `first < second`: of what is undefined, no such thing can be said, and the cell ends with the reason.
extension MetricValue: Comparable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public static func < (a: MetricValue, b: MetricValue) -> Bool { a.scalar < b.scalar }
  public static func > (a: MetricValue, b: MetricValue) -> Bool { b < a }
  public static func <= (a: MetricValue, b: MetricValue) -> Bool { a.scalar <= b.scalar }
  public static func >= (a: MetricValue, b: MetricValue) -> Bool { b <= a }

  public init(floatLiteral number: Double) { self = .value(number) }
  public init(integerLiteral number: Int) { self = .value(Double(number)) }
}

extension Double {
  /// The metric's number, as `scalar` gives it.
  public init(_ metric: MetricValue) { self = metric.scalar }
}

/// Columns one below the other: the first to the left, the others to the right.
package func alignedText(_ rows: [[String]]) -> String {
  let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  return rows.map { row in
    row.indices.map { column in
      let padding = String(repeating: " ", count: widths[column] - row[column].count)
      return column == 0 ? row[column] + padding : padding + row[column]
    }.joined(separator: "  ")
  }.joined(separator: "\n")
}
