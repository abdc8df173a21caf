import Numerals
import Tensors

/// One kind of operation, with everything that is known about it in one place: what it computes, which shapes it
/// takes, its derivative as further operations, how one element of its result comes about, and what it costs.
///
/// To add one, write a `static let` beside its relatives and list it in `Primitive.all`: it is then gradient-checked,
/// compared with the naive kernels, printed by `nnlearn ops`, saved in traces and explained by the stepper.
public final class Primitive: Sendable {
  /// Unique, as in printed graphs: "matmul".
  public let name: String
  /// As drawn in a graph: "×".
  public let symbol: String
  /// With operands x, y, c and result z: "z = x · y".
  public let formula: String
  /// ∂z/∂operand, one for each operand: ["y", "x"]; empty where no gradient flows.
  public let localDerivatives: [String]
  /// What `formula` and `localDerivatives` call the operands: ["x", "y"].
  public let operandNames: [String]
  /// How many operands; nil: any number.
  public let operandCount: Int?
  /// Is f(x, y) the same as f(y, x)? Otherwise graphs mark which operand is which.
  public let isCommutative: Bool
  /// Does each element of the result depend on the same element of each operand only? Operands of one shape then have a
  /// result of that shape.
  public let isElementwise: Bool

  /// Which compiled kernel computes it.
  package let computation: KernelKind
  /// Where its output says that hardly any gradient passes; nil where no output does.
  public let saturation: Saturation?

  /// What its value is called where nobody has named it.
  let wording: ValueWording
  let notation: @Sendable (Attributes) -> Notation
  let details: @Sendable (Attributes) -> String
  let resultShape: @Sendable ([Shape], Attributes) throws(ShapeProblem) -> Shape
  /// The plain loop: what the compiled kernels are compared with.
  let kernel: Kernel
  let derivative: @Sendable (Differentiation) -> [Tensor?]
  let element: @Sendable (ElementContext) -> Explanation
  let slope: (@Sendable (ElementContext, Int) -> Double)?
  let flops: @Sendable ([Shape], Shape) -> Int
  /// What the gradient check and the oracle tests feed it.
  public let samples: [Sample]

  init(
    _ name: String, called: ValueWording = .noun(nil), computation: KernelKind, symbol: String, formula: String,
    localDerivatives: [String] = [], operandNames: [String] = ["x", "y"], operandCount: Int?,
    isCommutative: Bool = false, isElementwise: Bool = false,
    notation: @escaping @Sendable (Attributes) -> Notation = { _ in .function }, saturation: Saturation? = nil,
    details: @escaping @Sendable (Attributes) -> String = { $0.description }, kernel: Kernel, samples: [Sample],
    shape: @escaping @Sendable ([Shape], Attributes) throws(ShapeProblem) -> Shape,
    derivative: @escaping @Sendable (Differentiation) -> [Tensor?] = { _ in [] },
    slope: (@Sendable (ElementContext, Int) -> Double)? = nil,
    flops: @escaping @Sendable ([Shape], Shape) -> Int = { _, result in result.count },
    element: (@Sendable (ElementContext) -> Explanation)? = nil
  ) {
    self.name = name
    wording = called
    self.symbol = symbol
    self.formula = formula
    self.localDerivatives = localDerivatives
    self.operandNames = operandNames
    self.operandCount = operandCount
    self.isCommutative = isCommutative
    self.isElementwise = isElementwise
    self.computation = computation
    self.notation = notation
    self.saturation = saturation
    self.details = details
    self.kernel = kernel
    self.samples = samples
    resultShape = shape
    self.derivative = derivative
    self.slope = slope
    self.flops = flops
    self.element = element ?? { c in Explanation(c.written(name, notation(c.attributes))) }
  }

  /// Builds the operation; nothing is computed yet.
  ///
  /// Throws `ShapeProblem` when the operands do not fit together.
  public func apply(_ operands: [Tensor], _ attributes: Attributes = .none) throws(ShapeProblem) -> Tensor {
    if let operandCount, operandCount != operands.count {
      throw ShapeProblem("\(name) expects \(operandCount) operands; got \(operands.count).")
    }
    guard let first = operands.first else { throw ShapeProblem("\(name) expects at least one operand; got none.") }
    let type = first.elementType
    for operand in operands where operand.elementType != type {
      throw ShapeProblem(
        "\(name) expects operands of one element type; got \(first.typeText) and \(operand.typeText). "
          + "Convert one of them where it is made, Tensor(…, type: .\(type)), or an array by a.converted(to: .\(type))."
      )
    }
    let shape = try resultShape(operands.map(\.shape), attributes)
    if let problem = shape.problem { throw ShapeProblem("\(name): \(problem)") }
    return Tensor(self, Operands(operands), attributes: attributes, shape: shape, elementType: type)
  }

  /// Builds the operation, or ends the cell with a sentence that says which shapes do not fit.
  func callAsFunction(_ x: Tensor, attributes: Attributes = .none) -> Tensor {
    guard isElementwise, operandCount == 1 else { return built([x], attributes) }
    return Tensor(self, Operands(x), attributes: attributes, shape: x.shape, elementType: x.elementType)
  }

  /// The same for two operands. Those of one shape, as elementwise operations mostly have, need no list of shapes.
  func callAsFunction(_ x: Tensor, _ y: Tensor, attributes: Attributes = .none) -> Tensor {
    guard isElementwise, operandCount == 2, x.shape == y.shape, x.elementType == y.elementType else {
      return built([x, y], attributes)
    }
    return Tensor(self, Operands(x, y), attributes: attributes, shape: x.shape, elementType: x.elementType)
  }

  func callAsFunction(_ operands: Tensor..., attributes: Attributes = .none) -> Tensor {
    built(operands, attributes)
  }

  func built(_ operands: [Tensor], _ attributes: Attributes) -> Tensor {
    do { return try apply(operands, attributes) } catch { stop(shapes: error.sentence + trail(of: operands)) }
  }

  /// Does a gradient flow to some operand?
  var passesGradients: Bool { !localDerivatives.isEmpty }

  /// How the operation is written in a formula.
  public func notation(for attributes: Attributes) -> Notation { notation(attributes) }

  /// The operation written down with the names or numbers of its operands, including its settings:
  /// "x @ w", "leakyRelu(x, 0.01)", "sum(x, axes [0])".
  public func expression(
    _ operands: [Notation.Term], _ attributes: Attributes, format: (Double) -> String = { significantText($0) }
  ) -> Notation.Term {
    notation(attributes).expression(name, operands, details: details(attributes), format: format)
  }

  /// The settings of an operation, as printed: "axes [0]"; "" when it has none.
  public func details(of attributes: Attributes) -> String { details(attributes) }

  /// What `formula` calls an operand: "x"; "operand 4" where it has no letter.
  public func operandName(_ index: Int) -> String {
    operandNames.indices.contains(index) ? operandNames[index] : "operand \(index + 1)"
  }

  /// How one element of a result came about, with its numbers.
  public func working(for context: ElementContext) -> Explanation { element(context) }

  /// ∂z/∂operand of an elementwise primitive at one element; nil for others.
  public func localDerivative(_ context: ElementContext, operand: Int) -> Double? { slope?(context, operand) }

  /// Multiplications, additions and function values, each counted as one.
  public func flops(operands: [Shape], result: Shape) -> Int { flops(operands, result) }

  /// Bytes read and written when nothing stays in a cache.
  public func bytes(operands: [Shape], result: Shape, type: ElementType) -> Int {
    (operands.reduce(0) { $0 + $1.count } + result.count) * type.byteCount
  }
}

extension Primitive: CustomStringConvertible {
  public var description: String { "\(name)   \(formula)" }
}

/// Operands that do not fit together: what was expected and what was given.
public struct ShapeProblem: Error, Sendable, Equatable, CustomStringConvertible {
  public let sentence: String
  public init(_ sentence: String) { self.sentence = sentence }
  public var description: String { sentence }
}

/// What values of a primitive are called where nobody has named them; see `ValueNames`.
enum ValueWording: Sendable {
  /// By the notation, "x·w"; where that is long by the noun, or the primitive's own name, and a number: "product 26".
  case noun(String?)
  /// Its numbers are the operand's: "b repeated"; in longer names the word is left out.
  case sameNumbers(String)
  /// It folds axes: "mean of loss"; where that is long "mean 26".
  case folding(String, noun: String)
}

/// Operands to try a primitive on: shapes, attributes, and the range its numbers are drawn from.
public struct Sample: Sendable {
  public let shapes: [Shape]
  public let attributes: Attributes
  /// One for each operand: where the function is smooth, and defined.
  public let ranges: [Range<Double>]
  /// Operands that hold whole numbers (indices), which no gradient reaches.
  public let wholeOperands: Set<Int>

  init(
    _ shapes: Shape..., attributes: Attributes = .none, in ranges: Range<Double>..., whole: Set<Int> = []
  ) {
    self.shapes = shapes
    self.attributes = attributes
    self.ranges =
      ranges.count == shapes.count
      ? ranges : [Range<Double>](repeating: ranges.first ?? -2..<2, count: shapes.count)
    wholeOperands = whole
  }
}

/// What a derivative rule sees: z = f(x…), and ∂L/∂z. It answers with ∂L/∂x for each operand, built from further
/// operations; nil where no gradient flows.
struct Differentiation {
  /// The forward operation.
  let result: Tensor
  /// ∂L/∂z, of z's shape.
  let upstream: Tensor
  /// Which operands' gradients are wanted; the rule may answer nil for the others.
  let wanted: Wanted

  var operands: [Tensor] { result.operands }
  var attributes: Attributes { result.attributes }
  var x: Tensor { result.operand(0) }
  var y: Tensor { result.operand(1) }
  var z: Tensor { result }

  /// The answer of an operation of two operands, asking only for what is wanted.
  func forEachOperand(_ first: () -> Tensor, _ second: () -> Tensor) -> [Tensor?] {
    [wanted[0] ? first() : nil, wanted[1] ? second() : nil]
  }

  /// By the operands' ids, so that no list is made for each operation.
  struct Wanted {
    let operandIDs: ArraySlice<Int>
    let needsGradient: [Bool]

    subscript(operand: Int) -> Bool { needsGradient[operandIDs[operandIDs.startIndex + operand]] }
  }
}
