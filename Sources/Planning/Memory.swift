import Autodiff

/// Hands out parts of one block, and takes them back for others: first fit, in whole cache lines.
struct MemoryAllocator {
  private(set) var size = 0
  private var free: [Range<Int>] = []

  static func rounded(_ count: Int) -> Int { (max(count, 1) + 15) / 16 * 16 }

  mutating func allocate(_ count: Int) -> Int {
    let count = Self.rounded(count)
    if let index = free.firstIndex(where: { $0.count >= count }) {
      let start = free[index].lowerBound
      if free[index].count == count {
        free.remove(at: index)
      } else {
        free[index] = start + count..<free[index].upperBound
      }
      return start
    }
    if let last = free.last, last.upperBound == size {
      free.removeLast()
      size = last.lowerBound + count
      return last.lowerBound
    }
    size += count
    return size - count
  }

  mutating func release(_ start: Int, _ count: Int) {
    let end = start + Self.rounded(count)
    let index = free.firstIndex { $0.lowerBound > start } ?? free.count
    free.insert(start..<end, at: index)
    for i in [index, index - 1] where i >= 0 && i + 1 < free.count && free[i].upperBound == free[i + 1].lowerBound {
      free[i] = free[i].lowerBound..<free[i + 1].upperBound
      free.remove(at: i + 1)
    }
  }
}

/// Where a node's numbers lie.
struct Home: Equatable {
  enum Space: Equatable {
    /// A parameter's, input's or constant's own memory: the number of the leaf's operation.
    case leaf(Int)
    case shared
    /// One chunk's, in one segment.
    case local
    /// A sum over examples.
    case sums
  }
  var space: Space
  /// From the start of the space.
  var offset = 0
  /// For each axis of the node.
  var strides: [Int]

  /// A view of the node's row-major numbers, in memory's terms; nil where no strides serve.
  func physical(_ view: View, of shape: [Int]) -> View? {
    let logical = View.contiguousStrides(shape)
    var result = View(shape: view.shape, strides: view.strides, offset: offset)
    if strides == logical || view.count == 0 {
      result.offset += view.offset
      return result
    }
    var rest = view.offset
    for axis in shape.indices where shape[axis] > 1 {
      result.offset += rest / logical[axis] * strides[axis]
      rest %= logical[axis]
    }
    for axis in view.shape.indices where view.shape[axis] > 1 && view.strides[axis] != 0 {
      let (size, stride) = (view.shape[axis], view.strides[axis])
      guard
        let own = shape.indices.first(where: {
          shape[$0] > 1 && logical[$0] <= stride && (size - 1) * stride < logical[$0] * shape[$0]
        }), stride % logical[own] == 0
      else { return nil }
      result.strides[axis] = stride / logical[own] * strides[own]
    }
    return result
  }
}
