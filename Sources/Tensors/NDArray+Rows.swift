extension NDArray {
  /// How many rows: the size of the first axis; a scalar has none.
  public var rowCount: Int { shape.rank == 0 ? 0 : shape[0] }

  /// The same with the numbers in an array [k], such as tokens or labels.
  public func rows(_ indices: NDArray) -> NDArray {
    let numbers = indices.doubles
    guard indices.shape.rank == 1, numbers.allSatisfy({ Int(exactly: $0) != nil }) else {
      stop(
        shapes:
          "rows expects whole numbers [k]; got \(indices.shape)\(indices.shape.rank == 1 ? " with fractions" : "").")
    }
    return rows(numbers.map { Int($0) })
  }

  /// The rows with these numbers, in this order: [n, …] → [indices, …].
  public func rows(_ indices: [Int]) -> NDArray {
    guard shape.rank >= 1 else { stop("rows expects an array [n, …]; got a single number, which has no rows.") }
    for index in indices where !(0..<shape[0]).contains(index) {
      stop("rows expects row numbers from 0 to \(shape[0] - 1) of \(shape); got \(index).")
    }
    let width = shape.sizes.dropFirst().reduce(1, *)
    let result = Shape([indices.count] + shape.sizes.dropFirst())
    let rows =
      switch elements {
      case .float32(let values):
        NDArray(.float32(indices.flatMap { values[$0 * width..<($0 + 1) * width] }), shape: result)
      case .float64(let values):
        NDArray(.float64(indices.flatMap { values[$0 * width..<($0 + 1) * width] }), shape: result)
      }
    guard !entryNames.isEmpty else { return rows }
    return rows.with(entryNames: [entryNames[0].map { names in indices.map { names[$0] } }] + entryNames.dropFirst())
  }

  /// Row i is 1 at the place that label i names and 0 elsewhere: labels [n] → [n, classes].
  public func oneHot(classes: Int) -> NDArray {
    guard shape.rank == 1 else { stop(shapes: "oneHot(classes:) expects labels [n]; got \(shape).") }
    var result = NDArray(repeating: 0, shape: [count, classes], type: elementType)
    for (i, label) in doubles.enumerated() {
      guard let k = Int(exactly: label), (0..<classes).contains(k) else {
        stop("oneHot(classes: \(classes)) expects labels from 0 to \(classes - 1); label \(i) is \(label).")
      }
      result[i, k] = 1
    }
    return result
  }
}
