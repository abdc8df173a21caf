import Tensors

/// Runs a graph with the reference kernels, one operation after another, and keeps every value.
///
/// All values lie in one block of memory, laid out once; running allocates nothing.
public final class Execution {
  public let graph: Graph
  /// Operations before this one have been run.
  public private(set) var position = 0

  private let arena: UnsafeMutableRawBufferPointer
  private let values: UnsafeMutableBufferPointer<ArrayPointer>
  private let operands: UnsafeMutableBufferPointer<ArrayPointer>
  private let kernels: UnsafeMutableBufferPointer<Kernel.Function>

  /// Lays out the memory; leaves hold the numbers they have now. Nothing is run yet.
  public init(_ graph: Graph) {
    self.graph = graph
    let counts = graph.operations.map(\.shape.count)
    let layout = ArenaLayout(counts: counts, type: graph.elementType)
    arena = .allocate(byteCount: layout.byteCount, alignment: 64)
    values = .allocate(capacity: graph.count)
    kernels = .allocate(capacity: graph.count)
    operands = .allocate(capacity: graph.operations.last?.operandRange.upperBound ?? 0)
    for (id, operation) in graph.operations.enumerated() {
      values.initializeElement(
        at: id,
        to: ArrayPointer(
          base: arena.baseAddress! + layout.starts[id], count: counts[id], tensor: .passUnretained(operation.tensor)))
      kernels.initializeElement(at: id, to: operation.primitive.kernel.function(for: graph.elementType))
      for (slot, operand) in zip(operation.operandRange, graph.operands(of: id)) {
        operands.initializeElement(at: slot, to: values[operand])
      }
    }
    loadLeaves()
  }

  deinit {
    values.deallocate()
    operands.deallocate()
    kernels.deinitialize().deallocate()
    arena.deallocate()
  }

  /// Takes the numbers that constants, parameters and inputs hold now, and starts over.
  public func loadLeaves() {
    for operation in graph.operations where operation.isLeaf {
      store(operation.tensor.contents!, in: operation.id)
    }
    position = 0
  }

  /// Runs the operations before `end` that have not been run.
  public func run(upTo end: Int? = nil) {
    let end = end ?? graph.count
    while position < end {
      runOperation(position)
      position += 1
    }
  }

  /// Forgets the results from `start` on, so that they are computed again.
  public func rewind(to start: Int) { position = Swift.min(position, start) }

  private func runOperation(_ id: Int) {
    let range = graph.operandRange(of: id)
    kernels[id](KernelCall(operands: UnsafeBufferPointer(rebasing: operands[range]), result: values[id]))
  }

  /// The numbers of all operations at once; `ArenaLayout` says where each one's lie.
  func allValues() -> [UInt8] { [UInt8](arena) }

  /// The numbers of an operation, copied.
  /// - Precondition: it has been run.
  public func value(_ id: Int) -> NDArray {
    NDArray(copying: values[id].base, shape: values[id].shape, type: graph.elementType)
  }

  /// Runs what is missing, and answers with the tensor's numbers.
  public func value(of tensor: Tensor) -> NDArray {
    guard let id = graph.id(of: tensor) else { stop("this graph does not compute \(tensor.shapeText).") }
    run(upTo: id + 1)
    return value(id)
  }

  /// Puts other numbers in an operation's place.
  public func store(_ contents: NDArray, in id: Int) {
    precondition(contents.shape == graph[id].shape && contents.elementType == graph.elementType)
    contents.withUnsafeBytes { bytes in
      if let source = bytes.baseAddress { values[id].base.copyMemory(from: source, byteCount: bytes.count) }
    }
  }

  /// Copies as many bytes as the operation's value has, and answers how many.
  func store(_ bytes: UnsafeRawBufferPointer, in id: Int) -> Int {
    let count = values[id].count * graph.elementType.byteCount
    if count > 0 { values[id].base.copyMemory(from: bytes.baseAddress!, byteCount: count) }
    return count
  }

  /// One number of an operation's value, by its row-major position.
  public func number(_ id: Int, at offset: Int) -> Double {
    switch graph.elementType {
    case .float32: Double(values[id].base.assumingMemoryBound(to: Float.self)[offset])
    case .float64: values[id].base.assumingMemoryBound(to: Double.self)[offset]
    }
  }

  /// The numbers where they lie, valid until they are next written.
  func withValue<Result>(_ id: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let byteCount = values[id].count * graph.elementType.byteCount
    return body(UnsafeRawBufferPointer(start: values[id].base, count: byteCount))
  }
}
