import Datasets
import Tensors
import Training

/// A simple method that a network must beat to be worth its trouble. Each is computed exactly, or to convergence, and draws no
/// random numbers: the same examples always give the same answers.
///
///     let baseline = LogisticRegression().fit(training)
///     Metric.accuracy(baseline.predict(validation.inputs), validation.targets)
///
/// To add one: a struct in a file of its own, its source above it, and an entry in `Baselines.all`.
public protocol Baseline: Sendable, CustomStringConvertible {
  associatedtype Fitted: FittedBaseline

  /// As lessons call it: "decision tree".
  static var name: String { get }
  var task: BaselineTask { get }

  /// Learns from examples.
  ///
  /// - Parameters:
  ///   - examples: inputs [n, …], each row's numbers being its columns; targets labels [n], or for regression numbers [n] or
  ///     [n, outputs]. At least one, all finite.
  ///   - names: of columns and classes, for printing and drawing.
  func fit(_ examples: Examples, names: ExampleNames) -> Fitted
}

extension Baseline {
  public func fit(_ examples: Examples) -> Fitted { fit(examples, names: ExampleNames()) }
}

/// What a baseline has learnt.
public protocol FittedBaseline: Sendable, CustomStringConvertible {
  /// From inputs [n, …], with as many columns as it learnt from, to labels [n], or for regression to numbers in the shape
  /// of the targets it learnt from; in the element type of the inputs.
  func predict(_ inputs: NDArray) -> NDArray
  /// What the reader should know: that columns depend on each other, for example.
  var notice: String? { get }
}

extension FittedBaseline {
  public var notice: String? { nil }
}

/// Fits each of several baselines to the training part, and keeps the one with the best accuracy on the validation part, the first
/// of several: the tree of the best depth, the regression with the best penalty.
///
///     let tree = bestBaseline(of: [1, 2, 3, 4].map { DecisionTree(depth: $0) }, on: parts)
///     percentCorrect(tree, on: parts.test)
public func bestBaseline(of baselines: [any Baseline], on parts: ThreeParts<Examples>) -> any FittedBaseline {
  guard !baselines.isEmpty else { stop("bestBaseline(of:on:) expects 1 or more baselines; got none.") }
  let fitted = baselines.map { $0.fit(parts.training) as any FittedBaseline }
  let scores = fitted.map { percentCorrect($0, on: parts.validation) }
  return fitted[scores.firstMaximum]
}

/// How many percent of the examples a baseline answers correctly, as `percentCorrect(network, on: test)` says of a network.
public func percentCorrect(_ fitted: any FittedBaseline, on examples: Examples) -> Double {
  100 * Metric.accuracy(fitted.predict(examples.inputs), examples.targets).scalar
}

/// What a target is.
public enum BaselineTask: String, Sendable, CaseIterable {
  /// A label from 0.
  case classification
  /// A number.
  case regression
}

/// Every baseline there is, with settings that suit a first try.
public enum Baselines {
  public static let all: [any Baseline] = [
    MajorityClass(), MeanTarget(), LinearRegression(), LogisticRegression(), DecisionTree(depth: 4),
    NearestNeighbours(5, for: .classification), NearestNeighbours(5, for: .regression),
  ]

  public static func all(for task: BaselineTask) -> [any Baseline] { all.filter { $0.task == task } }
}

/// How columns and classes are called; without names by their numbers.
public struct ExampleNames: Sendable, Equatable {
  public let columns: [String]
  public let classes: [String]

  public init(columns: [String] = [], classes: [String] = []) {
    self.columns = columns
    self.classes = classes
  }

  /// "petal_length_cm", or "column 2"
  public func column(_ i: Int) -> String { columns.isEmpty ? "column \(i)" : columns[i] }
  /// "setosa", or "class 0"
  public func label(_ k: Int) -> String { classes.isEmpty ? "class \(k)" : classes[k] }

  func check(columns count: Int, classes classCount: Int? = nil) {
    guard columns.isEmpty || columns.count == count else {
      stop("ExampleNames(columns:) expects a name for each of \(count) columns; got \(columns.count).")
    }
    if let classCount, !classes.isEmpty, classes.count < classCount {
      stop("ExampleNames(classes:) expects a name for each of \(classCount) classes; got \(classes.count).")
    }
  }
}
