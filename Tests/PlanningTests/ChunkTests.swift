import Autodiff
import Networks
import Optimizers
import Planning
import Tensors
import Testing

extension PlanTests {
  /// How many of a batch's examples are taken through all steps before the next ones are.
  @Suite("how many examples at once") struct Chunks {
    @Test("values that would leave the cache are made for few examples")
    func wide() throws {
      let x = Input("x", NDArray(repeating: 0.5, shape: [64, 4000]))
      let w = Parameter("w", NDArray(repeating: 0.01, shape: [4000, 2]))
      let program = Program(mean(tanh(x).matmul(w)))
      try expectSame(program, threads: 1, tolerance: 1e-4, "wide")
      #expect(try Plan(program, threads: 1).description.contains("64 examples, 32 at a time, 1 worker"))
    }

    /// Numbers with gaps between the examples, in what is read and in what is written.
    @Test("one number of each example", arguments: [2, 9, 40], [1, 2, 3])
    func narrow(batch: Int, threads: Int) throws {
      var random = RandomSource(seed: 3)
      let x = Input("x", .normal([batch, 5], using: &random))
      let first = exp(x.slice(1..<2, axis: 1))
      let second = tanh(x.slice(3..<4, axis: 1) * first)
      let both = concatenate([second, first], axis: 1)
      let program = Program([both, sum(both * both, axes: [0]), mean(first)])
      try expectSame(program, threads: threads, "narrow")
      try expectSame(program, threads: threads, by: .all.subtracting(.joining), "narrow, copied")
    }

    /// Reading the matrices again would cost more than the cache gains: they hold 30 times as many numbers as an example
    /// has values.
    @Test("the matrices of a deep, narrow network are read once")
    func deep() throws {
      var random = RandomSource(seed: 6)
      let model = Sequential((0..<64).map { _ in Dense(64, 64, activation: .relu, using: &random) as any Layer })
      let x = Input("x", .normal([32, 64], using: &random))
      let y = Input("y", .normal([32, 64], using: &random))
      let program = Program(minimizing: meanSquaredError(model(x), y), over: model.parameters, by: Adam())
      try expectSame(program, threads: 1, tolerance: 1e-4, "deep")
      #expect(try Plan(program, threads: 1).description.contains("32 examples, 32 at a time, 1 worker"))
    }
  }
}
