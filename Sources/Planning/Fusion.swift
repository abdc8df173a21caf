import Autodiff
import CKernels

/// Elementwise operations and folds that are computed together, in one pass over rows × columns.
struct FusedGroup {
  private(set) var members: [Int] = []
  /// Numbers of its full-size values, over all examples.
  let count: Int
  let isSplit: Bool
  /// The column counts that suit all members.
  var columnChoices: Set<Int> { Set(rowAxes.keys) }
  /// For each column count that suits all members, the rows' axes.
  private var rowAxes: [Int: RowAxes] = [:]
  /// What each member's register holds. Sums over rows have none: they are complete only afterwards.
  private(set) var kinds: [Int: nn_kind] = [:]

  /// The columns that were settled on. Examples lie in rows, so that a chunk has some of them; all numbers in one row only
  /// serve a step that turns out to be flat.
  var columns: Int {
    let inRows = isSplit && count > 1 ? columnChoices.subtracting([count]) : columnChoices
    let fits = (inRows.isEmpty ? columnChoices : inRows).sorted()
    return fits.first { $0 >= 8 } ?? fits.last!
  }
  var rows: Int { columns == 0 ? 0 : count / columns }

  init(_ id: Int, _ node: Node) {
    let work = Work(node)
    count = work.count
    isSplit = node.batch != .whole
    append(id, work, Self.axes(of: node, work, among: work.choices, before: { _ in RowAxes() }))
  }

  /// The rows' axes when a node's operands and result are read and written too, for the column counts that have some.
  private static func axes(
    of node: Node, _ work: Work, among choices: Set<Int>, before: (Int) -> RowAxes
  ) -> [Int: RowAxes] {
    var result: [Int: RowAxes] = [:]
    for columns in choices {
      guard let border = View.border(work.shape, columns: columns) else { continue }
      var axes = before(columns)
      let rows = work.shape[..<border]
      let fits = node.operands.allSatisfy { axes.cut($0.shape[..<border], $0.view.strides[..<border]) }
      if fits, axes.cut([rows.reduce(1, *)], [1]) { result[columns] = axes }
    }
    return result
  }

  /// Can the kernels run over the node's rows and columns at all?
  static func canCompute(_ node: Node) -> Bool { !FusedGroup(0, node).rowAxes.isEmpty }

  /// The row axes when a value of the group's shape lies so in memory; nil where it cannot.
  func axes(_ physical: View, with other: RowAxes?) -> RowAxes? {
    guard let border = View.border(physical.shape, columns: columns),
      physical.collapsedStride(border..<physical.rank) != nil
    else { return nil }
    var axes = other ?? rowAxes[columns]!
    return axes.cut(physical.shape[..<border], physical.strides[..<border]) ? axes : nil
  }

  /// Takes a node in, if it runs over the same rows and columns and reads the members' results in order.
  mutating func join(_ id: Int, _ node: Node) -> Bool {
    guard members.count < 200, isSplit == (node.batch != .whole) else { return false }
    let work = Work(node)
    let inside = node.operands.filter { members.contains($0.node) }
    if work.count == count {
      let choices = columnChoices.intersection(work.choices).filter { columns in
        inside.allSatisfy { operand in reads(operand, work.shape, columns) }
      }
      let axes = Self.axes(of: node, work, among: choices) { rowAxes[$0]! }
      guard !axes.isEmpty else { return false }
      append(id, work, axes)
      return true
    }
    // One number a row, computed from others of that kind; or the sum of all rows' numbers.
    guard columnChoices.count == 1, !work.isFold || work.isTotal, work.count == rows, rows > 1, !inside.isEmpty,
      inside.allSatisfy({ kinds[$0.node] == NN_ROW && $0.view.isContiguous })
    else { return false }
    var axes = rowAxes[columns]!
    guard node.operands.allSatisfy({ axes.cut($0.shape, $0.view.strides) }) else { return false }
    rowAxes[columns] = axes
    members.append(id)
    if work.result == .tile { kinds[id] = NN_ROW }
    return true
  }

  private mutating func append(_ id: Int, _ work: Work, _ axes: [Int: RowAxes]) {
    members.append(id)
    rowAxes = axes
    switch work.result {
    case .tile: kinds[id] = NN_TILE
    case .row: kinds[id] = NN_ROW
    case .sum: break
    }
  }

  /// Can a member's register serve as this operand of a value of `shape`?
  private func reads(_ operand: Value, _ shape: [Int], _ columns: Int) -> Bool {
    switch kinds[operand.node] {
    case NN_TILE: return operand.view.isContiguous && operand.view.count == count
    case NN_ROW:
      guard let axis = View.border(shape, columns: columns) else { return false }
      let rows = View(
        shape: Array(operand.view.shape[..<axis]), strides: Array(operand.view.strides[..<axis]), offset: 0)
      return operand.view.offset == 0 && rows.isContiguous && operand.view.collapsedStride(axis..<shape.count) == 0
    default: return false
    }
  }

  /// What one node does, seen from the rows and columns it runs over.
  private struct Work {
    let shape: [Int]
    let count: Int
    let choices: Set<Int>
    let result: Result
    /// Is it the sum of all numbers?
    let isTotal: Bool
    var isFold: Bool { result != .tile }
    enum Result { case tile, row, sum }

    init(_ node: Node) {
      var fits: (Int) -> Bool = { _ in true }
      switch node.kind {
      case .fold(let fold, let axes):
        shape = node.operands[0].shape
        let isLast = axes.upperBound == shape.count
        let isAll = isLast && axes.lowerBound == 0 && fold == .sum
        result = isAll ? .sum : isLast ? .row : .sum
        isTotal = isAll
        if !isAll { fits = { $0 == (isLast ? axes.lowerBound : axes.upperBound) } }
      default:
        shape = node.shape
        result = .tile
        isTotal = false
      }
      count = shape.reduce(1, *)
      let (all, rank) = (shape, shape.count)
      choices = Set(
        (0...rank).filter { axis in
          fits(axis) && node.operands.allSatisfy { $0.view.collapsedStride(axis..<rank) != nil }
        }.map { axis in all[axis...].reduce(1, *) })
    }
  }
}

extension View {
  /// The axis from which on a shape's sizes multiply to `columns`: the first such axis.
  static func border(_ shape: [Int], columns: Int) -> Int? {
    var product = 1
    var axis = shape.count
    while product != columns, axis > 0 {
      axis -= 1
      product *= shape[axis]
    }
    return product == columns ? axis : nil
  }
}

/// A step of the plan before memory is assigned.
struct Step {
  enum Work {
    case fused(FusedGroup)
    /// Everything else computes one node.
    case single(Int)
  }
  var work: Work
  let stage: Stage

  var members: [Int] {
    switch work {
    case .fused(let group): group.members
    case .single(let node): [node]
    }
  }
}

/// Puts nodes into steps, stage by stage, in the graph's order: each elementwise node into the latest step that it
/// fits into, but not across other work, so that what a step computes is used while it is in the cache.
func steps(for nodes: [Node], live: [Bool], by techniques: PlanTechniques = .all) -> [Step] {
  var steps: [Step] = []
  let order = nodes.indices.filter { id in
    guard live[id] else { return false }
    switch nodes[id].kind {
    case .leaf, .number: return false
    default: return true
    }
  }
  let byStage = Dictionary(grouping: order) { nodes[$0].stage }
  /// Looking rows up in what is there from the start comes first, so that it does not part other work.
  func isEarly(_ id: Int) -> Bool {
    guard nodes[id].kind == .rows else { return false }
    return nodes[id].operands.allSatisfy { if case .leaf = nodes[$0.node].kind { true } else { false } }
  }
  var stepOf: [Int: Int] = [:]
  for stage in byStage.keys.sorted() {
    var first = steps.count
    let ids = byStage[stage]!
    for id in ids.filter(isEarly) + ids.filter({ !isEarly($0) }) {
      let node = nodes[id]
      guard node.isFusible else {
        steps.append(Step(work: .single(id), stage: stage))
        stepOf[id] = steps.count - 1
        first = steps.count
        continue
      }
      let earliest = max(first, node.operands.compactMap { stepOf[$0.node] }.max() ?? 0)
      var joined: Int?
      for index in stride(from: steps.count - 1, through: earliest, by: -1) where techniques.contains(.fusion) {
        guard case .fused(var group) = steps[index].work, group.join(id, node) else { continue }
        steps[index].work = .fused(group)
        joined = index
        break
      }
      if joined == nil {
        steps.append(Step(work: .fused(FusedGroup(id, node)), stage: stage))
        joined = steps.count - 1
      }
      stepOf[id] = joined
    }
  }
  return steps
}
