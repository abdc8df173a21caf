import CKernels
import Glibc
import Tensors

// Functions of one number, applied to every element.
extension Primitive {
  static let functions: [Primitive] = [
    exp, log, sqrt, tanh, sigmoid, relu, leakyRelu, absolute, sign, floor, erf, normalCDF, sin, cos,
  ]

  /// z = eˣ
  public static let exp: Primitive = unary(
    "exp", computation: .elementwise(NN_EXP), symbol: "exp", formula: "z = eˣ", localDerivative: "z",
    kernel: .unary({ Float.exp($0) }, { Double.exp($0) }), slope: { c, _ in Double.exp(c.number(0)) },
    derivative: { d in [d.upstream * d.z] }, element: { "exp(\($0.format($0.number(0))))" })

  /// z = ln x, the natural logarithm; −∞ at 0 and NaN below.
  public static let log: Primitive = unary(
    "log", computation: .elementwise(NN_LOG), symbol: "ln", formula: "z = ln x", localDerivative: "1/x",
    kernel: .unary({ Float.log($0) }, { Double.log($0) }), range: 0.5..<3, slope: { c, _ in 1 / c.number(0) },
    derivative: { d in [d.upstream / d.x] }, element: { "ln(\($0.format($0.number(0))))" })

  /// z = √x
  public static let sqrt: Primitive = unary(
    "sqrt", called: .noun("root"), computation: .elementwise(NN_SQRT), symbol: "√", formula: "z = √x",
    localDerivative: "1/(2z)",
    notation: { _ in .prefix("√", .power) }, kernel: .unary({ $0.squareRoot() }, { $0.squareRoot() }), range: 0.5..<3,
    slope: { c, _ in 0.5 / c.number(0).squareRoot() }, derivative: { d in [d.upstream / (2 * d.z)] })

  /// z = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), between −1 and 1. The derivative is made of z, so in Float32 it is 0 from |x| = 9.1 on,
  /// where z is 1 to the last digit.
  public static let tanh: Primitive = unary(
    "tanh", computation: .elementwise(NN_TANH), symbol: "tanh", formula: "z = tanh x", localDerivative: "1 − z²",
    saturation: .gradual { z in 1 - z * z },
    kernel: .unary({ Float.tanh($0) }, { Double.tanh($0) }),
    slope: { c, _ in
      let z = Double.tanh(c.number(0))
      return 1 - z * z
    },
    derivative: { d in [d.upstream * (1 - d.z * d.z)] }, element: { "tanh(\($0.format($0.number(0))))" })

  /// z = 1 / (1 + e⁻ˣ), the logistic function, between 0 and 1. Written so that eˣ never overflows. The derivative is made
  /// of z, so in Float32 it is 0 from x = 17.4 on, where z is 1 to the last digit.
  public static let sigmoid: Primitive = unary(
    "sigmoid", computation: .elementwise(NN_SIGMOID), symbol: "σ", formula: "z = 1 / (1 + e⁻ˣ)",
    localDerivative: "z · (1 − z)",
    saturation: .gradual { z in 4 * z * (1 - z) },
    kernel: .unary({ logistic($0) }, { logistic($0) }),
    slope: { c, _ in
      let z = logistic(c.number(0))
      return z * (1 - z)
    },
    derivative: { d in [d.upstream * (d.z * (1 - d.z))] },
    element: { "1 / (1 + exp(\($0.format(-$0.number(0)))))" })

  /// z = max(0, x), the rectified linear unit. The derivative at 0 is taken as 0.
  public static let relu: Primitive = unary(
    "relu", computation: .elementwise(NN_RELU), symbol: "ReLU", formula: "z = max(0, x)",
    localDerivative: "1 if x > 0, otherwise 0",
    saturation: .oneSided { z in z > 0 ? 1 : 0 },
    kernel: .unary({ $0 < 0 ? 0 : $0 }, { $0 < 0 ? 0 : $0 }), slope: { c, _ in c.number(0) > 0 ? 1 : 0 },
    derivative: { d in [select(d.z .> 0, d.upstream, Tensor(0, like: d.z))] },
    element: { c in
      Explanation("max(0, \(c.format(c.number(0))))", reason: "since \(c.relation(c.number(0), 0))")
    })

  /// z = x if x > 0, otherwise a·x for a fixed slope a. Maas, Hannun & Ng 2013.
  public static let leakyRelu: Primitive = unary(
    "leakyRelu", computation: .elementwise(NN_LEAKY_RELU), symbol: "leaky ReLU",
    formula: "z = x if x > 0, otherwise a · x",
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
      let (x, slope) = (c.number(0), c.attributes.number)
      return Explanation(x > 0 ? "" : c.product(slope, x).text, reason: "since \(c.relation(x, 0))")
    })

  /// z = |x|. The derivative at 0 is taken as 0.
  public static let absolute: Primitive = unary(
    "abs", computation: .elementwise(NN_ABSOLUTE), symbol: "|x|", formula: "z = |x|",
    localDerivative: "1 if x > 0, −1 if x < 0, 0 at 0",
    kernel: .unary({ Swift.abs($0) }, { Swift.abs($0) }),
    slope: { c, _ in c.number(0) > 0 ? 1 : c.number(0) < 0 ? -1 : 0 },
    derivative: { d in [d.upstream * Primitive.sign(d.x)] },
    element: { c in Explanation("|\(c.format(c.number(0)))|", reason: "since \(c.relation(c.number(0), 0))") })

  /// z = 1 where x > 0, −1 where x < 0, 0 at 0. Flat everywhere else than at its jump, so no gradient flows.
  public static let sign: Primitive = unary(
    "sign", computation: .elementwise(NN_SIGN), symbol: "sign", formula: "z = 1 if x > 0, −1 if x < 0, 0 at 0",
    kernel: .unary({ $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }, { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }),
    element: { c in Explanation("sign(\(c.format(c.number(0))))", reason: "since \(c.relation(c.number(0), 0))") })

  /// z = ⌊x⌋, the greatest whole number that is not above x. Flat between its jumps, so no gradient flows.
  public static let floor: Primitive = unary(
    "floor", computation: .elementwise(NN_FLOOR), symbol: "⌊x⌋", formula: "z = ⌊x⌋",
    kernel: .unary({ $0.rounded(.down) }, { $0.rounded(.down) }),
    element: { "floor(\($0.format($0.number(0))))" })

  /// z = erf x = (2/√π) ∫₀ˣ e^(−t²) dt, the error function, between −1 and 1: a normally distributed number with the
  /// standard deviation √½ lies between −x and x with this probability.
  public static let erf: Primitive = unary(
    "erf", computation: .elementwise(NN_ERF), symbol: "erf", formula: "z = erf x = (2/√π) ∫₀ˣ e^(−t²) dt",
    localDerivative: "(2/√π) · e^(−x²)",
    kernel: .unary({ Float.erf($0) }, { Double.erf($0) }),
    slope: { c, _ in errorFunctionSlope * Double.exp(-c.number(0) * c.number(0)) },
    derivative: { d in [d.upstream * (errorFunctionSlope * Primitive.exp(-(d.x * d.x)))] },
    element: { "erf(\($0.format($0.number(0))))" })

  /// z = Φ(x) = ½ erfc(−x/√2), the normal distribution: the probability that a normally distributed number is below x. Small
  /// probabilities have all their digits, which 1 + erf would lose.
  public static let normalCDF: Primitive = unary(
    "normalCDF", computation: .elementwise(NN_NORMAL_CDF), symbol: "Φ", formula: "z = Φ(x) = ½ erfc(−x/√2)",
    localDerivative: "e^(−x²/2) / √(2π)",
    kernel: .unary({ Float.normalCDF($0) }, { Double.normalCDF($0) }),
    slope: { c, _ in normalDensityAtZero * Double.exp(-0.5 * c.number(0) * c.number(0)) },
    derivative: { d in [d.upstream * (normalDensityAtZero * Primitive.exp(-0.5 * (d.x * d.x)))] },
    element: { "normalCDF(\($0.format($0.number(0))))" })

  /// z = sin x, of an angle in radians.
  public static let sin: Primitive = unary(
    "sin", computation: .elementwise(NN_SIN), symbol: "sin", formula: "z = sin x", localDerivative: "cos x",
    kernel: .unary({ Float.sin($0) }, { Double.sin($0) }), slope: { c, _ in Double.cos(c.number(0)) },
    derivative: { d in [d.upstream * Primitive.cos(d.x)] }, element: { "sin(\($0.format($0.number(0))))" })

  /// z = cos x, of an angle in radians.
  public static let cos: Primitive = unary(
    "cos", computation: .elementwise(NN_COS), symbol: "cos", formula: "z = cos x", localDerivative: "−sin x",
    kernel: .unary({ Float.cos($0) }, { Double.cos($0) }), slope: { c, _ in -Double.sin(c.number(0)) },
    derivative: { d in [-(d.upstream * Primitive.sin(d.x))] }, element: { "cos(\($0.format($0.number(0))))" })
}

/// 2/√π, the slope of erf at 0.
private let errorFunctionSlope = 2 / Double.pi.squareRoot()

/// 1/√(2π), the slope of Φ at 0.
private let normalDensityAtZero = 1 / (2 * Double.pi).squareRoot()

@inline(__always)
private func logistic<S: Scalar>(_ x: S) -> S {
  if x >= 0 { return 1 / (1 + S.exp(-x)) }
  let e = S.exp(x)
  return e / (1 + e)
}
