import CKernels
import Tensors

/// Runs a graph with the compiled kernels, one operation after another, and keeps every value.
///
/// All values lie in one block of memory, laid out once; running allocates nothing and counts no references. What only
/// rearranges another value (a transpose, a repetition) is not copied but read there. What reads the block keeps `self`, and
/// so the graph, until it is done: `withExtendedLifetime`.
public final class Execution {
  public let graph: Graph
  /// Operations before this one have been run.
  public private(set) var position = 0

  private let compiled: CompiledGraph
  /// All values; nil after it has been handed over, until another one is needed.
  private var ownBlock: ValueBlock?
  private var handedOver: ValueBlock?

  /// Lays out the memory; leaves hold the numbers they have now. Nothing is run yet.
  public convenience init(_ graph: Graph) { self.init(graph, owning: [], leaves: { graph[$0].tensor.contents! }) }

  /// - Parameters:
  ///   - owned: operations that have room of their own even where they only rearrange another value, so that other numbers
  ///     can be put in their place.
  ///   - leaves: what constants, parameters and inputs hold at first.
  init(_ graph: Graph, owning owned: Set<Int>, leaves: (Int) -> NDArray) {
    self.graph = graph
    compiled = CompiledGraph(graph, owning: owned)
    for id in compiled.leafIDs { store(leaves(id), in: id) }
  }

  private var block: ValueBlock {
    if let ownBlock { return ownBlock }
    let block = ValueBlock(byteCount: compiled.layout.byteCount)
    ownBlock = block
    if let handedOver {
      for id in compiled.leafIDs { withValue(id, in: handedOver) { _ = store($0, in: id) } }
    }
    handedOver = nil
    return block
  }

  var layout: ValueLayout { compiled.layout }

  /// Takes the numbers that constants, parameters and inputs hold now, and starts over.
  public func loadLeaves() {
    for id in compiled.leafIDs { store(graph[id].tensor.contents!, in: id) }
    position = 0
  }

  /// Runs the operations before `end` that have not been run.
  public func run(upTo end: Int? = nil) {
    let end = end ?? graph.count
    guard position < end else { return }
    withExtendedLifetime(self) { compiled.run(position..<end, in: block.base) }
    position = end
  }

  /// Forgets the results from `start` on, so that they are computed again.
  public func rewind(to start: Int) { position = Swift.min(position, start) }

  /// The block with all values, which nobody writes to any more: the execution starts over in another one, with the same
  /// leaves.
  func handOver() -> ValueBlock {
    let full = block
    handedOver = full
    ownBlock = nil
    position = 0
    return full
  }

  private func place(_ id: Int) -> UnsafeMutableRawPointer {
    block.base + layout.starts[id] * graph.elementType.byteCount
  }

  /// The numbers of an operation, copied.
  /// - Precondition: it has been run.
  public func value(_ id: Int) -> NDArray {
    withExtendedLifetime(self) { layout.numbers(of: id, graph[id].shape, in: block.base) }
  }

  /// Runs what is missing, and answers with the tensor's numbers.
  public func value(of tensor: Tensor) -> NDArray {
    guard let id = graph.id(of: tensor) else { stop("this graph does not compute \(tensor.shapeText).") }
    run(upTo: id + 1)
    return value(id)
  }

  /// Puts other numbers in an operation's place.
  /// - Precondition: a leaf, or an operation that has room of its own; of its shape and type.
  public func store(_ contents: NDArray, in id: Int) {
    precondition(contents.shape == graph[id].shape && contents.elementType == graph.elementType)
    contents.withUnsafeBytes { _ = store($0, in: id) }
  }

  /// Copies as many bytes as the operation's value has, and answers how many.
  func store(_ bytes: UnsafeRawBufferPointer, in id: Int) -> Int {
    precondition(layout.views[id] == nil)
    let count = graph[id].shape.count * graph.elementType.byteCount
    if count > 0 { withExtendedLifetime(self) { place(id).copyMemory(from: bytes.baseAddress!, byteCount: count) } }
    return count
  }

  /// What one operation computes from other operands, by the same kernels on numbers that lie in the same way.
  func result(of id: Int, from operands: [NDArray]) -> NDArray {
    for (operand, contents) in zip(graph.operands(of: id), operands) {
      layout.write(contents, as: operand, to: block.base)
    }
    withExtendedLifetime(self) { compiled.run(id..<id + 1, in: block.base) }
    return value(id)
  }

  /// One number of an operation's value, by its row-major position.
  public func number(_ id: Int, at offset: Int) -> Double {
    withExtendedLifetime(self) {
      let offset = layout.views[id]?.offset(at: offset) ?? offset
      return switch graph.elementType {
      case .float32: Double(place(id).assumingMemoryBound(to: Float.self)[offset])
      case .float64: place(id).assumingMemoryBound(to: Double.self)[offset]
      }
    }
  }

  /// The numbers, row-major, valid until they are next written.
  package func withValue<Result>(_ id: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    guard layout.views[id] == nil else { return value(id).withUnsafeBytes(body) }
    return withExtendedLifetime(self) { withValue(id, in: block, body) }
  }

  private func withValue<Result>(_ id: Int, in block: ValueBlock, _ body: (UnsafeRawBufferPointer) -> Result) -> Result
  {
    let size = graph.elementType.byteCount
    return body(
      UnsafeRawBufferPointer(start: block.base + layout.starts[id] * size, count: graph[id].shape.count * size))
  }
}
