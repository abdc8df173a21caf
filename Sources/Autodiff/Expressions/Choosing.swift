import Tensors

// Choosing numbers by their places. An axis may be counted from the end: −1 is the last.

/// The place of the greatest number along an axis, or of all numbers counted row by row: a whole number from 0. Of equal
/// numbers the first one's; NaN counts as the greatest. No gradient flows through it.
public func argmax(_ x: Tensor, axis: Int? = nil) -> Tensor {
  guard let axis else { return Primitive.argmax(x.reshaped([x.shape.count]), attributes: .axis(0)) }
  return Primitive.argmax(x, attributes: .axis(x.axis(axis, of: "argmax")))
}

/// The place of the least number, likewise.
public func argmin(_ x: Tensor, axis: Int? = nil) -> Tensor {
  module("argmin") { argmax(-x, axis: axis) }
}

/// The k greatest numbers along an axis, the greatest first, and their places. Of equal numbers the first one comes first; NaN
/// counts as the greatest. A gradient flows to the chosen numbers.
public func topK(_ x: Tensor, _ k: Int, axis: Int = -1) -> (values: Tensor, indices: Tensor) {
  let axis = x.axis(axis, of: "topK")
  return module("top k") {
    let indices = Primitive.topK(x, attributes: .range(axis: axis, start: 0, count: k))
    return (Primitive.takeAlong(x, indices, attributes: .axis(axis)), indices)
  }
}

/// The sums of all numbers up to each place along an axis, itself included.
public func cumulativeSum(_ x: Tensor, axis: Int = -1) -> Tensor {
  Primitive.cumulativeSum(x, attributes: .axis(x.axis(axis, of: "cumulativeSum")))
}

/// Rows added into a table of zeros, [n, …], at the rows with the numbers `indices`: see `Primitive.scatterAdd`.
///
/// - Parameters:
///   - rows: [m, …].
///   - indices: [m], whole numbers from 0 to n − 1; several rows may go to one.
///   - count: n.
public func scatterAdd(_ rows: Tensor, at indices: Tensor, count: Int) -> Tensor {
  Primitive.scatterAdd(rows, indices, attributes: .shape(Shape([count] + rows.shape.sizes.dropFirst())))
}

extension Tensor {
  /// The places of an axis with these numbers, in any order and as often as they come: along axis 1, z[i, k…] =
  /// x[i, indices[k…]]. Along axis 0 they are rows, as with `rows(_:)`.
  ///
  /// - Parameter indices: any shape, whole numbers from 0; their axes take the place of `axis`.
  public func gathered(_ indices: Tensor, axis: Int) -> Tensor {
    let axis = self.axis(axis, of: "gathered")
    let others = (0..<rank).filter { $0 != axis }
    let flat = indices.rank == 1 ? indices : indices.reshaped([indices.shape.count])
    let picked = ordered([axis] + others).rows(flat)
    let restored = (0..<axis).map { $0 + 1 } + [0] + Array(axis + 1..<rank)
    return picked.ordered(restored)
      .reshaped(shape.sizes[..<axis] + indices.shape.sizes + shape.sizes[(axis + 1)...])
  }

  /// The numbers with these places along an axis, each by an index of its own: along axis 1, zᵢⱼ = x[i, kᵢⱼ].
  ///
  /// - Parameter indices: whole numbers from 0, of x's sizes along all other axes, or of sizes that broadcast with them.
  public func takenAlong(_ indices: Tensor, axis: Int) -> Tensor {
    let axis = self.axis(axis, of: "takenAlong")
    guard indices.rank == rank else { return Primitive.takeAlong(self, indices, attributes: .axis(axis)) }
    var (own, other) = (shape, indices.shape)
    (own[axis], other[axis]) = (1, 1)
    guard var common = own.broadcast(with: other) else {
      return Primitive.takeAlong(self, indices, attributes: .axis(axis))
    }
    common[axis] = shape[axis]
    let x = broadcast(to: common)
    common[axis] = indices.shape[axis]
    return Primitive.takeAlong(x, indices.broadcast(to: common), attributes: .axis(axis))
  }

  /// The given places along one axis, in this order: `x.slice(stride(from: 8, through: 0, by: -2))`.
  public func slice(_ places: some Sequence<Int>, axis: Int = 0) -> Tensor {
    let axis = self.axis(axis, of: "slice")
    let places = Array(places)
    for place in places where !(0..<shape[axis]).contains(place) {
      stop(
        "slice expects places from 0 to \(shape[axis] - 1) of axis \(axis) of \(shapeText); got \(place)."
          + trail(of: [self]))
    }
    return gathered(Tensor(NDArray(places.map(Double.init), type: elementType), name: "places"), axis: axis)
  }

  /// The numbers along an axis, last to first.
  public func reversed(axis: Int = 0) -> Tensor {
    let axis = self.axis(axis, of: "reversed")
    return slice(stride(from: shape[axis] - 1, through: 0, by: -1), axis: axis)
  }

  /// The axes in the given order.
  func ordered(_ axes: [Int]) -> Tensor { axes == Array(0..<rank) ? self : transposed(axes) }
}

// MARK: - Around the edge

/// What lies beyond the edge of an array.
public enum Border: String, Sendable, CaseIterable {
  /// 0 0 | a b c | 0 0
  case zeros
  /// a a | a b c | c c
  case edge
  /// c b | a b c | b a
  case reflected
}

/// More places before and after those of an axis.
///
/// - Parameters:
///   - before: how many, 0 or more; by reflection, fewer than the axis has.
///   - after: likewise.
public func pad(_ x: Tensor, before: Int, after: Int, axis: Int = -1, by border: Border = .zeros) -> Tensor {
  let axis = x.axis(axis, of: "pad")
  let size = x.shape[axis]
  let most = border == .reflected ? size - 1 : border == .edge && size == 0 ? 0 : Shape.mostNumbers
  guard before >= 0, after >= 0, Swift.max(before, after) <= Swift.max(most, 0) else {
    stop(
      "pad expects 0 or more places\(most < Shape.mostNumbers ? ", at most \(Swift.max(most, 0))," : "") before and after axis \(axis) "
        + "of \(x.shapeText); got \(before) and \(after)." + trail(of: [x]))
  }
  if before == 0, after == 0 { return x }
  switch border {
  case .zeros: return Primitive.pad(x, attributes: .range(axis: axis, start: before, count: before + size + after))
  case .edge: return x.slice((-before..<size + after).map { Swift.min(Swift.max($0, 0), size - 1) }, axis: axis)
  case .reflected:
    return x.slice((-before..<size + after).map { Swift.abs($0 < size ? $0 : 2 * (size - 1) - $0) }, axis: axis)
  }
}

/// The same for each axis: `pad(images, [(0, 0), (1, 1), (1, 1), (0, 0)])`.
public func pad(_ x: Tensor, _ widths: [(before: Int, after: Int)], by border: Border = .zeros) -> Tensor {
  guard widths.count == x.rank else {
    stop("pad expects two widths for each of the \(x.rank) axes of \(x.shapeText); got \(widths.count) pairs.")
  }
  return widths.enumerated().reduce(x) { result, pair in
    pad(result, before: pair.element.before, after: pair.element.after, axis: pair.offset, by: border)
  }
}

// MARK: - Triangles

/// 1 at and below the diagonal, 0 above: [rows, columns]. A positive offset moves the diagonal to the right.
public func triangularMask(rows: Int, columns: Int, offset: Int = 0, type: ElementType = .float32) -> Tensor {
  guard rows >= 0, columns >= 0 else {
    stop("triangularMask expects 0 or more rows and columns; got \(rows) and \(columns).")
  }
  let numbers = (0..<rows).flatMap { i in (0..<columns).map { j in j <= i + offset ? 1.0 : 0 } }
  return Tensor(NDArray(numbers, shape: [rows, columns], type: type), name: "triangle")
}

/// x at and below the diagonal of its last two axes, 0 above. A positive offset moves the diagonal to the right.
public func triangularLower(_ x: Tensor, offset: Int = 0) -> Tensor {
  triangular(x, "triangularLower", offset) { select($0, x, Tensor(0, like: x)) }
}

/// x at and above the diagonal of its last two axes, 0 below. A positive offset moves the diagonal to the right.
public func triangularUpper(_ x: Tensor, offset: Int = 0) -> Tensor {
  triangular(x, "triangularUpper", offset - 1) { select($0, Tensor(0, like: x), x) }
}

private func triangular(_ x: Tensor, _ name: String, _ offset: Int, _ choose: (Tensor) -> Tensor) -> Tensor {
  guard x.rank >= 2 else { stop(shapes: "\(name) expects a matrix, […, m, n]; got \(x.shapeText).") }
  let (rows, columns) = (x.shape[x.rank - 2], x.shape[x.rank - 1])
  return choose(triangularMask(rows: rows, columns: columns, offset: offset, type: x.elementType))
}
