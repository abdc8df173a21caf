import Autodiff
import Networks
import Optimizers
import Planning
import Tensors
import Testing

@Suite("plans of updates", .serialized)
struct UpdatePlanTests {
  /// η after η, over whole schedules and beyond.
  @Test("schedules are planned as they are written", arguments: LearningRates.all.map(\.description))
  func schedules(_ rate: String) throws {
    let rate = LearningRates.all.first { $0.description == rate }!
    let w = Parameter("w", 1)
    let program = Program(minimizing: sum(w * w), over: [w], by: GradientDescent(learningRate: rate))
    let η = program.graph[program.graph.id(named: "η")!].tensor
    let plan = try Plan(program, keeping: [η])
    for step in 0..<2000 {
      plan.run()
      let wanted = rate.value(at: step)
      #expect(abs(plan.value(of: η).scalar - wanted) < 1e-6 * max(1, wanted), "step \(step)")
    }
  }

  @Test("rules with schedules, penalties and clipping train as the stepper does", arguments: UpdateRules.all.indices)
  func changedRules(_ number: Int) throws {
    let schedule = WarmUp(steps: 2, then: CosineDecay(from: 0.05, steps: 4, restarts: true))
    let rules: [any UpdateRule] = [
      SGD(learningRate: schedule), Momentum(learningRate: schedule), Nesterov(learningRate: schedule),
      AdaGrad(learningRate: schedule), RMSProp(learningRate: schedule), Adam(learningRate: schedule),
      AdamW(learningRate: schedule, weightDecay: 0.1),
    ]
    #expect(rules.count == UpdateRules.all.count)
    let rule = rules[number].penalized(l1: 0.01, l2: 0.1, includingBiases: false).clipped(norm: 1)
    var random = RandomSource(seed: 5)
    let x = Input("x", array([7, 6], in: -1..<1, whole: false, random: &random))
    let y = Input("y", array([7], in: 0..<3, whole: true, random: &random))
    let model = Sequential(
      Dense(6, 12, activation: .tanh, using: &random), Dense(12, 3, using: &random))
    let loss = softmaxCrossEntropy(logits: model(x), labels: y) + l2Penalty(model.parameters, strength: 0.01)
    let program = Program(minimizing: loss, over: model.parameters, by: rule)
    for step in 0..<8 { try expectSame(program, tolerance: 1e-4, "\(rule), step \(step)") }
  }
}
