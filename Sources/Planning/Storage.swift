import Autodiff

/// Decides where every node's numbers lie: in registers only, inside the value they will be part of, in the workers'
/// memory for one chunk, or in memory that all share; and gives memory back when its last reader has run.
struct Storage {
  private(set) var homes: [Int: Home] = [:]
  /// Numbers of shared memory, of each worker's chunk memory, and of each worker's sums.
  private(set) var sharedCount = 0
  private(set) var localCount = 0
  private(set) var sumsCount = 0
  /// For each segment, its part of the sums.
  private(set) var sums: [Range<Int>] = []

  private let nodes: [Node]
  private let steps: [Step]
  private let segments: [Segment]
  private let batchSize: Int
  private var stepOf: [Int: Int] = [:]
  private var segmentOf: [Int] = []
  /// The steps that read a node's memory, and how.
  private var readers: [Int: [(step: Int, value: Value)]] = [:]
  private let kept: Set<Int>
  private let joins: Bool
  private var added: Set<Int> = []
  /// For fused steps that read or write inside other values, their row axes then.
  private var rowAxes: [Int: RowAxes] = [:]

  init(
    nodes: [Node], steps: [Step], segments: [Segment], batchSize: Int, kept: Set<Int>, assigned: [Int: Int],
    by techniques: PlanTechniques = .all
  ) {
    joins = techniques.contains(.joining)
    self.nodes = nodes
    self.steps = steps
    self.segments = segments
    self.batchSize = batchSize
    self.kept = kept
    segmentOf = [Int](repeating: 0, count: steps.count)
    for (index, segment) in segments.enumerated() { for step in segment.steps { segmentOf[step] = index } }
    findReaders()
    for (id, node) in nodes.enumerated() {
      if case .leaf(let leaf) = node.kind {
        homes[id] = Home(space: .leaf(leaf), strides: View.contiguousStrides(node.shape))
      }
    }
    for (id, leaf) in assigned where mayOverwrite(leaf, with: id) {
      guard case .leaf(let target) = nodes[leaf].kind else { continue }
      homes[id] = Home(space: .leaf(target), strides: View.contiguousStrides(nodes[id].shape))
    }
    placeSums()
    placeValues()
  }

  var stepCount: Int { steps.count }

  /// Is a node's value read from memory at all?
  func isStored(_ id: Int) -> Bool { homes[id] != nil }

  // MARK: - Readers

  private mutating func findReaders() {
    for (index, step) in steps.enumerated() { for id in step.members { stepOf[id] = index } }
    for (index, step) in steps.enumerated() {
      for id in step.members {
        for operand in nodes[id].operands {
          if case .number = nodes[operand.node].kind { continue }
          if stepOf[operand.node] == index { continue }
          readers[operand.node, default: []].append((index, operand))
        }
      }
    }
  }

  /// May the new numbers of a parameter be written in place of the old ones? Not while a later step reads the old
  /// ones, or this one at other positions.
  private func mayOverwrite(_ leaf: Int, with id: Int) -> Bool {
    guard let writer = stepOf[id], nodes[id].isFusible, nodes[id].batch == .whole, nodes[leaf].count == nodes[id].count
    else { return false }
    if case .fold = nodes[id].kind { return false }
    return (readers[leaf] ?? []).allSatisfy { reader in
      reader.step < writer || (reader.step == writer && reader.value.view.isContiguous && reader.value.view.offset == 0)
    }
  }

  // MARK: - Memory

  private mutating func placeSums() {
    // Products of one sum share its memory: the first stores, the others add.
    var heads: [Int: Int] = [:]
    for id in nodes.indices.reversed() where nodes[id].kind == .jointSum {
      for operand in nodes[id].operands { heads[operand.node] = heads[id] ?? id }
    }
    var end = 0
    for segment in segments {
      var touched: Range<Int>?
      for step in segment.steps {
        for id in steps[step].members where nodes[id].batch == .partial {
          let head = heads[id] ?? id
          if let home = homes[head] {
            if nodes[id].kind != .jointSum { added.insert(id) }
            homes[id] = home
          } else {
            let home = Home(space: .sums, offset: end, strides: View.contiguousStrides(nodes[id].shape))
            end += MemoryAllocator.rounded(nodes[id].count)
            homes[id] = home
            homes[head] = home
          }
          let range = homes[id]!.offset..<homes[id]!.offset + MemoryAllocator.rounded(nodes[id].count)
          touched = touched.map { min($0.lowerBound, range.lowerBound)..<max($0.upperBound, range.upperBound) } ?? range
        }
      }
      sums.append(touched ?? end..<end)
    }
    sumsCount = end
  }

  var hasJointSums: Bool { !added.isEmpty }

  /// Does the product add to what an earlier one of the same sum has stored?
  func isAddedTo(_ id: Int) -> Bool { added.contains(id) }

  /// Memory that is handed out, and what is given back after which step.
  private struct Block {
    var memory = MemoryAllocator()
    var expiring: [Int: [(start: Int, count: Int)]] = [:]

    mutating func allocate(_ count: Int, until step: Int?) -> Int {
      let start = memory.allocate(count)
      if let step { expiring[step, default: []].append((start, count)) }
      return start
    }

    mutating func end(step: Int) {
      for (start, count) in expiring[step] ?? [] { memory.release(start, count) }
    }
  }

  private mutating func placeValues() {
    var shared = Block()
    for (number, segment) in segments.enumerated() {
      var local = Block()
      for step in segment.steps {
        for id in steps[step].members where homes[id] == nil && needsMemory(id) {
          place(id, in: number, &local, &shared)
        }
        local.end(step: step)
        shared.end(step: step)
      }
      localCount = max(localCount, local.memory.size)
    }
    sharedCount = shared.memory.size
  }

  /// Gives a node its home: inside the value that it will be a part of, or one of its own.
  private mutating func place(_ id: Int, in segment: Int, _ local: inout Block, _ shared: inout Block) {
    guard homes[id] == nil else { return }
    if let owner = owner(of: id) {
      place(owner.node, in: segment, &local, &shared)
      let part = View(shape: nodes[id].shape, strides: owner.strides, offset: owner.offset)
      if let inside = homes[owner.node]!.physical(part, of: nodes[owner.node].shape) {
        let home = Home(space: homes[owner.node]!.space, offset: inside.offset, strides: inside.strides)
        if let axes = rowAxes(of: id, in: home) {
          rowAxes = axes
          homes[id] = home
          return
        }
      }
    }
    let (node, last) = (nodes[id], lastReader(id))
    let strides = View.contiguousStrides(node.shape)
    if isLocal(id, to: segment) {
      let start = local.allocate(node.count / batchSize * segments[segment].chunk, until: last)
      homes[id] = Home(space: .local, offset: start, strides: strides)
    } else {
      // What one segment's workers read is free only when all of them are through.
      let end = kept.contains(id) ? nil : segments[segmentOf[last]].steps.upperBound - 1
      homes[id] = Home(space: .shared, offset: shared.allocate(node.count, until: end), strides: strides)
    }
  }

  /// Is it made and read by the workers' chunks of one segment alone?
  private func isLocal(_ id: Int, to segment: Int) -> Bool {
    segments[segment].isBatch && nodes[id].batch == .split && !kept.contains(id)
      && readingSteps(id).allSatisfy { segmentOf[$0] == segment }
      && stepOf[id].map { segmentOf[$0] == segment } ?? true
  }

  private func needsMemory(_ id: Int) -> Bool {
    kept.contains(id) || !(readers[id] ?? []).isEmpty || (stepOf[id].map { !isFusedStep($0) } ?? false)
  }

  private func isFusedStep(_ step: Int) -> Bool {
    if case .fused = steps[step].work { true } else { false }
  }

  /// The steps that read a node, or a part that may lie inside it.
  private func readingSteps(_ id: Int) -> [Int] {
    var steps = (readers[id] ?? []).map(\.step)
    if case .concatenation = nodes[id].kind {
      for operand in nodes[id].operands { steps += readingSteps(operand.node) }
    }
    return steps
  }

  private func lastReader(_ id: Int) -> Int { max(stepOf[id] ?? 0, readingSteps(id).max() ?? 0) }

  // MARK: - Inside another value

  /// The concatenation that a node is a part of, and where in it: then it is computed in its place and not copied.
  private func owner(of id: Int) -> (node: Int, offset: Int, strides: [Int])? {
    let node = nodes[id]
    guard joins, !kept.contains(id), node.batch != .partial, !hasGaps(id), node.shape.count <= 5 else { return nil }
    switch node.kind {
    case .elementwise, .product, .concatenation: break
    default: return nil
    }
    for reader in readers[id] ?? [] {
      guard case .single(let target) = steps[reader.step].work,
        case .concatenation(let axis, let starts) = nodes[target].kind, !hasGaps(target),
        nodes[target].batch == node.batch, steps[reader.step].stage == steps[stepOf[id]!].stage, !kept.contains(target),
        let part = nodes[target].operands.firstIndex(of: reader.value),
        nodes[target].operands.filter({ $0.node == id }).count == 1
      else { continue }
      let targetStrides = View.contiguousStrides(nodes[target].shape)
      guard let strides = pulledBack(reader.value.view, targetStrides, to: node.shape) else { continue }
      if case .product = node.kind, node.shape.last! > 1, strides.last! != 1 { continue }
      guard rowAxes(of: id, in: Home(space: .shared, offset: 0, strides: strides)) != nil else { continue }
      return (target, starts[part] * targetStrides[axis], strides)
    }
    return nil
  }

  func hasGaps(_ target: Int) -> Bool {
    guard case .concatenation(let axis, let starts) = nodes[target].kind else { return false }
    let covered = nodes[target].operands.reduce(0) { $0 + $1.shape[axis] }
    return starts[0] != 0 || covered != nodes[target].shape[axis]
  }

  /// A view's axes have these strides elsewhere: the strides of the node's own axes there; nil where none serve.
  private func pulledBack(_ view: View, _ strides: [Int], to shape: [Int]) -> [Int]? {
    guard view.offset == 0, view.count == shape.reduce(1, *) else { return nil }
    let own = View.contiguousStrides(shape)
    var result = own
    for axis in shape.indices where shape[axis] > 1 {
      guard
        let other = view.shape.indices.first(where: {
          view.shape[$0] > 1 && view.strides[$0] > 0 && view.strides[$0] <= own[axis]
            && (shape[axis] - 1) * own[axis] < view.strides[$0] * view.shape[$0]
        }), own[axis] % view.strides[other] == 0
      else { return nil }
      result[axis] = own[axis] / view.strides[other] * strides[other]
    }
    return result
  }

  /// The row axes of fused steps when the node has this home; nil where its own step cannot write it there, or
  /// another not read it.
  private func rowAxes(of id: Int, in home: Home) -> [Int: RowAxes]? {
    var axes = rowAxes
    let own = (step: stepOf[id]!, value: Value(node: id, view: View(contiguous: nodes[id].shape)))
    let serves = ((readers[id] ?? []) + [own]).allSatisfy { use in
      guard let physical = home.physical(use.value.view, of: nodes[id].shape) else { return false }
      return self.serves(physical, in: use.step, &axes)
    }
    return serves ? axes : nil
  }

  private func serves(_ physical: View, in step: Int, _ rowAxes: inout [Int: RowAxes]) -> Bool {
    switch steps[step].work {
    case .fused(let group):
      guard let axes = group.axes(physical, with: rowAxes[step]) else { return false }
      rowAxes[step] = axes
      return true
    case .single(let id):
      switch nodes[id].kind {
      case .product:
        let (rows, columns) = (physical.rank - 2, physical.rank - 1)
        return physical.strides[columns] == 1 || physical.strides[rows] == 1
      case .concatenation: return true
      default: return false
      }
    }
  }
}
