import Autodiff
import Explain
import Networks
import Optimizers
import Tensors
import Testing

/// No arithmetic on the screen is false: what the stepper shows of every operation there is, is worked out from the numbers
/// as they are shown.
@Suite struct ShownEquationTests {
  // MARK: - Everything there is

  @Test(arguments: Primitive.all.filter { $0.operandCount != 0 }) func operations(_ primitive: Primitive) {
    for (number, sample) in primitive.samples.enumerated() {
      var random = RandomSource(seed: UInt64(11 + number))
      let operands = zip(sample.shapes, sample.ranges).enumerated().map { i, pair in
        var array = NDArray.uniform(pair.0, in: pair.1, type: .float64, using: &random)
        if sample.wholeOperands.contains(i) {
          for k in 0..<array.count { array[at: k] = array[at: k].rounded(.down) }
        }
        return Parameter("operand\(i)", array)
      }
      guard let result = try? primitive.apply(operands, sample.attributes) else { continue }
      check(Stepper(result), elements: .max)
    }
  }

  /// More terms than are written out, most of them 0, and large ones that cancel.
  @Test(arguments: [0, 0.5, 0.9, 1]) func longSums(share zeros: Double) {
    var random = RandomSource(seed: 3)
    func sparse(_ shape: Shape) -> Parameter {
      var array = NDArray.uniform(shape, in: -2..<2, type: .float64, using: &random)
      for k in 0..<array.count where random.uniform() < zeros { array[at: k] = 0 }
      return Parameter("p", array)
    }
    let (x, w, image) = (sparse([3, 40]), sparse([40, 2]), sparse([1, 5, 5, 4]))
    let results = [
      x.matmul(w), sum(x, axes: [1]), mean(x), max(x, axes: [1]), cumulativeSum(x, axis: 1), argmax(x, axis: 1),
      convolution(image, sparse([3, 3, 4, 2])), maxPool(image, window: (3, 3)), topK(x, 12, axis: 1).indices,
    ]
    for result in results { check(Stepper(result), elements: 12) }
  }

  @Test(arguments: Activation.all.map(\.name)) func activations(_ name: String) {
    let activation = Activation.all.first { $0.name == name }!
    for shape in [[], [5], [3, 4]] as [Shape] where !(shape.isScalar && name.contains("oftmax")) {
      var random = RandomSource(seed: 5)
      let x = Parameter("x", NDArray.uniform(shape, in: -3..<3, type: .float64, using: &random))
      let loss = phase(.loss) { sum(activation(x)) }
      check(Stepper(Program([loss] + gradients(of: loss, with: [x]))), elements: 3)
    }
  }

  @Test(arguments: Losses.all) func losses(_ loss: NamedLoss) {
    for seed in 1...3 as ClosedRange<UInt64> {
      let (prediction, target) = loss.sample(seed: seed, type: .float64)
      let z = Parameter("z", prediction)
      let value = loss(z, Input("y", target))
      check(Stepper(Program([value] + gradients(of: value, with: [z]))), elements: 3)
    }
  }

  @Test(arguments: LayerKind.all.map(\.name)) func layers(_ name: String) {
    let kind = LayerKind.all.first { $0.name == name }!
    for sample in kind.samples {
      var random = RandomSource(seed: 9)
      let layer = sample.layer(.float64, using: &random)
      let pass = Pass(.training)
      let input = sample.numbers(.float64, using: &random)
      let x = Input("x", input)
      let loss = phase(.loss) { mean(layer(x, in: pass)) }
      check(Stepper(Program([loss] + gradients(of: loss, with: layer.parameters))), elements: 2)
    }
  }

  @Test(arguments: UpdateRules.all.map(\.description)) func updateRules(_ name: String) {
    let rule = UpdateRules.all.first { $0.description == name }!
    check(Self.training(by: rule), steps: 3, elements: 2)
  }

  // MARK: - What a reader sets

  @Test(arguments: UpdateRules.all.map(\.description)) func numbersSetByHand(_ name: String) throws {
    let rule = UpdateRules.all.first { $0.description == name }!
    let stepper = Self.training(by: rule)
    var random = RandomSource(seed: 21)
    for _ in 0..<4 {
      stepper.move(
        to: Stepper.Position(
          trainingStep: random.integer(below: 2), event: random.integer(below: stepper.eventCount)))
      stepper.element = [random.integer(below: 2), random.integer(below: 2)]
      _ = try stepper.perform(.whatIf(Double(random.integer(below: 9)) - 3.5))
      let view = try stepper.perform(.show)
      #expect(view.working[0].hasSuffix(", set by you"), "\(view.working)")
      #expect(view.settings.contains { $0.isHere })
    }
    check(stepper, steps: 3, elements: 2)
    while !stepper.settings.isEmpty {
      stepper.undo(random.integer(below: stepper.settings.count))
      check(stepper, steps: 2, elements: 1)
    }
    #expect(stepper.branch.name == "main")
  }

  /// y = w · x + b with squared error; x is an input, the others parameters.
  private static func training(by rule: any UpdateRule) -> Stepper {
    let (w, b) = (
      Parameter("w", [[0.5, -1], [2, 0.25]], type: .float64), Parameter("b", [0.1, -0.3], type: .float64)
    )
    let x = Input("x", NDArray([[1, 2], [-1, 0.5], [0, 3]]).converted(to: .float64))
    let loss = phase(.loss) { mean(pow(x.matmul(w) + b, 2)).named("L") }
    return Stepper(Program(minimizing: loss, over: [w, b], by: rule), steps: 3)
  }

  /// Where terms nearly cancel, four digits of each would not give four of their sum.
  @Test func cancellingTermsAreWrittenOut() {
    func working(_ result: Tensor, _ name: String) -> String {
      let stepper = Stepper(result)
      stepper.move(to: Stepper.Position(trainingStep: 0, event: stepper.eventCount - 1))
      let text = stepper.view(showing: .text).working.joined(separator: " ")
      #expect(ShownEquations.problem(in: text) == nil, "\(name): \(text)")
      return text
    }
    let (a, b) = (Parameter("a", [1000.01], type: .float64), Parameter("b", [1000.0], type: .float64))
    #expect(working(a - b, "difference").contains("1000.01 − 1000 = 0.01"))
    #expect(working(a + (-b), "sum").contains("1000.01"))
    let x = Parameter("x", [0.123456, -0.123411, 1e-9], type: .float64)
    #expect(working(sum(x), "sum").contains("0.123456 + (−0.123411)"))
    let w = Parameter("w", [[2.5], [2.5], [1]], type: .float64)
    #expect(working(x.reshaped([1, 3]).matmul(w), "product").contains("0.123456 · 2.5"))
    #expect(working(a + b, "no cancelling").contains("1000 + 1000 = 2000"))
  }

  // MARK: - Checking

  private func check(_ stepper: Stepper, steps: Int = 1, elements: Int) {
    for step in 0..<Swift.min(steps, stepper.stepLimit) {
      for event in 0..<stepper.eventCount {
        stepper.move(to: Stepper.Position(trainingStep: step, event: event))
        checkNames(stepper)
        let shape = stepper.current.shape
        let every = Swift.max(1, shape.count / Swift.min(elements, Swift.max(1, shape.count)))
        for offset in stride(from: 0, to: shape.count, by: every) {
          stepper.element = shape.index(at: offset)
          let shown = ShownEquations(stepper)
          if let problem = shown.problem { Issue.record("\(shown.view.working): \(problem)") }
        }
      }
    }
  }

  /// A name that could be read as an operation stands in brackets, unless commas keep it apart.
  private func checkNames(_ stepper: Stepper) {
    let graph = stepper.graph
    let text = ([graph.sentence(stepper.event)] + stepper.view(showing: .text).working).joined(separator: "   ")
    for id in graph.operands(of: stepper.event) {
      let name = graph.label(id)
      let isNumber = Double(name.replacing("−", with: "-")) != nil
      // What stands in brackets of its own is kept apart: "(slice 66)ᵀ".
      let bare = name.replacing(/\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/, with: "()")
      let isOperation = bare.dropFirst().contains { " +−·/×*-<>=".contains($0) }
      guard !name.hasPrefix("∂L/∂"), !isNumber, isOperation else { continue }
      let isApart =
        name.hasSuffix(")") || name.hasSuffix("|") || text.contains(", \(name)") || text.contains("\(name),")
      #expect(text.contains("(\(name)") || isApart || text.contains("[\(name)]"), "\(text)")
    }
  }

  // MARK: - The checker itself

  @Test(arguments: [
    "z = s = 0 + 0 + 0 + 0 = 0.4648", "c = 1 − β₁ᵗ = 1 − 0.9 = 0.5", "ŷ = w · 3 = 2 · 3 = 10", "z = x = 2 · 3 = 6.01",
    "z = max(x, y) = max(2, 3) = 2", "z = relu(x) = max(0, −2) = 0, since −2 > 0", "z = a = 0 + … + 0 = 0",
    "z = s = 0.3 + 0.1 from 7 smaller terms = 0.5", "w ← %14 = 2 · 1 − 1 = −1", "z = x / y = 1 / 3 = 0.335",
    "z = m = (1 + 2) / 2 = 1.4", "z = x = √2 = 1.415", "z = s = exp(−1) = 0.3689",
  ])
  func oldFaultsAreFound(_ text: String) {
    #expect(ShownEquations.problem(in: text) != nil)
  }

  @Test(arguments: [
    "z = x · y = 2 · 3 = 6", "z = x / y = 1 / 3 = 0.3333",
    "z = s = 0.3 + 0.1646 from 7 smaller terms, 2 of them 0 = 0.4646",
    "z = relu(x) = max(0, −2) = 0, since −2 < 0", "z = s = 0 from 9 terms that are 0 = 0", "z = x^2 = (−1.5)^2 = 2.25",
    "z = max(x) = max(3, 2, 1, 0, and 14 others up to −1) = 3", "z = d = 0.1235 − 0.1234 = 0.00003",
  ])
  func truthPasses(_ text: String) {
    let problem = ShownEquations.problem(in: text)
    #expect(problem == nil, "\(problem ?? "")")
  }
}
