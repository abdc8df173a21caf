import Autodiff
import Networks
import Optimizers
import Tensors
import Testing

/// Ten training steps of a two-layer network against a public framework: the loss and every parameter after each.
@Suite struct OptimizerFixtureTests {
  private struct Fixture: Decodable {
    struct Step: Decodable {
      let loss: Double
      let parameters: [String: FixtureArray]
    }
    struct Schedule: Decodable {
      let rates: [Double]
      let gradientDescent: [Step]
      let adam: [Step]
    }
    let operands: [String: FixtureArray]
    let target: FixtureArray
    let runs: [String: [Step]]
    let schedules: [String: Schedule]
  }

  private static let rules: [String: any UpdateRule] = [
    "gradientDescent": SGD(learningRate: 0.1),
    "momentum": Momentum(learningRate: 0.05, momentum: 0.8),
    "nesterov": Nesterov(learningRate: 0.05, momentum: 0.8),
    "adaGrad": AdaGrad(learningRate: 0.1),
    "rmsProp": RMSProp(learningRate: 0.02, squareDecay: 0.95, epsilon: 1e-6),
    "adam": Adam(learningRate: 0.02),
    "adamW": AdamW(learningRate: 0.02, weightDecay: 0.3, momentDecay: 0.8, squareDecay: 0.99),
    "gradientDescentL2": GradientDescent(learningRate: 0.1).penalized(l2: 0.2),
    "momentumL2": Momentum(learningRate: 0.05).penalized(l2: 0.2),
    "nesterovL2": Nesterov(learningRate: 0.05).penalized(l2: 0.2),
    "adaGradL2": AdaGrad(learningRate: 0.1).penalized(l2: 0.2),
    "rmsPropL2": RMSProp(learningRate: 0.02).penalized(l2: 0.2),
    "adamL2": Adam(learningRate: 0.02).penalized(l2: 0.2),
    "gradientDescentL1": GradientDescent(learningRate: 0.1).penalized(l1: 0.1),
    "adamL1L2": Adam(learningRate: 0.02).penalized(l1: 0.05, l2: 0.1),
    "gradientDescentL2WithoutBiases": GradientDescent(learningRate: 0.1).penalized(l2: 0.2, includingBiases: false),
    "adamClippedByNorm": Adam(learningRate: 0.02).clipped(norm: 0.5),
    "adamClippedByValue": Adam(learningRate: 0.02).clipped(value: 0.05),
  ]

  private static let schedules: [String: any LearningRateSchedule] = [
    "stepDecay": StepDecay(from: 0.1, factor: 0.5, every: 3),
    "exponentialDecay": ExponentialDecay(from: 0.1, factor: 0.9),
    "linearDecay": PolynomialDecay(from: 0.1, steps: 7),
    "polynomialDecay": PolynomialDecay(from: 0.1, steps: 8, power: 2),
    "cosineDecay": CosineDecay(from: 0.1, to: 0.01, steps: 40),
    "cosineRestarts": CosineDecay(from: 0.1, to: 0.01, steps: 4, restarts: true),
    "oneCycle": OneCycle(peak: 0.1, steps: 40),
    "oneShortCycle": OneCycle(peak: 0.1, steps: 11, rising: 0.4, from: 0.01, to: 0.0001),
    "warmUp": WarmUp(steps: 4, then: CosineDecay(from: 0.1, steps: 36)),
    "exponentialGrowth": ExponentialGrowth(from: 1e-4, to: 0.1, steps: 10),
  ]

  @Test(arguments: rules.keys.sorted()) func rule(_ name: String) throws {
    let fixture = try fixture("optimizers", as: Fixture.self)
    try compare(Self.rules[name]!, with: #require(fixture.runs[name]), fixture)
  }

  @Test(arguments: schedules.keys.sorted()) func schedule(_ name: String) throws {
    let fixture = try fixture("optimizers", as: Fixture.self)
    let (rate, expected) = (Self.schedules[name]!, try #require(fixture.schedules[name]))
    try compare(GradientDescent(learningRate: rate), with: expected.gradientDescent, fixture)
    try compare(Adam(learningRate: rate), with: expected.adam, fixture)
    for (step, wanted) in expected.rates.enumerated() {
      #expect(abs(rate.value(at: step) - wanted) < 1e-12, "step \(step)")
    }
  }

  @Test func everyFixtureIsUsedAndEveryKindIsTested() throws {
    let fixture = try fixture("optimizers", as: Fixture.self)
    #expect(fixture.runs.keys.sorted() == Self.rules.keys.sorted())
    #expect(fixture.schedules.keys.sorted() == Self.schedules.keys.sorted())
    let rules = Set(Self.rules.values.map { type(of: $0).name })
    #expect(UpdateRules.all.allSatisfy { rules.contains(type(of: $0).name) })
    let rates = Set(Self.schedules.values.map { type(of: $0).name })
    #expect(LearningRates.all.allSatisfy { $0 is ConstantRate || rates.contains(type(of: $0).name) })
  }

  /// With the penalty in the loss instead: the same parameters.
  @Test func aPenaltyInTheLossHasTheSameGradient() throws {
    let fixture = try fixture("optimizers", as: Fixture.self)
    try compare(GradientDescent(learningRate: 0.1), with: #require(fixture.runs["gradientDescentL2"]), fixture) {
      l2Penalty($0, strength: 0.2)
    }
    try compare(GradientDescent(learningRate: 0.1), with: #require(fixture.runs["gradientDescentL1"]), fixture) {
      l1Penalty($0, strength: 0.1)
    }
  }

  private func compare(
    _ rule: any UpdateRule, with steps: [Fixture.Step], _ fixture: Fixture,
    penalty: (([Parameter]) -> Tensor)? = nil
  ) throws {
    let names = ["w1", "b1", "w2", "b2"]
    let parameters = names.map { Parameter($0, fixture.operands[$0]!.array) }
    let x = Tensor(fixture.operands["x"]!.array)
    let prediction = tanh(x.matmul(parameters[0]) + parameters[1]).matmul(parameters[2]) + parameters[3]
    let loss = meanSquaredError(prediction, Tensor(fixture.target.array))
    let program = Program(
      minimizing: penalty.map { loss + $0(parameters) } ?? loss, over: parameters, by: rule, watching: [loss])
    program.graph.checkInvariants()
    let (run, shown) = (Run(program), try #require(program.graph.id(of: loss)))
    #expect(steps.count == 10)
    for (number, step) in steps.enumerated() {
      run.load(step: number)
      run.finishStep()
      #expect(abs(run.execution.number(shown, at: 0) - step.loss) < 1e-10, "\(rule), step \(number)")
      let after = Dictionary(
        run.updatedParameters().map { ($0.parameter.name, $0.contents) }, uniquingKeysWith: { first, _ in first })
      for name in names {
        #expect(relativeError(after[name]!, step.parameters[name]!.array) < 1e-10, "\(rule), step \(number), \(name)")
      }
    }
  }
}
