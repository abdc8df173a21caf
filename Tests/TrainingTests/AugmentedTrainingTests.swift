import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors
import Testing
import Training

extension TrainTests {
  /// Training with augmentation: each step learns from the batch that seed and step make, and can be run again.
  @Test(arguments: [10, 7]) func augmentedBatchesAreTrainedOn(_ batchSize: Int) throws {
    let examples = Examples.line(count: 20, seed: 1)
    let augmentation = Augmentation.noise(0.3)
    func model() -> Dense {
      var random = RandomSource(seed: 4)
      return Dense(1, 1, using: &random)
    }
    let (trained, hand) = (model(), model())
    let history = train(
      trained, on: examples, batchSize: batchSize, epochs: 3, loss: meanSquaredError,
      by: GradientDescent(learningRate: 0.1), seed: 9, augmentation: augmentation)
    let plain = Batches(examples, size: batchSize, seed: 9, lastBatch: .kept)
    let memory = OptimizerMemory()
    #expect(history.losses.count == 3 * plain.countPerEpoch)
    for (step, loss) in history.losses.enumerated() {
      let batch = augmentation(plain[step], seed: 9, step: step)
      let program = Program(
        minimizing: meanSquaredError(hand(Tensor(batch.inputs)), Tensor(batch.targets)), over: hand.parameters,
        by: GradientDescent(learningRate: 0.1), memory: memory)
      let run = Run(program)
      run.finishStep()
      #expect(abs(run.losses[0] - loss) < 1e-5, "step \(step)")
      for (parameter, contents) in run.updatedParameters() { parameter.set(contents) }
      history.run.load(step: step)
      history.run.finishStep()
      #expect(abs(history.run.execution.number(history.run.program.loss!, at: 0) - loss) < 1e-5, "step \(step)")
    }
  }
}
