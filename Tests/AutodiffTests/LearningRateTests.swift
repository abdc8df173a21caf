import Autodiff
import Optimizers
import Tensors
import Testing

@Suite struct LearningRateTests {
  /// What a rule does with a rate is what the rate says in plain numbers, over thousands of steps.
  @Test(arguments: LearningRates.all.map(\.description), ElementType.allCases)
  func operationsAndNumbersAgree(_ rate: String, type: ElementType) {
    let rate = LearningRates.all.first { $0.description == rate }!
    // Its slope is 1, so w falls by η.
    let w = Parameter("w", 0, type: type)
    let program = Program(minimizing: sum(w), over: [w], by: GradientDescent(learningRate: rate))
    program.graph.checkInvariants()
    let η = program.graph.id(named: "η")!
    #expect(program.graph[η].phase == .update)
    let run = Run(program)
    var worst = 0.0
    for step in 0..<3000 {
      run.load(step: step)
      run.finishStep()
      worst = max(worst, abs(run.execution.number(η, at: 0) - rate.value(at: step)))
    }
    #expect(worst < (type == .float64 ? 1e-12 : 1e-6), "\(worst)")
  }

  /// The stairs of a decay in steps, and the beginnings of restarts, are where they should be even in Float32, at any
  /// length: rounding starts none early or late.
  @Test func stairsAreNotRoundedAway() {
    for interval in [1, 3, 7, 30, 49, 1000] {
      let rates: [any LearningRateSchedule] = [
        StepDecay(from: 1, factor: 0.9, every: interval),
        CosineDecay(from: 1, steps: interval, restarts: true),
      ]
      for rate in rates {
        for stair in [1, 2, 5, 41] {
          for step in [stair * interval - 1, stair * interval] {
            let t = Tensor(Double(step))
            #expect(abs(rate.rate(at: t).scalar - rate.value(at: step)) < 2e-5, "\(rate) at \(step)")
          }
        }
      }
    }
  }

  @Test func aConstantRateRemembersNothing() {
    func text(_ rule: any UpdateRule) -> String {
      let w = Parameter("w", [1, 2], type: .float64)
      return Program(minimizing: sum(w * w), over: [w], by: rule).graph.description
    }
    let rate = 1.0
    #expect(text(GradientDescent(learningRate: 1)) == text(GradientDescent(learningRate: rate)))
    #expect(!text(GradientDescent(learningRate: 1)).contains("parameter t"))
    #expect(text(GradientDescent(learningRate: CosineDecay(from: 1, steps: 9))).contains("parameter t"))
    let memory = OptimizerMemory()
    _ = Adam(learningRate: 0.1).updates(of: [Parameter("w", 1)], with: [Tensor(1)], memory: memory)
    #expect(memory.parameters.map(\.name) == ["c₁", "c₂", "m(w)", "v(w)"])
  }

  /// Programs for batches of different sizes count their steps together.
  @Test(arguments: UpdateRules.all.indices) func programsCountTogether(_ number: Int) {
    let schedule = WarmUp(steps: 2, then: CosineDecay(from: 0.1, steps: 5))
    let rules: [any UpdateRule] = [
      GradientDescent(learningRate: schedule), Momentum(learningRate: schedule), Nesterov(learningRate: schedule),
      AdaGrad(learningRate: schedule), RMSProp(learningRate: schedule), Adam(learningRate: schedule),
      AdamW(learningRate: schedule),
    ]
    #expect(rules.count == UpdateRules.all.count)
    let rule = rules[number]
    let (w, b) = (Parameter("w", [1, -2], type: .float64), Parameter("b", 0.5, type: .float64))
    let memory = OptimizerMemory()
    let programs = [3.0, 5].map { target in
      Program(minimizing: sum(pow(w * target + b, 2)), over: [w, b], by: rule, memory: memory)
    }
    let run = Run(programs, choosing: { $0 % 2 }, feed: { _ in [] })
    for step in 0..<7 {
      run.load(step: step)
      run.finishStep()
      let η = run.execution.number(run.program.graph.id(named: "η")!, at: 0)
      #expect(abs(η - schedule.value(at: step)) < 1e-12, "\(rule) at \(step)")
    }
    #expect(memory.parameters.count { $0.name == "t" } == 1)
  }

  @Test func shapes() {
    let cycle = OneCycle(peak: 1, steps: 100).values(120)
    #expect(cycle.firstIndex(of: cycle.max()!) == 29 && abs(cycle[0] - 0.04) < 1e-15 && abs(cycle[119] - 4e-6) < 1e-15)
    #expect(zip(cycle[0..<29], cycle[1..<30]).allSatisfy { $0 < $1 })
    #expect(zip(cycle[29..<99], cycle[30..<100]).allSatisfy { $0 > $1 })
    let warm = WarmUp(steps: 3, then: 0.4).values(6)
    #expect(zip(warm, [0.1, 0.2, 0.3, 0.4, 0.4, 0.4]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(PolynomialDecay(from: 1, to: 0.5, steps: 4).values(6) == [1, 0.875, 0.75, 0.625, 0.5, 0.5])
    #expect(StepDecay(from: 1, factor: 0.5, every: 2).values(5) == [1, 1, 0.5, 0.5, 0.25])
    #expect(
      CosineDecay(from: 2, steps: 2, restarts: true).values(4).map { ($0 * 1e9).rounded() / 1e9 } == [2, 1, 2, 1])
  }

  /// A schedule of one's own: the one line that must be written.
  private struct InverseTime: LearningRateSchedule {
    func rate(at t: Tensor) -> Tensor { 0.1 / (1 + t / 2) }
  }

  @Test func aScheduleOfOnesOwnIsOneLine() {
    let w = Parameter("w", 1, type: .float64)
    let run = Run(Program(minimizing: sum(w), over: [w], by: GradientDescent(learningRate: InverseTime())))
    let rates = [0.1, 0.1 / 1.5, 0.1 / 2]
    for (step, rate) in rates.enumerated() {
      run.load(step: step)
      run.finishStep()
      #expect(abs(run.execution.number(run.program.graph.id(named: "η")!, at: 0) - rate) < 1e-15)
    }
    #expect(zip(InverseTime().values(3), rates).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(abs(WarmUp(steps: 1, then: InverseTime()).value(at: 2) - 0.1 / 1.5) < 1e-15)
    #expect(InverseTime().description == "InverseTime()" && InverseTime().length == nil)
  }

  private struct Stranger: LearningRate { let description = "stranger" }

  @Test func whatIsNeitherNumberNorScheduleIsRefused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Adam(learningRate: Stranger())
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("learningRate must be a number or a LearningRateSchedule; got Stranger."))
  }

  @Test func namesAreUnique() {
    let names = LearningRates.all.map { type(of: $0).name }
    #expect(Set(names).count == names.count)
    #expect(LearningRates.all.allSatisfy { !type(of: $0).formula.isEmpty && !type(of: $0).source.isEmpty })
  }

  @Test func misuseEndsWithASentence() async {
    await #expect(processExitsWith: .failure) { _ = Adam(learningRate: StepDecay(from: 0, every: 3)) }
    await #expect(processExitsWith: .failure) { _ = StepDecay(from: 0.1, factor: 1.5, every: 3) }
    await #expect(processExitsWith: .failure) { _ = StepDecay(from: 0.1, every: 0) }
    await #expect(processExitsWith: .failure) { _ = ExponentialDecay(from: 0.1, factor: 0) }
    await #expect(processExitsWith: .failure) { _ = ExponentialDecay(from: .nan, factor: 0.5) }
    await #expect(processExitsWith: .failure) { _ = PolynomialDecay(from: 0.1, to: 0.2, steps: 5) }
    await #expect(processExitsWith: .failure) { _ = PolynomialDecay(from: 0.1, steps: 5, power: 0) }
    await #expect(processExitsWith: .failure) { _ = CosineDecay(from: 0.1, steps: 0) }
    await #expect(processExitsWith: .failure) { _ = CosineDecay(from: 0.1, to: -1, steps: 5) }
    await #expect(processExitsWith: .failure) { _ = OneCycle(peak: .infinity, steps: 50) }
    await #expect(processExitsWith: .failure) { _ = OneCycle(peak: 1, steps: 3) }
    await #expect(processExitsWith: .failure) { _ = OneCycle(peak: 1, steps: 50, rising: 1) }
    await #expect(processExitsWith: .failure) { _ = OneCycle(peak: 1, steps: 50, from: 2) }
    await #expect(processExitsWith: .failure) { _ = WarmUp(steps: 0, then: 0.1) }
    await #expect(processExitsWith: .failure) { _ = WarmUp(steps: 5, then: 0) }
    await #expect(processExitsWith: .failure) { _ = WarmUp(steps: 5, then: Double.nan) }
    await #expect(processExitsWith: .failure) { _ = ExponentialGrowth(from: 1, to: 0.1, steps: 10) }
    await #expect(processExitsWith: .failure) { _ = ExponentialGrowth(from: 0.1, to: 1, steps: 1) }
  }
}
