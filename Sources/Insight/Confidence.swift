import Autodiff
import Datasets
import Networks
import Numerals
import Tensors
import Training

/// How sure a classifier says it is of each answer: the largest probability of its softmax. Hendrycks & Gimpel 2017,
/// arXiv:1610.02136.
///
///     let known = Confidence(of: model, on: digits.inputs)
///     let unknown = Confidence(of: model, on: clothes.inputs)
///     known.separation(from: unknown)     // 0.5: no better than a coin
///
/// The probabilities are shares among the classes that were learnt. They sum to 1 whatever comes in: none of them is left for
/// "something else".
public struct Confidence: Sendable, Equatable, CustomStringConvertible {
  /// The likeliest class of each input, the first of several.
  public let labels: [Int]
  /// Its probability, from 1/k to 1.
  public let values: [Double]
  public let classCount: Int

  /// - Parameter logits: [n, k], at least one row and two classes: the numbers before a softmax.
  public init(logits: NDArray) {
    guard logits.shape.rank == 2, logits.rowCount > 0, logits.shape[1] >= 2 else {
      stop(shapes: "Confidence expects logits [n, k] of at least 1 input and 2 classes; got \(logits.shape).")
    }
    let (numbers, k) = (logits.doubles, logits.shape[1])
    if let position = numbers.firstIndex(where: { !$0.isFinite }) {
      stop(
        "Confidence expects finite logits; row \(position / k) holds \(numbers[position]). Did the training diverge?"
      )
    }
    let shares = softmax(Tensor(logits.converted(to: .float64))).value.doubles
    let rows = (0..<logits.rowCount).map { shares[$0 * k..<($0 + 1) * k] }
    labels = rows.map(\.firstMaximum)
    values = rows.map { $0.max()! }
    classCount = k
  }

  /// - Parameters:
  ///   - model: from inputs [n, …] to logits [n, k].
  ///   - inputs: [n, …], at least one.
  public init(of model: any Layer, on inputs: NDArray) { self.init(logits: predict(model, inputs)) }

  public var count: Int { values.count }

  public var mean: Double { values.reduce(0, +) / Double(count) }

  /// How many of the answers are surer than this, from 0 to 1.
  public func share(above confidence: Double) -> Double {
    Double(values.count { $0 > confidence }) / Double(count)
  }

  /// How many of the answers are these labels, from 0 to 1.
  ///
  /// - Parameter targets: [n], labels below the number of classes.
  public func accuracy(_ targets: NDArray) -> Double {
    let truths = checkedLabels(targets, rows: count)
    return Double(zip(labels, truths).count { $0 == $1 }) / Double(count)
  }

  /// How well confidence tells these inputs from others, which the model does not know: the chance that one of these gets
  /// more than one of those (ROC AUC). 1: always; 0.5: as often as not; below: the unknown ones get more.
  public func separation(from others: Confidence) -> Double {
    let isKnown = [Double](repeating: 1, count: count) + [Double](repeating: 0, count: others.count)
    return Metric.rocAUC(NDArray(values + others.values, type: .float64), NDArray(isKnown, type: .float64)).number!
  }

  /// "1000 answers, mean confidence 0.97, 0.93 of them above 0.9"
  public var description: String {
    "\(count) answers, mean confidence \(significantText(mean)), \(significantText(share(above: 0.9))) of them above 0.9"
  }

  /// Targets as labels, one for each row.
  func checkedLabels(_ targets: NDArray, rows: Int) -> [Int] {
    guard targets.shape == [rows] else {
      stop(shapes: "Confidence expects labels [\(rows)]; got targets \(targets.shape).")
    }
    return targets.doubles.enumerated().map { i, number in
      guard let label = Int(exactly: number), (0..<classCount).contains(label) else {
        stop(
          "Confidence expects labels, whole numbers from 0 to \(classCount - 1); target \(i) is \(exactText(number)).")
      }
      return label
    }
  }
}
