/// Numbers in a shape: a concrete array, row-major, of one element type. A value: copying is cheap and safe.
public struct NDArray: Sendable {
  public enum Elements: Sendable {
    case float32([Float])
    case float64([Double])
  }

  public let shape: Shape
  public private(set) var elements: Elements
  /// For each axis what its entries are called, nil where they have no names; [] when no axis has any. See `naming`.
  public internal(set) var entryNames: [[String]?] = []

  /// - Precondition: as many elements as the shape holds.
  public init(_ elements: Elements, shape: Shape) {
    self.elements = elements
    self.shape = shape
    if let problem = shape.problem { stop(problem) }
    guard count == shape.count else {
      stop(shapes: "NDArray of shape \(shape) expects \(shape.count) numbers; got \(count).")
    }
  }

  /// Row-major `values`, rounded to `type`.
  public init(_ values: [Double], shape: Shape, type: ElementType = .float32) {
    self.init(type == .float32 ? .float32(values.map(Float.init)) : .float64(values), shape: shape)
  }

  /// A single number, of shape [].
  public init(scalar: Double, type: ElementType = .float32) {
    self.init([scalar], shape: [], type: type)
  }

  /// A vector, [n].
  public init(_ values: [Double], type: ElementType = .float32) {
    self.init(values, shape: [values.count], type: type)
  }

  /// A matrix, [rows, columns].
  /// - Precondition: all rows are equally long.
  public init(_ rows: [[Double]], type: ElementType = .float32) {
    let columns = rows.first?.count ?? 0
    for (i, row) in rows.enumerated() where row.count != columns {
      stop("NDArray expects rows of equal length, \(columns) numbers as in row 0; got \(row.count) in row \(i).")
    }
    self.init(rows.flatMap { $0 }, shape: [rows.count, columns], type: type)
  }

  /// `shape` filled with one number.
  public init(repeating value: Double, shape: Shape, type: ElementType = .float32) {
    if let problem = shape.problem { stop(problem) }
    self.init(
      type == .float32
        ? .float32([Float](repeating: Float(value), count: shape.count))
        : .float64([Double](repeating: value, count: shape.count)), shape: shape)
  }

  /// Copies `shape.count` numbers from memory.
  public init(copying base: UnsafeRawPointer, shape: Shape, type: ElementType) {
    let count = shape.count
    switch type {
    case .float32:
      let source = UnsafeBufferPointer(start: base.assumingMemoryBound(to: Float.self), count: count)
      self.init(.float32(Array(source)), shape: shape)
    case .float64:
      let source = UnsafeBufferPointer(start: base.assumingMemoryBound(to: Double.self), count: count)
      self.init(.float64(Array(source)), shape: shape)
    }
  }

  public var elementType: ElementType {
    switch elements {
    case .float32: .float32
    case .float64: .float64
    }
  }

  /// How many numbers there are; 1 for the shape [].
  public var count: Int {
    switch elements {
    case .float32(let values): values.count
    case .float64(let values): values.count
    }
  }

  /// All elements, row-major, widened to Double (exactly).
  public var doubles: [Double] {
    switch elements {
    case .float32(let values): values.map(Double.init)
    case .float64(let values): values
    }
  }

  /// The only element. A NaN comes without a sign, so that it prints as "nan".
  /// - Precondition: exactly one element.
  public var scalar: Double {
    guard count == 1 else { stop(shapes: "scalar expects an array of one number; got shape \(shape).") }
    let number = self[at: 0]
    return number.isNaN ? .nan : number
  }

  /// The element at a row-major position.
  public subscript(at offset: Int) -> Double {
    get {
      checkPosition(offset)
      return switch elements {
      case .float32(let values): Double(values[offset])
      case .float64(let values): values[offset]
      }
    }
    set {
      checkPosition(offset)
      switch elements {
      case .float32(var values):
        elements = .float32([])
        values[offset] = Float(newValue)
        elements = .float32(values)
      case .float64(var values):
        elements = .float64([])
        values[offset] = newValue
        elements = .float64(values)
      }
    }
  }

  /// The element at an index with one number per axis; one below 0 counts from the end.
  public subscript(index: Int...) -> Double {
    get { self[at: position(index)] }
    set { self[at: position(index)] = newValue }
  }

  @inline(__always)
  private func checkPosition(_ offset: Int) {
    guard offset >= 0, offset < count else {
      stop(shapes: "The position in \(shape) must be from 0 to \(count - 1); got \(offset).")
    }
  }

  private func position(_ index: [Int]) -> Int {
    if let offset = shape.offset(of: index) { return offset }
    do { return try shape.place(of: index) } catch { stop(error.sentence) }
  }

  /// The numbers as they lie in memory, row by row, valid during `body` only.
  public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    switch elements {
    case .float32(let values): try values.withUnsafeBytes(body)
    case .float64(let values): try values.withUnsafeBytes(body)
    }
  }

  /// The same numbers in another shape of the same count.
  public func reshaped(_ shape: Shape) -> NDArray {
    guard shape.count == count, shape.problem == nil else {
      stop(shapes: "reshaped expects a shape for the \(count) numbers of \(self.shape); got \(shape).")
    }
    return shape == self.shape ? self : NDArray(elements, shape: shape)
  }

  /// The same numbers in another shape; one size may be −1: whatever is left.
  public func reshaped(_ sizes: [Int]) -> NDArray { reshaped(shape.resolving(sizes)) }
  /// The same numbers in another shape: `x.reshaped(2, -1)`.
  public func reshaped(_ sizes: Int...) -> NDArray { reshaped(sizes) }

  /// The same numbers in another element type, rounded to nearest where it is the narrower one.
  public func converted(to type: ElementType) -> NDArray {
    type == elementType ? self : NDArray(doubles, shape: shape, type: type).calledAs(self)
  }

  /// Same type, shape and bits; NaN equals itself and 0 differs from −0.
  public func hasSameBits(as other: NDArray) -> Bool {
    guard shape == other.shape, elementType == other.elementType else { return false }
    return withUnsafeBytes { a in other.withUnsafeBytes { b in a.elementsEqual(b) } }
  }
}

extension NDArray: Equatable {
  /// Same type and shape, and equal numbers (so NaN differs from itself).
  public static func == (a: NDArray, b: NDArray) -> Bool {
    guard a.shape == b.shape else { return false }
    return switch (a.elements, b.elements) {
    case (.float32(let x), .float32(let y)): x.elementsEqual(y)
    case (.float64(let x), .float64(let y)): x.elementsEqual(y)
    default: false
    }
  }
}
