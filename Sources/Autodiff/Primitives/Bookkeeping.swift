import CKernels
import Tensors

// What a backward pass and an update write down, so that every contribution and every change is an event of its own.
extension Primitive {
  static let bookkeeping: [Primitive] = [passOn, accumulate, assign, detach]

  /// z = x: a gradient handed on unchanged, because the local derivative is 1.
  public static let passOn: Primitive = unary(
    "passOn", called: .noun("share"), computation: .same(operand: 0), symbol: "→", formula: "z = x",
    localDerivative: "1",
    notation: { _ in .prefix("1 · ", .product) },
    kernel: Kernel(float32: { copy($0, Float.self) }, float64: { copy($0, Double.self) }), slope: { _, _ in 1 },
    derivative: { d in [d.upstream] })

  /// z = x + y, where x is the sum of the contributions so far and y the next one.
  public static let accumulate: Primitive = Primitive(
    "accumulate", called: .noun("sum"), computation: .elementwise(NN_ADD), symbol: "+=", formula: "z = x + y",
    localDerivatives: ["1", "1"],
    operandCount: 2,
    isElementwise: true, notation: { _ in .infix("+", .sum) },
    kernel: .binary({ $0 + $1 }, { $0 + $1 }), samples: [Sample([2, 3], [2, 3]), Sample([], [])],
    shape: { shapes, _ throws(ShapeProblem) in
      guard shapes[0] == shapes[1] else {
        throw ShapeProblem("accumulate expects two values of one shape; got \(shapes[0]) and \(shapes[1]).")
      }
      return shapes[0]
    },
    derivative: { d in d.forEachOperand({ d.upstream }, { d.upstream }) }, slope: { _, _ in 1 })

  /// The new version of a parameter: w ← y. Operands: the parameter as it was, and its new numbers.
  public static let assign: Primitive = Primitive(
    "assign", computation: .same(operand: 1), symbol: "←", formula: "w ← y", localDerivatives: ["", "1"],
    operandNames: ["w", "y"],
    operandCount: 2, isElementwise: true, notation: { _ in .infix("←", .assignment) },
    kernel: Kernel(float32: { copyNew($0, Float.self) }, float64: { copyNew($0, Double.self) }),
    samples: [Sample([2, 3], [2, 3]), Sample([], [])],
    shape: { shapes, _ throws(ShapeProblem) in
      guard shapes[0] == shapes[1] else {
        throw ShapeProblem("A parameter keeps its shape, \(shapes[0]); got \(shapes[1]).")
      }
      return shapes[0]
    },
    derivative: { d in [nil, d.upstream] }, slope: { _, operand in operand == 0 ? 0 : 1 }, flops: { _, _ in 0 },
    element: { Explanation(reason: "where \($0.format($0.number(0))) was") })

  /// z = x, through which no gradient flows: what it is made of counts as constant.
  public static let detach: Primitive = Primitive(
    "detach", called: .sameNumbers("detached"), computation: .same(operand: 0), symbol: "⊣",
    formula: "z = x, as a constant", operandCount: 1,
    kernel: Kernel(float32: { copy($0, Float.self) }, float64: { copy($0, Double.self) }),
    samples: [Sample([2, 3]), Sample([])], shape: { shapes, _ throws(ShapeProblem) in shapes[0] }, flops: { _, _ in 0 },
    element: { c in c.moved(from: 0, c.index) })
}

private func copyNew<S: Scalar>(_ call: KernelCall, _: S.Type) {
  call.result(as: S.self).update(from: call.operand(1, as: S.self), count: call.result.count)
}
