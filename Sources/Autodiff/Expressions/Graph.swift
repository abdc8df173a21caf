import CCallSite
import Tensors

/// A program as one list of operations, in an order in which every operation comes after its operands: phase by
/// phase, and within a phase as it was written. Evaluating, stepping, drawing and costing all read this list.
///
/// Ids count from 0, so that the printed form is the same on every run:
///
///     %0 = input x   [2, 3]
///     %1 = parameter w   [3, 1]
///     %2 = matmul %0 %1   [2, 1]
public struct Graph {
  /// Operation `i` has id `i`.
  public let operations: [Operation]
  /// What the graph was asked to compute.
  public let outputs: [Int]
  public let elementType: ElementType
  /// The phases that have operations, in order.
  public let phases: [TrainingPhase]
  /// Of all operations, one after another.
  let operandIDs: [Int]
  /// For each operation the id of its gradient, −1 where there is none; empty when the graph computes no gradient.
  private let gradientIDs: [Int32]
  /// What its values and their entries are called, from when it is first asked.
  let naming = NamingMemory()

  /// Everything that `outputs` need.
  public init(of outputs: [Tensor]) {
    let stamp = nn_next_serial()
    let found = Self.everything(behind: outputs, stamp: stamp)
    var operandIDs: [Int] = []
    var operations: [Operation] = []
    operandIDs.reserveCapacity(2 * found.count)
    operations.reserveCapacity(found.count)
    var phases: [TrainingPhase] = []
    var gradientIDs: [Int32] = []
    for (id, place) in found.enumerated() {
      let tensor = place.tensor.takeUnretainedValue()
      tensor.position = Int32(id)
      if phases.last != tensor.phase { phases.append(tensor.phase) }
      if let target = tensor.gradientTargetPosition(visitedBy: stamp) {
        if gradientIDs.isEmpty { gradientIDs = [Int32](repeating: -1, count: found.count) }
        gradientIDs[Int(target)] = Int32(id)
      }
      let start = operandIDs.count
      tensor.forEachOperand { operandIDs.append(Int($0.position)) }
      operations.append(Operation(id: id, tensor: tensor, start: start, end: operandIDs.count))
    }
    self.operations = operations
    self.operandIDs = operandIDs
    self.phases = phases
    self.gradientIDs = gradientIDs
    self.outputs = outputs.map { Int($0.position) }
    elementType = operations.first?.tensor.elementType ?? .float32
    if let other = firstOfAnotherType, let first = operations.first {
      stop(
        "a program computes with one element type; got \(first.tensor.typeText) and \(other.tensor.typeText). "
          + "Convert one of them where it is made: type: .\(elementType).")
    }
    // Until here nothing else keeps what was found.
    withExtendedLifetime(outputs) {}
    assert(invariantProblem == nil, invariantProblem!)
  }

  /// A tensor that was found, and its place in the list. Plain numbers, so that millions are sorted and passed around
  /// without counting references: the code that uses them keeps the outputs alive.
  private struct Place {
    let order: UInt64
    let tensor: Unmanaged<Tensor>
  }

  /// In the order of building, phase by phase.
  private static func everything(behind outputs: [Tensor], stamp: UInt64) -> [Place] {
    var found: [Place] = []
    var pending = outputs.map { Unmanaged.passUnretained($0) }
    while let next = pending.popLast() {
      next.borrow { tensor in
        guard tensor.visit != stamp else { return }
        tensor.visit = stamp
        found.append(Place(order: tensor.order, tensor: next))
        tensor.forEachOperand { if $0.visit != stamp { pending.append(.passUnretained($0)) } }
      }
    }
    found.reverse()
    found.sort { $0.order < $1.order }
    return found
  }

  public var count: Int { operations.count }
  /// Traps when there is no such id.
  public subscript(id: Int) -> Operation { operations[id] }

  public func operands(of id: Int) -> ArraySlice<Int> { operandIDs[operations[id].operandRange] }
  func operandRange(of id: Int) -> Range<Int> { operations[id].operandRange }

  /// The id of the loss's gradient with respect to an operation, all its contributions summed; nil where the graph
  /// computes none.
  public func gradient(of id: Int) -> Int? {
    gradientIDs.isEmpty || gradientIDs[id] < 0 ? nil : Int(gradientIDs[id])
  }

  /// The id of a tensor's operation; nil when the graph does not contain it.
  public func id(of tensor: Tensor) -> Int? {
    var (low, high) = (0, operations.count)
    while low < high {
      let middle = (low + high) / 2
      if operations[middle].tensor.order < tensor.order { low = middle + 1 } else { high = middle }
    }
    return low < operations.count && operations[low].tensor === tensor ? low : nil
  }

  /// The operation of this name ("hidden", "x·w"), or of this number in the printed list ("%7").
  public func id(named name: String) -> Int? {
    if name.hasPrefix("%"), let id = Int(name.dropFirst()), operations.indices.contains(id) { return id }
    return valueNames.names.firstIndex(of: name)
  }

  /// Multiplications, additions and function values of one execution.
  public var flops: Int { operations.reduce(0) { $0 + $1.flops } }

  /// Traps when the list contradicts itself: an operand that comes later, a phase that goes back. Debug builds do so
  /// whenever a graph is made.
  public func checkInvariants() {
    if let invariantProblem { preconditionFailure(invariantProblem) }
  }

  /// Operations check their operands; only values that never meet can still differ.
  private var firstOfAnotherType: Operation? {
    operations.first { $0.isLeaf && $0.tensor.elementType != elementType }
  }

  private var invariantProblem: String? {
    for operation in operations {
      for operand in operands(of: operation.id) {
        if operand >= operation.id { return "%\(operation.id) uses %\(operand), which comes later" }
        if operations[operand].phase > operation.phase { return "%\(operation.id) goes back a phase" }
      }
    }
    return nil
  }
}

/// One entry of a graph.
public struct Operation {
  public let id: Int
  public let tensor: Tensor
  private let start: Int32
  private let end: Int32

  init(id: Int, tensor: Tensor, start: Int, end: Int) {
    self.id = id
    self.tensor = tensor
    self.start = Int32(start)
    self.end = Int32(end)
  }

  /// Where its operands stand in the graph's `operandIDs`.
  var operandRange: Range<Int> { Int(start)..<Int(end) }

  public var primitive: Primitive { tensor.primitive }
  public var attributes: Attributes { tensor.attributes }
  public var shape: Shape { tensor.shape }
  public var name: String { tensor.name }
  public var phase: TrainingPhase { tensor.phase }
  public var module: [String] { tensor.module }
  public var origin: Origin? { tensor.origin }
  public var callSite: UInt { tensor.callSite }
  /// Multiplications, additions and function values, each counted as one.
  public var flops: Int { primitive.flops(operands: tensor.operands.map(\.shape), result: shape) }
  /// Does it hold numbers (constant, parameter, input) rather than compute them?
  public var isLeaf: Bool { start == end }

  /// Where in a loaded lesson cell this was built: the library's file, and the address in it; nil when it was built
  /// elsewhere.
  public var codePlace: (library: String, offset: UInt)? {
    var offset: UInt = 0
    guard callSite != 0, let file = nn_library_of(callSite, &offset) else { return nil }
    return (String(cString: file), offset)
  }
}

extension Graph: CustomStringConvertible {
  /// One line an operation.
  public var description: String { operations.map { line(for: $0.id) }.joined(separator: "\n") }

  /// "%7 = matmul %3 %5   [32, 4]·[4, 2] → [32, 2]   hidden": the operands by number, and last what it is called.
  public func line(for id: Int) -> String {
    let operation = operations[id]
    let operands = operands(of: id)
    let name = name(of: id)
    var text = "%\(id) = \(operation.primitive.name)"
    if operation.isLeaf {
      if !operation.name.isEmpty || operation.tensor.isWholeGradient { text += " \(name)" }
      if operation.primitive === Primitive.constant, operation.shape.count == 1,
        let contents = operation.tensor.contents
      {
        text += " " + contents.text(at: 0)
      }
      return text + "   \(operation.shape)"
    }
    for operand in operands { text += " %\(operand)" }
    let details = operation.primitive.details(of: operation.attributes)
    if !details.isEmpty { text += " (\(details))" }
    text += "   " + operands.map { operations[$0].shape.description }.joined(separator: "·") + " → \(operation.shape)"
    return text + "   \(name)"
  }
}
