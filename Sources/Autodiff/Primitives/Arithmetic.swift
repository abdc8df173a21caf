import CKernels
import Tensors

// Addition to power: elementwise arithmetic. Operands have one shape, or are scalars used for every element;
// other broadcasting is an operation of its own, so that its gradient is seen.
extension Primitive {
  static let arithmetic: [Primitive] = [add, subtract, multiply, divide, negate, reciprocal, power]

  /// z = x + y. Both operands get the upstream gradient unchanged.
  public static let add: Primitive = binary(
    "add", called: .noun("sum"), computation: .elementwise(NN_ADD), symbol: "+", formula: "z = x + y",
    localDerivatives: ["1", "1"],
    isCommutative: true,
    notation: .infix("+", .sum), kernel: .binary({ $0 + $1 }, { $0 + $1 }), slope: { _, _ in 1 },
    derivative: { d in d.forEachOperand({ d.upstream }, { d.upstream }) })

  /// z = x − y
  public static let subtract: Primitive = binary(
    "subtract", called: .noun("difference"), computation: .elementwise(NN_SUBTRACT), symbol: "−", formula: "z = x − y",
    localDerivatives: ["1", "−1"],
    notation: .infix("−", .sum), kernel: .binary({ $0 - $1 }, { $0 - $1 }),
    slope: { _, operand in operand == 0 ? 1 : -1 },
    derivative: { d in d.forEachOperand({ d.upstream }, { -d.upstream }) })

  /// z = x · y, element by element (the Hadamard product of matrices). Each operand's gradient is the upstream
  /// gradient times the other operand.
  public static let multiply: Primitive = binary(
    "multiply", called: .noun("product"), computation: .elementwise(NN_MULTIPLY), symbol: "×", formula: "z = x · y",
    localDerivatives: ["y", "x"], isCommutative: true,
    notation: .infix("·", .product), kernel: .binary({ $0 * $1 }, { $0 * $1 }),
    slope: { c, operand in c.number(1 - operand) },
    derivative: { d in d.forEachOperand({ d.upstream * d.y }, { d.upstream * d.x }) })

  /// z = x / y
  public static let divide: Primitive = binary(
    "divide", called: .noun("quotient"), computation: .elementwise(NN_DIVIDE), symbol: "÷", formula: "z = x / y",
    localDerivatives: ["1/y", "−x/y²"],
    notation: .infix("/", .product), kernel: .binary({ $0 / $1 }, { $0 / $1 }), ranges: (-2..<2, 0.5..<2),
    slope: { c, operand in operand == 0 ? 1 / c.number(1) : -c.number(0) / (c.number(1) * c.number(1)) },
    derivative: { d in d.forEachOperand({ d.upstream / d.y }, { -(d.upstream * d.z / d.y) }) })

  /// z = −x
  public static let negate: Primitive = unary(
    "negate", computation: .elementwise(NN_NEGATE), symbol: "−", formula: "z = −x", localDerivative: "−1",
    notation: { _ in .prefix("−", .sign) }, kernel: .unary({ -$0 }, { -$0 }), slope: { _, _ in -1 },
    derivative: { d in [-d.upstream] })

  /// z = 1/x
  public static let reciprocal: Primitive = unary(
    "reciprocal", computation: .elementwise(NN_RECIPROCAL), symbol: "1/x", formula: "z = 1/x", localDerivative: "−z²",
    notation: { _ in .prefix("1 / ", .product) }, kernel: .unary({ 1 / $0 }, { 1 / $0 }), range: 0.5..<2,
    slope: { c, _ in -1 / (c.number(0) * c.number(0)) },
    derivative: { d in [-(d.upstream * d.z * d.z)] })

  /// z = x^p for a fixed number p.
  public static let power: Primitive = unary(
    "power", computation: .elementwise(NN_POWER), symbol: "xᵖ", formula: "z = xᵖ", localDerivative: "p · xᵖ⁻¹",
    notation: { .exponent($0.number) }, kernel: .unary({ Float.power($0, $1) }, { Double.power($0, $1) }),
    samples: [
      Sample([2, 3], attributes: .number(2), in: -2..<2), Sample([3], attributes: .number(3), in: -2..<2),
      Sample([4], attributes: .number(-1.5), in: 0.5..<2), Sample([4], attributes: .number(1), in: -2..<2),
      Sample([], attributes: .number(0.5), in: 0.5..<2), Sample([2], attributes: .number(0), in: -2..<2),
    ],
    slope: { c, _ in c.attributes.number * Double.power(c.number(0), c.attributes.number - 1) },
    derivative: { d in
      let p = d.attributes.number
      if p == 0 { return [Tensor.zeros(like: d.x)] }
      if p == 1 { return [d.upstream] }
      return [d.upstream * (p * (p == 2 ? d.x : Primitive.power(d.x, attributes: .number(p - 1))))]
    })
}

// MARK: - Families

extension Primitive {
  /// An elementwise function of one operand. Without a local derivative, no gradient flows.
  static func unary(
    _ name: String, called: ValueWording = .noun(nil), computation: KernelKind, symbol: String, formula: String,
    localDerivative: String? = nil,
    notation: @escaping @Sendable (Attributes) -> Notation = { _ in .function }, saturation: Saturation? = nil,
    kernel: Kernel,
    range: Range<Double> = -2..<2, samples: [Sample]? = nil,
    slope: (@Sendable (ElementContext, Int) -> Double)? = nil,
    derivative: @escaping @Sendable (Differentiation) -> [Tensor?] = { _ in [nil] },
    element: (@Sendable (ElementContext) -> Explanation)? = nil
  ) -> Primitive {
    Primitive(
      name, called: called, computation: computation, symbol: symbol, formula: formula,
      localDerivatives: localDerivative.map { [$0] } ?? [], operandCount: 1,
      isElementwise: true, notation: notation, saturation: saturation, kernel: kernel,
      samples: samples ?? [Sample([2, 3], in: range), Sample([], in: range), Sample([0], in: range)],
      shape: { shapes, _ throws(ShapeProblem) in shapes[0] }, derivative: derivative, slope: slope, element: element)
  }

  /// An elementwise function of two operands of one shape, either of which may be a scalar.
  static func binary(
    _ name: String, called: ValueWording = .noun(nil), computation: KernelKind, symbol: String, formula: String,
    localDerivatives: [String] = [], isCommutative: Bool = false,
    notation: Notation = .function, kernel: Kernel, ranges: (Range<Double>, Range<Double>) = (-2..<2, -2..<2),
    slope: (@Sendable (ElementContext, Int) -> Double)? = nil,
    derivative: @escaping @Sendable (Differentiation) -> [Tensor?] = { _ in [nil, nil] },
    element: (@Sendable (ElementContext) -> Explanation)? = nil
  ) -> Primitive {
    Primitive(
      name, called: called, computation: computation, symbol: symbol, formula: formula,
      localDerivatives: localDerivatives,
      operandCount: 2,
      isCommutative: isCommutative, isElementwise: true, notation: { _ in notation }, kernel: kernel,
      samples: [
        Sample([2, 3], [2, 3], in: ranges.0, ranges.1), Sample([], [], in: ranges.0, ranges.1),
        Sample([2, 3], [], in: ranges.0, ranges.1), Sample([], [4], in: ranges.0, ranges.1),
      ],
      shape: { shapes, _ throws(ShapeProblem) in try elementwiseShape(name, shapes) },
      derivative: { d in
        var contributions = derivative(d)
        if d.result.hasOperandsOfItsShape { return contributions }
        for i in contributions.indices { contributions[i] = contributions[i]?.summed(to: d.result.operand(i).shape) }
        return contributions
      },
      slope: slope,
      element: element)
  }

  /// The shape that all operands have, scalars aside.
  static func elementwiseShape(_ name: String, _ shapes: [Shape]) throws(ShapeProblem) -> Shape {
    let shape = shapes.first { !$0.isScalar } ?? []
    for other in shapes where !other.isScalar && other != shape {
      throw ShapeProblem("\(name) expects operands of one shape; got \(shape) and \(other).")
    }
    return shape
  }
}
