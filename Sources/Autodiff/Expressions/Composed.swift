import Tensors

// Functions composed of primitives: stepping into one shows each of its operations.

/// exp(x) / Σ exp(x) along the last axis: positive numbers that sum to 1. The greatest x is subtracted first, which
/// changes nothing but keeps exp from overflowing; so it has no gradient either, and is detached.
public func softmax(_ x: Tensor) -> Tensor {
  module("softmax") {
    let e = exp(x - max(x, axes: [-1], keepingAxes: true).detached())
    return e / sum(e, axes: [-1], keepingAxes: true)
  }
}

/// log(softmax(x)) along the last axis, without rounding small probabilities to 0.
public func logSoftmax(_ x: Tensor) -> Tensor {
  module("log softmax") {
    let shifted = x - max(x, axes: [-1], keepingAxes: true).detached()
    return shifted - log(sum(exp(shifted), axes: [-1], keepingAxes: true))
  }
}

/// log Σ exp(x) along the last axis, a smooth maximum, without overflow: the greatest x is subtracted first and added again.
public func logSumExp(_ x: Tensor, keepingAxes: Bool = false) -> Tensor {
  module("log sum exp") {
    let greatest = max(x, axes: [-1], keepingAxes: true).detached()
    let result = log(sum(exp(x - greatest), axes: [-1], keepingAxes: true)) + greatest
    return keepingAxes ? result : result.reshaped(Array(x.shape.sizes.dropLast()))
  }
}

/// log(1 + eˣ), a smooth relu, for any x without overflow: as log(e^−m + e^(x−m)) + m with m = max(x, 0). The m cancels as
/// in softmax, and is detached; so the derivative comes out as e^(x−m) / (e^−m + e^(x−m)), which is the sigmoid.
public func softplus(_ x: Tensor) -> Tensor {
  module("softplus") {
    let shift = maximum(x, Tensor(0, like: x)).detached()
    return log(exp(-shift) + exp(x - shift)) + shift
  }
}

/// The mean squared distance from the mean (dividing by n, not n − 1).
public func variance(_ x: Tensor, axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
  module("variance") {
    mean(pow(x - mean(x, axes: axes, keepingAxes: true), 2), axes: axes, keepingAxes: keepingAxes)
  }
}
