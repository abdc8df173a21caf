import Tensors

// Folding along axes. An axis may be counted from the end: −1 is the last.

/// The sum over the given axes, or over all of them.
public func sum(_ x: Tensor, axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
  Primitive.sum(x, attributes: x.fold(axes, keepingAxes, "sum"))
}
/// The sum over one axis.
public func sum(_ x: Tensor, axis: Int, keepingAxes: Bool = false) -> Tensor {
  sum(x, axes: [axis], keepingAxes: keepingAxes)
}

/// The mean over the given axes, or over all of them.
public func mean(_ x: Tensor, axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
  Primitive.mean(x, attributes: x.fold(axes, keepingAxes, "mean"))
}
/// The mean over one axis.
public func mean(_ x: Tensor, axis: Int, keepingAxes: Bool = false) -> Tensor {
  mean(x, axes: [axis], keepingAxes: keepingAxes)
}

/// The greatest number along the given axes, or of all; −∞ of none.
public func max(_ x: Tensor, axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
  Primitive.max(x, attributes: x.fold(axes, keepingAxes, "max"))
}
/// The greatest number along one axis.
public func max(_ x: Tensor, axis: Int, keepingAxes: Bool = false) -> Tensor {
  max(x, axes: [axis], keepingAxes: keepingAxes)
}

/// The least number along the given axes, or of all; ∞ of none.
public func min(_ x: Tensor, axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
  module("min") { -max(-x, axes: axes, keepingAxes: keepingAxes) }
}
/// The least number along one axis.
public func min(_ x: Tensor, axis: Int, keepingAxes: Bool = false) -> Tensor {
  min(x, axes: [axis], keepingAxes: keepingAxes)
}

/// The product along one axis; 1 of no numbers. Pairs are multiplied, then pairs of the products, and so on: so its derivative
/// is right where numbers are 0, and rounding errors stay few.
public func product(_ x: Tensor, axis: Int, keepingAxes: Bool = false) -> Tensor {
  let axis = x.axis(axis, of: "product")
  return module("product") {
    var (rest, odd): (Tensor, [Tensor]) = (x, [])
    while rest.shape[axis] > 1 {
      let (count, half) = (rest.shape[axis], rest.shape[axis] / 2)
      if count % 2 == 1 { odd.append(rest.slice(count - 1..<count, axis: axis)) }
      rest = rest.slice(0..<half, axis: axis) * rest.slice(half..<2 * half, axis: axis)
    }
    for factor in odd.reversed() { rest = rest * factor }
    var sizes = x.shape.sizes
    sizes[axis] = 1
    if x.shape[axis] == 0 { rest = Tensor(NDArray(repeating: 1, shape: Shape(sizes), type: x.elementType)) }
    if !keepingAxes { sizes.remove(at: axis) }
    return rest.reshaped(sizes)
  }
}

/// The product over the given axes, or over all of them.
public func product(_ x: Tensor, axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
  guard let axes else {
    return product(x.reshaped([-1]), axis: 0).reshaped(keepingAxes ? x.shape.sizes.map { _ in 1 } : [])
  }
  // The last axis first, so that the others keep their numbers.
  return Set(axes.map { x.axis($0, of: "product") }).sorted(by: >).reduce(x) {
    product($0, axis: $1, keepingAxes: keepingAxes)
  }
}

extension Tensor {
  /// Which axis is meant; one below 0 counts from the end. Ends the cell when there is none.
  func axis(_ axis: Int, of operation: String) -> Int {
    let counted = axis < 0 ? axis + rank : axis
    guard (0..<rank).contains(counted) else {
      stop(Primitive.noAxis(operation, axis, of: shape, name: name).sentence + trail(of: [self]))
    }
    return counted
  }

  func fold(_ axes: [Int]?, _ keepsAxes: Bool, _ operation: String) -> Attributes {
    guard let axes else { return .axes(Array(0..<rank), keepingAxes: keepsAxes) }
    return .axes(axes.map { axis($0, of: operation) }.sorted(), keepingAxes: keepsAxes)
  }
}
