import CKernels
import Tensors

// eˣ − 1 and log(1 + x), which lose no digits near 0: in float32, exp(1e-9) − 1 is 0, but expm1(1e-9) is 1e-9.
extension Primitive {
  static let nearZero: [Primitive] = [expm1, log1p]

  /// z = eˣ − 1
  public static let expm1: Primitive = unary(
    "expm1", computation: .elementwise(NN_EXPM1), symbol: "exp − 1", formula: "z = eˣ − 1", localDerivative: "eˣ",
    kernel: .unary({ Float.expm1($0) }, { Double.expm1($0) }), slope: { c, _ in Double.exp(c.number(0)) },
    derivative: { d in [d.upstream * Primitive.exp(d.x)] }, element: { "exp(\($0.format($0.number(0)))) − 1" })

  /// z = log(1 + x), the natural logarithm; −∞ at −1 and NaN below.
  public static let log1p: Primitive = unary(
    "log1p", computation: .elementwise(NN_LOG1P), symbol: "ln(1 + x)", formula: "z = ln(1 + x)",
    localDerivative: "1/(1 + x)",
    kernel: .unary({ Float.log1p($0) }, { Double.log1p($0) }), range: -0.5..<3,
    slope: { c, _ in 1 / (1 + c.number(0)) }, derivative: { d in [d.upstream / (1 + d.x)] },
    element: { "ln(1 + \($0.bracketed($0.number(0))))" })
}
