import Tensors

/// Tensors of one shape along a new axis: k times [n, m] → [k, n, m] with axis 0, [n, m, k] with axis −1.
///
/// - Parameter axis: of the result; below 0 it is counted from the end.
public func stack(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
  guard let shape = tensors.first?.shape else { stop("stack(…) expects at least one tensor; got none.") }
  if let other = tensors.first(where: { $0.shape != shape }) {
    stop("stack(…) expects tensors of one shape; got \(shape) and \(other.shape). concatenate(…) joins along an axis.")
  }
  let place = axis < 0 ? axis + shape.rank + 1 : axis
  guard (0...shape.rank).contains(place) else {
    stop("stack(…, axis:) expects an axis of the result, from \(-shape.rank - 1) to \(shape.rank); got \(axis).")
  }
  var sizes = shape.sizes
  sizes.insert(1, at: place)
  return concatenate(tensors.map { $0.reshaped(Shape(sizes)) }, axis: place)
}

/// The same of arrays.
@_disfavoredOverload
public func stack(_ arrays: [NDArray], axis: Int = 0) -> NDArray {
  stack(arrays.map { Tensor($0) }, axis: axis).value
}

/// The place of the greatest number of a list, from 0; of equal ones the first.
public func argmax<Number: Comparable>(_ list: [Number]) -> Int {
  guard let best = list.indices.reduce(nil, { best, i in best.map { list[i] > list[$0] ? i : $0 } ?? i }) else {
    stop("argmax(…) expects at least one number; got none.")
  }
  return best
}

/// The place of the least number of a list, likewise.
public func argmin<Number: Comparable>(_ list: [Number]) -> Int {
  guard let best = list.indices.reduce(nil, { best, i in best.map { list[i] < list[$0] ? i : $0 } ?? i }) else {
    stop("argmin(…) expects at least one number; got none.")
  }
  return best
}
