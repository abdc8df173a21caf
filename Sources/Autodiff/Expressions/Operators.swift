import Tensors

// How expressions are written. Operands whose shapes differ are first repeated to a common shape, as an operation
// of its own; a scalar needs no repeating.

infix operator .> : ComparisonPrecedence
infix operator .< : ComparisonPrecedence
infix operator .== : ComparisonPrecedence

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

  /// 1 where x is greater, otherwise 0.
  public static func .> (x: Tensor, y: Tensor) -> Tensor { elementwise(.greater, x, y) }
  public static func .> (x: Tensor, y: Double) -> Tensor { x .> Tensor(y, like: x) }
  /// 1 where x is less, otherwise 0.
  public static func .< (x: Tensor, y: Tensor) -> Tensor { y .> x }
  public static func .< (x: Tensor, y: Double) -> Tensor { Tensor(y, like: x) .> x }
  /// 1 where they are equal, otherwise 0.
  public static func .== (x: Tensor, y: Tensor) -> Tensor { elementwise(.equal, x, y) }

  private static func elementwise(_ primitive: Primitive, _ x: Tensor, _ y: Tensor) -> Tensor {
    if x.shape == y.shape || x.shape.isScalar || y.shape.isScalar { return primitive(x, y) }
    guard let shape = x.shape.broadcast(with: y.shape) else {
      stop(
        "\(primitive.name) wants operands of one shape, or of shapes that can be repeated to one, but "
          + "\(x.shapeText) and \(y.shapeText) came. Aligned at the right, each axis must have the same size, or 1.")
    }
    return primitive(x.broadcast(to: shape), y.broadcast(to: shape))
  }

  /// "w [4, 2]", for sentences.
  package var shapeText: String { (name.isEmpty ? "" : name + " ") + shape.description }
}

/// eˣ of each element.
public func exp(_ x: Tensor) -> Tensor { Primitive.exp(x) }
/// The natural logarithm.
public func log(_ x: Tensor) -> Tensor { Primitive.log(x) }
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
/// The error function of each element, between −1 and 1.
public func erf(_ x: Tensor) -> Tensor { Primitive.erf(x) }
/// The sine of each element, an angle in radians.
public func sin(_ x: Tensor) -> Tensor { Primitive.sin(x) }
/// The cosine of each element, an angle in radians.
public func cos(_ x: Tensor) -> Tensor { Primitive.cos(x) }
/// x to a fixed power.
public func pow(_ x: Tensor, _ exponent: Double) -> Tensor { Primitive.power(x, attributes: .number(exponent)) }
/// The greater one, element by element.
public func maximum(_ x: Tensor, _ y: Tensor) -> Tensor { Primitive.maximum(x, y) }
/// The lesser one, element by element.
public func minimum(_ x: Tensor, _ y: Tensor) -> Tensor { Primitive.minimum(x, y) }
/// `x` where the condition is not 0, otherwise `y`.
public func select(_ condition: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor { Primitive.select(condition, x, y) }
/// Random numbers from 0 to below 1, all equally likely: always the same for a seed and a counter. See `Primitive.uniform`.
///
/// - Parameter counter: t, a scalar, a whole number from 0.
public func uniform(_ shape: Shape, seed: UInt64, counter: Tensor) -> Tensor {
  Primitive.uniform(counter, attributes: .draw(shape, seed: seed))
}
/// One after another along an axis.
public func concatenate(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
  Primitive.concatenate.built(tensors, .axis(axis))
}

/// The sum over the given axes, or over all of them. An axis may be counted from the end: −1 is the last.
public func sum(_ x: Tensor, axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
  Primitive.sum(x, attributes: x.fold(axes, keepingAxes))
}
/// The mean over the given axes, or over all of them.
public func mean(_ x: Tensor, axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
  Primitive.mean(x, attributes: x.fold(axes, keepingAxes))
}
/// The greatest number along the given axes, or of all.
public func max(_ x: Tensor, axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
  Primitive.max(x, attributes: x.fold(axes, keepingAxes))
}

extension Tensor {
  public var rank: Int { shape.rank }

  /// The matrix product: [m, k] · [k, n] → [m, n]; see `Primitive.matmul`.
  public func matmul(_ other: Tensor) -> Tensor { Primitive.matmul(self, other) }

  /// The last two axes exchanged, or all axes in the given order.
  public func transposed(_ order: [Int]? = nil) -> Tensor {
    guard order != nil || rank >= 2 else { stop("transpose wants at least 2 axes, but \(shapeText) came.") }
    let order = order ?? Array(0..<rank - 2) + [rank - 1, rank - 2]
    return Primitive.transpose(self, attributes: .permutation(order))
  }

  /// The same numbers in another shape; one size may be −1: whatever is left.
  public func reshaped(_ sizes: [Int]) -> Tensor {
    var sizes = sizes
    if let open = sizes.firstIndex(of: -1) {
      sizes[open] = 1
      sizes[open] = shape.count / Swift.max(sizes.reduce(1, *), 1)
    }
    return Shape(sizes) == shape ? self : Primitive.reshape(self, attributes: .shape(Shape(sizes)))
  }

  /// Repeated along new or size-1 axes.
  public func broadcast(to shape: Shape) -> Tensor {
    shape == self.shape ? self : Primitive.broadcast(self, attributes: .shape(shape))
  }

  /// The positions of `range` along one axis.
  public func slice(_ range: Range<Int>, axis: Int = 0) -> Tensor {
    Primitive.slice(self, attributes: .range(axis: axis, start: range.lowerBound, count: range.count))
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

  fileprivate func fold(_ axes: [Int]?, _ keepsAxes: Bool) -> Attributes {
    guard let axes else { return .axes(Array(0..<rank), keepingAxes: keepsAxes) }
    return .axes(axes.map { $0 < 0 ? $0 + rank : $0 }.sorted(), keepingAxes: keepsAxes)
  }
}
