/// Grows a decision tree: from the root down, each leaf that may be split by the best question, until none may.
struct TreeGrower {
  let features: Features
  let targets: ClassTargets
  let depth: Int
  let minimumLeaf: Int

  func grown() -> [DecisionTree.Node] {
    let all = Array(targets.labels.indices)
    var nodes = [node(of: all, depth: 0)]
    var open = [(place: 0, examples: all)]
    while let (place, examples) = open.popLast() {
      guard nodes[place].depth < depth, nodes[place].impurity > 0, let best = bestSplit(of: examples) else { continue }
      let below = examples.filter { value($0, best.column) <= best.threshold }
      let above = examples.filter { value($0, best.column) > best.threshold }
      nodes[place].split = DecisionTree.Split(
        column: best.column, threshold: best.threshold, below: nodes.count, above: nodes.count + 1)
      for part in [below, above] { nodes.append(node(of: part, depth: nodes[place].depth + 1)) }
      open += [(nodes.count - 1, above), (nodes.count - 2, below)]
    }
    return nodes
  }

  private func value(_ example: Int, _ column: Int) -> Double {
    features.values[example * features.columnCount + column]
  }

  private func node(of examples: [Int], depth: Int) -> DecisionTree.Node {
    var counts = [Int](repeating: 0, count: targets.classCount)
    for i in examples { counts[targets.labels[i]] += 1 }
    return DecisionTree.Node(depth: depth, counts: counts)
  }

  /// nil when no two examples differ, or every split would leave a leaf too small.
  ///
  /// n times the impurity of a split is n − Σ nₖ²/n of each side, so the greatest Σ nₖ²/n is wanted. As an example moves
  /// from one side to the other, Σ nₖ² changes by 2 nₖ ± 1.
  private func bestSplit(of examples: [Int]) -> (column: Int, threshold: Double)? {
    var best: (column: Int, threshold: Double, purity: Double)?
    for column in 0..<features.columnCount {
      let order = examples.sorted { value($0, column) < value($1, column) }
      var below = [Int](repeating: 0, count: targets.classCount)
      var above = node(of: examples, depth: 0).counts
      var (squaresBelow, squaresAbove) = (0, above.reduce(0) { $0 + $1 * $1 })
      for i in 0..<order.count - 1 {
        let label = targets.labels[order[i]]
        squaresBelow += 2 * below[label] + 1
        squaresAbove -= 2 * above[label] - 1
        below[label] += 1
        above[label] -= 1
        let (size, rest) = (i + 1, order.count - i - 1)
        let (a, b) = (value(order[i], column), value(order[i + 1], column))
        guard a < b, size >= minimumLeaf, rest >= minimumLeaf else { continue }
        let purity = Double(squaresBelow) / Double(size) + Double(squaresAbove) / Double(rest)
        // What differs by rounding alone is equally good.
        if purity > (best?.purity ?? 0) * (1 + 1e-12) {
          let middle = a / 2 + b / 2
          best = (column, middle < b ? middle : a, purity)
        }
      }
    }
    return best.map { ($0.column, $0.threshold) }
  }
}
