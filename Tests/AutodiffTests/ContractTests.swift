import Autodiff
import Foundation
import Networks
import Optimizers
import Tensors
import Testing

/// What the checkers of rules, schedules, activations and initialisers of one's own let pass, and what they say of others.
@Suite struct ContractTests {
  @Test func everyPartOfTheLibraryPasses() {
    for rule in UpdateRules.all {
      checkUpdateRule(rule)
      checkUpdateRule(rule.clipped(norm: 1).penalized(l2: 0.01))
    }
    for rate in LearningRates.all { checkSchedule(rate, steps: rate.length ?? 50) }
    for activation in Activation.all where ![Activation.softmax.name, "logSoftmax"].contains(activation.name) {
      checkActivation(activation)
    }
    for initializer in Initializer.all { checkInitializer(initializer) }
  }

  private struct Rule: UpdateRule {
    let make: @Sendable (Parameter, Tensor, OptimizerMemory) -> [Assignment]
    func updates(of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory) -> [Assignment] {
      zip(parameters, gradients).flatMap { make($0, $1, memory) }
    }
    var description: String { "Rule()" }
  }

  private struct Schedule: LearningRateSchedule {
    var number: @Sendable (Int) -> Double = { 1 / Double($0 + 1) }
    func value(at step: Int) -> Double { number(step) }
    func rate(at t: Tensor) -> Tensor { 1 / (t + 1) }
    var description: String { "Schedule()" }
  }

  struct Misuse: Sendable {
    let sentence: String
    let body: @Sendable () -> Void
    init(_ sentence: String, _ body: @escaping @Sendable () -> Void) {
      self.sentence = sentence
      self.body = body
    }
  }

  private static let misuses = [
    Misuse("Rule() expects to give 'w' new numbers once; got 0 assignments.") {
      checkUpdateRule(Rule { _, _, _ in [] })
    },
    Misuse("Rule() expects to give 'w' new numbers once; got 2 assignments.") {
      checkUpdateRule(Rule { w, g, _ in [Assignment(w, w - g), Assignment(w, w - g)] })
    },
    Misuse("Rule() changes 'm', which is neither trained nor remembered") {
      checkUpdateRule(
        Rule { w, g, _ in
          let m = Parameter("m", NDArray(repeating: 0, shape: w.shape, type: w.elementType))
          return [Assignment(m, m + g), Assignment(w, w - m)]
        })
    },
    Misuse("of 'w' at step 0, from finite gradients.") {
      checkUpdateRule(Rule { w, g, _ in [Assignment(w, w - g / abs(g))] })
    },
    Misuse("A parameter keeps its shape, [2, 3]; got [].") {
      checkUpdateRule(Rule { w, g, _ in [Assignment(w, sum(w - g))] })
    },
    Misuse("Schedule() is 0.25 at step 1 as a number, but 0.5 as operations. Leave `value(at:)` out") {
      checkSchedule(Schedule { $0 == 1 ? 0.25 : 1 / Double($0 + 1) }, steps: 5)
    },
    Misuse("Schedule() has the rate -1.0 at step 2") {
      checkSchedule(Schedule { $0 == 2 ? -1 : 1 / Double($0 + 1) }, steps: 5)
    },
    Misuse("is made for 9 steps, but 5 are to be checked.") { checkSchedule(OneCycle(peak: 1, steps: 9), steps: 5) },
    Misuse("steps must be at least 1; got 0.") { checkSchedule(ConstantRate(0.1), steps: 0) },
    Misuse("sum expects to keep the shape [2, 3]; got [].") { checkActivation(Activation("sum") { sum($0) }) },
    Misuse("root makes nan of -30.0.") { checkActivation(Activation("root") { sqrt($0) }) },
    Misuse("steps has the derivative 0.0") { checkActivation(Activation("steps") { x in x.detached() * 2 }) },
    Misuse("flat expects to make float32 [6, 4]; got float32 [24].") {
      checkInitializer(
        Initializer("flat") { shape, _, type, _ in NDArray(repeating: 1, shape: [shape.count], type: type) })
    },
    Misuse("single expects to make float64 [3, 3, 2, 5]; got float32") {
      checkInitializer(Initializer("single") { shape, _, _, _ in NDArray(repeating: 1, shape: shape) })
    },
    Misuse("wild makes the weight ∞") {
      checkInitializer(
        Initializer("wild") { shape, _, type, _ in NDArray(repeating: .infinity, shape: shape, type: type) })
    },
    Misuse("own makes other weights for the same seed.") {
      checkInitializer(
        Initializer("own") { shape, _, type, _ in NDArray(repeating: Double.random(in: 0..<1), shape: shape, type: type)
        })
    },
  ]

  @Test(arguments: misuses.indices) func whatBreaksAContractIsSaid(_ number: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [number = number as Int] in
      Self.misuses[number].body()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(Self.misuses[number].sentence), "\(text)")
  }

  /// What a rule, or a schedule, of one's own is called where it says nothing itself.
  @Test func partsOfOnesOwnDescribeThemselves() {
    struct Plain: UpdateRule {
      var learningRate: any LearningRate = 0.5
      var strength = 2
      func updates(of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory) -> [Assignment] {
        memory.updates(of: parameters, with: gradients, at: learningRate) { w, g, η in [Assignment(w, w - η * g)] }
      }
    }
    #expect("\(Plain())" == "Plain(learningRate: 0.5, strength: 2)" && Plain.name == "Plain")
    checkUpdateRule(Plain(learningRate: StepDecay(from: 0.1, every: 2)))
    let w = Parameter("w", [1, 2])
    let memory = OptimizerMemory()
    let updates = Plain(learningRate: StepDecay(from: 1, every: 2)).updates(
      of: [w], with: [Tensor([1, 1])], memory: memory)
    #expect(updates.map(\.parameter.name) == ["t", "w"] && memory.parameters.map(\.name) == ["t"])
  }

  @Test func aRateOf0IsRefusedByRulesOfOnesOwn() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let w = Parameter("w", [1])
      _ = OptimizerMemory().updates(of: [w], with: [w], at: 0.0) { w, g, η in [Assignment(w, w - η * g)] }
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("learningRate must be above 0 and finite; got 0.0."))
  }
}
