import Tensors

/// Runs a graph with the reference kernels, one operation after another, and keeps every value.
///
/// All values lie in one block of memory, laid out once; running allocates nothing.
public final class Execution {
  public let graph: Graph
  /// Operations before this one have been run.
  public private(set) var position = 0

  private let arena: UnsafeMutableRawPointer
  private let values: UnsafeMutableBufferPointer<ArrayPointer>
  private let operands: UnsafeMutableBufferPointer<ArrayPointer>

  /// Lays out the memory; leaves hold the numbers they have now. Nothing is run yet.
  public init(_ graph: Graph) {
    self.graph = graph
    // Scalars lie side by side; larger values start on a cache line.
    var end = 0
    let starts = graph.operations.map { operation in
      let bytes = operation.shape.count * graph.elementType.byteCount
      let alignment = bytes <= 8 ? 8 : 64
      let start = (end + alignment - 1) / alignment * alignment
      end = start + Swift.max(bytes, 1)
      return start
    }
    arena = .allocate(byteCount: end + 64, alignment: 64)
    values = .allocate(capacity: graph.count)
    for (id, start) in starts.enumerated() {
      values.initializeElement(at: id, to: ArrayPointer(base: arena + start, shape: graph[id].shape))
    }
    operands = .allocate(capacity: graph.operations.reduce(0) { $0 + $1.operandRange.count })
    for operation in graph.operations {
      for (slot, operand) in zip(operation.operandRange, graph.operands(of: operation.id)) {
        operands.initializeElement(at: slot, to: values[operand])
      }
    }
    loadLeaves()
  }

  deinit {
    values.deinitialize().deallocate()
    operands.deinitialize().deallocate()
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
    let operation = graph[id]
    let call = KernelCall(
      operands: UnsafeBufferPointer(rebasing: operands[operation.operandRange]), result: values[id],
      attributes: operation.attributes)
    operation.primitive.kernel(call, type: graph.elementType)
  }

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
    let count = values[id].shape.count * graph.elementType.byteCount
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
    let byteCount = values[id].shape.count * graph.elementType.byteCount
    return body(UnsafeRawBufferPointer(start: values[id].base, count: byteCount))
  }
}
