import Foundation
import Tensors
import Testing
import Training

/// Answers with targets, and what scikit-learn says of them.
struct MetricCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Numbers: Decodable, Sendable {
    let shape: [Int]
    let values: [Double]
  }

  let name: String
  let kind: String
  let answers: Numbers
  let targets: Numbers
  /// What each metric says, nil where it is undefined; then with undefined classes left out, and counted as 0.
  let values: [String: Double?]
  let leftOut: [String: Double?]?
  let zero: [String: Double?]?
  /// Row-major: [targets, answers].
  let confusion: [Int]?
  /// Precision, recall, F1 and support of each class.
  let report: [[Double?]]?
  /// False and true positive rate from the highest threshold down.
  let roc: [[Double]]?
  /// Threshold, recall and precision.
  let precisionRecall: [[Double]]?
  /// Count, mean probability and share true.
  let bins: [[Double?]]?

  /// What scikit-learn says of a metric. A mean over the classes does not count those that do not occur at all: where no
  /// other class lacks a value, it is the one with such classes left out.
  func expected(_ metric: String) -> Double?? {
    guard let value = values[metric], value == nil, let other = leftOut?[metric], let other else {
      return values[metric]
    }
    let (said, meant) = (Set(labels(answers, like: targets)), Set(targets.values.map { Int($0) }))
    let lacks: Set<Int> =
      metric.hasPrefix("precision (macro")
      ? meant.subtracting(said)
      : metric.hasPrefix("recall (macro")
        ? said.subtracting(meant)
        : metric.hasPrefix("F1 (macro") || metric == "mean IoU" ? [] : [0]
    return lacks.isEmpty ? .some(other) : value
  }

  /// The answers as labels: the highest of the scores where there are several for a target.
  private func labels(_ answers: Numbers, like targets: Numbers) -> [Int] {
    let width = answers.values.count / max(1, targets.values.count)
    guard width > 1 else { return answers.values.map { Int($0) } }
    return stride(from: 0, to: answers.values.count, by: width).map { start in
      let row = answers.values[start..<start + width]
      return row.firstIndex(of: row.max()!)! - start
    }
  }

  var testDescription: String { "\(kind): \(name)" }

  func arrays(_ type: ElementType = .float64) -> (answers: NDArray, targets: NDArray) {
    (
      NDArray(answers.values, shape: Shape(answers.shape), type: type),
      NDArray(targets.values, shape: Shape(targets.shape), type: type)
    )
  }

  static let all: [MetricCase] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/metrics.json")
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let data = try? Data(contentsOf: file), let cases = try? decoder.decode([MetricCase].self, from: data) else {
      return []
    }
    return cases
  }()

  static func of(_ kind: Metric.Answers) -> [MetricCase] { all.filter { $0.kind == "\(kind)" } }
}

/// The same number within rounding, both infinite, or neither there.
func agree(_ a: Double?, _ b: Double?, _ tolerance: Double = 1e-12) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return a == b || abs(a - b) <= tolerance * max(1, abs(b))
}
