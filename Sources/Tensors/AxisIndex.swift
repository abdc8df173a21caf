// What stands between brackets: x[0], x[1, 2], x[0..<3], x[0..., 1].

/// What picks along one axis: a position, which takes the axis away, or a range of positions, which keeps it. A position
/// below 0 counts from the end: −1 is the last. `0...` is the whole axis; axes that are not mentioned stay whole.
public protocol AxisIndex {}

extension Int: AxisIndex {}
extension Range: AxisIndex where Bound == Int {}
extension ClosedRange: AxisIndex where Bound == Int {}
extension PartialRangeFrom: AxisIndex where Bound == Int {}
extension PartialRangeThrough: AxisIndex where Bound == Int {}
extension PartialRangeUpTo: AxisIndex where Bound == Int {}

/// What is picked along one axis.
package struct AxisPart: Equatable {
  package let places: Range<Int>
  /// Was it a position, so that the axis goes?
  package let isPosition: Bool
}

package struct IndexProblem: Error {
  package let sentence: String
}

extension Shape {
  /// What an index picks along each axis.
  /// - Parameter name: of what is indexed, for the sentence.
  package func parts(of index: [any AxisIndex], name: String = "x") throws(IndexProblem) -> [AxisPart] {
    guard index.count <= rank else {
      throw IndexProblem(
        sentence: "\(name)[…] expects at most \(rank) \(rank == 1 ? "index" : "indices") for the axes of \(self); "
          + "got \(index.count).")
    }
    var parts: [AxisPart] = []
    for (axis, index) in index.enumerated() { parts.append(try part(of: index, axis, name)) }
    return parts + sizes.dropFirst(index.count).map { AxisPart(places: 0..<$0, isPosition: false) }
  }

  private func part(of index: any AxisIndex, _ axis: Int, _ name: String) throws(IndexProblem) -> AxisPart {
    let size = self[axis]
    if let position = index as? Int {
      let counted = position < 0 ? position + size : position
      guard (0..<size).contains(counted) else {
        throw IndexProblem(
          sentence: "\(name)[…] expects a position of axis \(axis) of \(self), "
            + (size == 0 ? "which has none" : "0 to \(size - 1) or −\(size) to −1 from the end") + "; got \(position).")
      }
      return AxisPart(places: counted..<counted + 1, isPosition: true)
    }
    let bounds: (lower: Int, upper: Int)
    switch index {
    case let range as Range<Int>: bounds = (range.lowerBound, range.upperBound)
    case let range as ClosedRange<Int>: bounds = (range.lowerBound, range.upperBound + 1)
    case let range as PartialRangeFrom<Int>: bounds = (range.lowerBound, size)
    case let range as PartialRangeThrough<Int>: bounds = (0, range.upperBound + 1)
    case let range as PartialRangeUpTo<Int>: bounds = (0, range.upperBound)
    default: throw IndexProblem(sentence: "\(name)[…] expects positions and ranges of them; got something else.")
    }
    guard bounds.lower >= 0, bounds.lower <= bounds.upper, bounds.upper <= size else {
      throw IndexProblem(
        sentence: "\(name)[…] expects a range inside 0..<\(size), axis \(axis) of \(self); "
          + "got \(indexText(index)).")
    }
    return AxisPart(places: bounds.lower..<bounds.upper, isPosition: false)
  }

  /// Row-major position of an index with one number per axis, counted from the end where it is below 0.
  package func place(of index: [Int], name: String = "x") throws(IndexProblem) -> Int {
    guard index.count == rank else {
      let hint =
        index.count < rank
        ? " \(name)[\((index.map(String.init) + ["0..."]).joined(separator: ", "))] is all that \(index) leaves open."
        : rank == 0 ? " A single number is \(name).scalar." : ""
      throw IndexProblem(
        sentence: "\(name)[…] expects one position for each of the \(rank) axes of \(self); got \(index).\(hint)")
    }
    return try parts(of: index, name: name).enumerated().reduce(0) {
      $0 * sizes[$1.offset] + $1.element.places.lowerBound
    }
  }
}

extension NDArray {
  /// The numbers that an index picks: `x[0..<3]`, `x[0..., 1]`, `x[2, 0...]`. See `AxisIndex`.
  ///
  /// - Returns: an array of the axes that no position takes away.
  @_disfavoredOverload
  public subscript(index: any AxisIndex...) -> NDArray {
    let parts: [AxisPart]
    do { parts = try shape.parts(of: index) } catch { stop(error.sentence) }
    let strides = shape.strides
    var offsets = [0]
    for (axis, part) in parts.enumerated() {
      offsets = offsets.flatMap { start in part.places.map { start + $0 * strides[axis] } }
    }
    let result = Shape(parts.filter { !$0.isPosition }.map(\.places.count))
    return switch elements {
    case .float32(let values): NDArray(.float32(offsets.map { values[$0] }), shape: result)
    case .float64(let values): NDArray(.float64(offsets.map { values[$0] }), shape: result)
    }
  }
}

/// As it is written between the brackets: "2...", "..<3".
private func indexText(_ index: any AxisIndex) -> String {
  switch index {
  case let range as PartialRangeFrom<Int>: "\(range.lowerBound)..."
  case let range as PartialRangeThrough<Int>: "...\(range.upperBound)"
  case let range as PartialRangeUpTo<Int>: "..<\(range.upperBound)"
  default: "\(index)"
  }
}
