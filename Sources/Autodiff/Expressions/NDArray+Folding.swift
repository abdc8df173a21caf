import Tensors

// What tensors can be folded, chosen and multiplied by, for arrays: the same functions, over the same implementation.

/// base^x of every number.
public func pow(_ base: Double, _ x: NDArray) -> NDArray { x.computing { pow(base, $0) } }
/// x^y of every number; shapes broadcast.
public func pow(_ x: NDArray, _ exponent: NDArray) -> NDArray { x.with(exponent) { pow($0, $1) } }

/// The product over the given axes, or of all numbers.
public func product(_ x: NDArray, axes: [Int]? = nil, keepingAxes: Bool = false) -> NDArray {
  x.computing { product($0, axes: axes, keepingAxes: keepingAxes) }
}
/// The product over one axis.
public func product(_ x: NDArray, axis: Int, keepingAxes: Bool = false) -> NDArray {
  product(x, axes: [axis], keepingAxes: keepingAxes)
}

/// Sums of the numbers up to each place of an axis, with that one's: [1, 2, 3] → [1, 3, 6].
public func cumulativeSum(_ x: NDArray, axis: Int = -1) -> NDArray { x.computing { cumulativeSum($0, axis: axis) } }

/// log Σ exp(x) over an axis, without overflow.
public func logSumExp(_ x: NDArray, axis: Int = -1, keepingAxes: Bool = false) -> NDArray {
  x.computing { logSumExp($0, axis: axis, keepingAxes: keepingAxes) }
}

/// log softmax(x) along an axis, without overflow.
public func logSoftmax(_ x: NDArray, axis: Int = -1) -> NDArray { x.computing { logSoftmax($0, axis: axis) } }

/// The k greatest numbers along an axis, the greatest first, and their places; of equal numbers the first one's.
public func topK(_ x: NDArray, _ k: Int, axis: Int = -1) -> (values: NDArray, indices: NDArray) {
  let (values, indices) = topK(Tensor(x), k, axis: axis)
  return (values.value, indices.value)
}

/// A product by letters, as for tensors: `einsum("ij,kj->ik", a, b)`.
public func einsum(_ notation: String, _ operands: NDArray...) -> NDArray {
  einsum(notation, of: operands.map { Tensor($0) }).value
}

extension NDArray {
  /// The places of an axis, in the order given: `a.slice(0..<2, axis: 1)`, `a.slice(stride(from: 0, to: 6, by: 2))`.
  public func slice(_ places: some Sequence<Int>, axis: Int = 0) -> NDArray {
    computing { $0.slice(places, axis: axis) }
  }

  /// Back to front along an axis.
  public func reversed(axis: Int = 0) -> NDArray { computing { $0.reversed(axis: axis) } }
}
