import Autodiff
import Foundation
import Tensors
import Testing

/// Two layers on random data, trained by gradient descent with momentum: small, but with every phase.
struct Fixture {
  let program: Program
  let feed: Feed
  let rate: Tensor

  init(type: ElementType = .float64) {
    var random = RandomSource(seed: 3)
    let x = Input("x", NDArray.normal([4, 3], type: type, using: &random))
    let t = Input("t", NDArray.normal([4, 1], type: type, using: &random))
    let w1 = Parameter("w1", NDArray.normal([3, 5], type: type, using: &random))
    let b1 = Parameter("b1", NDArray.normal([5], type: type, using: &random))
    let w2 = Parameter("w2", NDArray.normal([5, 1], type: type, using: &random))
    let hidden = module("hidden") { tanh(x.matmul(w1) + b1).named("h") }
    let y = module("output") { hidden.matmul(w2).named("y") }
    let loss = phase(.loss) { mean(pow(y - t, 2)).named("L") }
    let parameters = [w1, b1, w2]
    let slopes = gradients(of: loss, with: parameters)
    let rate = phase(.update) { Tensor(0.1, name: "η", type: type) }
    self.rate = rate
    let updates = zip(parameters, slopes).flatMap { w, g in
      let v = Parameter("v(\(w.name))", NDArray(repeating: 0, shape: w.shape, type: type))
      return phase(.update) {
        let velocity = 0.9 * v + g
        return [Assignment(v, velocity), Assignment(w, w - rate * velocity)]
      }
    }
    program = Program(loss: loss, updates: updates)
    feed = { step in
      var random = RandomSource(seed: UInt64(100 + step))
      return [
        (x, NDArray.normal([4, 3], type: type, using: &random)),
        (t, NDArray.normal([4, 1], type: type, using: &random)),
      ]
    }
  }

  func stepper(steps: Int = 50) -> Stepper { Stepper(program, steps: steps, feed: feed) }
}

@Suite struct StepperTests {
  let fixture = Fixture()

  @Test func goesThroughThePhasesInOrder() {
    let stepper = fixture.stepper()
    var phases: [TrainingPhase] = [stepper.current.phase]
    while stepper.trainingStep == 0 {
      if stepper.current.phase != phases.last { phases.append(stepper.current.phase) }
      stepper.forward()
    }
    #expect(phases == [.data, .forward, .loss, .backward, .update])
    #expect(stepper.trainingStep == 1 && stepper.event == 0)
  }

  @Test func nothingAheadOfTheCursorIsKnown() {
    let stepper = fixture.stepper()
    #expect(stepper.value(1) == nil)
    stepper.forward()
    #expect(stepper.value(1) != nil)
    stepper.back()
    #expect(stepper.value(1) == nil)
  }

  @Test func goingBackRestoresTheBits() {
    let stepper = fixture.stepper()
    var seen: [NDArray] = []
    let count = stepper.eventCount * 3 + 5
    for _ in 0..<count {
      seen.append(stepper.value(stepper.event)!)
      stepper.forward()
    }
    for expected in seen.reversed() {
      stepper.back()
      #expect(stepper.value(stepper.event)!.hasSameBits(as: expected))
    }
    #expect(stepper.sequence == 0 && !stepper.back())
  }

  /// Keeps so few states that most steps have to be executed again.
  @Test(arguments: [256 << 20, 4000, 0]) func anyStepIsExecutedAgainBitForBit(budget: Int) {
    let straight = Run(fixture.program, feed: fixture.feed)
    var expected: [[NDArray]] = []
    for step in 0..<40 {
      straight.load(step: step)
      straight.finishStep()
      expected.append(straight.updatedParameters().map(\.contents))
    }
    let run = Run(fixture.program, feed: fixture.feed, keyframeBudget: budget)
    for step in [39, 3, 17, 16, 38, 0, 25, 39] {
      run.load(step: step)
      run.finishStep()
      for (a, b) in zip(run.updatedParameters().map(\.contents), expected[step]) { #expect(a.hasSameBits(as: b)) }
    }
    #expect(run.losses.count == 40 && run.losses == straight.losses)
  }

  @Test func movesByModulePhaseNameAndBreakpoint() {
    let stepper = fixture.stepper()
    #expect(stepper.move(toName: "h"))
    #expect(stepper.current.primitive.name == "tanh" && stepper.current.module == ["hidden"])
    #expect(!stepper.move(toName: "nobody"))
    stepper.previousPhase()
    #expect(stepper.current.phase == .forward && stepper.current.module == ["hidden"])
    stepper.over()
    #expect(stepper.current.module == ["output"])
    stepper.overBack()
    #expect(stepper.current.module == ["hidden"] && stepper.current.name == "h")
    stepper.nextPhase()
    #expect(stepper.current.phase == .loss)
    stepper.toggleBreakpoint()
    let place = stepper.event
    stepper.forward()
    #expect(stepper.toBreakpoint() && stepper.trainingStep == 1 && stepper.event == place)
    stepper.nextTrainingStep()
    #expect(stepper.trainingStep == 2 && stepper.event == place)
    stepper.move(to: Stepper.Position(trainingStep: 49, event: stepper.eventCount - 1))
    #expect(!stepper.forward() && !stepper.nextTrainingStep() && stepper.losses.count == 50)
    stepper.move(to: Stepper.Position(trainingStep: 1000, event: 1000))
    #expect(stepper.trainingStep == 49)
  }

  @Test func findsTheFirstNonFiniteValue() {
    let w = Parameter("w", 1, type: .float64)
    let loss = exp(w * w).named("L")
    let update = Assignment(w, w + gradient(of: loss, with: w))
    let stepper = Stepper(Program(loss: loss, updates: [update]), steps: 100)
    #expect(stepper.toFirstNonFinite())
    #expect(!stepper.value(stepper.event)!.scalar.isFinite)
    let found = stepper.position
    stepper.start()
    while stepper.position < found {
      #expect(stepper.health(stepper.event)!.nonFiniteCount == 0)
      stepper.forward()
    }
    #expect(!Fixture().stepper(steps: 5).toFirstNonFinite())
  }

  @Test func whatIfTheLearningRateWereOne() {
    let stepper = fixture.stepper()
    stepper.move(to: Stepper.Position(trainingStep: 2, event: 0))
    let rateID = stepper.graph.id(of: fixture.rate)!
    stepper.move(to: Stepper.Position(trainingStep: 2, event: rateID))
    let name = stepper.whatIf(1)
    #expect(name == "η = 1 from training step 2 on" && stepper.branches.count == 2)
    #expect(stepper.firstDifference() == Stepper.Position(trainingStep: 2, event: rateID))
    stepper.move(to: Stepper.Position(trainingStep: 6, event: rateID))
    #expect(stepper.value(rateID)!.scalar == 1)
    let changed = stepper.losses
    #expect(stepper.switchBranch(to: "main"))
    #expect(stepper.value(rateID)!.scalar == 0.1 && stepper.trainingStep == 6)
    #expect(stepper.losses[..<3] == changed[..<3] && stepper.losses[3] != changed[3])
    stepper.switchBranch(to: name)
    stepper.move(to: Stepper.Position(trainingStep: 1, event: rateID))
    #expect(stepper.value(rateID)!.scalar == 0.1)
  }

  @Test func whatIfOneElementOfAnIntermediateWereDifferent() {
    let stepper = fixture.stepper()
    stepper.move(toName: "h")
    stepper.element = [1, 2]
    let before = stepper.value(stepper.event)!
    stepper.whatIf(0.25)
    var expected = before
    expected[1, 2] = 0.25
    #expect(stepper.value(stepper.event)!.hasSameBits(as: expected))
    stepper.move(toName: "L")
    let lossID = stepper.event
    let changed = stepper.value(lossID)!
    stepper.switchBranch(to: "main")
    #expect(!stepper.value(lossID)!.hasSameBits(as: changed))
    #expect(!stepper.switchBranch(to: "nowhere"))
  }
}

@Suite struct TraceTests {
  @Test(arguments: ElementType.allCases) func verifies(type: ElementType) {
    let fixture = Fixture(type: type)
    let trace = Run(fixture.program, feed: fixture.feed).record(0..<4)
    for row in trace.verify() { #expect(row.passed, "\(row)") }
    #expect(trace.verify().count == 4)
  }

  @Test(arguments: Trace.Detail.allCases) func isTheSameAfterSaving(detail: Trace.Detail) throws {
    let fixture = Fixture(type: .float32)
    let trace = Run(fixture.program, feed: fixture.feed).record(2..<6, detail: detail)
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).trace").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try trace.save(to: path)
    let again = try Trace(contentsOf: path)
    #expect(again.firstDifference(from: trace) == nil)
    #expect(again.program.graph.description == trace.program.graph.description)
    #expect(again.steps.map(\.loss) == trace.steps.map(\.loss))
    let run = again.run()
    let original = Run(fixture.program, feed: fixture.feed)
    for step in 0..<4 {
      run.load(step: step)
      run.finishStep()
      original.load(step: 2 + step)
      original.finishStep()
      for id in 0..<run.program.graph.count {
        #expect(run.execution.value(id).hasSameBits(as: original.execution.value(id)))
      }
    }
    let stepper = again.stepper()
    stepper.move(toName: "y")
    #expect(stepper.value(stepper.event) != nil && stepper.stepLimit == 4)
    #expect(GradientLedger(of: again.program.graph.operations.last { $0.name == "∂L/∂h" }!.tensor) != nil)
  }

  @Test func damagedFilesAreRefused() throws {
    let fixture = Fixture()
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).trace").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Run(fixture.program).record(0..<1).save(to: path)
    let good = try Data(contentsOf: URL(fileURLWithPath: path))
    var random = RandomSource(seed: 1)
    for attempt in 0..<300 {
      var bad = good
      if attempt % 2 == 0 {
        bad = bad.prefix(random.integer(below: bad.count))
      } else {
        bad[random.integer(below: bad.count)] ^= UInt8(1 + random.integer(below: 255))
      }
      try bad.write(to: URL(fileURLWithPath: path))
      #expect(throws: TraceProblem.self) { try Trace(contentsOf: path) }
    }
  }

  @Test func findsTheFirstDifference() {
    let fixture = Fixture()
    let stepper = fixture.stepper()
    stepper.move(to: Stepper.Position(trainingStep: 1, event: stepper.graph.id(named: "h")!))
    let plain = stepper.branch.run.record(0..<3)
    stepper.move(to: Stepper.Position(trainingStep: 1, event: stepper.graph.id(named: "h")!))
    stepper.whatIf(9)
    let changed = stepper.branch.run.record(0..<3)
    #expect(changed.firstDifference(from: plain) == stepper.branch.start)
  }
}
