import Datasets
import Numerals
import Tensors
import Training

/// Questions that split the examples in two, again and again: "petal length at most 2.45?". CART: Breiman, Friedman, Olshen &
/// Stone 1984, doi:10.1201/9781315139470.
///
/// Each question is the one after which the classes are purest, by Gini's impurity 1 − Σ pₖ². Of equally good ones, the first
/// column's and then the lowest threshold's is taken. A threshold lies in the middle between two examples.
public struct DecisionTree: Baseline {
  public static let name = "decision tree"
  public var task: BaselineTask { .classification }
  /// How many questions are asked at most; nil: until the leaves are pure.
  public let depth: Int?
  /// How many examples every leaf has at least.
  public let minimumLeaf: Int

  public init(depth: Int? = nil, minimumLeaf: Int = 1) {
    if let depth, depth < 0 { stop("depth must be at least 0; got \(depth).") }
    guard minimumLeaf >= 1 else { stop("minimumLeaf must be at least 1 example; got \(minimumLeaf).") }
    self.depth = depth
    self.minimumLeaf = minimumLeaf
  }

  public var description: String {
    Self.name + (depth.map { ", depth \($0)" } ?? "") + (minimumLeaf > 1 ? ", leaves of \(minimumLeaf) or more" : "")
  }

  public func fit(_ examples: Examples, names: ExampleNames) -> Fitted {
    let features = Features(learningFrom: examples, asker: Self.name)
    let targets = ClassTargets(examples.targets, asker: Self.name)
    names.check(columns: features.columnCount, classes: targets.classCount)
    let grower = TreeGrower(features: features, targets: targets, depth: depth ?? .max, minimumLeaf: minimumLeaf)
    return Fitted(nodes: grower.grown(), columnCount: features.columnCount, names: names)
  }

  /// A question or, without one, an answer.
  public struct Node: Sendable, Equatable {
    /// How many questions lead here.
    public let depth: Int
    /// How many training examples of each class came here.
    public let counts: [Int]
    public internal(set) var split: Split?

    public var count: Int { counts.reduce(0, +) }
    /// The most frequent class, the lowest of several: the answer of a leaf.
    public var label: Int { counts.firstMaximum }
    /// Gini: 0 when all are of one class.
    public var impurity: Double {
      1 - counts.reduce(0) { $0 + Double($1) * Double($1) } / (Double(count) * Double(count))
    }
  }

  public struct Split: Sendable, Equatable {
    public let column: Int
    public let threshold: Double
    /// The node for those at most as great as the threshold, by its place in `nodes`.
    public let below: Int
    /// The node for the others.
    public let above: Int
  }

  public struct Fitted: FittedBaseline {
    /// The first is asked first; parents stand before their children.
    public let nodes: [Node]
    public let columnCount: Int
    public let names: ExampleNames

    public var depth: Int { nodes.reduce(0) { Swift.max($0, $1.depth) } }
    public var leafCount: Int { nodes.count { $0.split == nil } }

    public func predict(_ inputs: NDArray) -> NDArray {
      let features = Features(inputs, columns: columnCount, asker: name)
      let labels = (0..<features.rowCount).map { Double(nodes[leaf(of: features.row($0))].label) }
      return NDArray(labels, shape: [features.rowCount], type: inputs.elementType)
    }

    private func leaf(of row: ArraySlice<Double>) -> Int {
      var place = 0
      while let split = nodes[place].split {
        place = row[row.startIndex + split.column] <= split.threshold ? split.below : split.above
      }
      return place
    }

    /// How much impurity the questions of each column took away, as a share of all; nil when none did.
    public var importances: [Double]? {
      var gains = [Double](repeating: 0, count: columnCount)
      for node in nodes {
        guard let split = node.split else { continue }
        gains[split.column] += [node, nodes[split.below], nodes[split.above]].enumerated().reduce(0) { sum, part in
          let impurity = Double(part.element.count) * part.element.impurity
          return sum + (part.offset == 0 ? impurity : -impurity)
        }
      }
      let total = gains.reduce(0, +)
      return total > 0 ? gains.map { $0 / total } : nil
    }

    /// "petal_length_cm ≤ 2.45"
    public func question(_ split: Split) -> String {
      "\(names.column(split.column)) ≤ \(significantText(split.threshold, digits: 6))"
    }

    /// The rules as text, a line for each branch.
    ///
    ///     petal_length_cm ≤ 2.45: setosa (50 of 50)
    ///     petal_length_cm > 2.45:
    ///       petal_width_cm ≤ 1.75: versicolor (49 of 54)
    ///       petal_width_cm > 1.75: virginica (45 of 46)
    public var description: String {
      guard nodes[0].split != nil else { return "always \(answer(nodes[0]))" }
      var lines: [String] = []
      var open = branches(of: nodes[0])
      while let (condition, place) = open.popLast() {
        let node = nodes[place]
        let indentation = String(repeating: "  ", count: node.depth - 1)
        lines.append(indentation + condition + (node.split == nil ? ": \(answer(node))" : ":"))
        open += branches(of: node)
      }
      return lines.joined(separator: "\n")
    }

    /// The branch to go first is last.
    private func branches(of node: Node) -> [(condition: String, place: Int)] {
      guard let split = node.split else { return [] }
      let question = question(split)
      return [(question.replacing("≤", with: ">"), split.above), (question, split.below)]
    }

    /// "versicolor (49 of 54)"
    func answer(_ node: Node) -> String {
      "\(names.label(node.label)) (\(node.counts[node.label]) of \(node.count))"
    }
  }
}
