import Synchronization
import Tensors

/// Where each operation's numbers lie when all values of a graph share one block of memory: in room of their own or, where
/// an operation only rearranges what another one computed, there, read through a view.
struct ValueLayout: Sendable {
  /// In elements from the start of the block, by id. Values of several numbers that have room of their own start on a
  /// cache line; single numbers lie side by side.
  private(set) var starts: [Int]
  /// How the numbers lie that are not one after another, by id; offsets count from the start.
  private(set) var views: [Int: View] = [:]
  private(set) var byteCount = 0
  let elementType: ElementType

  init(capacity: Int, elementType: ElementType) {
    self.elementType = elementType
    starts = []
    starts.reserveCapacity(capacity)
  }

  /// Room of its own for every operation.
  init(of graph: Graph) {
    self.init(capacity: graph.count, elementType: graph.elementType)
    for operation in graph.operations { appendRoom(for: operation.shape.count) }
  }

  mutating func appendRoom(for count: Int) { starts.append(room(for: count)) }

  /// The numbers of another operation as they are.
  mutating func append(sameAs id: Int) {
    starts.append(starts[id])
    views[starts.count - 1] = views[id]
  }

  mutating func append(_ view: View, of id: Int) {
    starts.append(starts[id])
    views[starts.count - 1] = view
  }

  /// Gives an operation room of its own.
  mutating func move(_ id: Int, count: Int) {
    starts[id] = room(for: count)
    views[id] = nil
  }

  private mutating func room(for count: Int) -> Int {
    let size = elementType.byteCount
    let alignment = count <= 1 ? size : 64
    let start = (byteCount + alignment - 1) / alignment * alignment
    byteCount = start + Swift.max(count, 1) * size
    return start / size
  }

  /// How an operation's numbers lie, counted from the start of the block.
  func view(_ id: Int, _ shape: Shape) -> View {
    var view = views.isEmpty ? nil : views[id]
    view?.offset += starts[id]
    return view ?? View(contiguous: shape.sizes, offset: starts[id])
  }

  /// The numbers of an operation, copied out of a block.
  func numbers(of id: Int, _ shape: Shape, in block: UnsafeRawPointer) -> NDArray {
    let base = block + starts[id] * elementType.byteCount
    guard let view = views[id] else { return NDArray(copying: base, shape: shape, type: elementType) }
    return NDArray(view.elements(of: base, elementType), shape: shape)
  }
}

extension ValueLayout {
  /// Puts numbers where an operation's are read.
  func write(_ numbers: NDArray, as id: Int, to block: UnsafeMutableRawPointer) {
    let view = view(id, numbers.shape)
    func write<S: Scalar>(_ numbers: [S]) {
      scatterStrided(
        numbers, shape: Shape(view.shape), into: block.assumingMemoryBound(to: S.self), start: view.offset,
        strides: view.strides)
    }
    switch numbers.elements {
    case .float32(let numbers): write(numbers)
    case .float64(let numbers): write(numbers)
    }
  }
}

extension View {
  /// The numbers that it reads, row-major.
  package func elements(of base: UnsafeRawPointer, _ type: ElementType) -> NDArray.Elements {
    switch type {
    case .float32: .float32(numbers(of: base.assumingMemoryBound(to: Float.self)))
    case .float64: .float64(numbers(of: base.assumingMemoryBound(to: Double.self)))
    }
  }

  func numbers<S: Scalar>(of base: UnsafePointer<S>) -> [S] {
    [S](unsafeUninitializedCapacity: count) { numbers, initialized in
      initialized = count
      guard count > 0 else { return }
      gatherStrided(base, start: offset, strides: strides, into: numbers.baseAddress!, shape: Shape(shape))
    }
  }
}

/// A block of memory for all values of an execution, used again by the next one when nobody reads it any more.
final class ValueBlock: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let byteCount: Int

  init(byteCount: Int) {
    self.byteCount = byteCount
    base =
      Self.spare.withLock { spare in
        guard let index = spare.firstIndex(where: { $0.byteCount == byteCount }) else { return nil }
        return spare.remove(at: index).base
      } ?? .allocate(byteCount: byteCount, alignment: 64)
  }

  deinit {
    let (released, byteCount) = (Released(base: base, byteCount: byteCount), byteCount)
    let excess = Self.spare.withLock { spare -> [Released] in
      guard (Self.smallest...Self.largest).contains(byteCount) else { return [released] }
      spare.append(released)
      return spare.count > Self.most ? [spare.removeFirst()] : []
    }
    for block in excess { block.base.deallocate() }
  }

  private struct Released: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
    let byteCount: Int
  }

  // To get pages from the system costs more than to fill them: released blocks of a middling size wait for their like.
  private static let spare = Mutex<[Released]>([])
  private static let smallest = 1 << 16
  private static let largest = 128 << 20
  private static let most = 2
}
