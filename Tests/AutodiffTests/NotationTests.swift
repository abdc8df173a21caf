import Autodiff
import Tensors
import Testing

@Suite struct NotationTests {
  private let negative = Notation.Term(number: "−2")
  private let sum = Notation.Term("a + b", .sum)
  private let product = Notation.Term("a · b", .product)
  private let gradient = Notation.Term("∂L/∂w", .power)
  private let x = Notation.Term("x")

  /// One rule: an operand stands in brackets when it binds more loosely than the operator, and, behind one, also when
  /// it binds as tightly or has a sign of its own.
  @Test func bracketsFollowFromThePrecedence() {
    func text(_ primitive: Primitive, _ terms: Notation.Term..., attributes: Attributes = .none) -> String {
      primitive.notation(for: attributes).expression(primitive.name, terms).text
    }
    #expect(text(.add, negative, negative) == "−2 + (−2)")
    #expect(text(.subtract, sum, sum) == "a + b − (a + b)")
    #expect(text(.multiply, sum, product) == "(a + b) · (a · b)")
    #expect(text(.multiply, gradient, gradient) == "∂L/∂w · ∂L/∂w")
    #expect(text(.divide, product, negative) == "a · b / (−2)")
    #expect(
      text(.negate, negative) == "−(−2)" && text(.negate, gradient) == "−∂L/∂w" && text(.negate, sum) == "−(a + b)")
    #expect(text(.power, negative, attributes: .number(2)) == "(−2)^2")
    #expect(text(.power, gradient, attributes: .number(-0.5)) == "(∂L/∂w)^−0.5")
    #expect(text(.transpose, gradient, attributes: .permutation([1, 0])) == "(∂L/∂w)ᵀ")
    #expect(text(.transpose, x, attributes: .permutation([0, 2, 1])) == "transpose(x)")
    #expect(text(.greater, negative, negative) == "−2 > −2")
    #expect(text(.reciprocal, product) == "1 / (a · b)" && text(.sqrt, sum) == "√(a + b)" && text(.sqrt, x) == "√x")
    #expect(text(.passOn, gradient) == "1 · ∂L/∂w" && text(.assign, x, sum) == "x ← a + b")
    #expect(text(.tanh, sum) == "tanh(a + b)" && text(.maximum, negative, sum) == "maximum(−2, a + b)")
    #expect(Notation.Term(name: "share of b").within(.sum) == "(share of b)")
  }

  /// An explanation of the gradient says ∂L/∂ of a letter that the formula has.
  @Test(arguments: Primitive.all.filter { $0.operandCount != 0 }) func operandsAreCalledAsInTheFormula(_ p: Primitive) {
    for name in p.operandNames.prefix(p.operandCount ?? 2) {
      #expect(p.formula.contains(name) || (name == "x" && p.formula.contains("ˣ")), "\(p): \(name)")
    }
  }

  /// A flat place in the output is a flat place of the function: its local derivative is small there.
  @Test func saturationIsTheSlope() {
    for primitive in Primitive.all {
      guard let saturation = primitive.saturation else { continue }
      for x in stride(from: -8.0, through: 8, by: 0.25) {
        let input = NDArray([x], type: .float64)
        let z = primitive.evaluate([input])
        let context = ElementContext(operands: [input], result: z, attributes: .none, index: [0]) { "\($0)" }
        let slope = primitive.localDerivative(context, operand: 0)!
        switch saturation {
        case .gradual(let relativeSlope):
          let zero = ElementContext(
            operands: [NDArray([0], type: .float64)], result: z, attributes: .none, index: [0]
          ) { "\($0)" }
          let greatest = primitive.localDerivative(zero, operand: 0)!
          #expect(abs(relativeSlope(z[at: 0]) - slope / greatest) < 1e-12)
        case .oneSided(let said): #expect(said(z[at: 0]) == slope)
        }
      }
    }
  }
}
