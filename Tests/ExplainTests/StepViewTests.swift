import Autodiff
import Display
import Explain
import Networks
import Optimizers
import Tensors
import Testing

/// y = w·x with squared error and gradient descent: by hand, L = (2·3 − 1)² = 25, ∂L/∂w = 2·5·3 = 30, w′ = 2 − 0.1·30.
private func smallStepper() -> Stepper {
  let w = Parameter("w", 2, type: .float64)
  let prediction = module("neuron") { (w * 3).named("ŷ") }
  let loss = phase(.loss) { pow(prediction - 1, 2).named("L") }
  return Stepper(Program(minimizing: loss, over: [w], by: GradientDescent(learningRate: 0.1)), steps: 3)
}

@Suite struct StepViewTests {
  @Test func everyEventSaysWhatItDoes() {
    let stepper = smallStepper()
    var lines: [String] = []
    repeat {
      let view = stepper.view()
      let row = view.events.first { $0.isCurrent }!
      lines.append("\(view.phase.rawValue): \(row.text)   \(view.working.joined(separator: " "))")
    } while stepper.forward() && stepper.trainingStep == 0
    #expect(
      lines == [
        "data: parameter w   w = 2",
        "forward: constant 3   3 = 3",
        "forward: ŷ = w · 3   ŷ = w · 3 = 2 · 3 = 6",
        "loss: constant 1   1 = 1",
        "loss: ŷ−1   ŷ−1 = ŷ − 1 = 6 − 1 = 5",
        "loss: L = (ŷ−1)^2   L = (ŷ−1)^2 = 5^2 = 25",
        "backward: ∂L/∂L = 1   ∂L/∂L = 1",
        "backward: constant 2   2 = 2",
        "backward: 2·(ŷ−1)   2·(ŷ−1) = 2 · (ŷ−1) = 2 · 5 = 10",
        "backward: ∂L/∂(ŷ−1) ← L: ∂L/∂L · (2·(ŷ−1))   ∂L/∂(ŷ−1) = ∂L/∂L · (2·(ŷ−1)) = 1 · 10 = 10",
        "backward: ∂L/∂ŷ ← ŷ−1: 1 · ∂L/∂(ŷ−1)   ∂L/∂ŷ = 1 · ∂L/∂(ŷ−1) = 1 · 10 = 10",
        "backward: ∂L/∂w ← ŷ: ∂L/∂ŷ · 3   ∂L/∂w = ∂L/∂ŷ · 3 = 10 · 3 = 30",
        "update: constant η   η = 0.1",
        "update: η·∂L/∂w   η·∂L/∂w = η · ∂L/∂w = 0.1 · 30 = 3",
        "update: w−η·∂L/∂w   w−η·∂L/∂w = w − (η·∂L/∂w) = 2 − 3 = −1",
        "update: w ← (w−η·∂L/∂w)   w ← (w−η·∂L/∂w) = −1, where 2 was",
      ])
  }

  @Test func backwardNamesTheLocalDerivativeWithItsNumber() throws {
    let stepper = smallStepper()
    let view = try stepper.perform(.toName("∂L/∂w"))
    #expect(view.localDerivative == "∂ŷ/∂w = 3, as ∂z/∂x = y")
    #expect(view.formula == "∂L/∂x = ∂L/∂z · ∂z/∂x   for z = x · y")
    #expect(view.ledger?.title == "∂L/∂w")
    #expect(view.ledger?.entries.map(\.contribution) == ["30"])
    let current = view.graph.nodes.first { $0.state == .current }
    #expect(current?.name == "ŷ")
    #expect(view.graph.nodes.first { $0.name == "w" }?.gradient == "30")
  }

  @Test(arguments: [
    ("dL/dw", "∂L/∂w"), ("yhat", "ŷ"), ("eta", "η"), ("dL/d(yhat-1)", "∂L/∂(ŷ−1)"), ("%4", "ŷ−1"), ("w'", "w′"),
  ])
  func aPlainKeyboardTypesEveryName(typed: String, meant: String) throws {
    let stepper = smallStepper()
    _ = try stepper.perform(.toName(typed))
    #expect(stepper.graph.label(stepper.event) == meant)
  }

  @Test func aRunningSumIsNotCalledTheGradient() throws {
    let a = Parameter("a", 3, type: .float64)
    let square = a * a
    let loss = (square + square).named("L")
    let graph = Program([loss] + gradients(of: loss, with: [a])).graph
    let squareID = try #require(graph.id(of: square))
    let gradient = try #require(graph.gradient(of: squareID))
    #expect(graph.label(gradient) == "∂L/∂(a·a)" && graph.label(squareID) == "a·a")
    #expect(graph.operations.indices.filter { graph.label($0) == graph.label(gradient) } == [gradient])
  }

  @Test func onlyPhasesThatTheProgramHasAreListed() {
    #expect(smallStepper().view().phases == [.data, .forward, .loss, .backward, .update])
    #expect(Stepper(Parameter("w", 2) * 3).view().phases == [.data, .forward])
  }

  @Test func whatIsAheadIsPendingAndNeverZero() {
    let view = smallStepper().view()
    #expect(view.events.dropFirst().allSatisfy { $0.value == "–" })
    #expect(view.graph.nodes.dropFirst().allSatisfy { $0.state == .pending && $0.value.isEmpty })
  }

  @Test func theLedgerFillsUpAsTheCursorMoves() throws {
    let a = Parameter("a", 3, type: .float64)
    let stepper = Stepper(Program(gradients(of: (a * a + a).named("L"), with: [a])))
    _ = try stepper.perform(.end)
    let full = try #require(stepper.view().ledger)
    #expect(full.entries.map(\.contribution) == ["1", "3", "3"])
    #expect(full.entries.map(\.runningSum) == ["1", "4", "7"])
    _ = try stepper.perform(.back)
    #expect(stepper.view().ledger?.entries.map(\.isComputed).contains(true) == true)
    #expect(stepper.view().ledger?.entries.last?.runningSum == "–")
  }

  @Test func namesThatDoNotExistAreSuggested() {
    let stepper = smallStepper()
    #expect { _ = try stepper.perform(.toName("∂L/∂v")) } throws: { error in
      (error as? Diagnostic)?.id == "no-such-value"
    }
    #expect(throws: Diagnostic.self) { try stepper.perform(.switchBranch("x")) }
  }

  @Test func everyCommandKeepsTheCursorInside() throws {
    var random = RandomSource(seed: 5)
    let stepper = smallStepper()
    let commands: [StepCommand] = [
      .show, .forward, .back, .over, .overBack, .nextPhase, .previousPhase, .nextTrainingStep, .previousTrainingStep,
      .start, .end, .toEvent(-3), .toEvent(5), .toEvent(99), .toTrainingStep(-1), .toTrainingStep(2),
      .toTrainingStep(77), .toFirstNonFinite, .toggleBreakpoint, .toBreakpoint, .selectElement([9, -2]),
      .selectElement([]), .toFirstDifference, .switchBranch("main"),
    ]
    for _ in 0..<400 {
      let view = try stepper.perform(commands[random.integer(below: commands.count)])
      #expect((0..<3).contains(view.trainingStep) && (0..<view.eventCount).contains(view.event))
      #expect(view.sequence == view.trainingStep * view.eventCount + view.event)
    }
    _ = try stepper.perform(.whatIf(0.5))
    #expect(try stepper.perform(.show).branches.count == 2)
  }
}

@Suite struct RecipeTests {
  @Test func theDrawingHasOneEdgeForEachUse() {
    let x = Parameter("x", 3, type: .float64)
    let drawing = computationGraph(of: x * x)
    #expect(drawing.edges.count == 2 && drawing.nodes.count == 2)
    #expect(drawing.edges.allSatisfy { $0.position == nil })
    let ordered = computationGraph(of: x - 1)
    #expect(ordered.edges.compactMap(\.position) == [1, 2])
  }

  @Test func matricesBecomePictures() {
    let array = NDArray([[1, -2], [3, .nan]])
    let map = array.heatMap("A")
    #expect(map.rows == 2 && map.columns == 2 && map.values[..<3] == [1, -2, 3] && map.values[3].isNaN)
    #expect(array.summaryText == "−2 … 3, 1 not finite")
    #expect(NDArray(scalar: 0.5).summaryText == "0.5")
    let large = NDArray(repeating: 1, shape: [5000, 10]).heatMap("B")
    #expect(large.rows * large.columns <= 4000 && large.name.contains("of 5000 rows"))
  }

  @Test func tablesListWhatTheyAreMadeOf() {
    #expect(Primitive.table.rows.count == Primitive.all.count)
    let w = Parameter("w", [1, 2], type: .float64)
    let rows = table(of: gradientCheck(of: sum(w * w), with: [w])).rows
    #expect(rows.map { $0[0] } == ["w[0]", "w[1]"] && rows.map { $0[1] } == ["2", "4"])
  }
}
