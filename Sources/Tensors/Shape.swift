/// The sizes of an array along each axis, outermost first; a scalar's shape is `[]`.
///
/// Arrays are row-major: the last axis is the one whose neighbours lie side by side in memory.
public struct Shape: Hashable, Sendable, Codable, ExpressibleByArrayLiteral, CustomStringConvertible {
  public var sizes: [Int]

  public init(_ sizes: [Int]) { self.sizes = sizes }
  public init(arrayLiteral sizes: Int...) { self.sizes = sizes }

  public init(from decoder: any Decoder) throws { sizes = try [Int](from: decoder) }
  public func encode(to encoder: any Encoder) throws { try sizes.encode(to: encoder) }

  /// How many axes.
  @inlinable public var rank: Int { sizes.count }
  /// How many elements; 1 for a scalar.
  @inlinable public var count: Int {
    var product = 1
    for size in sizes { product *= size }
    return product
  }
  /// More numbers than these no memory holds.
  package static let mostNumbers = 1 << 44

  /// Why no array can have this shape; nil where one can.
  package var problem: String? {
    guard sizes.allSatisfy({ $0 >= 0 }) else { return "a shape expects sizes of 0 or above; got \(self)." }
    var count = 1
    for size in sizes {
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: size)
      guard !isTooLarge, product <= Self.mostNumbers else {
        return "a shape expects at most 2⁴⁴ numbers, which no memory holds; got \(self)."
      }
      count = product
    }
    return nil
  }
  @inlinable public var isScalar: Bool { sizes.isEmpty }

  @inlinable public subscript(axis: Int) -> Int {
    get { sizes[axis] }
    set { sizes[axis] = newValue }
  }

  /// How far apart in memory neighbours along each axis lie, in elements.
  public var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) { strides[axis] = strides[axis + 1] * sizes[axis + 1] }
    return strides
  }

  /// Row-major position of an index with one number per axis; nil when it lies outside.
  public func offset(of index: [Int]) -> Int? {
    guard index.count == rank else { return nil }
    var offset = 0
    for (size, i) in zip(sizes, index) {
      guard i >= 0, i < size else { return nil }
      offset = offset * size + i
    }
    return offset
  }

  /// The index whose row-major position is `offset`.
  public func index(at offset: Int) -> [Int] {
    var rest = offset
    var index = [Int](repeating: 0, count: rank)
    for axis in stride(from: rank - 1, through: 0, by: -1) where sizes[axis] > 0 {
      index[axis] = rest % sizes[axis]
      rest /= sizes[axis]
    }
    return index
  }

  /// The shape that both broadcast to: axes aligned at the right, sizes equal or 1. nil when there is none.
  ///
  ///     [32, 4]        [32, 1]
  ///          [4]           [4]
  ///     ────────       ───────
  ///     [32, 4]        [32, 4]
  public func broadcast(with other: Shape) -> Shape? {
    let rank = Swift.max(self.rank, other.rank)
    var sizes = [Int](repeating: 1, count: rank)
    for fromRight in 1...Swift.max(rank, 1) where fromRight <= rank {
      let a = fromRight <= self.rank ? self.sizes[self.rank - fromRight] : 1
      let b = fromRight <= other.rank ? other.sizes[other.rank - fromRight] : 1
      guard a == b || a == 1 || b == 1 else { return nil }
      sizes[rank - fromRight] = a == 1 ? b : a
    }
    return Shape(sizes)
  }

  /// These sizes for as many numbers as this shape has; one may be −1: whatever is left. Where there are no numbers, sizes
  /// of 0 are left out: [0, 3, 4] to [0, −1] is [0, 12].
  package func resolving(_ sizes: [Int]) -> Shape {
    var sizes = sizes
    guard let open = sizes.firstIndex(of: -1) else { return Shape(sizes) }
    sizes[open] = 1
    let own = sizes.contains(0) ? self.sizes.filter { $0 != 0 } : self.sizes
    let others = sizes.filter { $0 != 0 }.reduce(1, *)
    sizes[open] = own.reduce(1, *) / Swift.max(others, 1)
    return Shape(sizes)
  }

  /// "[32, 4]"
  public var description: String { sizes.description }
}
