import Tensors

// How expressions are written. Operands whose shapes differ are first repeated to a common shape, as an operation
// of its own; a scalar needs no repeating.

infix operator .> : ComparisonPrecedence
infix operator .< : ComparisonPrecedence
infix operator .== : ComparisonPrecedence
infix operator .!= : ComparisonPrecedence
infix operator .>= : ComparisonPrecedence
infix operator .<= : ComparisonPrecedence

extension Tensor {
  public static func + (x: Tensor, y: Tensor) -> Tensor { elementwise(.add, x, y) }
  public static func - (x: Tensor, y: Tensor) -> Tensor { elementwise(.subtract, x, y) }
  /// Element by element; the matrix product is `matmul`.
  public static func * (x: Tensor, y: Tensor) -> Tensor { elementwise(.multiply, x, y) }
  public static func / (x: Tensor, y: Tensor) -> Tensor { elementwise(.divide, x, y) }
  public static prefix func - (x: Tensor) -> Tensor { Primitive.negate(x) }

  public static func + (x: Tensor, y: Double) -> Tensor { x + Tensor(y, like: x) }
  public static func + (x: Double, y: Tensor) -> Tensor { Tensor(x, like: y) + y }
  public static func - (x: Tensor, y: Double) -> Tensor { x - Tensor(y, like: x) }
  public static func - (x: Double, y: Tensor) -> Tensor { Tensor(x, like: y) - y }
  public static func * (x: Tensor, y: Double) -> Tensor { x * Tensor(y, like: x) }
  public static func * (x: Double, y: Tensor) -> Tensor { Tensor(x, like: y) * y }
  public static func / (x: Tensor, y: Double) -> Tensor { x / Tensor(y, like: x) }
  public static func / (x: Double, y: Tensor) -> Tensor { Tensor(x, like: y) / y }

  public static func += (x: inout Tensor, y: Tensor) { x = x + y }
  public static func -= (x: inout Tensor, y: Tensor) { x = x - y }
  public static func *= (x: inout Tensor, y: Tensor) { x = x * y }
  public static func /= (x: inout Tensor, y: Tensor) { x = x / y }

  // A whole number beside a tensor: `x * n`. Of a literal, as in `2 * x`, it makes no difference.
  @_disfavoredOverload public static func + (x: Tensor, y: Int) -> Tensor { x + Double(y) }
  @_disfavoredOverload public static func + (x: Int, y: Tensor) -> Tensor { Double(x) + y }
  @_disfavoredOverload public static func - (x: Tensor, y: Int) -> Tensor { x - Double(y) }
  @_disfavoredOverload public static func - (x: Int, y: Tensor) -> Tensor { Double(x) - y }
  @_disfavoredOverload public static func * (x: Tensor, y: Int) -> Tensor { x * Double(y) }
  @_disfavoredOverload public static func * (x: Int, y: Tensor) -> Tensor { Double(x) * y }
  @_disfavoredOverload public static func / (x: Tensor, y: Int) -> Tensor { x / Double(y) }
  @_disfavoredOverload public static func / (x: Int, y: Tensor) -> Tensor { Double(x) / y }

  /// The numbers repeated to a common shape, then the operation.
  fileprivate static func elementwise(_ primitive: Primitive, _ x: Tensor, _ y: Tensor) -> Tensor {
    if x.shape == y.shape || x.shape.isScalar || y.shape.isScalar { return primitive(x, y) }
    guard let shape = x.shape.broadcast(with: y.shape) else {
      stop(broadcastProblem(primitive.name, x, y) + trail(of: [x, y]))
    }
    return primitive(x.broadcast(to: shape), y.broadcast(to: shape))
  }

  /// "w [4, 2]", for sentences.
  package var shapeText: String { (name.isEmpty ? "" : name + " ") + shape.description }
}

// MARK: - Comparisons

// Each is 1 where it holds, otherwise 0. With NaN none holds but .!=

extension Tensor {
  public static func .> (x: Tensor, y: Tensor) -> Tensor { elementwise(.greater, x, y) }
  public static func .> (x: Tensor, y: Double) -> Tensor { x .> Tensor(y, like: x) }
  public static func .> (x: Double, y: Tensor) -> Tensor { Tensor(x, like: y) .> y }
  public static func .< (x: Tensor, y: Tensor) -> Tensor { y .> x }
  public static func .< (x: Tensor, y: Double) -> Tensor { Tensor(y, like: x) .> x }
  public static func .< (x: Double, y: Tensor) -> Tensor { y .> Tensor(x, like: y) }
  public static func .== (x: Tensor, y: Tensor) -> Tensor { elementwise(.equal, x, y) }
  public static func .== (x: Tensor, y: Double) -> Tensor { x .== Tensor(y, like: x) }
  public static func .== (x: Double, y: Tensor) -> Tensor { Tensor(x, like: y) .== y }
  public static func .!= (x: Tensor, y: Tensor) -> Tensor { 1 - (x .== y) }
  public static func .!= (x: Tensor, y: Double) -> Tensor { x .!= Tensor(y, like: x) }
  public static func .!= (x: Double, y: Tensor) -> Tensor { Tensor(x, like: y) .!= y }
  public static func .>= (x: Tensor, y: Tensor) -> Tensor { (x .> y) + (x .== y) }
  public static func .>= (x: Tensor, y: Double) -> Tensor { x .>= Tensor(y, like: x) }
  public static func .>= (x: Double, y: Tensor) -> Tensor { Tensor(x, like: y) .>= y }
  public static func .<= (x: Tensor, y: Tensor) -> Tensor { y .>= x }
  public static func .<= (x: Tensor, y: Double) -> Tensor { Tensor(y, like: x) .>= x }
  public static func .<= (x: Double, y: Tensor) -> Tensor { y .>= Tensor(x, like: y) }
}

/// The greater one, element by element; shapes broadcast.
public func maximum(_ x: Tensor, _ y: Tensor) -> Tensor { Tensor.elementwise(.maximum, x, y) }
public func maximum(_ x: Tensor, _ y: Double) -> Tensor { maximum(x, Tensor(y, like: x)) }
public func maximum(_ x: Double, _ y: Tensor) -> Tensor { maximum(Tensor(x, like: y), y) }
/// The lesser one, element by element; shapes broadcast.
public func minimum(_ x: Tensor, _ y: Tensor) -> Tensor { Tensor.elementwise(.minimum, x, y) }
public func minimum(_ x: Tensor, _ y: Double) -> Tensor { minimum(x, Tensor(y, like: x)) }
public func minimum(_ x: Double, _ y: Tensor) -> Tensor { minimum(Tensor(x, like: y), y) }

/// `x` where the condition is not 0, otherwise `y`; shapes broadcast.
public func select(_ condition: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor {
  let operands = [condition, x, y]
  let arrays = operands.filter { !$0.shape.isScalar }
  if arrays.allSatisfy({ $0.shape == arrays[0].shape }) { return Primitive.select(condition, x, y) }
  let shape = arrays.dropFirst().reduce(arrays[0].shape) { shape, operand in
    guard let common = shape.broadcast(with: operand.shape) else {
      stop(broadcastProblem("select", shape, operand) + trail(of: operands))
    }
    return common
  }
  let whole = operands.map { $0.shape.isScalar ? $0 : $0.broadcast(to: shape) }
  return Primitive.select(whole[0], whole[1], whole[2])
}
public func select(_ condition: Tensor, _ x: Tensor, _ y: Double) -> Tensor { select(condition, x, Tensor(y, like: x)) }
public func select(_ condition: Tensor, _ x: Double, _ y: Tensor) -> Tensor { select(condition, Tensor(x, like: y), y) }
public func select(_ condition: Tensor, _ x: Double, _ y: Double) -> Tensor {
  select(condition, Tensor(x, like: condition), Tensor(y, like: condition))
}

/// x, but at least the lower and at most the upper bound. The gradient is 0 beyond them, and halved where x is a bound.
public func clamp(_ x: Tensor, _ bounds: ClosedRange<Double>) -> Tensor {
  module("clamp") { minimum(maximum(x, bounds.lowerBound), bounds.upperBound) }
}
/// x, but at least the bound: `clamp(x, 0...)`.
public func clamp(_ x: Tensor, _ bounds: PartialRangeFrom<Double>) -> Tensor { maximum(x, bounds.lowerBound) }
/// x, but at most the bound: `clamp(x, ...1)`.
public func clamp(_ x: Tensor, _ bounds: PartialRangeThrough<Double>) -> Tensor { minimum(x, bounds.upperBound) }

// MARK: - Functions

/// eˣ of each element.
public func exp(_ x: Tensor) -> Tensor { Primitive.exp(x) }
/// The natural logarithm.
public func log(_ x: Tensor) -> Tensor { Primitive.log(x) }
/// eˣ − 1 of each element, precise near 0.
public func expm1(_ x: Tensor) -> Tensor { Primitive.expm1(x) }
/// log(1 + x) of each element, precise near 0.
public func log1p(_ x: Tensor) -> Tensor { Primitive.log1p(x) }
/// √x of each element; NaN below 0.
public func sqrt(_ x: Tensor) -> Tensor { Primitive.sqrt(x) }
/// The hyperbolic tangent of each element, between −1 and 1.
public func tanh(_ x: Tensor) -> Tensor { Primitive.tanh(x) }
/// 1 / (1 + e⁻ˣ) of each element, between 0 and 1.
public func sigmoid(_ x: Tensor) -> Tensor { Primitive.sigmoid(x) }
/// max(0, x) of each element.
public func relu(_ x: Tensor) -> Tensor { Primitive.relu(x) }
/// x where x > 0, otherwise slope · x, for each element.
public func leakyRelu(_ x: Tensor, slope: Double = 0.01) -> Tensor {
  Primitive.leakyRelu(x, attributes: .number(slope))
}
/// |x| of each element.
public func abs(_ x: Tensor) -> Tensor { Primitive.absolute(x) }
/// 1 where x > 0, −1 where x < 0, 0 at 0. No gradient flows through it.
public func sign(_ x: Tensor) -> Tensor { Primitive.sign(x) }
/// ⌊x⌋, the greatest whole number that is not above x. No gradient flows through it.
public func floor(_ x: Tensor) -> Tensor { Primitive.floor(x) }
/// ⌈x⌉, the least whole number that is not below x. No gradient flows through it.
public func ceil(_ x: Tensor) -> Tensor { module("ceil") { -floor(-x) } }
/// x without its decimals: rounded towards 0. No gradient flows through it.
public func trunc(_ x: Tensor) -> Tensor { module("trunc") { sign(x) * floor(abs(x)) } }
/// The nearest whole number; of two that are equally near, the even one. No gradient flows through it.
public func round(_ x: Tensor) -> Tensor { Primitive.round(x) }
/// The error function of each element, between −1 and 1.
public func erf(_ x: Tensor) -> Tensor { Primitive.erf(x) }
/// Φ(x) = ½ erfc(−x/√2), element by element: the probability that a normally distributed number is below x.
public func normalCDF(_ x: Tensor) -> Tensor { Primitive.normalCDF(x) }
/// The sine of each element, an angle in radians.
public func sin(_ x: Tensor) -> Tensor { Primitive.sin(x) }
/// The cosine of each element, an angle in radians.
public func cos(_ x: Tensor) -> Tensor { Primitive.cos(x) }
/// 1/x of each element.
public func reciprocal(_ x: Tensor) -> Tensor { Primitive.reciprocal(x) }
/// x to a fixed power.
public func pow(_ x: Tensor, _ exponent: Double) -> Tensor { Primitive.power(x, attributes: .number(exponent)) }
/// xʸ, element by element; shapes broadcast. See `Primitive.raise`.
public func pow(_ x: Tensor, _ exponent: Tensor) -> Tensor { Tensor.elementwise(.raise, x, exponent) }
public func pow(_ x: Double, _ exponent: Tensor) -> Tensor { pow(Tensor(x, like: exponent), exponent) }
/// Random numbers from 0 to below 1, all equally likely: always the same for a seed and a counter. See `Primitive.uniform`.
///
/// - Parameter counter: t, a scalar, a whole number from 0.
public func uniform(_ shape: Shape, seed: UInt64, counter: Tensor) -> Tensor {
  Primitive.uniform(counter, attributes: .draw(shape, seed: seed))
}
/// Random numbers with mean 0 and standard deviation 1: always the same for a seed and a counter. Box & Muller 1958,
/// doi:10.1214/aoms/1177706645: √(−2 log(1 − u)) · cos(2π v), of two uniform numbers u and v. No number is farther from 0 than 5.8.
///
/// - Parameter counter: t, a scalar, a whole number from 0.
public func standardNormal(_ shape: Shape, seed: UInt64, counter: Tensor) -> Tensor {
  module("normal") {
    let pairs = uniform(Shape([2] + shape.sizes), seed: seed, counter: counter).named("u, v")
    let radius = sqrt(-2 * log1p(-pairs.slice(0..<1)))
    return (radius * cos(2 * Double.pi * pairs.slice(1..<2))).reshaped(shape)
  }
}
/// One after another along an axis, which may be counted from the end.
public func concatenate(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
  Primitive.concatenate.built(tensors, .axis(tensors.first?.axis(axis, of: "concatenate") ?? axis))
}

extension Tensor {
  public var rank: Int { shape.rank }

  /// The last two axes exchanged, or all axes in the given order.
  public func transposed(_ order: [Int]? = nil) -> Tensor {
    guard order != nil || rank >= 2 else { stop(shapes: "transpose expects at least 2 axes; got \(shapeText).") }
    let order = order ?? Array(0..<rank - 2) + [rank - 1, rank - 2]
    return Primitive.transpose(self, attributes: .permutation(order))
  }

  /// The same numbers in another shape; one size may be −1: whatever is left. Where there are no numbers, sizes of 0 are left
  /// out: [0, 3, 4] to [0, −1] is [0, 12].
  public func reshaped(_ sizes: [Int]) -> Tensor { reshaped(shape.resolving(sizes)) }
  /// The same numbers in another shape: `x.reshaped(2, -1)`.
  public func reshaped(_ sizes: Int...) -> Tensor { reshaped(sizes) }
  /// The same numbers in another shape: `x.reshaped(y.shape)`.
  public func reshaped(_ shape: Shape) -> Tensor {
    shape == self.shape ? self : Primitive.reshape(self, attributes: .shape(shape))
  }

  /// Repeated along new or size-1 axes.
  public func broadcast(to shape: Shape) -> Tensor {
    shape == self.shape ? self : Primitive.broadcast(self, attributes: .shape(shape))
  }

  /// The positions of `range` along one axis, which may be counted from the end.
  public func slice(_ range: Range<Int>, axis: Int = 0) -> Tensor {
    let axis = self.axis(axis, of: "slice")
    return Primitive.slice(self, attributes: .range(axis: axis, start: range.lowerBound, count: range.count))
  }

  /// The same numbers, through which no gradient flows: they count as constant.
  public func detached() -> Tensor { Primitive.detach(self) }

  /// The rows with these numbers.
  public func rows(_ indices: Tensor) -> Tensor { Primitive.gather(self, indices) }

  /// Summed back to the shape that it was repeated from.
  func summed(to target: Shape) -> Tensor {
    if shape == target { return self }
    let extra = rank - target.rank
    let lead = extra > 0 ? sum(self, axes: Array(0..<extra)) : self
    let stretched = (0..<target.rank).filter { target[$0] == 1 && lead.shape[$0] != 1 }
    return stretched.isEmpty ? lead : sum(lead, axes: stretched, keepingAxes: true)
  }

  /// A folded value repeated over the axes that were folded away, to the shape of `original`.
  func spread(like original: Tensor, over fold: Attributes) -> Tensor {
    let (axes, keepsAxes) = fold.folded
    var sizes = original.shape.sizes
    for axis in axes { sizes[axis] = 1 }
    let kept = keepsAxes || axes.isEmpty || axes == Array(0..<axes.count) ? self : reshaped(sizes)
    return kept.broadcast(to: original.shape)
  }
}

/// The sum of the terms of all ranks, element by element, added in the order of the ranks: `allReduce([ofRank0, ofRank1])`.
public func allReduce(_ terms: [Tensor]) -> Tensor { Primitive.allReduce.built(terms, .none) }

/// The same sum, as the program of one rank has it: its own term is here, the others' come from the other ranks. Of one
/// rank it is the term itself.
package func allReduce(_ term: Tensor, as rank: Int, of count: Int) -> Tensor {
  Primitive.allReduce.built([term], .ranks(own: rank, of: count))
}
