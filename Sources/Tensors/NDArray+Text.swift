import Numerals

// How arrays are printed: numbers with four significant digits, and of many numbers only some.

extension NDArray: CustomStringConvertible {
  /// "[[1, −0.5], [3, nan]]". Of more than 36 numbers the first and the last along each axis, and the shape:
  /// "[0, 1, 2, …, 97, 98, 99], shape [100]". `fullText` has all of them, with every digit.
  public var description: String {
    isPrintedWhole ? numbersText : "\(numbersText), shape \(shape)"
  }

  /// Every number with every digit that its type has: "[[1.0, -0.5], [3.0, nan]]".
  public var fullText: String {
    nested(PrintedAxes(whole: shape)) { text(at: $0) }
  }

  /// The numbers as they are printed, without the shape.
  package var numbersText: String {
    let axes = isPrintedWhole ? PrintedAxes(whole: shape) : PrintedAxes(shortened: shape)
    return nested(axes) { significantText(self[at: $0]) }
  }

  private var isPrintedWhole: Bool { count <= 36 && shape.sizes.allSatisfy { $0 <= 36 } }

  private func nested(_ axes: PrintedAxes, axis: Int = 0, offset: Int = 0, _ number: (Int) -> String) -> String {
    guard axis < shape.rank else { return number(offset) }
    let stride = shape.strides[axis]
    let parts = axes.places[axis].map { place in
      place.map { nested(axes, axis: axis + 1, offset: offset + $0 * stride, number) } ?? "…"
    }
    return "[" + parts.joined(separator: ", ") + "]"
  }

  /// The element at a row-major position with every digit that its type has: 0.1, not 0.10000000149011612.
  public func text(at offset: Int) -> String {
    switch elements {
    case .float32(let values): exactText(values[offset])
    case .float64(let values): exactText(values[offset])
    }
  }
}

/// Which places of each axis are printed; nil: an ellipsis.
private struct PrintedAxes {
  var places: [[Int?]]

  init(whole shape: Shape) { places = shape.sizes.map { Array(0..<$0) } }

  /// Of a vector or a matrix three at each end, of more axes one; of axes before the last four that are longer than 1, the
  /// first only. So 81 numbers are the most.
  init(shortened shape: Shape) {
    let long = shape.sizes.indices.filter { shape[$0] > 1 }
    let ends = long.count <= 2 ? 3 : 1
    places = shape.sizes.enumerated().map { axis, size in
      if size > 1, !long.suffix(4).contains(axis) { return [0, nil] }
      if size <= 2 * ends + 1 { return Array(0..<size) }
      return Array(0..<ends) + [nil] + Array(size - ends..<size)
    }
  }
}
