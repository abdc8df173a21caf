import Autodiff
import CKernels

/// A fused step being written: which registers it has, what they are loaded from and stored to, and its instructions.
struct TileProgram {
  private let group: FusedGroup
  private let nodes: [Node]
  private let storage: Storage
  private let batchSize: Int
  private let isBatch: Bool
  private(set) var isFlat = false

  private var registers: [Int: Int16] = [:]
  private var loaded: [Value: Int16] = [:]
  private var constants: [UInt64: Int16] = [:]
  private var kinds: [UInt8] = []
  private var inputs: [Access] = []
  private var outputs: [Access] = []
  private var instructions: [nn_instruction] = []

  /// A value in memory, with its axes cut into rows and columns.
  private struct Access {
    var operand: nn_operand
    var rowShape: [Int]
    var rowStrides: [Int]
  }

  init(_ group: FusedGroup, _ nodes: [Node], _ storage: Storage, batchSize: Int, isBatch: Bool) {
    self.group = group
    self.nodes = nodes
    self.storage = storage
    self.batchSize = batchSize
    self.isBatch = isBatch
  }

  mutating func build(
    operand: (Value) -> View, place: (Value, View, Int?) -> nn_place, target: (Int, View, Int?) -> nn_place,
    result: (Int) -> View
  ) {
    isFlat =
      group.columnChoices.contains(group.count)
      && group.members.allSatisfy { id in
        if isFold(nodes[id]), !isTotal(nodes[id]) { return false }
        let inside = Set(group.members)
        return nodes[id].operands.allSatisfy { value in
          if inside.contains(value.node) { return true }
          let view = operand(value)
          return view.isOneNumber || (view.isContiguous && view.count == group.count)
        } && (!storage.isStored(id) || isSum(id) || result(id).isContiguous)
      }
    let axis = isBatch ? 0 : nil
    for id in group.members {
      let node = nodes[id]
      let shape = isFold(node) ? node.operands[0].shape : node.shape
      let border =
        isFlat ? 0 : shape.reduce(1, *) == group.count ? View.border(shape, columns: group.columns)! : shape.count
      let sources = node.operands.map { value -> Int16 in
        if let register = registers[value.node] { return register }
        if case .number(let bits) = nodes[value.node].kind { return constant(bits: bits) }
        if let register = loaded[value] { return register }
        let view = operand(value)
        let register = load(view, place(value, view, axis), border: border)
        loaded[value] = register
        return register
      }
      write(id, node, sources)
      guard storage.isStored(id) else { continue }
      let view = result(id)
      if isSum(id) {
        let isColumns = kinds[Int(sources[0])] & UInt8(NN_COLUMN.rawValue) != 0 && !isTotal(node)
        var access = self.access(
          view, target(id, view, nil), register: -1, kind: isColumns ? NN_COLUMN : NN_SCALAR, border: 0)
        access.operand.columnStride = 1
        outputs.append(access)
      } else {
        let register = registers[id]!
        let isRow = isFold(node)
        outputs.append(
          access(
            view, target(id, view, axis), register: register, kind: nn_kind(rawValue: UInt32(kinds[Int(register)])),
            border: isRow ? view.rank : border))
      }
    }
  }

  private func isFold(_ node: Node) -> Bool { if case .fold = node.kind { true } else { false } }

  private func isTotal(_ node: Node) -> Bool {
    guard case .fold(.sum, let axes) = node.kind else { return false }
    return axes == 0..<node.operands[0].view.rank
  }

  private func isSum(_ id: Int) -> Bool { group.kinds[id] == nil }

  // MARK: - Registers

  private mutating func register(_ kind: UInt8) -> Int16 {
    kinds.append(kind)
    return Int16(kinds.count - 1)
  }

  /// The kind that has each of a value's numbers, even where operands repeat along all rows or columns.
  private func fullKind(_ count: Int) -> UInt8 {
    if isFlat { return UInt8(NN_TILE.rawValue) }
    let rows = group.rows > 1 ? UInt8(NN_ROW.rawValue) : 0
    let columns = group.columns > 1 && count == group.count ? UInt8(NN_COLUMN.rawValue) : 0
    return rows | columns
  }

  private mutating func constant(bits: UInt64) -> Int16 {
    if let register = constants[bits] { return register }
    let new = register(UInt8(NN_SCALAR.rawValue))
    constants[bits] = new
    return new
  }

  private mutating func load(_ view: View, _ place: nn_place, border: Int) -> Int16 {
    let repeatsRows = (0..<border).allSatisfy { view.shape[$0] == 1 || view.strides[$0] == 0 }
    let columnStride = view.collapsedStride(border..<view.rank)!
    let kind =
      repeatsRows
      ? (columnStride == 0 ? NN_SCALAR : isFlat ? NN_TILE : NN_COLUMN)
      : (columnStride == 0 && group.columns != 1 ? NN_ROW : NN_TILE)
    let register = register(UInt8(kind.rawValue))
    inputs.append(access(view, place, register: register, kind: kind, border: border))
    return register
  }

  private func access(_ view: View, _ place: nn_place, register: Int16, kind: nn_kind, border: Int) -> Access {
    var operand = nn_operand()
    operand.place = place
    operand.reg = register
    operand.kind = UInt8(kind.rawValue)
    operand.columnStride = Int64(view.collapsedStride(border..<view.rank) ?? 0)
    return Access(
      operand: operand, rowShape: Array(view.shape[..<border]), rowStrides: Array(view.strides[..<border]))
  }

  // MARK: - Instructions

  private mutating func write(_ id: Int, _ node: Node, _ sources: [Int16]) {
    var instruction = nn_instruction()
    instruction.a = sources[0]
    instruction.b = sources.count > 1 ? sources[1] : 0
    instruction.c = sources.count > 2 ? sources[2] : 0
    instruction.output = -1
    let kind = sources.reduce(UInt8(0)) { $0 | kinds[Int($1)] }
    switch node.kind {
    case .elementwise(let operation, let number):
      instruction.op = UInt8(operation.rawValue)
      instruction.number = Double(number)
      instruction.kind = kind | fullKind(node.count)
      instruction.dst = register(instruction.kind)
      registers[id] = instruction.dst
    case .fold(let fold, _) where !isSum(id):
      instruction.op = UInt8((fold == .sum ? NN_ROW_SUM : NN_ROW_MAX).rawValue)
      instruction.kind = kind & UInt8(NN_ROW.rawValue) | fullKind(node.count)
      instruction.dst = register(instruction.kind)
      registers[id] = instruction.dst
    default:
      guard storage.isStored(id) else { return }
      instruction.op = UInt8((isTotal(node) ? NN_TOTAL : NN_COLUMN_SUM).rawValue)
      instruction.kind = isTotal(node) ? UInt8(NN_SCALAR.rawValue) : kind & UInt8(NN_COLUMN.rawValue)
      instruction.output = Int16(outputs.count)
    }
    instructions.append(instruction)
  }

  // MARK: - The step

  /// - Parameter sharesNumbers: workers share the numbers of one long vector, rather than examples.
  mutating func step(sharesNumbers: Bool, _ memory: PlanMemory) -> nn_tile_step {
    var step = nn_tile_step()
    let sizes = rowSizes()
    let columns = isFlat ? group.count : group.columns
    var padded = sizes + [Int](repeating: 1, count: RowAxes.most - sizes.count)
    step.columns = Int64(columns)
    step.scales = Int32(NN_SCALES_NOTHING)
    if isBatch, isFlat {
      step.scales = Int32(NN_SCALES_COLUMNS)
      step.columns /= Int64(batchSize)
    } else if isBatch {
      step.scales = Int32(NN_SCALES_ROWS)
      padded[0] /= batchSize
    } else if sharesNumbers {
      step.scales = Int32(NN_SCALES_COLUMNS)
      step.columns = 1
    }
    step.rowSizes = (Int64(padded[0]), Int64(padded[1]), Int64(padded[2]), Int64(padded[3]))
    func finished(_ accesses: [Access]) -> [nn_operand] {
      accesses.map { access in
        var operand = access.operand
        if sharesNumbers, operand.kind == UInt8(NN_TILE.rawValue) { operand.place.perExample = 1 }
        let strides = refined(access, to: sizes)
        operand.rowStrides = (strides[0], strides[1], strides[2], strides[3])
        return operand
      }
    }
    step.inputs = memory.keep(array: finished(inputs))
    step.inputCount = Int32(inputs.count)
    step.outputs = memory.keep(array: finished(outputs))
    step.outputCount = Int32(outputs.count)
    step.constants = memory.keep(
      array: constants.sorted { $0.value < $1.value }.map { nn_constant(reg: $1, number: Double(bitPattern: $0)) })
    step.constantCount = Int32(constants.count)
    step.instructions = memory.keep(array: instructions)
    step.instructionCount = Int32(instructions.count)
    step.registerCount = Int32(kinds.count)
    step.registerKinds = memory.keep(array: kinds)
    return step
  }

  /// The coarsest row axes that every access can be described by, outermost first.
  private func rowSizes() -> [Int] {
    if isFlat { return [1] }
    var axes = RowAxes()
    var isCut = axes.cut([group.rows], [1])
    for access in inputs + outputs { isCut = axes.cut(access.rowShape, access.rowStrides) && isCut }
    precondition(isCut, "a fused group took in operands that no four axes describe")
    return axes.sizes
  }

  /// The strides of an access along the common row axes, each of which is a part of one of its own.
  private func refined(_ access: Access, to sizes: [Int]) -> [Int64] {
    var strides = [Int64](repeating: 0, count: 4)
    var axes = View.collapsed(access.rowShape, access.rowStrides)
    for (position, size) in sizes.enumerated().reversed() where size != 1 {
      guard let last = axes.popLast() else { break }
      strides[position] = Int64(last.stride)
      if last.size > size { axes.append((last.size / size, last.stride * size)) }
    }
    return strides
  }
}
