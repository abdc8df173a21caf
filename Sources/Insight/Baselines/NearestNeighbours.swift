import Datasets
import Tensors

/// Answers as the k nearest training examples do, by Euclidean distance: their most frequent class, or their mean. Cover & Hart
/// 1967, doi:10.1109/TIT.1967.1053964.
///
/// Of training examples at the same distance the earlier counts as nearer; of classes with the same number of votes the
/// lowest wins. A column in large units outweighs the others: standardise first.
public struct NearestNeighbours: Baseline {
  public static let name = "nearest neighbours"
  public let count: Int
  public let task: BaselineTask

  /// - Parameter count: k, how many neighbours are asked.
  public init(_ count: Int = 5, for task: BaselineTask) {
    guard count >= 1 else { stop("NearestNeighbours expects at least 1 neighbour; got \(count).") }
    self.count = count
    self.task = task
  }

  public var description: String { "\(count) \(Self.name), \(task.rawValue)" }

  public func fit(_ examples: Examples, names: ExampleNames) -> Fitted {
    let features = Features(learningFrom: examples, asker: Self.name)
    guard count <= examples.count else {
      stop("NearestNeighbours(\(count)) expects at least \(count) examples to learn from; got \(examples.count).")
    }
    let answers: Fitted.Answers
    switch task {
    case .classification:
      let targets = ClassTargets(examples.targets, asker: Self.name)
      names.check(columns: features.columnCount, classes: targets.classCount)
      answers = .labels(targets)
    case .regression:
      names.check(columns: features.columnCount)
      answers = .numbers(NumberTargets(examples.targets, asker: Self.name))
    }
    return Fitted(count: count, features: features, answers: answers)
  }

  public struct Fitted: FittedBaseline {
    enum Answers: Sendable {
      case labels(ClassTargets)
      case numbers(NumberTargets)
    }

    public let count: Int
    let features: Features
    let answers: Answers

    public func predict(_ inputs: NDArray) -> NDArray {
      let asked = Features(inputs, columns: features.columnCount, asker: name)
      let near = (0..<asked.rowCount).map { nearest(to: asked.row($0)).map(\.example) }
      switch answers {
      case .labels(let targets):
        let votes = near.map { examples in
          examples.reduce(into: [Int](repeating: 0, count: targets.classCount)) { $0[targets.labels[$1]] += 1 }
        }
        return NDArray(votes.map { Double($0.firstMaximum) }, shape: [votes.count], type: inputs.elementType)
      case .numbers(let targets):
        let means = near.flatMap { examples in
          (0..<targets.outputCount).map { output in
            examples.reduce(0) { $0 + targets.values[$1 * targets.outputCount + output] } / Double(count)
          }
        }
        return targets.array(means, rows: near.count, type: inputs.elementType)
      }
    }

    /// The training examples nearest to each input, by their numbers, nearest first: [n, …] → n lists of k.
    public func neighbours(_ inputs: NDArray) -> [[(example: Int, distance: Double)]] {
      let asked = Features(inputs, columns: features.columnCount, asker: name)
      return (0..<asked.rowCount).map { nearest(to: asked.row($0)) }
    }

    private func nearest(to x: ArraySlice<Double>) -> [(example: Int, distance: Double)] {
      let squares = (0..<features.rowCount).map { i in
        zip(x, features.row(i)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      return smallest(count, of: squares).map { ($0, squares[$0].squareRoot()) }
    }

    /// "5 neighbours of 150 examples"
    public var description: String { "\(count) neighbours of \(features.rowCount) examples" }
  }
}
