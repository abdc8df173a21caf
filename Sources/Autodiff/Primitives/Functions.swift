import Glibc
import Tensors

// Functions of one number, applied to every element.
extension Primitive {
  static let functions: [Primitive] = [exp, log, sqrt, tanh, sigmoid, relu, leakyRelu, absolute]

  /// z = eˣ
  public static let exp: Primitive = unary(
    "exp", symbol: "exp", formula: "z = eˣ", localDerivative: "z",
    kernel: .unary({ Float.exp($0) }, { Double.exp($0) }), slope: { c, _ in Double.exp(c.number(0)) },
    derivative: { d in [d.upstream * d.z] }, element: { "exp(\($0.format($0.number(0))))" })

  /// z = ln x, the natural logarithm; −∞ at 0 and NaN below.
  public static let log: Primitive = unary(
    "log", symbol: "ln", formula: "z = ln x", localDerivative: "1/x",
    kernel: .unary({ Float.log($0) }, { Double.log($0) }), range: 0.5..<3, slope: { c, _ in 1 / c.number(0) },
    derivative: { d in [d.upstream / d.x] }, element: { "ln(\($0.format($0.number(0))))" })

  /// z = √x
  public static let sqrt: Primitive = unary(
    "sqrt", symbol: "√", formula: "z = √x", localDerivative: "1/(2z)",
    kernel: .unary({ $0.squareRoot() }, { $0.squareRoot() }), range: 0.5..<3,
    slope: { c, _ in 0.5 / c.number(0).squareRoot() }, derivative: { d in [d.upstream / (2 * d.z)] },
    element: { "√\($0.text(0))" })

  /// z = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), between −1 and 1.
  public static let tanh: Primitive = unary(
    "tanh", symbol: "tanh", formula: "z = tanh x", localDerivative: "1 − z²",
    kernel: .unary({ Float.tanh($0) }, { Double.tanh($0) }),
    slope: { c, _ in
      let z = Double.tanh(c.number(0))
      return 1 - z * z
    },
    derivative: { d in [d.upstream * (1 - d.z * d.z)] }, element: { "tanh(\($0.format($0.number(0))))" })

  /// z = 1 / (1 + e⁻ˣ), the logistic function, between 0 and 1. Written so that eˣ never overflows.
  public static let sigmoid: Primitive = unary(
    "sigmoid", symbol: "σ", formula: "z = 1 / (1 + e⁻ˣ)", localDerivative: "z · (1 − z)",
    kernel: .unary({ logistic($0) }, { logistic($0) }),
    slope: { c, _ in
      let z = logistic(c.number(0))
      return z * (1 - z)
    },
    derivative: { d in [d.upstream * (d.z * (1 - d.z))] },
    element: { "1 / (1 + exp(\($0.format(-$0.number(0)))))" })

  /// z = max(0, x), the rectified linear unit. The derivative at 0 is taken as 0.
  public static let relu: Primitive = unary(
    "relu", symbol: "ReLU", formula: "z = max(0, x)", localDerivative: "1 if x > 0, otherwise 0",
    kernel: .unary({ $0 < 0 ? 0 : $0 }, { $0 < 0 ? 0 : $0 }), slope: { c, _ in c.number(0) > 0 ? 1 : 0 },
    derivative: { d in [select(d.z .> 0, d.upstream, Tensor(0, like: d.z))] },
    element: { "max(0, \($0.format($0.number(0))))" })

  /// z = x if x > 0, otherwise a·x for a fixed slope a. Maas, Hannun & Ng 2013.
  public static let leakyRelu: Primitive = unary(
    "leakyRelu", symbol: "leaky ReLU", formula: "z = x if x > 0, otherwise a · x",
    localDerivative: "1 if x > 0, otherwise a",
    kernel: .unary({ $0 > 0 ? $0 : $1 * $0 }, { $0 > 0 ? $0 : $1 * $0 }),
    samples: [
      Sample([2, 3], attributes: .number(0.01), in: -2..<2), Sample([], attributes: .number(0.2), in: -2..<2),
      Sample([2, 3], attributes: .number(-0.5), in: -2..<2),
    ],
    slope: { c, _ in c.number(0) > 0 ? 1 : c.attributes.number },
    derivative: { d in
      // z has x's sign unless the slope turns it round.
      let a = d.attributes.number
      return [select((a < 0 ? d.x : d.z) .> 0, d.upstream, a * d.upstream)]
    },
    element: { c in
      c.number(0) > 0 ? c.format(c.number(0)) : "\(c.format(c.attributes.number)) · \(c.text(0))"
    })

  /// z = |x|. The derivative at 0 is taken as 0.
  public static let absolute: Primitive = unary(
    "abs", symbol: "|x|", formula: "z = |x|", localDerivative: "1 if x > 0, −1 if x < 0, 0 at 0",
    kernel: .unary({ Swift.abs($0) }, { Swift.abs($0) }),
    slope: { c, _ in c.number(0) > 0 ? 1 : c.number(0) < 0 ? -1 : 0 },
    derivative: { d in
      let zero = Tensor(0, like: d.x)
      return [d.upstream * ((d.x .> zero) - (zero .> d.x))]
    },
    element: { "|\($0.format($0.number(0)))|" })
}

@inline(__always)
private func logistic<S: Scalar>(_ x: S) -> S {
  if x >= 0 { return 1 / (1 + S.exp(-x)) }
  let e = S.exp(x)
  return e / (1 + e)
}
