import Tensors

/// Where each operation's numbers lie when all of a graph's values share one block of memory. Scalars lie side by
/// side; larger values start on a cache line.
struct ArenaLayout: Sendable {
  /// In bytes from the start of the block, one for each operation.
  let starts: [Int]
  let byteCount: Int

  init(of graph: Graph) {
    var end = 0
    let elementBytes = graph.elementType.byteCount
    starts = graph.operations.map { operation in
      let bytes = operation.shape.count * elementBytes
      let alignment = bytes <= 8 ? 8 : 64
      let start = (end + alignment - 1) / alignment * alignment
      end = start + Swift.max(bytes, 1)
      return start
    }
    byteCount = end
  }
}
