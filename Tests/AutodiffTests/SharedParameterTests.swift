import Autodiff
import Networks
import Optimizers
import Tensors
import Testing

/// A parameter that is used in several places is one parameter, whoever lists it: compared with a single copy written by hand.
@Suite struct SharedParameterTests {
  /// An embedding's table turned into an output layer: tied weights.
  private struct Unembedding: Layer {
    var name = "unembedding"
    let table: Parameter
    var parameters: [Parameter] { [table] }
    func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { x.matmul(table.transposed()) }
    var description: String { "Unembedding" }
  }

  /// A layer of one's own that lists what its parts list.
  private struct Twice: Layer {
    var name = "twice"
    let part: any Layer
    var parameters: [Parameter] { part.parameters + part.parameters }
    var state: [Parameter] { part.state + part.state }
    func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { part(part(x, in: pass), in: pass) }
    var description: String { "Twice" }
  }

  @Test(arguments: LayerKind.all.indices) func everyLayerInTwoPlacesIsListedOnce(_ kind: Int) {
    for sample in LayerKind.all[kind].samples {
      var random = RandomSource(seed: 1)
      let layer = sample.layer(.float64, using: &random)
      let composites: [any Layer] = [
        Sequential(layer, layer), Residual(layer, shortcut: layer), Concatenation([layer, layer]),
        Sequential(layer, Sequential(layer, name: "inner"), Residual(layer)),
      ]
      for composite in composites {
        #expect(composite.parameters.map(ObjectIdentifier.init) == layer.parameters.map(ObjectIdentifier.init))
        #expect(composite.state.map(ObjectIdentifier.init) == layer.state.map(ObjectIdentifier.init))
        #expect(Set(composite.parameters.map(\.name)).count == layer.parameters.count, "\(composite.signature)")
      }
      let count = layer.parameters.reduce(0) { $0 + $1.shape.count }
      #expect(ModelSummary(of: Sequential(layer, Twice(part: layer))).total.parameters == count)
    }
  }

  @Test func itIsNamedAfterTheFirstPlace() {
    var random = RandomSource(seed: 1)
    let (shared, other) = (Dense(2, 2, using: &random), Dense(2, 2, using: &random))
    let names = Sequential(shared, other, shared).parameters.map(\.name)
    #expect(names == ["dense 1.w", "dense 1.b", "dense 2.w", "dense 2.b"])
    #expect(Residual(shared, shortcut: shared).parameters.map(\.name) == ["residual.body.w", "residual.body.b"])
  }

  @Test func tiedWeightsAreListedOnce() {
    var random = RandomSource(seed: 1)
    let embedding = Embedding(5, 3, using: &random)
    let model = Sequential(embedding, Dense(3, 3, using: &random), Unembedding(table: embedding.table))
    #expect(model.parameters.map(\.shape) == [[5, 3], [3, 3], [3]])
    #expect(model.parameters[0] === embedding.table && model.parameters[0].name == "embedding.table")
    #expect(ModelSummary(of: model, input: [4]).total.parameters == 15 + 12)
  }

  private static let rules: [any UpdateRule] = UpdateRules.all.flatMap { rule -> [any UpdateRule] in
    [
      rule, rule.clipped(norm: 0.1), rule.clipped(value: 0.1), rule.penalized(l1: 0.1, l2: 0.3),
      rule.penalized(l2: 0.3).clipped(norm: 0.2), rule.clipped(norm: 0.2).penalized(l2: 0.3),
    ]
  }

  /// Listed once by hand, listed twice, and as a rule is asked directly: the same graph and the same bits.
  @Test(arguments: rules.indices) func everyRuleTakesOneStep(_ number: Int) {
    let rule = Self.rules[number]
    func steps(_ make: (Parameter, Parameter, Tensor) -> Program) -> (numbers: [NDArray], graph: String) {
      let w = Parameter("w", [[0.5, -1], [2, 0.25]], type: .float64)
      let b = Parameter("b", [0.1, -0.2], type: .float64)
      let x = Tensor([[1, 2], [-1, 0.5], [0.3, 0]], type: .float64)
      let hidden = tanh(x.matmul(w) + b)
      let program = make(w, b, sum(pow(tanh(hidden.matmul(w) + b) - 0.5, 2)))
      let run = Run(program)
      for step in 0..<3 {
        run.load(step: step)
        run.finishStep()
      }
      return (run.updatedParameters().map(\.contents), program.graph.description)
    }
    let single = steps { w, b, loss in
      Program(loss: loss, updates: rule.updates(of: [w, b], with: gradients(of: loss, with: [w, b])))
    }
    let listed = steps { w, b, loss in Program(minimizing: loss, over: [w, b, w, b], by: rule) }
    let direct = steps { w, b, loss in
      Program(loss: loss, updates: rule.updates(of: [w, b, w], with: gradients(of: loss, with: [w, b, w])))
    }
    for other in [listed, direct] {
      #expect(other.graph == single.graph, "\(rule)")
      #expect(other.numbers.count == single.numbers.count, "\(rule)")
      #expect(zip(other.numbers, single.numbers).allSatisfy { $0.hasSameBits(as: $1) }, "\(rule)")
    }
  }

  @Test func penaltiesAndNormsCountItOnce() {
    let (w, b) = (Parameter("w", [[3, -1]], type: .float64), Parameter("b", [2], type: .float64))
    #expect(l2Penalty([w, b, w], strength: 2).scalar == 9 + 1 + 4)
    #expect(l1Penalty([w, w, b, b], strength: 2).scalar == 2 * (3 + 1 + 2))
    // The gradient of the loss is (2, 4, 4), 6 long.
    let loss = sum(w * Tensor([[2, 4]], type: .float64)) + sum(b * 4)
    let cut = clippedByNorm(gradients(of: loss, with: [w, b, w]), limit: 3)
    #expect(cut.map(\.value.doubles) == [[1, 2], [2], [1, 2]])
  }

  /// Different parameters with equal numbers, and equal gradients, stay two.
  @Test func equalNumbersAreNotOneParameter() {
    let (a, b) = (Parameter("a", [1, 2], type: .float64), Parameter("b", [1, 2], type: .float64))
    let loss = sum((a + b) * Tensor([3, 4], type: .float64))
    #expect([a, b, a].distinct.map(\.name) == ["a", "b"])
    #expect(l2Penalty([a, b], strength: 2).scalar == 10)
    let cut = clippedByNorm(gradients(of: loss, with: [a, b]), limit: 1)
    #expect(abs(cut[0].value[0] - 3 / 50.0.squareRoot()) < 1e-15 && cut.count == 2)
    #expect(Program(minimizing: loss, over: [a, b], by: Momentum(learningRate: 1)).assignments.count == 4)
  }
}
