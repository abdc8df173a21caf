import Tensors

// Arithmetic on arrays: what the same expression of tensors computes, by the same kernels, at once. Shapes broadcast, and errors
// are told, as there. Where a gradient or a drawing is wanted, write tensors.

extension NDArray {
  /// What `function` makes of a tensor with these numbers.
  func computing(_ function: (Tensor) -> Tensor) -> NDArray { function(Tensor(self)).value }

  func with(_ other: NDArray, _ function: (Tensor, Tensor) -> Tensor) -> NDArray {
    function(Tensor(self), Tensor(other)).value
  }
}

extension NDArray {
  /// The numbers of a tensor, a parameter or an input: `x.value`.
  public init(_ tensor: Tensor) { self = tensor.value }
}

// MARK: - Operators

extension NDArray {
  public static func + (x: NDArray, y: NDArray) -> NDArray { x.with(y) { $0 + $1 } }
  public static func + (x: NDArray, y: Double) -> NDArray { x.computing { $0 + y } }
  public static func + (x: Double, y: NDArray) -> NDArray { y.computing { x + $0 } }
  public static func - (x: NDArray, y: NDArray) -> NDArray { x.with(y) { $0 - $1 } }
  public static func - (x: NDArray, y: Double) -> NDArray { x.computing { $0 - y } }
  public static func - (x: Double, y: NDArray) -> NDArray { y.computing { x - $0 } }
  public static func * (x: NDArray, y: NDArray) -> NDArray { x.with(y) { $0 * $1 } }
  public static func * (x: NDArray, y: Double) -> NDArray { x.computing { $0 * y } }
  public static func * (x: Double, y: NDArray) -> NDArray { y.computing { x * $0 } }
  public static func / (x: NDArray, y: NDArray) -> NDArray { x.with(y) { $0 / $1 } }
  public static func / (x: NDArray, y: Double) -> NDArray { x.computing { $0 / y } }
  public static func / (x: Double, y: NDArray) -> NDArray { y.computing { x / $0 } }
  public static prefix func - (x: NDArray) -> NDArray { x.computing(-) }

  // A whole number beside an array: `x * n`.
  @_disfavoredOverload public static func + (x: NDArray, y: Int) -> NDArray { x + Double(y) }
  @_disfavoredOverload public static func + (x: Int, y: NDArray) -> NDArray { Double(x) + y }
  @_disfavoredOverload public static func - (x: NDArray, y: Int) -> NDArray { x - Double(y) }
  @_disfavoredOverload public static func - (x: Int, y: NDArray) -> NDArray { Double(x) - y }
  @_disfavoredOverload public static func * (x: NDArray, y: Int) -> NDArray { x * Double(y) }
  @_disfavoredOverload public static func * (x: Int, y: NDArray) -> NDArray { Double(x) * y }
  @_disfavoredOverload public static func / (x: NDArray, y: Int) -> NDArray { x / Double(y) }
  @_disfavoredOverload public static func / (x: Int, y: NDArray) -> NDArray { Double(x) / y }

  public static func += (x: inout NDArray, y: NDArray) { x = x + y }
  public static func += (x: inout NDArray, y: Double) { x = x + y }
  public static func -= (x: inout NDArray, y: NDArray) { x = x - y }
  public static func -= (x: inout NDArray, y: Double) { x = x - y }
  public static func *= (x: inout NDArray, y: NDArray) { x = x * y }
  public static func *= (x: inout NDArray, y: Double) { x = x * y }
  public static func /= (x: inout NDArray, y: NDArray) { x = x / y }
  public static func /= (x: inout NDArray, y: Double) { x = x / y }
}

// Each is 1 where it holds, otherwise 0. With NaN none holds but .!=
extension NDArray {
  public static func .> (x: NDArray, y: NDArray) -> NDArray { x.with(y) { $0 .> $1 } }
  public static func .> (x: NDArray, y: Double) -> NDArray { x.computing { $0 .> y } }
  public static func .< (x: NDArray, y: NDArray) -> NDArray { x.with(y) { $0 .< $1 } }
  public static func .< (x: NDArray, y: Double) -> NDArray { x.computing { $0 .< y } }
  public static func .== (x: NDArray, y: NDArray) -> NDArray { x.with(y) { $0 .== $1 } }
  public static func .== (x: NDArray, y: Double) -> NDArray { x.computing { $0 .== y } }
  public static func .!= (x: NDArray, y: NDArray) -> NDArray { x.with(y) { $0 .!= $1 } }
  public static func .!= (x: NDArray, y: Double) -> NDArray { x.computing { $0 .!= y } }
  public static func .>= (x: NDArray, y: NDArray) -> NDArray { x.with(y) { $0 .>= $1 } }
  public static func .>= (x: NDArray, y: Double) -> NDArray { x.computing { $0 .>= y } }
  public static func .<= (x: NDArray, y: NDArray) -> NDArray { x.with(y) { $0 .<= $1 } }
  public static func .<= (x: NDArray, y: Double) -> NDArray { x.computing { $0 .<= y } }
}

// MARK: - Element by element

/// eˣ of each number.
public func exp(_ x: NDArray) -> NDArray { x.computing(exp) }
/// The natural logarithm of each number.
public func log(_ x: NDArray) -> NDArray { x.computing(log) }
/// √x of each number; NaN below 0.
public func sqrt(_ x: NDArray) -> NDArray { x.computing(sqrt) }
/// |x| of each number.
public func abs(_ x: NDArray) -> NDArray { x.computing(abs) }
/// 1 above 0, −1 below, 0 at 0.
public func sign(_ x: NDArray) -> NDArray { x.computing(sign) }
/// The greatest whole number that is not above each number.
public func floor(_ x: NDArray) -> NDArray { x.computing(floor) }
/// The nearest whole number; of two that are equally near, the even one.
public func round(_ x: NDArray) -> NDArray { x.computing(round) }
/// The hyperbolic tangent of each number.
public func tanh(_ x: NDArray) -> NDArray { x.computing(tanh) }
/// 1 / (1 + e⁻ˣ) of each number.
public func sigmoid(_ x: NDArray) -> NDArray { x.computing(sigmoid) }
/// max(0, x) of each number.
public func relu(_ x: NDArray) -> NDArray { x.computing(relu) }
/// The sine of each number, an angle in radians.
public func sin(_ x: NDArray) -> NDArray { x.computing(sin) }
/// The cosine of each number, an angle in radians.
public func cos(_ x: NDArray) -> NDArray { x.computing(cos) }
/// x to a fixed power, each number.
public func pow(_ x: NDArray, _ exponent: Double) -> NDArray { x.computing { pow($0, exponent) } }
/// The greater one, element by element; shapes broadcast.
public func maximum(_ x: NDArray, _ y: NDArray) -> NDArray { x.with(y, maximum) }
public func maximum(_ x: NDArray, _ y: Double) -> NDArray { x.computing { maximum($0, y) } }
/// The lesser one, element by element; shapes broadcast.
public func minimum(_ x: NDArray, _ y: NDArray) -> NDArray { x.with(y, minimum) }
public func minimum(_ x: NDArray, _ y: Double) -> NDArray { x.computing { minimum($0, y) } }
/// `x` where the condition is not 0, otherwise `y`; shapes broadcast.
public func select(_ condition: NDArray, _ x: NDArray, _ y: NDArray) -> NDArray {
  condition.with(x) { select($0, $1, Tensor(y)) }
}
public func select(_ condition: NDArray, _ x: NDArray, _ y: Double) -> NDArray {
  condition.with(x) { select($0, $1, y) }
}
/// x, but at least the lower and at most the upper bound.
public func clamp(_ x: NDArray, _ bounds: ClosedRange<Double>) -> NDArray { x.computing { clamp($0, bounds) } }

// MARK: - Along axes, which may be counted from the end

/// The sum over the given axes, or over all of them.
public func sum(_ x: NDArray, axes: [Int]? = nil, keepingAxes: Bool = false) -> NDArray {
  x.computing { sum($0, axes: axes, keepingAxes: keepingAxes) }
}
/// The sum over one axis.
public func sum(_ x: NDArray, axis: Int, keepingAxes: Bool = false) -> NDArray {
  sum(x, axes: [axis], keepingAxes: keepingAxes)
}

/// The mean over the given axes, or over all of them.
public func mean(_ x: NDArray, axes: [Int]? = nil, keepingAxes: Bool = false) -> NDArray {
  x.computing { mean($0, axes: axes, keepingAxes: keepingAxes) }
}
/// The mean over one axis.
public func mean(_ x: NDArray, axis: Int, keepingAxes: Bool = false) -> NDArray {
  mean(x, axes: [axis], keepingAxes: keepingAxes)
}

/// The greatest number over the given axes, or over all of them.
public func max(_ x: NDArray, axes: [Int]? = nil, keepingAxes: Bool = false) -> NDArray {
  x.computing { max($0, axes: axes, keepingAxes: keepingAxes) }
}
/// The greatest number over one axis.
public func max(_ x: NDArray, axis: Int, keepingAxes: Bool = false) -> NDArray {
  max(x, axes: [axis], keepingAxes: keepingAxes)
}

/// The least number over the given axes, or over all of them.
public func min(_ x: NDArray, axes: [Int]? = nil, keepingAxes: Bool = false) -> NDArray {
  x.computing { min($0, axes: axes, keepingAxes: keepingAxes) }
}
/// The least number over one axis.
public func min(_ x: NDArray, axis: Int, keepingAxes: Bool = false) -> NDArray {
  min(x, axes: [axis], keepingAxes: keepingAxes)
}

/// The mean squared distance from the mean over the given axes, or over all of them; `correction: 1` divides by n − 1.
public func variance(
  _ x: NDArray, axes: [Int]? = nil, keepingAxes: Bool = false, correction: Double = 0
) -> NDArray {
  x.computing { variance($0, axes: axes, keepingAxes: keepingAxes, correction: correction) }
}
/// The mean squared distance from the mean over one axis.
public func variance(_ x: NDArray, axis: Int, keepingAxes: Bool = false, correction: Double = 0) -> NDArray {
  variance(x, axes: [axis], keepingAxes: keepingAxes, correction: correction)
}

/// The standard deviation over the given axes, or over all of them; `correction: 1` divides by n − 1.
public func std(
  _ x: NDArray, axes: [Int]? = nil, keepingAxes: Bool = false, correction: Double = 0
) -> NDArray {
  x.computing { std($0, axes: axes, keepingAxes: keepingAxes, correction: correction) }
}
/// The standard deviation over one axis.
public func std(_ x: NDArray, axis: Int, keepingAxes: Bool = false, correction: Double = 0) -> NDArray {
  std(x, axes: [axis], keepingAxes: keepingAxes, correction: correction)
}

/// The place of the greatest number along an axis, or of all numbers counted row by row; of equal numbers the first one's.
public func argmax(_ x: NDArray, axis: Int? = nil) -> NDArray { x.computing { argmax($0, axis: axis) } }
/// The place of the least number, likewise.
public func argmin(_ x: NDArray, axis: Int? = nil) -> NDArray { x.computing { argmin($0, axis: axis) } }
/// exp(x) / Σ exp(x) along an axis: positive numbers that sum to 1.
public func softmax(_ x: NDArray, axis: Int = -1) -> NDArray { x.computing { softmax($0, axis: axis) } }
/// One after another along an axis.
@_disfavoredOverload
public func concatenate(_ arrays: [NDArray], axis: Int = 0) -> NDArray {
  concatenate(arrays.map { Tensor($0) }, axis: axis).value
}

// MARK: - Products and arrangements

extension NDArray {
  /// The matrix product: [m, k] · [k, n] → [m, n]; vectors and leading axes as with `Tensor.matmul`.
  public func matmul(_ other: NDArray) -> NDArray { with(other) { $0.matmul($1) } }

  /// The last two axes exchanged, or all axes in the given order.
  public func transposed(_ order: [Int]? = nil) -> NDArray { computing { $0.transposed(order) } }

  /// Repeated along new or size-1 axes.
  public func broadcast(to shape: Shape) -> NDArray { computing { $0.broadcast(to: shape) } }
}
