import Autodiff
import Tensors
import Testing

/// Operands that do not fit: every primitive answers with a sentence that names what came.
@Suite struct ShapeProblemTests {
  struct Misfit: Sendable, CustomTestStringConvertible {
    let name: String
    let shapes: [Shape]
    let attributes: Attributes
    let named: [String]
    var testDescription: String { "\(name) of \(shapes)" }

    init(_ name: String, _ shapes: Shape..., attributes: Attributes = .none, naming: [String]? = nil) {
      self.name = name
      self.shapes = shapes
      self.attributes = attributes
      named = naming ?? shapes.map(\.description)
    }
  }

  private static let elementwise =
    [
      "add", "subtract", "multiply", "divide", "maximum", "minimum", "greater", "equal", "accumulate", "assign",
      "raise",
    ]
    .flatMap { [Misfit($0, [2, 3], [3, 2]), Misfit($0, [2, 3], [3])] }
    + [Misfit("select", [2], [2], [3], naming: ["[2]", "[3]"])]

  /// Windows on images of 4×4 pixels.
  private static let square = moving(2)
  private static func moving(_ window: Int, stride: Int = 1, padding: Int = 0, groups: Int = 1) -> Attributes {
    let axis = WindowAxis(size: 4, window: window, stride: stride, paddingBefore: padding, paddingAfter: padding)
    return .convolution(ConvolutionGeometry(WindowGeometry(vertical: axis, horizontal: axis), groups: groups))
  }

  private static let structural: [Misfit] = [
    Misfit("matmul", [2, 3], [4, 5]), Misfit("matmul", [3], [3, 2]), Misfit("matmul", [2, 2, 3], [3, 3, 2]),
    Misfit("sum", [2, 3], attributes: .axes([2], keepingAxes: false), naming: ["[2, 3]", "[2]"]),
    Misfit("mean", [2, 3], attributes: .axes([-3], keepingAxes: false), naming: ["[2, 3]", "[-3]"]),
    Misfit("max", [2, 3], attributes: .axes([0, 0], keepingAxes: true), naming: ["[2, 3]", "[0, 0]"]),
    Misfit("transpose", [2, 3], attributes: .permutation([0, 0]), naming: ["[2, 3]", "[0, 0]"]),
    Misfit("reshape", [2, 3], attributes: .shape([4, 2]), naming: ["[2, 3]", "[4, 2]"]),
    Misfit("reshape", [2, 3], attributes: .shape([-2, -3]), naming: ["[2, 3]", "[-2, -3]"]),
    Misfit("broadcast", [2, 3], attributes: .shape([2, 4]), naming: ["[2, 3]", "[2, 4]"]),
    Misfit("broadcast", [2, 3], attributes: .shape([3]), naming: ["[2, 3]", "[3]"]),
    Misfit("slice", [4, 3], attributes: .range(axis: 1, start: 2, count: 2), naming: ["[4, 3]", "2..<4", "axis 1"]),
    Misfit("slice", [4, 3], attributes: .range(axis: 2, start: 0, count: 1), naming: ["[4, 3]", "axis 2"]),
    Misfit("pad", [4, 3], attributes: .range(axis: 0, start: 2, count: 5), naming: ["[4, 3]", "axis 0", "5"]),
    Misfit("concatenate", [2, 3], [3, 2], attributes: .axis(0)),
    Misfit("concatenate", [2, 3], [2], attributes: .axis(1)),
    Misfit("concatenate", [2, 3], [2, 3], attributes: .axis(2), naming: ["[2, 3]", "axis 2"]),
    Misfit("argmax", [2, 3], attributes: .axis(2), naming: ["argmax", "[2, 3]", "axis 2"]),
    Misfit("argmax", [2, 0], attributes: .axis(1), naming: ["at least one", "[2, 0]", "axis 1"]),
    Misfit("topK", [2, 3], attributes: .range(axis: 1, start: 0, count: 4), naming: ["[2, 3]", "0 to 3", "got 4"]),
    Misfit("topK", [2, 3], attributes: .range(axis: -1, start: 0, count: 1), naming: ["[2, 3]", "axis -1"]),
    Misfit("cumulativeSum", [], attributes: .axis(0), naming: ["axis 0", "single number"]),
    Misfit("takeAlong", [2, 3], [3, 3], attributes: .axis(1)), Misfit("takeAlong", [2, 3], [2], attributes: .axis(1)),
    Misfit("takeAlong", [2, 3], [2, 3], attributes: .axis(2), naming: ["[2, 3]", "axis 2"]),
    Misfit("addAlong", [2, 3], [2, 2], attributes: .range(axis: 1, start: 0, count: 4)),
    Misfit("addAlong", [2], [2], attributes: .range(axis: 1, start: 0, count: 4), naming: ["[2]", "axis 1"]),
    Misfit("gather", [], [2]), Misfit("gather", [3, 2], [2, 2]),
    Misfit("convolution", [2, 5, 4, 1], [2, 3, 1, 2], attributes: square),
    Misfit("convolution", [2, 4, 4, 3], [2, 2, 1, 2], attributes: square),
    Misfit("convolution", [2, 4, 4], [2, 2, 1], attributes: square),
    Misfit("convolution", [2, 4, 4, 2], [2, 2, 1, 3], attributes: moving(2, groups: 2)),
    Misfit("convolution", [2, 4, 4, 1], [5, 5, 1, 2], attributes: moving(5), naming: ["5×5 on 4×4"]),
    Misfit("convolution", [2, 4, 4, 1], [2, 2, 1, 2], attributes: moving(2, groups: 0), naming: ["0 groups"]),
    Misfit("convolution", [2, 4, 4, 1], [2, 2, 1, 2], attributes: moving(2, stride: -1), naming: ["-1×-1"]),
    Misfit(
      "convolution", [2, 4, 4, 1], [2, 2, 1, 2], attributes: moving(2, stride: .max), naming: ["\(Int.max)"]),
    Misfit("convolutionInputGradient", [2, 4, 4, 2], [2, 2, 1, 2], attributes: square),
    Misfit("convolutionFilterGradient", [2, 4, 4, 1], [3, 3, 3, 2], attributes: square),
    Misfit("maxPool", [2, 5, 4, 1], attributes: .window(square.window)),
    Misfit("maxPool", [4, 4, 1], attributes: .window(square.window)),
    Misfit("maxPool", [2, 4, 4, 1], naming: ["maxPool"]),
    Misfit("maxPool", [2, 4, 4, 1], attributes: .window(moving(5).window), naming: ["5×5 on 4×4"]),
    Misfit("maxPool", [2, 4, 4, 1], attributes: .window(moving(2, padding: 2).window), naming: ["padding 2"]),
    Misfit("maxPoolGradient", [2, 4, 4, 1], [2, 4, 4, 1], attributes: .window(square.window)),
    Misfit("maxPoolPick", [2, 4, 4, 1], [2, 3, 3, 1], attributes: .window(square.window)),
    Misfit("allReduce", [2], [3], naming: ["[2] of rank 0", "[3] of rank 1"]),
    Misfit("allReduce", [2], attributes: .ranks(own: 3, of: 3), naming: ["rank 3 of 3"]),
    Misfit("uniform", [2], attributes: .draw([3], seed: 1)), Misfit("uniform", [], naming: ["seed"]),
    Misfit("scatterAdd", [5, 3], [4], attributes: .shape([4, 3]), naming: ["[5, 3]", "[4]", "[4, 3]"]),
  ]

  @Test(arguments: elementwise + structural) func misfits(_ misfit: Misfit) throws {
    let primitive = try #require(Primitive.named(misfit.name))
    let operands = misfit.shapes.map { Tensor(NDArray(repeating: 0, shape: $0)) }
    let problem = #expect(throws: ShapeProblem.self) { try primitive.apply(operands, misfit.attributes) }
    for text in misfit.named { #expect(problem?.sentence.contains(text) == true, "\(String(describing: problem))") }
  }

  /// Every primitive that can be given operands that do not fit is in the list above.
  @Test func noneIsForgotten() {
    let tried = Set((Self.elementwise + Self.structural).map(\.name))
    let fitsAnything = Primitive.all.filter { $0.operandCount == 1 && $0.samples.contains { $0.attributes == .none } }
    let withNumber = ["power", "leakyRelu"]
    for primitive in Primitive.all where primitive.operandCount != 0 {
      let isFree = fitsAnything.contains { $0 === primitive } || withNumber.contains(primitive.name)
      #expect(isFree || tried.contains(primitive.name), "\(primitive.name)")
    }
  }

  @Test(arguments: Primitive.all.filter { $0.operandCount ?? 0 > 0 }) func wrongNumberOfOperands(_ primitive: Primitive)
  {
    let operands = (0...primitive.operandCount!).map { _ in Tensor(1) }
    let problem = #expect(throws: ShapeProblem.self) { try primitive.apply(operands) }
    #expect(
      problem?.sentence == "\(primitive.name) expects \(primitive.operandCount!) operands; got \(operands.count).")
  }

  @Test func elementTypesDoNotMix() {
    let problem = #expect(throws: ShapeProblem.self) {
      try Primitive.add.apply([Tensor(1), Tensor(1, type: .float64)])
    }
    #expect(problem?.sentence.contains("got float32 [] and float64 []. Convert one of them") == true)
  }

  @Test func misuseOfOperatorsEndsWithASentence() async {
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2]) + Tensor([1, 2, 3]) }
    await #expect(processExitsWith: .failure) { _ = gradients(of: Tensor([1, 2]), with: []) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2]).transposed() }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2]).rows(Tensor([2])).value }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2]).rows(Tensor([0.5])).value }
    await #expect(processExitsWith: .failure) { Parameter("w", 1).set(NDArray([1])) }
    await #expect(processExitsWith: .failure) { _ = concatenate([]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2, 3]).reshaped([-1, 2]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2, 3]).reshaped([-1, -1]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2, 3]).transposed([1]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2, 3]).slice(1..<4) }
    await #expect(processExitsWith: .failure) { _ = convolution(Tensor([[1]]), Tensor([[1]])) }
    await #expect(processExitsWith: .failure) {
      let one = Tensor(1).reshaped([1, 1, 1, 1])
      _ = convolution(one, one, strides: (0, 1), padding: .same)
    }
    await #expect(processExitsWith: .failure) { _ = maxPool(Tensor([[1]]), window: (1, 1)) }
  }
}

extension Attributes {
  fileprivate var window: WindowGeometry {
    guard case .convolution(let geometry) = self else { preconditionFailure("not a convolution") }
    return geometry.window
  }
}
