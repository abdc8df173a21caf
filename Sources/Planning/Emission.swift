import Autodiff
import CKernels
import Tensors

/// Writes steps down for the kernels: every view as offsets and strides, every fused node as an instruction.
struct Emission {
  let nodes: [Node]
  let steps: [Step]
  let storage: Storage
  let batchSize: Int
  let memory: PlanMemory
  let graph: Graph
  let kernels: nn_arithmetic
  private(set) var calls: [Call] = []
  /// Indices that lie in memory before the run, counted from the start of shared memory, the rows they choose from, and
  /// the operation.
  private(set) var lookups: [(indices: Int, count: Int, rows: Int, operation: Tensor)] = []

  struct Call {
    let kernel: nn_kernel
    let step: UnsafeRawPointer
    let index: Int
  }

  func isNumber(_ value: Value) -> Bool { if case .number = nodes[value.node].kind { true } else { false } }

  // MARK: - Places

  /// An operand in memory's terms.
  func physical(_ value: Value) -> View {
    guard case .number(let bits) = nodes[value.node].kind else {
      return storage.homes[value.node]!.physical(value.view, of: nodes[value.node].shape)!
    }
    return View(shape: value.shape, strides: value.shape.map { _ in 0 }, offset: memory.cell(bits: bits))
  }

  /// The same, counted from the start of shared memory.
  func absolute(_ value: Value) -> View {
    var view = physical(value)
    switch storage.homes[value.node]?.space {
    case .leaf(let leaf): view.offset += memory.leaf(leaf)
    case .sums: view.offset += memory.sums
    default: break
    }
    return view
  }

  /// Where an operand lies; `axis` is the one along which its step counts `examples`.
  func place(_ value: Value, _ view: View, axis: Int?, examples: Int? = nil) -> nn_place {
    if case .number = nodes[value.node].kind {
      return nn_place(space: Int32(NN_SHARED), offset: Int64(view.offset), perExample: 0)
    }
    let home = storage.homes[value.node]!
    var perExample = 0
    if let axis, axis < view.rank { perExample = view.strides[axis] * (view.shape[axis] / (examples ?? batchSize)) }
    switch home.space {
    case .local: return nn_place(space: Int32(NN_LOCAL), offset: Int64(view.offset), perExample: 0)
    case .leaf(let leaf):
      return nn_place(
        space: Int32(NN_SHARED), offset: Int64(memory.leaf(leaf) + view.offset),
        perExample: Int64(perExample))
    case .shared:
      return nn_place(space: Int32(NN_SHARED), offset: Int64(view.offset), perExample: Int64(perExample))
    case .sums:
      return nn_place(space: Int32(NN_SHARED), offset: Int64(memory.sums + view.offset), perExample: 0)
    }
  }

  /// Where a node's result goes.
  func target(_ id: Int, _ view: View, axis: Int?, examples: Int? = nil) -> nn_place {
    if case .sums = storage.homes[id]!.space {
      return nn_place(space: Int32(NN_SUMS), offset: Int64(view.offset), perExample: 0)
    }
    return place(Value(node: id, view: view), view, axis: axis, examples: examples)
  }

  func result(_ id: Int) -> View {
    storage.homes[id]!.physical(View(contiguous: nodes[id].shape), of: nodes[id].shape)!
  }

  mutating func call<S>(_ kernel: @escaping nn_kernel, _ step: S, index: Int) {
    calls.append(Call(kernel: kernel, step: memory.keep(step), index: index))
  }

  // MARK: - Steps

  /// - Parameter segment: `extent` may be set to 1 where the step turns out not to be divisible.
  mutating func emit(_ index: Int, in segment: inout Segment) {
    let axis = segment.isBatch ? 0 : nil
    switch steps[index].work {
    case .fused(let group): fused(group, index, &segment)
    case .single(let id):
      let node = nodes[id]
      switch node.kind {
      case .product(let order): product(id, node, order, index, segment)
      case .concatenation: concatenation(id, node, index, axis)
      case .rows, .scatterAdd: rows(id, node, index, axis)
      case .draw(let seed): draw(id, node, seed, index, axis)
      case .reference: reference(id, node, index)
      case .convolution(let part, let geometry): convolution(id, node, part, geometry, index, segment)
      case .pool(let part, let window): pool(id, node, part, window, index, segment)
      case .jointSum: break
      case .leaf, .number, .elementwise, .fold: preconditionFailure("not a step of its own")
      }
    }
  }

  private mutating func fused(_ group: FusedGroup, _ index: Int, _ segment: inout Segment) {
    var program = TileProgram(group, nodes, storage, batchSize: batchSize, isBatch: segment.isBatch)
    program.build(
      operand: { physical($0) }, place: { place($0, $1, axis: $2) }, target: { target($0, $1, axis: $2) },
      result: { result($0) })
    if !segment.isBatch, segment.extent > 1, !program.isFlat {
      segment.extent = 1
      segment.chunk = 1
      segment.workers = 1
    }
    let step = program.step(sharesNumbers: !segment.isBatch && segment.extent > 1, memory)
    let pointer = memory.keepTile(step)
    calls.append(Call(kernel: kernels.tile, step: pointer, index: index))
  }

  private mutating func product(_ id: Int, _ node: Node, _ order: [Int], _ index: Int, _ segment: Segment) {
    let (a, b, product) = (physical(node.operands[0]), physical(node.operands[1]), result(id))
    let rank = a.rank
    /// The result's stride along an axis of the product.
    func c(_ axis: Int) -> Int { product.strides[order.firstIndex(of: axis)!] }
    var step = nn_matrix_step(a, b)
    step.cRow = Int64(step.m == 1 ? max(c(rank - 2), Int(step.n)) : c(rank - 2))
    step.outer1 = rank > 2 ? Int64(a.shape[0]) : 1
    step.outer2 = rank > 3 ? Int64(a.shape[1]) : 1
    if rank > 2 { (step.aOuter1, step.bOuter1, step.cOuter1) = (Int64(a.strides[0]), Int64(b.strides[0]), Int64(c(0))) }
    if rank > 3 { (step.aOuter2, step.bOuter2, step.cOuter2) = (Int64(a.strides[1]), Int64(b.strides[1]), Int64(c(1))) }
    let examples = Int64(batchSize)
    if segment.isBatch {
      if node.batch == .partial {
        step.scales = Int32(NN_MATRIX_K)
        step.k /= examples
      } else if rank == 2 {
        step.scales = Int32(NN_MATRIX_M)
        step.m /= examples
      } else {
        step.scales = Int32(NN_MATRIX_OUTER)
        step.outer1 /= examples
      }
    }
    let isPartial = node.batch == .partial
    step.a = place(node.operands[0], a, axis: segment.isBatch ? (isPartial ? 1 : 0) : nil)
    step.b = place(node.operands[1], b, axis: segment.isBatch && (isPartial || rank > 2) ? 0 : nil)
    step.c = target(id, product, axis: segment.isBatch && !isPartial ? 0 : nil)
    step.scratch = nn_place(space: Int32(NN_LOCAL), offset: Int64(memory.scratch), perExample: 0)
    step.accumulate = storage.isAddedTo(id) ? 1 : 0
    if !segment.isBatch, segment.extent > 1 {
      if rank == 2 {
        step.scales = Int32(NN_MATRIX_M)
        step.m = 1
        (step.a.perExample, step.c.perExample) = (step.aRow, step.cRow)
      } else {
        step.scales = Int32(NN_MATRIX_OUTER)
        step.outer1 = 1
        (step.a.perExample, step.b.perExample, step.c.perExample) = (step.aOuter1, step.bOuter1, step.cOuter1)
      }
    }
    call(kernels.matrix, step, index: index)
  }

  private mutating func concatenation(_ id: Int, _ node: Node, _ index: Int, _ axis: Int?) {
    guard case .concatenation(let joined, let starts) = node.kind else { return }
    let whole = result(id)
    if storage.hasGaps(id) {
      let count = node.count / (axis == nil ? 1 : batchSize)
      call(kernels.zero, nn_zero_step(y: target(id, whole, axis: axis), perExample: Int64(count)), index: index)
    }
    for (start, operand) in zip(starts, node.operands) {
      let part = whole.sliced(axis: joined, start: start, count: operand.shape[joined])
      let from = physical(operand)
      if from.strides == part.strides, from.offset == part.offset,
        storage.homes[operand.node]?.space == storage.homes[id]!.space
      {
        continue
      }
      copy(
        place(operand, from, axis: axis), from, to: target(id, part, axis: axis), part, axis: axis, index: index)
    }
  }

  /// - Parameter axis: 0 when the first axis counts examples, which stays an axis of its own.
  private mutating func copy(
    _ x: nn_place, _ from: View, to y: nn_place, _ to: View, axis: Int?, index: Int
  ) {
    var axes: [(size: Int, x: Int, y: Int)] = []
    for (i, size) in from.shape.enumerated() where size != 1 || (i == 0 && axis != nil) {
      if let last = axes.last, last.x == from.strides[i] * size, last.y == to.strides[i] * size,
        axes.count > 1 || axis == nil
      {
        axes[axes.count - 1] = (last.size * size, from.strides[i], to.strides[i])
      } else {
        axes.append((size, from.strides[i], to.strides[i]))
      }
    }
    precondition(axes.count <= 5, "a copy of more than five axes")
    if axis != nil { axes[0].size /= batchSize }
    while axes.count < 5 { axes.append((1, 0, 0)) }
    let step = nn_copy_step(
      x: x, y: y, sizes: fixed(axes.map(\.size)), xStrides: fixed(axes.map(\.x)), yStrides: fixed(axes.map(\.y)))
    call(kernels.copy, step, index: index)
  }

  private func fixed(_ numbers: [Int]) -> (Int64, Int64, Int64, Int64, Int64) {
    (Int64(numbers[0]), Int64(numbers[1]), Int64(numbers[2]), Int64(numbers[3]), Int64(numbers[4]))
  }

  private mutating func rows(_ id: Int, _ node: Node, _ index: Int, _ axis: Int?) {
    let isGather = node.kind == .rows
    let (first, indices) = (physical(node.operands[0]), physical(node.operands[1]))
    let table = isGather ? node.operands[0].shape : node.shape
    var step = nn_rows_step()
    step.tableRows = Int64(table[0])
    step.width = Int64(table.dropFirst().reduce(1, *))
    step.perExample = Int64(indices.count / (axis == nil ? 1 : batchSize))
    step.indices = place(node.operands[1], indices, axis: axis)
    if isGather {
      step.table = place(node.operands[0], first, axis: nil)
      step.rows = target(id, result(id), axis: axis)
    } else {
      step.rows = place(node.operands[0], first, axis: axis)
      step.table = target(id, result(id), axis: nil)
    }
    step.badIndex = memory.badIndex
    if case .leaf = storage.homes[node.operands[1].node]!.space {
      lookups.append((absolute(node.operands[1]).offset, indices.count, table[0], graph[node.source].tensor))
    }
    call(isGather ? kernels.gatherRows : kernels.scatterAddRows, step, index: index)
  }

  private mutating func draw(_ id: Int, _ node: Node, _ seed: UInt64, _ index: Int, _ axis: Int?) {
    let counter = place(node.operands[0], physical(node.operands[0]), axis: nil)
    let step = nn_draw_step(
      counter: counter, y: target(id, result(id), axis: axis), seed: seed,
      perExample: Int64(node.count / (axis == nil ? 1 : batchSize)))
    call(kernels.draw, step, index: index)
  }

  private mutating func reference(_ id: Int, _ node: Node, _ index: Int) {
    func pointer(_ place: nn_place) -> UnsafeMutableRawPointer {
      memory.shared.address(Int(place.offset))
    }
    let operation = SingleOperation(
      graph[node.source].tensor,
      operands: node.operands.map { pointer(place($0, physical($0), axis: nil)) },
      result: pointer(target(id, result(id), axis: nil)))
    calls.append(Call(kernel: runReference, step: memory.keep(operation: operation), index: index))
  }

  /// Parameters whose new numbers could not be written in place get them at the end.
  mutating func assign(_ value: Value, to leaf: Int, index: Int) {
    let from = physical(value)
    let target = nn_place(space: Int32(NN_SHARED), offset: Int64(memory.leaf(leaf)), perExample: 0)
    copy(place(value, from, axis: nil), from, to: target, View(contiguous: from.shape), axis: nil, index: index)
  }
}

private func runReference(_ step: UnsafeRawPointer?, _ chunk: UnsafePointer<nn_chunk>?) {
  Unmanaged<PlanMemory.OperationBox>.fromOpaque(step!).borrow { $0.operation.run() }
}
