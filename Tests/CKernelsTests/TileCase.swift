import CKernels
import Testing

/// A tile step under construction, with memory of its own, and naive loops in Double that say what it should compute.
/// Sizes are those of all examples; a run takes them in chunks.
final class TileCase {
  enum Layout: CaseIterable { case dense, gaps, transposed, repeatedRows, repeatedColumns }

  let rowSizes: [Int], columns: Int, extent: Int, scales: Int
  private(set) var kinds: [UInt8] = []
  private var inputs: [nn_operand] = [], outputs: [nn_operand] = [], constants: [nn_constant] = []
  private var instructions: [nn_instruction] = []
  private var top = 0
  private var contents: [Float] = []

  /// - Parameters:
  ///   - rowSizes: Of one example when rows scale.
  ///   - columns: Of one example when columns scale.
  init(rowSizes: [Int], columns: Int, scales: Int = NN_SCALES_NOTHING, extent: Int = 1) {
    self.rowSizes = rowSizes + [Int](repeating: 1, count: 4 - rowSizes.count)
    self.columns = columns
    self.scales = scales
    self.extent = extent
  }

  /// The row axes and columns of all examples.
  private var sizes: [Int] { [rowSizes[0] * (scales == NN_SCALES_ROWS ? extent : 1)] + rowSizes[1...] }
  var rows: Int { sizes.reduce(1, *) }
  var width: Int { columns * (scales == NN_SCALES_COLUMNS ? extent : 1) }

  // MARK: - Building

  @discardableResult
  func input(_ kind: nn_kind, _ layout: Layout = .dense, value: (Int) -> Float) -> Int16 {
    var operand = place(kind, layout)
    operand.reg = register(kind)
    inputs.append(operand)
    let start = contents.count
    contents += (start..<top).map { value($0 - start) }
    return operand.reg
  }

  func constant(_ number: Float) -> Int16 {
    constants.append(nn_constant(reg: register(NN_SCALAR), number: Double(number)))
    return constants.last!.reg
  }

  func apply(_ op: nn_op, _ a: Int16, _ b: Int16 = 0, _ c: Int16 = 0, number: Float = 0) -> Int16 {
    let operands = nn_operands(op)
    var kind = kinds[Int(a)] | (operands > 1 ? kinds[Int(b)] : 0) | (operands > 2 ? kinds[Int(c)] : 0)
    if op == NN_ROW_SUM || op == NN_ROW_MAX { kind &= UInt8(NN_ROW.rawValue) }
    let dst = register(nn_kind(rawValue: UInt32(kind)))
    instructions.append(
      nn_instruction(op: UInt8(op.rawValue), kind: kind, dst: dst, a: a, b: b, c: c, output: -1, number: Double(number))
    )
    return dst
  }

  func store(_ reg: Int16, _ layout: Layout = .dense) {
    var operand = place(nn_kind(rawValue: UInt32(kinds[Int(reg)])), layout)
    operand.reg = reg
    contents += [Float](repeating: -77, count: top - contents.count)
    outputs.append(operand)
  }

  func store(_ reg: Int16, whereInputLies input: Int) {
    var operand = inputs[input]
    operand.reg = reg
    outputs.append(operand)
  }

  /// A sum in NN_SUMS, at the same offset as its place here; with `accumulate`, added to what lies in shared memory.
  func sum(_ op: nn_op, _ a: Int16, accumulate: Bool = false) {
    let kind = op == NN_TOTAL ? NN_SCALAR : nn_kind(rawValue: UInt32(kinds[Int(a)]) & NN_COLUMN.rawValue)
    var operand = place(kind, .dense)
    operand.reg = -1
    operand.accumulate = accumulate ? 1 : 0
    operand.place.space = Int32(accumulate ? NN_SHARED : NN_SUMS)
    operand.place.perExample = 0
    contents += [Float](repeating: 5, count: top - contents.count)
    instructions.append(
      nn_instruction(
        op: UInt8(op.rawValue), kind: UInt8(kind.rawValue), dst: 0, a: a, b: a, c: a, output: Int16(outputs.count),
        number: 0))
    outputs.append(operand)
  }

  /// Has it other numbers for each example?
  func isPerExample(_ reg: Int16) -> Bool {
    let axis = scales == NN_SCALES_ROWS ? NN_ROW : NN_COLUMN
    return UInt32(kinds[Int(reg)]) & axis.rawValue != 0
  }

  private func register(_ kind: nn_kind) -> Int16 {
    kinds.append(UInt8(kind.rawValue))
    return Int16(kinds.count - 1)
  }

  private func place(_ kind: nn_kind, _ layout: Layout) -> nn_operand {
    let hasRows = kind == NN_ROW || kind == NN_TILE, hasColumns = kind == NN_COLUMN || kind == NN_TILE
    var strides = [0, 0, 0, 0], columnStride = 0
    var next = 1
    func placeColumns() {
      guard hasColumns else { return }
      columnStride = layout == .repeatedColumns ? 0 : layout == .gaps ? next * 2 : next
      next = max(next, columnStride * width)
    }
    func placeRows() {
      guard hasRows else { return }
      if layout == .gaps { next += 3 }
      for axis in (0..<4).reversed() {
        strides[axis] = layout == .repeatedRows && axis == 1 ? 0 : next
        next *= layout == .repeatedRows && axis == 1 ? 1 : max(1, sizes[axis])
        if layout == .gaps && axis == 2 { next += 1 }
      }
    }
    if layout == .transposed {
      placeRows()
      placeColumns()
    } else {
      placeColumns()
      placeRows()
    }
    var operand = nn_operand()
    operand.kind = UInt8(kind.rawValue)
    operand.place.space = Int32(NN_SHARED)
    operand.place.offset = Int64(top)
    if scales == NN_SCALES_ROWS { operand.place.perExample = Int64(strides[0] * rowSizes[0]) }
    if scales == NN_SCALES_COLUMNS { operand.place.perExample = Int64(columnStride * columns) }
    operand.rowStrides = (Int64(strides[0]), Int64(strides[1]), Int64(strides[2]), Int64(strides[3]))
    operand.columnStride = Int64(columnStride)
    top += 1 + zip(strides, sizes).reduce(0) { $0 + $1.0 * max(0, $1.1 - 1) } + columnStride * max(0, width - 1)
    return operand
  }

  // MARK: - Running

  /// Shared memory and worker 0's sums, one after another.
  func run(chunk: Int = .max, workers: Int = 1) -> [Float] {
    let count = contents.count
    let shared = UnsafeMutablePointer<Float>.allocate(capacity: max(1, count))
    shared.initialize(from: contents, count: count)
    let sums = (0..<workers).map { _ in
      let memory = UnsafeMutablePointer<Float>.allocate(capacity: max(1, count))
      memory.initialize(repeating: 0, count: count)
      return memory
    }
    defer {
      shared.deallocate()
      for memory in sums { memory.deallocate() }
    }
    var step = nn_tile_step()
    step.rowSizes = (Int64(rowSizes[0]), Int64(rowSizes[1]), Int64(rowSizes[2]), Int64(rowSizes[3]))
    step.columns = Int64(columns)
    step.scales = Int32(scales)
    step.inputCount = Int32(inputs.count)
    step.outputCount = Int32(outputs.count)
    step.constantCount = Int32(constants.count)
    step.instructionCount = Int32(instructions.count)
    step.registerCount = Int32(kinds.count)
    let tables = workerTables(shared: shared, sums: sums)
    defer { for table in tables { table.deallocate() } }
    inputs.withUnsafeBufferPointer { inputs in
      outputs.withUnsafeBufferPointer { outputs in
        constants.withUnsafeBufferPointer { constants in
          instructions.withUnsafeBufferPointer { instructions in
            kinds.withUnsafeBufferPointer { kinds in
              step.inputs = inputs.baseAddress
              step.outputs = outputs.baseAddress
              step.constants = constants.baseAddress
              step.instructions = instructions.baseAddress
              step.registerKinds = kinds.baseAddress
              nn_float32.prepareTile(&step)
              execute(&step, chunk: chunk, tables: tables)
              nn_float32.releaseTile(&step)
            }
          }
        }
      }
    }
    return Array(UnsafeBufferPointer(start: shared, count: count))
      + Array(UnsafeBufferPointer(start: sums[0], count: count))
  }

  private func execute(
    _ step: inout nn_tile_step, chunk: Int, tables: [UnsafeMutablePointer<UnsafeMutableRawPointer?>]
  ) {
    withUnsafePointer(to: &step) { step in
      var call = nn_call(run: nn_float32.tile, step: UnsafeRawPointer(step))
      withUnsafePointer(to: &call) { call in
        var segment = nn_segment()
        segment.calls = call
        segment.callCount = 1
        segment.extent = Int64(extent)
        segment.chunk = Int64(min(chunk, extent))
        segment.workers = Int32(tables.count)
        segment.sumsCount = Int64(contents.count)
        let bases = tables.map { UnsafePointer($0) as UnsafePointer<UnsafeMutableRawPointer?>? }
        nn_run(&segment, 1, bases)
      }
    }
  }

  // MARK: - What should come out

  /// What `run` should answer.
  func expected() -> [Double] {
    var registers = [[Double]](repeating: [], count: kinds.count)
    let start = contents.map(Double.init)
    for input in inputs { registers[Int(input.reg)] = places(input).map { start[$0] } }
    for constant in constants {
      registers[Int(constant.reg)] = [Double](repeating: constant.number, count: rows * width)
    }
    var shared = start, sums = [Double](repeating: 0, count: start.count)
    for i in instructions {
      let op = nn_op(UInt32(i.op)), a = registers[Int(i.a)]
      if op == NN_ROW_SUM || op == NN_ROW_MAX {
        registers[Int(i.dst)] = (0..<rows).flatMap { row in
          let all = a[row * width..<(row + 1) * width]
          let one = op == NN_ROW_SUM ? all.reduce(0, +) : all.reduce(-.infinity, TileCase.larger)
          return [Double](repeating: one, count: width)
        }
      } else if op == NN_COLUMN_SUM || op == NN_TOTAL {
        let target = outputs[Int(i.output)]
        for (offset, sum) in sumsOf(op, a, kind: kinds[Int(i.a)]).enumerated() {
          let at = Int(target.place.offset) + offset
          if target.accumulate != 0 { shared[at] += sum } else { sums[at] = sum }
        }
      } else {
        let operands = nn_operands(op)
        let b = operands > 1 ? registers[Int(i.b)] : a, c = operands > 2 ? registers[Int(i.c)] : a
        registers[Int(i.dst)] = a.indices.map { TileCase.compute(op, a[$0], b[$0], c[$0], i.number) }
      }
    }
    for output in outputs where output.reg >= 0 {
      for (place, value) in zip(places(output), registers[Int(output.reg)]) { shared[place] = value }
    }
    return shared + sums
  }

  private func sumsOf(_ op: nn_op, _ a: [Double], kind: UInt8) -> [Double] {
    let hasRows = kind & UInt8(NN_ROW.rawValue) != 0, hasColumns = kind & UInt8(NN_COLUMN.rawValue) != 0
    let columnSums = (0..<width).map { column in
      (0..<(hasRows || op == NN_COLUMN_SUM ? rows : 1)).reduce(0.0) { $0 + a[$1 * width + column] }
    }
    if op == NN_COLUMN_SUM { return hasColumns ? columnSums : Array(columnSums.prefix(1)) }
    return [columnSums.prefix(hasColumns ? width : 1).reduce(0, +)]
  }

  /// Where each element of rows × columns lies.
  private func places(_ operand: nn_operand) -> [Int] {
    let strides = [operand.rowStrides.0, operand.rowStrides.1, operand.rowStrides.2, operand.rowStrides.3]
    let hasRows = operand.kind & UInt8(NN_ROW.rawValue) != 0, hasColumns = operand.kind & UInt8(NN_COLUMN.rawValue) != 0
    return (0..<rows).flatMap { row in
      var rest = row, start = Int(operand.place.offset)
      for axis in (0..<4).reversed() where hasRows {
        start += rest % sizes[axis] * Int(strides[axis])
        rest /= sizes[axis]
      }
      return (0..<width).map { start + (hasColumns ? $0 * Int(operand.columnStride) : 0) }
    }
  }
}

/// For each worker, where a segment finds what all share and the worker's sums; to be deallocated.
func workerTables<Number>(
  shared: UnsafeMutablePointer<Number>, sums: [UnsafeMutablePointer<Number>]
) -> [UnsafeMutablePointer<UnsafeMutableRawPointer?>] {
  sums.map { sums in
    let table = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: Int(NN_SPACES))
    table[Int(NN_SHARED)] = UnsafeMutableRawPointer(shared)
    table[Int(NN_LOCAL)] = nil
    table[Int(NN_SUMS)] = UnsafeMutableRawPointer(sums)
    return table
  }
}
