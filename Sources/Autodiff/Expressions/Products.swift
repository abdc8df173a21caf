import Tensors

extension Tensor {
  /// The matrix product: [m, k] · [k, n] → [m, n]; see `Primitive.matmul`.
  ///
  /// With leading axes, one product for each, which broadcast as `+` does: [b, m, k] · [k, n] → [b, m, n]. A vector on the left
  /// is a row, one on the right a column, and that axis is left out of the result: [k] · [k] → [].
  public func matmul(_ other: Tensor) -> Tensor {
    guard rank > 0, other.rank > 0 else {
      stop(
        shapes:
          "matmul expects vectors or matrices; got \(shapeText) and \(other.shapeText). A single number multiplies with *."
          + trail(of: [self, other]))
    }
    let left = rank == 1 ? reshaped([1, shape[0]]) : self
    let right = other.rank == 1 ? other.reshaped([other.shape[0], 1]) : other
    // What does not fit is refused in the operands' own shapes.
    guard left.shape[left.rank - 1] == right.shape[right.rank - 2] else { return Primitive.matmul(self, other) }
    let (x, w) = left.sharingLeadingAxes(with: right)
    var result = Primitive.matmul(x, w)
    if other.rank == 1 { result = result.reshaped(Array(result.shape.sizes.dropLast())) }
    if rank == 1 {
      var sizes = result.shape.sizes
      sizes.remove(at: sizes.count - (other.rank == 1 ? 1 : 2))
      result = result.reshaped(sizes)
    }
    return result
  }

  /// Both matrices, repeated so that all axes but the last two are the same. A single matrix on the right is shared as it is.
  private func sharingLeadingAxes(with other: Tensor) -> (Tensor, Tensor) {
    let (own, others) = (Shape(Array(shape.sizes.dropLast(2))), Shape(Array(other.shape.sizes.dropLast(2))))
    if own == others || others.isScalar { return (self, other) }
    guard let lead = own.broadcast(with: others) else {
      stop(broadcastProblem("matmul", self, other, last: 2) + trail(of: [self, other]))
    }
    return (
      broadcast(to: Shape(lead.sizes + shape.sizes.suffix(2))),
      other.broadcast(to: Shape(lead.sizes + other.shape.sizes.suffix(2)))
    )
  }
}

/// "add expects shapes that broadcast; got x [2, 3] and w [2, 4], which differ along the last axis: 3 and 4. …"
///
/// - Parameter last: how many axes at the end need not agree.
func broadcastProblem(_ operation: String, _ x: Tensor, _ y: Tensor, last: Int = 0) -> String {
  broadcastProblem(operation, (x.shape, x.shapeText), (y.shape, y.shapeText), last: last)
}

/// The same for a shape that several operands broadcast to.
func broadcastProblem(_ operation: String, _ x: Shape, _ y: Tensor) -> String {
  broadcastProblem(operation, (x, x.description), (y.shape, y.shapeText), last: 0)
}

private typealias Described = (shape: Shape, text: String)

private func broadcastProblem(_ operation: String, _ x: Described, _ y: Described, last: Int) -> String {
  let (a, b) = (x.shape.sizes.reversed().dropFirst(last), y.shape.sizes.reversed().dropFirst(last))
  let differing = zip(a, b).enumerated().first {
    $0.element.0 != $0.element.1 && $0.element.0 != 1 && $0.element.1 != 1
  }
  let place = differing.map { place in
    let axis = place.offset + last + 1
    return
      ", which differ along \(axis == 1 ? "the last axis" : "axis −\(axis)"): \(place.element.0) and \(place.element.1)"
  }
  return "\(operation) expects shapes that broadcast; got \(x.text) and \(y.text)\(place ?? "")."
    + " Aligned at the right, each axis must have the same size, or 1."
}
