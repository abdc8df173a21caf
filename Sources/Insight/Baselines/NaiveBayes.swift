import Datasets
import Tensors

/// Which class is most probable if the tokens of a text were drawn independently of each other, given the class: they are not, and it
/// works all the same. No training loop: it counts. McCallum & Nigam 1998, "A comparison of event models for naive Bayes text
/// classification"; Manning, Raghavan & Schütze 2008, chapter 13.
///
///     z(class) = log P(class) + Σ x · log P(token | class)                                      multinomial
///     z(class) = log P(class) + Σ log P(token | class) there, log(1 − P(token | class)) absent   Bernoulli
///
/// Each probability is from counts to which `smoothing` was added, so that no token that a class never had decides alone.
public struct NaiveBayes: Sendable, CustomStringConvertible {
  public enum Model: String, Sendable, CaseIterable {
    /// How often: P(token | class) = (occurrences + α) / (all occurrences + α · columns).
    case multinomial
    /// Whether at all: P(token | class) = (texts with it + α) / (texts + 2 α). Numbers count as yes above 0.
    case bernoulli
  }

  public static let name = "naive Bayes"
  public let model: Model
  /// α, above 0. Laplace's is 1.
  public let smoothing: Double

  public init(_ model: Model = .multinomial, smoothing: Double = 1) {
    guard smoothing > 0, smoothing.isFinite else {
      stop("NaiveBayes(smoothing:) must be greater than 0 (1 is usual); got \(smoothing).")
    }
    self.model = model
    self.smoothing = smoothing
  }

  public var description: String { "\(Self.name), \(model.rawValue), smoothing \(smoothing)" }

  /// - Parameters:
  ///   - rows: counts, none below 0; `asYesOrNo` counts each token of a text once.
  ///   - classes: of each row, from 0. Each class up to the highest has at least one row.
  public func fit(_ rows: SparseRows, classes: [Int]) -> SparseFit {
    let targets = ClassTargets(rows, classes, asker: Self.name)
    if let least = rows.values.min(), least < 0 {
      stop("\(Self.name) expects counts of at least 0; got \(least).")
    }
    let members = targets.counts
    if let empty = members.firstIndex(of: 0) {
      stop("\(Self.name) expects rows of every class from 0 to \(members.count - 1); got none of class \(empty).")
    }
    var counts = [[Double]](repeating: [Double](repeating: 0, count: rows.columnCount), count: members.count)
    for row in 0..<rows.count {
      for place in rows.range(row) {
        counts[targets.labels[row]][rows.columns[place]] += model == .bernoulli ? 1 : rows.values[place]
      }
    }
    let priors = members.map { Double.log(Double($0) / Double(rows.count)) }
    let parts = zip(counts, members).map { parameters(of: $0, texts: Double($1)) }
    return SparseFit(
      weights: parts.map(\.weights), intercepts: zip(priors, parts).map { $0 + $1.intercept },
      asYesOrNo: model == .bernoulli,
      description: "\(description), \(members.count) classes, \(rows.columnCount) columns")
  }

  /// Of one class, from the counts of its tokens.
  private func parameters(of counts: [Double], texts: Double) -> (weights: [Double], intercept: Double) {
    switch model {
    case .multinomial:
      let all = counts.reduce(0, +) + smoothing * Double(counts.count)
      return (counts.map { Double.log(($0 + smoothing) / all) }, 0)
    case .bernoulli:
      let there = counts.map { ($0 + smoothing) / (texts + 2 * smoothing) }
      // What is absent from every text is in the intercept; a token that is there takes its part back.
      return (there.map { Double.log($0) - Double.log(1 - $0) }, there.reduce(0) { $0 + Double.log(1 - $1) })
    }
  }
}
