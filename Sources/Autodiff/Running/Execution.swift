import Tensors

/// Runs a graph with the reference kernels, one operation after another, and keeps every value.
///
/// All values lie in one block of memory, laid out once; running allocates nothing and counts no references. What reads
/// the block or the tensors behind its pointers keeps `self`, and so the graph, until it is done: `withExtendedLifetime`.
public final class Execution {
  public let graph: Graph
  /// Operations before this one have been run.
  public private(set) var position = 0

  private let arena: UnsafeMutableRawBufferPointer
  private let values: UnsafeMutableBufferPointer<ArrayPointer>
  private let primitives: UnsafeMutableBufferPointer<Unmanaged<Primitive>>
  private let leafIDs: [Int]

  /// Lays out the memory; leaves hold the numbers they have now. Nothing is run yet.
  public init(_ graph: Graph) {
    self.graph = graph
    let layout = ArenaLayout(of: graph)
    arena = .allocate(byteCount: layout.byteCount, alignment: 64)
    values = .allocate(capacity: graph.count)
    primitives = .allocate(capacity: graph.count)
    var leafIDs: [Int] = []
    for operation in graph.operations {
      values.initializeElement(
        at: operation.id,
        to: ArrayPointer(
          base: arena.baseAddress! + layout.starts[operation.id], count: operation.shape.count,
          tensor: .passUnretained(operation.tensor)))
      primitives.initializeElement(at: operation.id, to: .passUnretained(operation.primitive))
      if operation.isLeaf { leafIDs.append(operation.id) }
    }
    self.leafIDs = leafIDs
    loadLeaves()
  }

  deinit {
    values.deallocate()
    primitives.deallocate()
    arena.deallocate()
  }

  /// Takes the numbers that constants, parameters and inputs hold now, and starts over.
  public func loadLeaves() {
    for id in leafIDs { store(graph[id].tensor.contents!, in: id) }
    position = 0
  }

  /// Runs the operations before `end` that have not been run.
  public func run(upTo end: Int? = nil) {
    let end = end ?? graph.count
    withExtendedLifetime(self) {
      graph.operandIDs.withUnsafeBufferPointer { operandIDs in
        while position < end {
          runOperation(position, operandIDs)
          position += 1
        }
      }
    }
  }

  /// Forgets the results from `start` on, so that they are computed again.
  public func rewind(to start: Int) { position = Swift.min(position, start) }

  private func runOperation(_ id: Int, _ operandIDs: UnsafeBufferPointer<Int>) {
    let operands = OperandPointers(
      values: values.baseAddress!, ids: UnsafeBufferPointer(rebasing: operandIDs[graph.operandRange(of: id)]))
    primitives[id]._withUnsafeGuaranteedRef { primitive in
      primitive.kernel.function(for: graph.elementType)(KernelCall(operands: operands, result: values[id]))
    }
  }

  /// The numbers of all operations at once; `ArenaLayout` says where each one's lie.
  func allValues() -> [UInt8] { [UInt8](arena) }

  /// The numbers of an operation, copied.
  /// - Precondition: it has been run.
  public func value(_ id: Int) -> NDArray {
    withExtendedLifetime(self) {
      NDArray(copying: values[id].base, shape: values[id].shape, type: graph.elementType)
    }
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
    withExtendedLifetime(self) {
      contents.withUnsafeBytes { bytes in
        if let source = bytes.baseAddress { values[id].base.copyMemory(from: source, byteCount: bytes.count) }
      }
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
    withExtendedLifetime(self) {
      switch graph.elementType {
      case .float32: Double(values[id].base.assumingMemoryBound(to: Float.self)[offset])
      case .float64: values[id].base.assumingMemoryBound(to: Double.self)[offset]
      }
    }
  }

  /// The numbers where they lie, valid until they are next written.
  func withValue<Result>(_ id: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let byteCount = values[id].count * graph.elementType.byteCount
    return withExtendedLifetime(self) { body(UnsafeRawBufferPointer(start: values[id].base, count: byteCount)) }
  }
}
