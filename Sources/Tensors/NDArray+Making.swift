// Arrays of numbers that are known beforehand.

extension NDArray {
  /// 0 everywhere: `NDArray.zeros([2, 3])`.
  public static func zeros(_ shape: Shape, type: ElementType = .float32) -> NDArray {
    NDArray(repeating: 0, shape: shape, type: type)
  }

  /// 1 everywhere.
  public static func ones(_ shape: Shape, type: ElementType = .float32) -> NDArray {
    NDArray(repeating: 1, shape: shape, type: type)
  }

  /// One number everywhere: `NDArray.full([2, 3], 0.5)`.
  public static func full(_ shape: Shape, _ value: Double, type: ElementType = .float32) -> NDArray {
    NDArray(repeating: value, shape: shape, type: type)
  }

  /// 1 on the diagonal, 0 elsewhere: [size, size].
  public static func identity(_ size: Int, type: ElementType = .float32) -> NDArray {
    var result = zeros([size, size], type: type)
    for i in 0..<size { result[i, i] = 1 }
    return result
  }

  /// Matrices one behind the other, [n, rows, columns]: a batch of sequences.
  public init(_ matrices: [[[Double]]], type: ElementType = .float32) {
    let (rows, columns) = (matrices.first?.count ?? 0, matrices.first?.first?.count ?? 0)
    for (i, matrix) in matrices.enumerated()
    where matrix.count != rows || matrix.contains(where: { $0.count != columns }) {
      stop(
        "Every matrix must have \(rows) rows of \(columns) numbers, like matrix 0; matrix \(i) has \(matrix.map(\.count))."
      )
    }
    self.init(matrices.joined().flatMap { $0 }, shape: [matrices.count, rows, columns], type: type)
  }

  /// A vector of whole numbers, [n].
  @_disfavoredOverload
  public init(_ values: [Int], type: ElementType = .float32) { self.init(values.map(Double.init), type: type) }

  /// A matrix of whole numbers, [rows, columns]: tokens, labels.
  @_disfavoredOverload
  public init(_ rows: [[Int]], type: ElementType = .float32) { self.init(rows.map { $0.map(Double.init) }, type: type) }

  /// A vector, [n], in its own element type.
  @_disfavoredOverload
  public init(_ values: [Float]) { self.init(.float32(values), shape: [values.count]) }

  /// The rows of a matrix [rows, columns], each as plain numbers.
  public var matrix: [[Double]] {
    guard shape.rank == 2 else { stop(shapes: "matrix expects an array [rows, columns]; got \(shape).") }
    let numbers = doubles
    return (0..<shape[0]).map { Array(numbers[$0 * shape[1]..<($0 + 1) * shape[1]]) }
  }
}
