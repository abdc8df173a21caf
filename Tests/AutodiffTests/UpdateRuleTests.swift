import Autodiff
import Networks
import Optimizers
import Tensors
import Testing

@Suite struct UpdateRuleTests {
  private struct Fixture: Decodable {
    struct Step: Decodable {
      let loss: Double
      let parameters: [String: FixtureArray]
    }
    let operands: [String: FixtureArray]
    let target: FixtureArray
    let runs: [String: [Step]]
  }

  /// Ten steps on a two-layer network against a public framework: the loss and every parameter after each step.
  @Test(arguments: ["gradientDescent", "momentum", "adam", "clippedByNorm", "clippedByValue"])
  func tenSteps(_ name: String) throws {
    let fixture = try fixture("training", as: Fixture.self)
    let names = ["w1", "b1", "w2", "b2"]
    let parameters = names.map { Parameter($0, fixture.operands[$0]!.array) }
    let x = Tensor(fixture.operands["x"]!.array)
    let prediction = tanh(x.matmul(parameters[0]) + parameters[1]).matmul(parameters[2]) + parameters[3]
    let loss = meanSquaredError(prediction, Tensor(fixture.target.array))
    var slopes = gradients(of: loss, with: parameters)
    if name == "clippedByNorm" { slopes = clippedByNorm(slopes, limit: 0.5) }
    if name == "clippedByValue" { slopes = clippedByValue(slopes, limit: 0.05) }
    let rule: any UpdateRule =
      switch name {
      case "momentum": Momentum(learningRate: 0.05, momentum: 0.9)
      case "adam": Adam(learningRate: 0.02, epsilon: 1e-3)
      default: GradientDescent(learningRate: 0.1)
      }
    let program = Program(loss: loss, updates: rule.updates(of: parameters, with: slopes))
    program.graph.checkInvariants()
    let run = Run(program)
    let steps = try #require(fixture.runs[name])
    #expect(steps.count == 10)
    for (number, step) in steps.enumerated() {
      run.load(step: number)
      run.finishStep()
      #expect(abs(run.losses[number] - step.loss) < 1e-10)
      let after = Dictionary(
        uniqueKeysWithValues: run.updatedParameters().map { ($0.parameter.name, $0.contents) })
      for name in names { #expect(relativeError(after[name]!, step.parameters[name]!.array) < 1e-10) }
    }
  }

  @Test(arguments: UpdateRules.all.map(\.description)) func theUpdateIsMadeOfOperations(_ rule: String) {
    let rule = UpdateRules.all.first { $0.description == rule }!
    let w = Parameter("w", [1, 2], type: .float64)
    let loss = sum(w * w)
    let memory = OptimizerMemory()
    let updates = rule.updates(of: [w], with: gradients(of: loss, with: [w]), memory: memory)
    let graph = Program(loss: loss, updates: updates).graph
    graph.checkInvariants()
    #expect(updates.last?.parameter === w && updates.last?.event.name == "w′")
    for operation in graph.operations where operation.primitive === Primitive.assign {
      #expect(operation.phase == .update)
    }
    #expect(graph.operations.contains { $0.name == "η" && $0.phase == .update })
    #expect(updates.dropLast().map(\.parameter.name) == memory.parameters.map(\.name))
    #expect(zip(updates, memory.parameters).allSatisfy { $0.parameter === $1 })
  }

  /// Two programs for batches of different sizes, taken in turn, train as one would.
  @Test(arguments: UpdateRules.all.map(\.description)) func programsShareTheMemory(_ rule: String) {
    let rule = UpdateRules.all.first { $0.description == rule }!
    let batches = [[[1.0, 2], [-1, 0.5], [0.3, 0]], [[0.7, -2]]]
    func loss(_ w: Parameter, _ batch: [[Double]]) -> Tensor {
      mean(pow(Tensor(batch, type: .float64).matmul(w) - 1, 2))
    }
    func step(_ w: Parameter, _ batch: Int, _ memory: OptimizerMemory) -> Program {
      Program(minimizing: loss(w, batches[batch]), over: [w], by: rule, memory: memory)
    }
    func take(_ program: Program) {
      let run = Run(program)
      run.load(step: 0)
      run.finishStep()
      for (parameter, contents) in run.updatedParameters() { parameter.set(contents) }
    }
    let (shared, fresh) = (
      Parameter("w", [[0.5], [-1]], type: .float64), Parameter("w", [[0.5], [-1]], type: .float64)
    )
    let memory = OptimizerMemory()
    let programs = [step(shared, 0, memory), step(shared, 1, memory)]
    let other = OptimizerMemory()
    for number in 0..<6 {
      take(programs[number % 2])
      take(step(fresh, number % 2, other))
      #expect(shared.value.hasSameBits(as: fresh.value))
    }
    #expect(memory.parameters.count == other.parameters.count)
    #expect(memory.parameters.allSatisfy { $0.version == 6 })
  }

  @Test func memoryIsKeptApart() {
    let memory = OptimizerMemory()
    let (a, b) = (Parameter("w", [1, 2]), Parameter("w", [1, 2]))
    #expect(memory.slot("m", of: a) === memory.slot("m", of: a))
    #expect(memory.slot("m", of: a) !== memory.slot("v", of: a) && memory.slot("m", of: a) !== memory.slot("m", of: b))
    #expect(memory.number("t", type: .float32) === memory.number("t", type: .float32))
    #expect(memory.number("t", type: .float32) !== memory.number("t", type: .float64))
    #expect(memory.slot("m", of: a).value == NDArray([0, 0]) && memory.slot("m", of: a).name == "m(w)")
    #expect(memory.parameters.map(\.name) == ["m(w)", "v(w)", "m(w)", "t", "t"])
  }

  /// What the paper's formulas name is named in the graph, with the numbers that the formulas give; and no name holds an
  /// operator, which would read wrong inside of a formula.
  @Test func adamReadsAsInItsPaper() throws {
    let (β1, β2, η, ε) = (0.8, 0.95, 0.1, 1e-6)
    let w = Parameter("w", [3, -2], type: .float64)
    let rule = Adam(learningRate: η, momentDecay: β1, squareDecay: β2, epsilon: ε)
    let program = Program(minimizing: sum(pow(w, 4)), over: [w], by: rule)
    let names = ["new m(w)", "new v(w)", "m̂(w)", "v̂(w)"]
    let ids = try names.map { try #require(program.graph.id(named: $0)) }
    #expect(ids == ids.sorted())
    let run = Run(program)
    var (numbers, m, v) = ([3.0, -2], [0.0, 0], [0.0, 0])
    for t in 1...5 {
      run.load(step: t - 1)
      run.finishStep()
      let found = ids.map { run.execution.value($0).doubles }
      for i in 0..<2 {
        let g = 4 * numbers[i] * numbers[i] * numbers[i]
        m[i] = β1 * m[i] + (1 - β1) * g
        v[i] = β2 * v[i] + (1 - β2) * g * g
        let (m̂, v̂) = (m[i] / (1 - power(β1, t)), v[i] / (1 - power(β2, t)))
        numbers[i] -= η * m̂ / (v̂.squareRoot() + ε)
        for (a, b) in zip(found.map { $0[i] }, [m[i], v[i], m̂, v̂]) { #expect(abs(a - b) < 1e-12 * abs(b)) }
      }
      #expect(zip(run.updatedParameters().last!.contents.doubles, numbers).allSatisfy { abs($0 - $1) < 1e-12 })
    }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double { (0..<exponent).reduce(1) { p, _ in p * base } }

  @Test func noNameHoldsAnOperator() {
    let rules: [any UpdateRule] =
      UpdateRules.all + LearningRates.all.map { GradientDescent(learningRate: $0) } + [
        Adam().penalized(l1: 0.1, l2: 0.1), Adam().clipped(norm: 1), Adam().clipped(value: 1),
      ]
    for rule in rules {
      let w = Parameter("w", [1, 2], type: .float64)
      for operation in Program(minimizing: sum(w * w), over: [w], by: rule).graph.operations {
        let name = operation.name.replacing("∂L/∂", with: "")
        #expect(!name.contains { "+−-*×·/^√=".contains($0) }, "\(operation.name)")
      }
    }
  }

  /// In Float32, a thousand steps stay near those in Float64: the corrections lose no digits.
  @Test func correctionsStayExact() {
    var ends: [Double] = []
    for type in ElementType.allCases {
      let w = Parameter("w", [3, -2], type: type)
      let program = Program(minimizing: sum(pow(w, 4)), over: [w], by: Adam(learningRate: 1e-3))
      let run = Run(program)
      for step in 0..<1000 {
        run.load(step: step)
        run.finishStep()
      }
      ends += run.updatedParameters().last!.contents.doubles
    }
    #expect(abs(ends[0] - ends[2]) < 1e-5 && abs(ends[1] - ends[3]) < 1e-5, "\(ends)")
  }

  @Test func clippingLeavesSmallGradientsAlone() {
    let small = [Tensor([0.1, -0.2], type: .float64), Tensor(0.3, type: .float64)]
    for (before, after) in zip(small, clippedByNorm(small, limit: 1)) { #expect(before.value == after.value) }
    for (before, after) in zip(small, clippedByValue(small, limit: 1)) { #expect(before.value == after.value) }
    let large = clippedByNorm([Tensor([3, 0], type: .float64), Tensor([[4]], type: .float64)], limit: 1)
    #expect(abs(large[0].value[0] - 0.6) < 1e-15 && abs(large[1].value[0, 0] - 0.8) < 1e-15)
    #expect(large.allSatisfy { $0.phase == .clip })
    #expect(clippedByValue([Tensor([3, -7, 0.5])], limit: 2)[0].value == NDArray([2, -2, 0.5]))
    #expect(clippedByNorm([], limit: 1).isEmpty)
  }

  /// The loss that is shown is that of the examples; the penalty is in the gradients, named and before the update.
  @Test func penaltiesAreSeen() {
    let (w, b) = (Parameter("w", [[2, -3]], type: .float64), Parameter("b", [1], type: .float64))
    let rule = GradientDescent(learningRate: 1).penalized(l1: 0.5, l2: 0.25, includingBiases: false)
    let program = Program(minimizing: sum(w) + sum(b), over: [w, b], by: rule.clipped(value: 10))
    #expect(program.graph.operations.contains { $0.name.hasSuffix("with penalty") && $0.phase == .clip })
    let run = Run(program)
    run.finishStep()
    #expect(run.losses == [0])
    let after = run.updatedParameters().map(\.contents.doubles)
    // w − g − λ₂ w − λ₁ sign(w), and b − g.
    let wanted: [[Double]] = [[2 - 1 - 0.5 - 0.5, -3 - 1 + 0.75 + 0.5], [0]]
    #expect(after == wanted)
  }

  @Test func memoryIsCounted() {
    let counts = UpdateRules.all.map { [$0.numbersRemembered.perNumber, $0.numbersRemembered.shared] }
    #expect(counts == [[0, 0], [1, 0], [1, 0], [1, 0], [1, 0], [2, 2], [2, 2]])
    #expect(Momentum(learningRate: CosineDecay(from: 1, steps: 5)).numbersRemembered == (1, 1))
  }

  @Test func namesAreUnique() {
    let names = UpdateRules.all.map { type(of: $0).name }
    #expect(Set(names).count == names.count)
    #expect(UpdateRules.all.allSatisfy { !type(of: $0).formula.isEmpty && !type(of: $0).source.isEmpty })
  }

  @Test func misuseEndsWithASentence() async {
    await #expect(processExitsWith: .failure) { _ = GradientDescent(learningRate: 0) }
    await #expect(processExitsWith: .failure) { _ = GradientDescent(learningRate: -1) }
    await #expect(processExitsWith: .failure) { _ = GradientDescent(learningRate: Double.nan) }
    await #expect(processExitsWith: .failure) { _ = Momentum(learningRate: Double.infinity) }
    await #expect(processExitsWith: .failure) { _ = Momentum(learningRate: 0.1, momentum: 1) }
    await #expect(processExitsWith: .failure) { _ = Momentum(learningRate: 0.1, momentum: .nan) }
    await #expect(processExitsWith: .failure) { _ = Adam(learningRate: 0) }
    await #expect(processExitsWith: .failure) { _ = Adam(momentDecay: 1) }
    await #expect(processExitsWith: .failure) { _ = Adam(squareDecay: -0.1) }
    await #expect(processExitsWith: .failure) { _ = Adam(epsilon: 0) }
    await #expect(processExitsWith: .failure) { _ = Nesterov(learningRate: 0.1, momentum: -0.1) }
    await #expect(processExitsWith: .failure) { _ = AdaGrad(epsilon: -1) }
    await #expect(processExitsWith: .failure) { _ = RMSProp(squareDecay: 1) }
    await #expect(processExitsWith: .failure) { _ = AdamW(weightDecay: -0.1) }
    await #expect(processExitsWith: .failure) { _ = AdamW(weightDecay: .nan) }
    await #expect(processExitsWith: .failure) { _ = Adam().penalized(l2: -1) }
    await #expect(processExitsWith: .failure) { _ = Adam().penalized(l1: .infinity) }
    await #expect(processExitsWith: .failure) { _ = Adam().clipped(norm: 0) }
    await #expect(processExitsWith: .failure) { _ = Adam().clipped(value: .nan) }
    await #expect(processExitsWith: .failure) { _ = l2Penalty([], strength: 0.1) }
    await #expect(processExitsWith: .failure) { _ = l1Penalty([Parameter("w", 1)], strength: -1) }
    await #expect(processExitsWith: .failure) { _ = Adam().updates(of: [], with: [Tensor(1)]) }
    await #expect(processExitsWith: .failure) { _ = clippedByNorm([Tensor(1)], limit: 0) }
    await #expect(processExitsWith: .failure) {
      _ = GradientDescent(learningRate: 1).updates(of: [Parameter("w", 1)], with: [])
    }
    await #expect(processExitsWith: .failure) {
      _ = GradientDescent(learningRate: 1).updates(of: [Parameter("w", 1)], with: [Tensor([1])])
    }
    await #expect(processExitsWith: .failure) { _ = meanSquaredError(Tensor([1, 2]), Tensor([[1], [2]])) }
    await #expect(processExitsWith: .failure) {
      _ = softmaxCrossEntropy(logits: Tensor([[1, 2]]), labels: Tensor([2])).value
    }
    await #expect(processExitsWith: .failure) { _ = softmaxCrossEntropy(logits: Tensor([1, 2]), labels: Tensor([1])) }
  }
}
