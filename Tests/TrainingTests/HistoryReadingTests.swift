import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors
import Testing
import Training

/// How soon, at what cost, and by which way.
@Suite struct HistoryReadingTests {
  private func trained(batchSize: Int, steps: Int = 6) -> History {
    let moons = Examples.moons(count: 40, seed: 1)
    let model = withSeed(1) { Sequential(Dense(2, 4, activation: .tanh), Dense(4, 2)) }
    return train(
      model, on: moons, batchSize: batchSize, epochs: steps, loss: .softmaxCrossEntropy,
      by: GradientDescent(learningRate: 0.3),
      seed: 1, validation: moons, metrics: [.accuracy])
  }

  @Test func epochsUntilAGoal() {
    let history = trained(batchSize: 10)
    for goal in [0.0, 0.3, 0.5, 0.65, 10] {
      let expected = history.validationLosses.firstIndex { $0 < goal }.map { $0 + 1 }
      #expect(history.epochs(untilLossBelow: goal) == expected)
    }
    for goal in [0.0, 0.5, 0.8, 0.9, 1.1] {
      let expected = history.validationNumbers(.accuracy).firstIndex { $0 >= goal }.map { $0 + 1 }
      #expect(history.epochs(until: .accuracy, isAtLeast: goal) == expected)
    }
    #expect(history.epochs(untilLossBelow: 10) == 1 && history.epochs(untilLossBelow: 0) == nil)
  }

  /// A smaller last batch costs what its own program costs.
  @Test func theWorkOfAnEpoch() {
    let (whole, half) = (trained(batchSize: 20), trained(batchSize: 10))
    let (twenty, ten) = (Double(whole.run.program.graph.flops), Double(half.run.program.graph.flops))
    #expect(whole.flopsPerEpoch == 2 * twenty && half.flopsPerEpoch == 4 * ten)
    let uneven = trained(batchSize: 30).flopsPerEpoch
    #expect(uneven == Double(trained(batchSize: 30).run.program.graph.flops) + ten)
  }

  /// w ← w − η · 2 w, from 1 on.
  @Test func theWayOfAParameter() {
    let w = Parameter("w", 1, type: .float64)
    let rule = GradientDescent(learningRate: 0.25)
    let history = train(Program(minimizing: w * w, over: [w], by: rule), steps: 5)
    #expect(history.values(of: w).map(\.scalar) == [1, 0.5, 0.25, 0.125, 0.0625])
    #expect(history.values(of: w).map { $0.scalar * $0.scalar } == history.losses)
    w.set(NDArray([7], shape: [], type: .float64))
    #expect(history.values(of: w)[4].scalar == 0.0625)
  }
}
