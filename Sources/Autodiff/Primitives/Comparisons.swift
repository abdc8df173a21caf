import CKernels
import Tensors

// Which is larger, and choosing by it. "Yes" is 1 and "no" is 0.
extension Primitive {
  static let comparisons: [Primitive] = [maximum, minimum, greater, equal, select]

  /// z = max(x, y), element by element; where they are equal, each gets half the gradient.
  public static let maximum: Primitive = binary(
    "maximum", called: .noun("greater"), computation: .elementwise(NN_MAXIMUM), symbol: "max", formula: "z = max(x, y)",
    localDerivatives: ["1 if x > y, ½ if equal", "1 if y > x, ½ if equal"], isCommutative: true,
    kernel: .binary({ largest($0, $1) }, { largest($0, $1) }),
    slope: { c, operand in share(c.number(operand), over: c.number(1 - operand)) },
    derivative: { d in
      d.forEachOperand({ won(d.upstream, by: d.x, over: d.y) }, { won(d.upstream, by: d.y, over: d.x) })
    },
    element: { c in chosen(c, "max") })

  /// z = min(x, y), element by element; where they are equal, each gets half the gradient.
  public static let minimum: Primitive = binary(
    "minimum", called: .noun("lesser"), computation: .elementwise(NN_MINIMUM), symbol: "min", formula: "z = min(x, y)",
    localDerivatives: ["1 if x < y, ½ if equal", "1 if y < x, ½ if equal"], isCommutative: true,
    kernel: .binary({ -largest(-$0, -$1) }, { -largest(-$0, -$1) }),
    slope: { c, operand in share(c.number(1 - operand), over: c.number(operand)) },
    derivative: { d in
      d.forEachOperand({ won(d.upstream, by: d.y, over: d.x) }, { won(d.upstream, by: d.x, over: d.y) })
    },
    element: { c in chosen(c, "min") })

  /// z = 1 where x > y, otherwise 0. No gradient flows.
  public static let greater: Primitive = binary(
    "greater", called: .noun("comparison"), computation: .elementwise(NN_GREATER), symbol: ">",
    formula: "z = 1 if x > y, otherwise 0",
    notation: .infix(">", .comparison),
    kernel: .binary({ $0 > $1 ? 1 : 0 }, { $0 > $1 ? 1 : 0 }), element: compared)

  /// z = 1 where x = y, otherwise 0. No gradient flows.
  public static let equal: Primitive = binary(
    "equal", called: .noun("comparison"), computation: .elementwise(NN_EQUAL), symbol: "=",
    formula: "z = 1 if x = y, otherwise 0",
    isCommutative: true,
    notation: .infix("==", .comparison), kernel: .binary({ $0 == $1 ? 1 : 0 }, { $0 == $1 ? 1 : 0 }),
    element: compared)

  /// z = x where c is not 0, otherwise y. Operands: c, x, y. Unlike c·x + (1 − c)·y, a NaN in the value that is
  /// not chosen does not spread.
  public static let select: Primitive = Primitive(
    "select", called: .noun("choice"), computation: .elementwise(NN_SELECT), symbol: "?:",
    formula: "z = x if c, otherwise y",
    localDerivatives: ["", "1 if c", "1 if not c"],
    operandNames: ["c", "x", "y"], operandCount: 3, isElementwise: true,
    kernel: Kernel(float32: { choose($0, Float.self) }, float64: { choose($0, Double.self) }),
    samples: [
      Sample([2, 3], [2, 3], [2, 3], in: 0..<2, -2..<2, -2..<2, whole: [0]),
      Sample([3], [], [3], in: 0..<2, -2..<2, -2..<2, whole: [0]),
      Sample([], [], [], in: 0..<2, -2..<2, -2..<2, whole: [0]),
    ],
    shape: { shapes, _ throws(ShapeProblem) in try elementwiseShape("select", shapes) },
    derivative: { d in
      let zero = Tensor(0, like: d.upstream)
      let (c, x, y) = (d.operands[0], d.operands[1], d.operands[2])
      return [
        nil, d.wanted[1] ? Primitive.select(c, d.upstream, zero).summed(to: x.shape) : nil,
        d.wanted[2] ? Primitive.select(c, zero, d.upstream).summed(to: y.shape) : nil,
      ]
    },
    slope: { c, operand in operand == 0 ? 0 : (c.number(0) != 0) == (operand == 1) ? 1 : 0 },
    element: { c in
      let label = c.labels.isEmpty ? "c" : c.label(0)
      let isFirst = c.number(0) != 0
      let choice = c.labels.isEmpty ? isFirst ? "x" : "y" : c.label(isFirst ? 1 : 2)
      let number = c.format(c.number(0))
      return Explanation(reason: "from \(choice), since \(label == number ? "" : "\(label) = ")\(number)")
    })
}

/// "max(2, 3), since 2 < 3"
private func chosen(_ c: ElementContext, _ name: String) -> Explanation {
  let (x, y) = (c.number(0), c.number(1))
  return Explanation("\(name)(\(c.format(x)), \(c.format(y)))", reason: "since \(c.relation(x, y))")
}

private func compared(_ c: ElementContext) -> Explanation {
  Explanation(reason: "since \(c.relation(c.number(0), c.number(1)))")
}

/// The gradient where a > b, half of it where they are equal, otherwise 0, even of an infinite gradient.
private func won(_ gradient: Tensor, by a: Tensor, over b: Tensor) -> Tensor {
  select(a .> b, gradient, select(a .== b, 0.5 * gradient, Tensor(0, like: gradient)))
}

private func share(_ a: Double, over b: Double) -> Double { a > b ? 1 : a == b ? 0.5 : 0 }

/// NaN if either is.
@inline(__always)
private func largest<S: Scalar>(_ x: S, _ y: S) -> S { x.isNaN || x > y ? x : y }

private func choose<S: Scalar>(_ call: KernelCall, _: S.Type) {
  let count = call.result.count
  let (c, x, y) = (call.operand(0, as: S.self), call.operand(1, as: S.self), call.operand(2, as: S.self))
  let step = (0..<3).map { call.operands[$0].count == count ? 1 : 0 }
  let z = call.result(as: S.self)
  for i in 0..<count { z[i] = c[i * step[0]] != 0 ? x[i * step[1]] : y[i * step[2]] }
}
