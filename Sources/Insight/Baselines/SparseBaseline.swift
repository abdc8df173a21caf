import Datasets
import Tensors
import Training

/// What has learnt from rows that are mostly zeros: as many weights as columns for each class, z = x · W + b.
///
///     let vocabulary = Vocabulary(of: parts.training.texts, by: .wordsAndPairs)
///     func presence(_ part: Sentences) -> SparseRows { vocabulary.counts(part.texts).asYesOrNo }
///     let bayes = NaiveBayes().fit(presence(parts.training), classes: parts.training.classes)
///     bayes.percentCorrect(presence(parts.test), classes: parts.test.classes)
public struct SparseFit: Sendable, CustomStringConvertible {
  /// For each class, one for each column.
  public let weights: [[Double]]
  /// One for each class.
  public let intercepts: [Double]
  /// Whether numbers that are not 0 count as 1.
  var asYesOrNo = false
  public let description: String

  public var classCount: Int { intercepts.count }
  private var columnCount: Int { weights[0].count }

  /// z of each class: log-probabilities up to what all classes share. [n, classes]
  public func scores(_ rows: SparseRows) -> NDArray {
    guard rows.columnCount == columnCount else {
      stop(shapes: "\(description) was fitted to \(columnCount) columns; got \(rows.columnCount).")
    }
    let rows = asYesOrNo ? rows.asYesOrNo : rows
    let scores = (0..<rows.count).flatMap { row in
      weights.indices.map { intercepts[$0] + rows.dot(row, weights[$0], from: 0) }
    }
    return NDArray(scores, shape: [rows.count, classCount], type: .float64)
  }

  /// Of each class: [n, classes].
  public func probabilities(_ rows: SparseRows) -> NDArray {
    let scores = scores(rows).doubles
    let each = (0..<rows.count).flatMap { row in
      classProbabilities(scores[row * classCount..<(row + 1) * classCount])
    }
    return NDArray(each, shape: [rows.count, classCount], type: .float64)
  }

  /// The class with the highest score, the lowest of several.
  public func predict(_ rows: SparseRows) -> [Int] {
    let scores = scores(rows).doubles
    return (0..<rows.count).map { scores[$0 * classCount..<($0 + 1) * classCount].firstMaximum }
  }

  /// How many percent of the rows it answers correctly.
  public func percentCorrect(_ rows: SparseRows, classes: [Int]) -> Double {
    guard rows.count == classes.count, rows.count > 0 else {
      stop(
        "percentCorrect expects a class for each row, and at least one; got \(rows.count) rows and \(classes.count) classes."
      )
    }
    return 100 * Double(zip(predict(rows), classes).count { $0 == $1 }) / Double(classes.count)
  }

  /// The columns that speak most for a class against the mean of all, the strongest first: `vocabulary.tokens[column]` is a word.
  public func strongestColumns(for number: Int, _ count: Int = 10) -> [Int] {
    guard weights.indices.contains(number) else {
      stop("strongestColumns(for:) expects a class from 0 to \(classCount - 1); got \(number).")
    }
    guard count >= 0 else { stop("strongestColumns(for:_:) expects a count of at least 0; got \(count).") }
    let lead = (0..<columnCount).map { column in
      weights[number][column] - weights.reduce(0) { $0 + $1[column] } / Double(classCount)
    }
    return Array(lead.indices.sorted { (lead[$0], $1) > (lead[$1], $0) }.prefix(count))
  }
}

extension ClassTargets {
  /// Of rows with a class each, looked at before something learns from them.
  init(_ rows: SparseRows, _ classes: [Int], asker: String) {
    guard rows.count == classes.count, rows.count > 0, rows.columnCount > 0 else {
      stop(
        "\(asker) expects a class for each row, and at least one row and column; got \(rows.count) rows of \(rows.columnCount) "
          + "columns and \(classes.count) classes.")
    }
    self.init(NDArray(classes.map(Double.init), type: .float64), asker: asker)
  }
}

extension LogisticRegression {
  /// The same on rows that are mostly zeros, such as TF–IDF weights. The columns are taken as they are.
  ///
  ///     let fits = [0.03, 0.1, 0.3, 1].map { LogisticRegression(l2: $0).fit(weights, classes: training.classes) }
  ///
  /// - Parameter classes: of each row, from 0.
  public func fit(_ rows: SparseRows, classes: [Int]) -> SparseFit {
    let targets = ClassTargets(rows, classes, asker: Self.name)
    let width = rows.columnCount
    var problem = LogisticProblem(rows, targets, scales: [Double](repeating: 1, count: width), l2: l2)
    let end = problem.minimise(stepLimit: stepLimit)
    let found = (0..<problem.outputs).map { Array(problem.parameters[$0 * (width + 1)..<$0 * (width + 1) + width]) }
    let intercepts = (0..<problem.outputs).map { problem.parameters[$0 * (width + 1) + width] }
    let isBinary = problem.outputs == 1
    return SparseFit(
      weights: isBinary ? [[Double](repeating: 0, count: width)] + found : found,
      intercepts: isBinary ? [0] + intercepts : intercepts,
      description: "\(description), \(targets.classCount) classes, \(width) columns"
        + (end.isConverged ? "" : ", not converged after \(end.steps) steps"))
  }
}
