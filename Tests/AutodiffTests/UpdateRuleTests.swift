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
  @Test(arguments: ["gradientDescent", "momentum", "clippedByNorm", "clippedByValue"])
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
      name == "momentum" ? Momentum(learningRate: 0.05, momentum: 0.9) : GradientDescent(learningRate: 0.1)
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
    let updates = rule.updates(of: [w], with: gradients(of: loss, with: [w]))
    let graph = Program(loss: loss, updates: updates).graph
    graph.checkInvariants()
    #expect(updates.last?.parameter === w && updates.last?.event.name == "w′")
    for operation in graph.operations where operation.primitive === Primitive.assign {
      #expect(operation.phase == .update)
    }
    #expect(graph.operations.contains { $0.name == "η" && $0.phase == .update })
    #expect(updates.dropLast().allSatisfy { $0.parameter.name == "v(w)" })
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

  @Test func namesAreUnique() {
    let names = UpdateRules.all.map { type(of: $0).name }
    #expect(Set(names).count == names.count)
  }

  @Test func misuseEndsWithASentence() async {
    await #expect(processExitsWith: .failure) { _ = GradientDescent(learningRate: 0) }
    await #expect(processExitsWith: .failure) { _ = GradientDescent(learningRate: -1) }
    await #expect(processExitsWith: .failure) { _ = GradientDescent(learningRate: .nan) }
    await #expect(processExitsWith: .failure) { _ = Momentum(learningRate: .infinity) }
    await #expect(processExitsWith: .failure) { _ = Momentum(learningRate: 0.1, momentum: 1) }
    await #expect(processExitsWith: .failure) { _ = Momentum(learningRate: 0.1, momentum: .nan) }
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
