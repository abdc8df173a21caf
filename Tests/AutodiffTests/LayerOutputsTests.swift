import Autodiff
import Networks
import Tensors
import Testing

@Suite struct LayerOutputsTests {
  /// Layers inside of blocks are found by the names that their parameters bear, and their outputs are values of the answer's graph.
  @Test func findsWhatComesOutOfEveryLayer() throws {
    var random = RandomSource(seed: 1)
    let network = Sequential(
      Dense(3, 4, activation: .tanh, type: .float64, using: &random),
      Residual(Dense(4, 4, activation: .relu, type: .float64, using: &random)),
      Dense(4, 2, type: .float64, using: &random))
    let x = Input("x", NDArray.normal([5, 3], type: .float64, using: &random))
    let seen = LayerOutputs(of: network, on: x)
    #expect(seen.entries.map(\.path) == ["dense 1", "residual", "residual.body", "dense 2"])
    let first = try #require(seen["dense 1"])
    let dense = try #require(first.layer as? Dense)
    #expect(first.output.value == tanh(x.matmul(dense.weights) + dense.bias!).value)
    #expect(seen["dense 2"]?.output === seen.answer && seen["dense"] == nil)
    #expect(seen.answer.value == network(x).value)
    let (whole, body) = (try #require(seen["residual"]).output, try #require(seen["residual.body"]).output)
    #expect(whole.value == (body + first.output).value)
    #expect(gradient(of: sum(seen.answer), with: body).value.doubles.contains { $0 != 0 })
  }

  @Test func aModelWithoutPartsIsItsOwnLayer() {
    var random = RandomSource(seed: 1)
    let seen = LayerOutputs(of: Dense(3, 2, using: &random), on: Input("x", NDArray(repeating: 1, shape: [1, 3])))
    #expect(seen.entries.map(\.path) == ["dense"] && seen.entries[0].output === seen.answer)
  }
}
