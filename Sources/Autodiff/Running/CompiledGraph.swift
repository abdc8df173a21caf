import CKernels
import Tensors

/// A graph's operations as calls of the compiled kernels: one for each operation, in order, so that every value can be
/// looked at. `Planning` compiles the same operations with the same kernels into fewer calls.
final class CompiledGraph: @unchecked Sendable {
  private(set) var layout: ValueLayout
  private(set) var leafIDs: [Int] = []
  let kernels: KernelCaller
  private let instructions: UnsafeMutableBufferPointer<Instruction>
  private var calls: [KernelCaller.Call] = []

  /// What an operation takes when it is run. Nearly all operations of a large graph are elementwise on one array or number,
  /// and are written down in full; others are a call of their own.
  struct Instruction {
    enum Work: UInt8 { case nothing, elementwise, call }
    var work = Work.nothing
    /// Bit n: operand n is one number for the whole result.
    var repeated: UInt8 = 0
    var function = NN_COPY
    var number = 0.0
    var count = 0
    /// In bytes from the start of the block; of a call, z is its index.
    var z = 0, a = 0, b = 0, c = 0
  }

  init(_ graph: Graph, owning owned: Set<Int>) {
    layout = ValueLayout(capacity: graph.count, elementType: graph.elementType)
    kernels = KernelCaller(graph.elementType)
    instructions = .allocate(capacity: graph.count)
    instructions.initialize(repeating: Instruction())
    for operation in graph.operations {
      compile(operation, graph)
      if owned.contains(operation.id) { ownRoom(operation.id, graph) }
    }
  }

  deinit { instructions.deallocate() }

  func run(_ range: Range<Int>, in block: UnsafeMutableRawPointer) {
    let elementwise = kernels.table.elementwise!
    var operands: (UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?) = (nil, nil, nil)
    var steps: (Int64, Int64, Int64) = (0, 0, 0)
    withUnsafeBytes(of: &steps) { steps in
      let steps = steps.assumingMemoryBound(to: Int64.self).baseAddress!
      withUnsafeMutableBytes(of: &operands) { operands in
        let operands = operands.assumingMemoryBound(to: UnsafeRawPointer?.self).baseAddress!
        for id in range {
          let i = instructions[id]
          switch i.work {
          case .nothing: continue
          case .elementwise:
            operands[0] = UnsafeRawPointer(block + i.a)
            operands[1] = UnsafeRawPointer(block + i.b)
            operands[2] = UnsafeRawPointer(block + i.c)
            elementwise(i.function, i.number, 1, Int64(i.count), block + i.z, operands, steps, Int32(i.repeated))
          case .call: calls[i.z](block)
          }
        }
      }
    }
  }

  // MARK: - Compiling

  private func compile(_ operation: Operation, _ graph: Graph) {
    let id = operation.id
    let tensor = operation.tensor
    let computation = tensor.primitive.computation
    if case .elementwise(let function) = computation, compileFlat(operation, function, graph) { return }
    let operands = graph.operands(of: id)
    if case .leaf = computation {
      layout.appendRoom(for: tensor.shape.count)
      leafIDs.append(id)
      return
    }
    if tensor.shape.count == 0 || operands.contains(where: { graph[$0].shape.count == 0 }) {
      return append(id, graph, loop(operation, graph))
    }
    switch computation {
    case .leaf: break
    case .elementwise(let function): elementwise(operation, function, graph)
    case .same(let operand): same(operation, as: operands[operands.startIndex + operand], graph)
    case .view(let part): view(operation, part, of: operands.first!, graph)
    case .fold(let reduction):
      let x = contiguous(operands.first!, graph)
      append(id, graph) { [kernels] z in
        kernels.fold(reduction, tensor.attributes.folded.axes, graph[operands.first!].shape, x: x, z: z)
      }
    case .product:
      let views = operands.map { matrix($0, graph) }
      append(id, graph) { [kernels] z in
        kernels.product(views[0], views[1], View(contiguous: tensor.shape.sizes, offset: z))
      }
    case .convolution(let part):
      let places = operands.map { contiguous($0, graph) }
      let shapes = operands.map { graph[$0].shape } + [tensor.shape]
      append(id, graph) { [kernels] z in
        kernels.convolution(part, tensor.attributes.convolution!, shapes, places + [z])
      }
    case .pool(let part):
      let places = operands.map { contiguous($0, graph) }
      append(id, graph) { [kernels] z in
        kernels.pool(part, tensor.attributes.window!, images: graph[operands.first!].shape, places + [z])
      }
    case .pad:
      guard case .range(let axis, let start, _) = tensor.attributes else { break }
      compileParts(operation, [(operands.first!, start)], axis: axis, leavesGaps: true, graph)
    case .concatenate:
      guard case .axis(let axis) = tensor.attributes else { break }
      var end = 0
      let parts = operands.map { operand in
        defer { end += graph[operand].shape[axis] }
        return (operand, end)
      }
      compileParts(operation, parts, axis: axis, leavesGaps: false, graph)
    case .gatherRows, .scatterRows:
      let places = operands.map { contiguous($0, graph) }
      let isGather = if case .gatherRows = computation { true } else { false }
      append(id, graph) { [kernels] z in
        kernels.rows(isGather: isGather, tensor, x: places[0], indices: places[1], z: z)
      }
    case .draw:
      guard case .draw(_, let seed) = tensor.attributes else { break }
      let counter = contiguous(operands.first!, graph)
      append(id, graph) { [kernels] z in
        kernels.draw(seed: seed, counter: counter, z: z, count: tensor.shape.count)
      }
    case .loop: append(id, graph, loop(operation, graph))
    }
  }

  /// Gives the operation room, and the call that fills it.
  private func append(_ id: Int, _ graph: Graph, _ makeCall: (_ z: Int) -> KernelCaller.Call) {
    layout.appendRoom(for: graph[id].shape.count)
    setCall(id, makeCall(layout.starts[id]))
  }

  private func setCall(_ id: Int, _ call: @escaping KernelCaller.Call) {
    instructions[id].work = .call
    instructions[id].z = calls.count
    calls.append(call)
  }

  /// Where the numbers of an operation begin, one after another: copied into room of their own if they were not.
  private func contiguous(_ id: Int, _ graph: Graph) -> Int {
    if layout.views[id] != nil { ownRoom(id, graph) }
    return layout.starts[id]
  }

  /// From now on the operation's numbers are a copy, made when it is run.
  private func ownRoom(_ id: Int, _ graph: Graph) {
    guard instructions[id].work == .nothing, !graph[id].isLeaf else { return }
    let shape = graph[id].shape
    let from = layout.view(id, shape)
    layout.move(id, count: shape.count)
    setCall(id, kernels.copy(from, to: View(contiguous: shape.sizes, offset: layout.starts[id])))
  }

  // MARK: - Elementwise

  /// Operands of the result's shape without gaps, or single numbers: the usual ones. Answers whether it was done.
  @inline(__always)
  private func compileFlat(_ operation: Operation, _ function: nn_op, _ graph: Graph) -> Bool {
    let tensor = operation.tensor
    let count = tensor.shape.count
    guard count > 0, count < KernelCaller.sharedCount else { return false }
    var instruction = Instruction()
    let size = graph.elementType.byteCount
    var number = 0
    for operand in graph.operands(of: operation.id) {
      let isRepeated = graph[operand].shape.count != count
      guard layout.views.isEmpty || layout.views[operand] == nil else { return false }
      let place = layout.starts[operand] * size
      switch number {
      case 0: instruction.a = place
      case 1: instruction.b = place
      default: instruction.c = place
      }
      if isRepeated { instruction.repeated |= 1 << UInt8(number) }
      number += 1
    }
    layout.appendRoom(for: count)
    instruction.work = .elementwise
    instruction.function = function
    instruction.number = tensor.attributes.number
    instruction.count = count
    instruction.z = layout.starts[operation.id] * size
    instructions[operation.id] = instruction
    return true
  }

  /// Over rows and columns, where operands repeat along one of them; others are copied first.
  private func elementwise(_ operation: Operation, _ function: nn_op, _ graph: Graph) {
    let shape = operation.shape
    let ids = Array(graph.operands(of: operation.id))
    func views() -> [View] {
      ids.map { id in
        let view = layout.view(id, graph[id].shape)
        return graph[id].shape == shape ? view : view.broadcast(to: shape.sizes)
      }
    }
    let rows =
      RowView.common(views(), shape.sizes)
      ?? {
        for id in ids where graph[id].shape == shape { _ = contiguous(id, graph) }
        return RowView.common(views(), shape.sizes)!
      }()
    append(operation.id, graph) { [kernels] z in
      kernels.elementwise(function, operation.attributes.number, rows, z: z)
    }
  }

  // MARK: - Rearrangements

  private func same(_ operation: Operation, as operand: Int, _ graph: Graph) {
    let shape = operation.shape
    guard layout.views[operand] != nil else { return layout.append(sameAs: operand) }
    let view = layout.views[operand]!
    if let reshaped = view.reshaped(shape.sizes) { return layout.append(reshaped, of: operand) }
    _ = contiguous(operand, graph)
    layout.append(sameAs: operand)
  }

  private func view(_ operation: Operation, _ part: KernelKind.ViewPart, of operand: Int, _ graph: Graph) {
    let view = layout.views[operand] ?? View(contiguous: graph[operand].shape.sizes)
    layout.append(view.rearranged(part, operation.attributes), of: operand)
  }

  /// A factor of a product: its rows or its columns lie in a row.
  private func matrix(_ id: Int, _ graph: Graph) -> View {
    if let view = layout.views[id], !view.isMatrixFactor { _ = contiguous(id, graph) }
    return layout.view(id, graph[id].shape)
  }

  private func compileParts(
    _ operation: Operation, _ parts: [(operand: Int, start: Int)], axis: Int, leavesGaps: Bool, _ graph: Graph
  ) {
    let shape = operation.shape
    let from = parts.map { layout.view($0.operand, graph[$0.operand].shape) }
    append(operation.id, graph) { [kernels] z in
      let whole = View(contiguous: shape.sizes, offset: z)
      let copies = zip(parts, from).map { part, from in
        kernels.copy(from, to: whole.sliced(axis: axis, start: part.start, count: from.shape[axis]))
      }
      let byteCount = shape.count * kernels.elementSize
      let start = z * kernels.elementSize
      return { block in
        if leavesGaps { (block + start).initializeMemory(as: UInt8.self, repeating: 0, count: byteCount) }
        for copy in copies { copy(block) }
      }
    }
  }

  /// By the naive kernel.
  private func loop(_ operation: Operation, _ graph: Graph) -> (_ z: Int) -> KernelCaller.Call {
    let operands = graph.operands(of: operation.id).map { contiguous($0, graph) }
    let (tensor, size) = (operation.tensor, kernels.elementSize)
    return { z in
      { block in
        SingleOperation(tensor, operands: operands.map { block + $0 * size }, result: block + z * size).run()
      }
    }
  }
}
