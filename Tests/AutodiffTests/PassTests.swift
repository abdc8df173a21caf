import Autodiff
import Networks
import Optimizers
import Tensors
import Testing

/// Training and evaluation as two graphs, and what training passes remember.
@Suite struct PassTests {
  private static func drawn(_ x: Tensor, _ layer: any Layer) -> (answer: Tensor, pass: Pass) {
    let pass = Pass(.training)
    return (layer(x, in: pass), pass)
  }

  @Test func drawsAreUniform() {
    let numbers = uniform([100_000], seed: 3, counter: Tensor(5)).value.doubles
    #expect(numbers.allSatisfy { (0..<1).contains($0) })
    var counts = [Int](repeating: 0, count: 20)
    for number in numbers { counts[Int(number * 20)] += 1 }
    // χ² with 19 degrees of freedom is above 43.8 once in a thousand times.
    let squares = counts.reduce(0) { $0 + ($1 - 5000) * ($1 - 5000) }
    #expect(Double(squares) / 5000 < 43.8)
    let neighbours = zip(numbers, numbers.dropFirst()).map { ($0 - 0.5) * ($1 - 0.5) }
    let covariance = neighbours.reduce(0, +) / Double(neighbours.count)
    #expect(abs(covariance) < 4.0 / 12 / 316)
  }

  @Test func drawsDependOnSeedAndCounter() {
    func numbers(_ seed: UInt64, _ counter: Double, _ type: ElementType = .float32) -> [Double] {
      uniform([50], seed: seed, counter: Tensor(counter, type: type)).value.doubles
    }
    #expect(numbers(1, 2) == numbers(1, 2) && numbers(1, 2) == numbers(1, 2, .float64))
    #expect(numbers(1, 2) != numbers(1, 3) && numbers(1, 2) != numbers(2, 2) && numbers(1, 2) != numbers(2, 1))
  }

  @Test func dropoutKeepsTheExpectedSum() {
    var random = RandomSource(seed: 1)
    let layer = Dropout(0.3, using: &random)
    let x = Tensor(NDArray(repeating: 2, shape: [400, 50]))
    let kept = Self.drawn(x, layer).answer.value.doubles
    let zeros = Double(kept.count { $0 == 0 }) / 20_000
    #expect(abs(zeros - 0.3) < 0.013)
    #expect(kept.allSatisfy { $0 == 0 || abs($0 - 2 / 0.7) < 1e-6 })
  }

  @Test func evaluationHasNoDropout() {
    var random = RandomSource(seed: 1)
    let x = Parameter("x", [[1, 2, 3]])
    #expect(Dropout(0.5, using: &random)(x) === x)
    #expect(Self.drawn(x, Dropout(0, using: &random)).answer === x)
  }

  /// Gone through twice in one pass it draws twice, and the counter goes on from there.
  @Test func everyDrawIsAnother() throws {
    var random = RandomSource(seed: 1)
    let layer = Dropout(0.5, type: .float64, using: &random)
    let x = Tensor(NDArray(repeating: 1, shape: [64], type: .float64))
    let pass = Pass(.training)
    let (first, second) = (layer(x, in: pass), layer(x, in: pass))
    let drawn = [first.value, second.value]
    #expect(drawn[0] != drawn[1])
    let updates = pass.updates
    #expect(updates.count == 1 && updates[0].parameter === layer.draws && updates[0].value.scalar == 2)
    layer.draws.set(updates[0].value.value)
    #expect(!drawn.contains(Self.drawn(x, layer).answer.value))
  }

  /// Against numbers computed by hand: the batch's statistics in training, the moving averages afterwards.
  @Test func batchNormalizationUsesTheBatchThenTheAverages() {
    let layer = BatchNormalization(2, momentum: 0.25, epsilon: 1e-5, type: .float64)
    let x = Tensor([[1, 10], [2, 20], [6, 60]], type: .float64)
    let (z, pass) = Self.drawn(x, layer)
    let deviation = (14.0 / 3 + 1e-5).squareRoot()
    let widerDeviation = (1400.0 / 3 + 1e-5).squareRoot()
    for (row, value) in [1.0, 2, 6].enumerated() {
      let expected = [(value - 3) / deviation, (10 * value - 30) / widerDeviation]
      for column in 0..<2 { #expect(abs(z.value[row, column] - expected[column]) < 1e-12) }
    }
    for update in pass.updates { update.parameter.set(update.value.value) }
    #expect(layer.mean.value == NDArray([0.75, 7.5], type: .float64))
    for (variance, expected) in zip(layer.variance.value.doubles, [2.5, 175.75]) {
      #expect(abs(variance - expected) < 1e-12)
    }
    let answer = layer(Tensor([[3, 4]], type: .float64)).value[0, 0]
    #expect(abs(answer - 2.25 / 2.50001.squareRoot()) < 1e-12)
  }

  /// The state is part of the training step: a second program for smaller batches continues it.
  @Test func aTrainingStepChangesTheState() {
    var random = RandomSource(seed: 2)
    let network = Sequential(
      Dense(3, 4, type: .float64, using: &random), BatchNormalization(4, type: .float64),
      Dropout(0.5, type: .float64, using: &random), Dense(4, 1, type: .float64, using: &random))
    #expect(network.state.map(\.name) == ["batch norm.mean", "batch norm.variance", "dropout.draws"])
    let memory = OptimizerMemory()
    func step(_ rows: Int) -> Program {
      let x = Tensor(.normal([rows, 3], type: .float64, using: &random))
      let pass = Pass(.training)
      return Program(
        minimizing: mean(pow(network(x, in: pass), 2)), over: network.parameters, by: Momentum(learningRate: 0.01),
        memory: memory, alongside: pass.updates)
    }
    for rows in [8, 5] {
      let run = Run(step(rows))
      run.load(step: 0)
      run.finishStep()
      for (parameter, contents) in run.updatedParameters() { parameter.set(contents) }
    }
    #expect(network.state.allSatisfy { $0.version == 2 } && network.state[2].scalar == 2)
  }

  @Test func misuseEndsWithASentence() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      _ = Dropout(1, using: &random)
    }
    await #expect(processExitsWith: .failure) { _ = BatchNormalization(3, momentum: 0) }
    await #expect(processExitsWith: .failure) { _ = BatchNormalization(3)(Tensor([[1, 2]])) }
    await #expect(processExitsWith: .failure) { _ = BatchNormalization(2)(Tensor([[1, 2]]), in: Pass(.training)) }
    await #expect(processExitsWith: .failure) { _ = uniform([2], seed: 1, counter: Tensor([1, 2])) }
  }
}
