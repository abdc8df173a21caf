import Autodiff
import Datasets
import Numerals
import Tensors
import Training

/// Gives unlabelled examples the labels of labelled ones that they hang together with: labels flow along a graph in which near
/// examples are neighbours. Zhou, Bousquet, Lal, Weston & Schölkopf 2004, "Learning with local and global consistency",
/// NIPS 16.
///
///     F ← α S F + (1 − α) Y        S = D^−½ W D^−½,   W the graph, D its row sums, Y the given labels, one-hot
///
///     let spread = LabelSpreading().fit(labelled, unlabelled: others.inputs)
///     spread.predict(others.inputs)
///
/// W is 1 where one of two examples is among the k nearest of the other, 0 elsewhere. Repeated without end this comes to F = (1 − α)
/// (I − α S)⁻¹ Y, which conjugate gradients find in fewer steps. It draws no random numbers.
///
/// It helps where neighbours share a class, and misleads where they do not.
public struct LabelSpreading: Sendable, CustomStringConvertible {
  /// k.
  public let neighbours: Int
  /// α.
  public let alpha: Double
  public let stepLimit: Int

  /// - Parameters:
  ///   - neighbours: k, 1 or more.
  ///   - alpha: α, above 0 and below 1: how much of an example's label comes from its neighbours.
  ///   - stepLimit: after so many steps it ends, and says so.
  public init(neighbours: Int = 10, alpha: Double = 0.99, stepLimit: Int = 2000) {
    guard neighbours >= 1, stepLimit >= 1 else {
      stop("LabelSpreading expects 1 or more neighbours and steps; got \(neighbours) and \(stepLimit).")
    }
    guard alpha > 0, alpha < 1 else { stop("LabelSpreading expects an alpha (α) between 0 and 1; got \(alpha).") }
    self.neighbours = neighbours
    self.alpha = alpha
    self.stepLimit = stepLimit
  }

  public var description: String { "label spreading over \(neighbours) neighbours, α \(significantText(alpha))" }

  /// - Parameters:
  ///   - labelled: inputs [n, …] with labels [n].
  ///   - unlabelled: [m, …], of the same columns; 1 or more.
  public func fit(_ labelled: Examples, unlabelled: NDArray) -> Fitted {
    let own = Features(learningFrom: labelled, asker: "LabelSpreading")
    let targets = ClassTargets(labelled.targets, asker: "LabelSpreading")
    let others = Features(unlabelled, columns: own.columnCount, asker: "LabelSpreading")
    let all = Features(
      rows: own.rowCount + others.rowCount, columns: own.columnCount, own.values + others.values)
    guard others.rowCount > 0, neighbours < all.rowCount else {
      stop(
        "LabelSpreading(neighbours: \(neighbours)) expects unlabelled examples, and more than \(neighbours) examples in all; got "
          + "\(others.rowCount) unlabelled, \(all.rowCount) in all.")
    }
    let graph = NeighbourGraph(all, neighbours: neighbours)
    let ended = spread(graph, targets)
    return Fitted(
      all: all, scores: NDArray(ended.scores, shape: [all.rowCount, targets.classCount], type: .float64),
      labelledCount: own.rowCount, steps: ended.steps, isConverged: ended.isConverged)
  }

  /// Each class by itself: x of (I − α S) x = (1 − α) y.
  private func spread(_ graph: NeighbourGraph, _ targets: ClassTargets) -> (
    scores: [Double], steps: Int, isConverged: Bool
  ) {
    let (n, classes) = (graph.count, targets.classCount)
    var scores = [Double](repeating: 0, count: n * classes)
    var (steps, isConverged) = (0, true)
    for k in 0..<classes {
      var given = [Double](repeating: 0, count: n)
      for (i, label) in targets.labels.enumerated() where label == k { given[i] = 1 - alpha }
      let ended = solve(graph, given)
      for i in 0..<n { scores[i * classes + k] = ended.x[i] }
      steps = Swift.max(steps, ended.steps)
      isConverged = isConverged && ended.isConverged
    }
    return (scores, steps, isConverged)
  }

  /// Conjugate gradients: I − α S is symmetric with eigenvalues from 1 − α to 1 + α. Hestenes & Stiefel 1952,
  /// doi:10.6028/jres.049.044. What no path joins to a given label stays exactly 0.
  private func solve(_ graph: NeighbourGraph, _ b: [Double]) -> (x: [Double], steps: Int, isConverged: Bool) {
    var (x, residual, direction) = ([Double](repeating: 0, count: b.count), b, b)
    var square = dot(residual, residual)
    let goal = 1e-18 * square
    var step = 0
    while square > goal, step < stepLimit {
      let spread = graph.times(direction)
      let image = zip(direction, spread).map { $0 - alpha * $1 }
      let length = square / dot(direction, image)
      for i in x.indices {
        x[i] += length * direction[i]
        residual[i] -= length * image[i]
      }
      let next = dot(residual, residual)
      for i in x.indices { direction[i] = residual[i] + next / square * direction[i] }
      square = next
      step += 1
    }
    return (x, step, square <= goal)
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
  }

  public struct Fitted: FittedBaseline {
    let all: Features
    /// F: the labelled examples first, then the unlabelled, [n + m, classes]; the greater, the more of a class arrives.
    public let scores: NDArray
    public let labelledCount: Int
    /// How many steps it took.
    public let steps: Int
    public let isConverged: Bool

    /// The class of each unlabelled example, the lowest of several: [m]. What no label reaches has class 0: `unreached`.
    public var labels: [Int] { Array(allLabels.dropFirst(labelledCount)) }

    /// How many unlabelled examples no label reaches: they lie in parts of the graph without a labelled one.
    public var unreached: Int {
      let (values, classes) = (scores.doubles, scores.shape[1])
      return (labelledCount..<scores.rowCount).count { i in
        values[i * classes..<(i + 1) * classes].allSatisfy { $0 == 0 }
      }
    }

    private var allLabels: [Int] {
      let (values, classes) = (scores.doubles, scores.shape[1])
      return (0..<scores.rowCount).map { values[$0 * classes..<($0 + 1) * classes].firstMaximum }
    }

    public var notice: String? {
      let lines = [
        isConverged ? nil : "The labels had not come to rest after \(steps) steps.",
        unreached == 0
          ? nil
          : "No label reaches \(unreached) of \(scores.rowCount - labelledCount) unlabelled examples: take more neighbours.",
      ].compactMap { $0 }
      return lines.isEmpty ? nil : lines.joined(separator: " ")
    }

    /// The class of new examples: that of the nearest five of all, by majority, the lowest of several.
    public func predict(_ inputs: NDArray) -> NDArray {
      let asked = Features(inputs, columns: all.columnCount, asker: "LabelSpreading")
      let (labels, classes) = (allLabels, scores.shape[1])
      var answers: [Double] = []
      Distances(to: all).each(asked) { _, distances in
        var votes = [Int](repeating: 0, count: classes)
        for near in smallest(5, of: distances) { votes[labels[near]] += 1 }
        answers.append(Double(votes.firstMaximum))
      }
      return NDArray(answers, shape: [answers.count], type: inputs.elementType)
    }

    public var description: String {
      let text =
        "labels of \(labelledCount) examples spread to \(scores.rowCount - labelledCount) others in \(steps) steps"
      return ([text] + (notice.map { [$0] } ?? [])).joined(separator: "\n")
    }
  }
}

/// Who is a neighbour of whom, with the weights of S.
struct NeighbourGraph {
  let count: Int
  let edges: [[(to: Int, weight: Double)]]

  /// S x.
  func times(_ x: [Double]) -> [Double] {
    edges.map { row in
      var sum = 0.0
      for (j, weight) in row { sum += weight * x[j] }
      return sum
    }
  }

  init(_ features: Features, neighbours: Int) {
    var links = [Set<Int>](repeating: [], count: features.rowCount)
    Distances(to: features).each(features) { row, distances in
      for near in smallest(neighbours, of: distances, except: row) {
        links[row].insert(near)
        links[near].insert(row)
      }
    }
    count = features.rowCount
    edges = links.indices.map { i in
      links[i].sorted().map { j in (j, 1 / Double(links[i].count * links[j].count).squareRoot()) }
    }
  }
}
