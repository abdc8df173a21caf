import Tensors

// Functions composed of primitives: stepping into one shows each of its operations.

/// exp(x) / Σ exp(x) along the last axis: positive numbers that sum to 1. The greatest x is subtracted first, which
/// changes nothing but keeps exp from overflowing; so it has no gradient either, and is detached.
///
/// An x of −∞ has the probability 0, and one of ∞ the probability 1, which several share. A row of −∞ alone is NaN.
public func softmax(_ x: Tensor) -> Tensor {
  module("softmax") {
    let e = exp(distanceFromGreatest(x))
    return e / sum(e, axes: [-1], keepingAxes: true)
  }
}

/// log(softmax(x)) along the last axis, without rounding small probabilities to 0; −∞ where x is −∞.
public func logSoftmax(_ x: Tensor) -> Tensor {
  module("log softmax") {
    let distance = distanceFromGreatest(x)
    return distance - log(sum(exp(distance), axes: [-1], keepingAxes: true))
  }
}

/// x − max x along the last axis, with a detached maximum; 0 for an ∞, where ∞ − ∞ would be no number.
private func distanceFromGreatest(_ x: Tensor) -> Tensor {
  let distance = x - max(x, axes: [-1], keepingAxes: true).detached()
  let largest = Tensor(x.elementType.greatestFinite, name: "largest", type: x.elementType)
  return select(x .> largest, 0, distance)
}

/// log Σ exp(x) along the last axis, a smooth maximum, without overflow: the greatest x is subtracted first and added again.
///
/// The greatest number's distance from itself is 0, also where it is infinite: of all −∞ the result is −∞, with ∞ it is ∞.
public func logSumExp(_ x: Tensor, keepingAxes: Bool = false) -> Tensor {
  module("log sum exp") {
    let greatest = max(x, axes: [-1], keepingAxes: true)
    let level = greatest.broadcast(to: x.shape)
    let distance = select(x .== level, Tensor(0, like: x), x - level)
    let result = log(sum(exp(distance), axes: [-1], keepingAxes: true)) + greatest
    return keepingAxes ? result : result.reshaped(Array(x.shape.sizes.dropLast()))
  }
}

/// log(1 + eˣ), a smooth relu, for any x: as log(1 + e^−|x|) + max(0, x), which neither overflows nor rounds small results
/// to 0. Its derivative is the sigmoid.
public func softplus(_ x: Tensor) -> Tensor {
  module("softplus") {
    let below = select(x .> 0, -x, x).named("−|x|")
    return log1p(exp(below)) + relu(x)
  }
}

/// The mean squared distance from the mean, dividing by n; by n − 1 with `correction: 1`, as from a sample.
public func variance(
  _ x: Tensor, axes: [Int]? = nil, keepingAxes: Bool = false, correction: Double = 0
) -> Tensor {
  module("variance") {
    let squares = mean(pow(x - mean(x, axes: axes, keepingAxes: true), 2), axes: axes, keepingAxes: keepingAxes)
    guard correction != 0 else { return squares }
    let count = Double(x.shape.count) / Double(Swift.max(squares.shape.count, 1))
    return count / (count - correction) * squares
  }
}
/// The variance along one axis.
public func variance(_ x: Tensor, axis: Int, keepingAxes: Bool = false, correction: Double = 0) -> Tensor {
  variance(x, axes: [axis], keepingAxes: keepingAxes, correction: correction)
}

/// The standard deviation: √variance, in x's own unit. Where it is 0, so is its gradient.
public func std(
  _ x: Tensor, axes: [Int]? = nil, keepingAxes: Bool = false, correction: Double = 0
) -> Tensor {
  module("std") {
    let squares = variance(x, axes: axes, keepingAxes: keepingAxes, correction: correction)
    let isSpread = squares .> 0
    return select(isSpread, sqrt(select(isSpread, squares, 1)), squares)
  }
}
/// The standard deviation along one axis.
public func std(_ x: Tensor, axis: Int, keepingAxes: Bool = false, correction: Double = 0) -> Tensor {
  std(x, axes: [axis], keepingAxes: keepingAxes, correction: correction)
}

// MARK: - Along another axis

/// `softmax(_:)` along an axis, which may be counted from the end.
public func softmax(_ x: Tensor, axis: Int) -> Tensor { x.alongLast(axis, "softmax", softmax) }

/// `logSoftmax(_:)` along an axis, which may be counted from the end.
public func logSoftmax(_ x: Tensor, axis: Int) -> Tensor { x.alongLast(axis, "logSoftmax", logSoftmax) }

/// `logSumExp(_:keepingAxes:)` along an axis, which may be counted from the end.
public func logSumExp(_ x: Tensor, axis: Int, keepingAxes: Bool = false) -> Tensor {
  let kept = x.alongLast(axis, "logSumExp") { logSumExp($0, keepingAxes: true) }
  if keepingAxes { return kept }
  var sizes = kept.shape.sizes
  sizes.remove(at: x.axis(axis, of: "logSumExp"))
  return kept.reshaped(sizes)
}

extension Tensor {
  /// What a function of the last axis makes of another one.
  fileprivate func alongLast(_ axis: Int, _ name: String, _ function: (Tensor) -> Tensor) -> Tensor {
    var order = Array(0..<rank)
    order.swapAt(self.axis(axis, of: name), rank - 1)
    return function(ordered(order)).ordered(order)
  }
}
