import Autodiff
import CKernels

/// Finds out which nodes can be computed example by example, and in which stage.
struct BatchAnalysis {
  let batchSize: Int
  private(set) var nodes: [Node]

  /// - Parameters:
  ///   - live: which nodes are needed.
  ///   - kept: nodes whose values are asked for.
  ///   - inputs: the leaves that begin with the examples' axis.
  init(
    _ nodes: [Node], batchSize: Int, live: [Bool], kept: Set<Int>, inputs: Set<Int>,
    by techniques: PlanTechniques = .all
  ) {
    self.nodes = nodes
    self.batchSize = batchSize
    var uses = [Int](repeating: 0, count: nodes.count)
    for id in nodes.indices where live[id] { for operand in nodes[id].operands { uses[operand.node] += 1 } }
    for id in kept { uses[id] += 1 }
    for id in nodes.indices {
      if techniques.contains(.jointSums), isJointSum(nodes[id], uses) { self.nodes[id].kind = .jointSum }
      self.nodes[id].batch = inputs.contains(id) ? .split : batch(of: self.nodes[id])
      self.nodes[id].stage = stage(of: self.nodes[id])
    }
    if techniques.contains(.delay) { delay(live) }
  }

  /// Does it add sums over examples that nothing else reads, each of them one or several products?
  private func isJointSum(_ node: Node, _ uses: [Int]) -> Bool {
    guard case .elementwise(NN_ADD, _) = node.kind else { return false }
    return node.operands.allSatisfy { operand in
      let other = nodes[operand.node]
      guard other.batch == .partial, uses[operand.node] == 1, operand.view == View(contiguous: node.shape) else {
        return false
      }
      switch other.kind {
      case .product, .jointSum: return true
      default: return false
      }
    }
  }

  /// Puts what belongs to all examples together beside its first reader: what only the update needs is then fused with
  /// the update, rather than computed and stored before the examples.
  private mutating func delay(_ live: [Bool]) {
    var latest = [Int?](repeating: nil, count: nodes.count)
    for id in nodes.indices.reversed() where live[id] {
      if nodes[id].batch == .whole, nodes[id].isFusible, let index = latest[id], index > nodes[id].stage.index {
        nodes[id].stage.index = index
      }
      for operand in nodes[id].operands {
        latest[operand.node] = min(latest[operand.node] ?? .max, nodes[id].stage.index)
      }
    }
  }

  /// The axis of a value along which the examples lie, and how many of its positions each example has; nil where the
  /// value is whole, or where examples are not apart.
  func examples(_ value: Value) -> (axis: Int, perExample: Int)? {
    guard batchSize > 1, nodes[value.node].batch == .split else { return nil }
    return examplesIfSplit(value)
  }

  /// As if the value's node were split.
  private func examplesIfSplit(_ value: Value) -> (axis: Int, perExample: Int)? {
    let example = nodes[value.node].count / batchSize
    let view = value.view
    for axis in view.shape.indices where view.strides[axis] > 0 && view.shape[axis] % batchSize == 0 {
      let perExample = view.shape[axis] / batchSize
      guard view.strides[axis] * perExample == example else { continue }
      var last = view.offset + (perExample - 1) * view.strides[axis]
      for other in view.shape.indices where other != axis { last += (view.shape[other] - 1) * view.strides[other] }
      if last < example { return (axis, perExample) }
    }
    return nil
  }

  /// Can a whole value be read example by example along its first axis?
  private func divides(_ value: Value, perExample: Int) -> Bool {
    value.view.rank > 0 && value.shape[0] == batchSize * perExample
  }

  private func batch(of node: Node) -> Batch {
    if node.kind == .jointSum { return .partial }
    if case .draw = node.kind { return batchSize > 1 && node.shape.first == batchSize ? .split : .whole }
    guard batchSize > 1, node.operands.contains(where: { nodes[$0.node].batch == .split }) else { return .whole }
    let axes = node.operands.map(examples)
    // An operand that is split, but not so that this node could read it so, must be complete first.
    for (operand, axis) in zip(node.operands, axes) where nodes[operand.node].batch == .split && axis == nil {
      return .whole
    }
    func allAlongFirst(_ operands: some Sequence<Int>) -> Bool {
      let found = operands.map { axes[$0] }
      let per = found.compactMap { $0?.perExample }
      return Set(per).count == 1 && found.allSatisfy { $0 == nil || $0!.axis == 0 }
    }
    switch node.kind {
    case .leaf, .number, .reference, .jointSum, .draw: return .whole
    case .elementwise:
      return allAlongFirst(node.operands.indices) ? .split : .whole
    case .fold(let fold, let folded):
      guard axes[0]!.axis == 0 else { return .whole }
      return !folded.contains(0) ? .split : fold == .sum ? .partial : .whole
    case .product(let order):
      return product(node, axes[0], axes[1], order)
    case .concatenation(let axis, _):
      return axis != 0 && axes.allSatisfy { $0 != nil } && allAlongFirst(node.operands.indices) ? .split : .whole
    case .rows:
      return axes[0] == nil && axes[1]?.axis == 0 ? .split : .whole
    case .convolution(.filterGradient, _):
      return axes.allSatisfy { $0?.axis == 0 } ? .partial : .whole
    case .convolution:
      return axes[0]?.axis == 0 && axes[1] == nil ? .split : .whole
    case .pool:
      return axes.allSatisfy { $0?.axis == 0 } ? .split : .whole
    case .scatterAdd:
      return axes.allSatisfy { $0?.axis == 0 } ? .partial : .whole
    }
  }

  private func product(
    _ node: Node, _ x: (axis: Int, perExample: Int)?, _ w: (axis: Int, perExample: Int)?, _ order: [Int]
  ) -> Batch {
    let rank = node.operands[0].view.rank
    let isFirst = order[0] == 0
    if rank == 2 {
      if let x, w == nil, x.axis == 0, isFirst { return .split }
      if let x, let w, x.axis == 1, w.axis == 0, x.perExample == w.perExample { return .partial }
      return .whole
    }
    if let x, let w, x.axis == 0, w.axis == 0, x.perExample == w.perExample, isFirst { return .split }
    return .whole
  }

  private func stage(of node: Node) -> Stage {
    var index = 0
    let isBatch = node.batch != .whole
    for operand in node.operands {
      let other = nodes[operand.node]
      let isComplete =
        other.batch == .whole || node.kind == .jointSum
        || (other.batch == .split && isBatch && examples(operand) != nil)
      index = max(index, other.stage.index + (isComplete || !other.stage.isBatch ? 0 : 1))
    }
    return Stage(index: index, isBatch: isBatch)
  }
}
