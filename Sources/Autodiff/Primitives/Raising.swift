import CKernels
import Tensors

// A power whose exponent is computed too.
extension Primitive {
  static let raising: [Primitive] = [raise]

  /// z = xʸ, element by element. NaN where x < 0 and y is no whole number; a negative x has no derivative by y.
  ///
  /// At x = 0 the derivatives are the limits: by x 0 for y > 1 or y = 0, ∞ for y between 0 and 1; by y 0 for y ≥ 0.
  public static let raise: Primitive = binary(
    "raise", called: .noun("power"), computation: .elementwise(NN_RAISE), symbol: "xʸ", formula: "z = x^y",
    localDerivatives: ["y · x^(y − 1)", "z · ln x"],
    notation: .infix("^", .power),
    kernel: .binary({ Float.power($0, $1) }, { Double.power($0, $1) }), ranges: (0.5..<2, -2..<2),
    slope: { c, operand in
      let (x, y) = (c.number(0), c.number(1))
      return operand == 0 ? y * Double.power(x, y - 1) : Double.power(x, y) * Double.log(x)
    },
    derivative: { d in
      let zero = Tensor(0, like: d.x)
      return d.forEachOperand(
        { d.upstream * select(d.y .== 0, zero, d.y * Primitive.raise(d.x, d.y - 1)) },
        {
          // 0⁰ is 1 and stays so when x grows; its logarithm is taken of 1. Where z is 0, it falls faster than ln x grows.
          let logarithm = log(d.x + (d.x .== 0) * (d.y .== 0))
          return d.upstream * select(d.z .== 0, zero, d.z * logarithm)
        })
    })
}
