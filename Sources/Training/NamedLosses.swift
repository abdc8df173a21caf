import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors

// Losses by their names: `loss: .softmaxCrossEntropy`. They know what targets they take, so others are refused before
// anything is computed.

extension NamedLoss {
  /// The loss as a function, which looks at all targets once it knows what a model answers.
  package func checked(on examples: Examples) -> Loss {
    { answers, targets in
      checkTargets(examples.targets, answers: answers.shape)
      return self(answers, targets)
    }
  }
}

/// `train` with a loss of the catalogue, or a `NamedLoss` of one's own.
@discardableResult
public func train(
  _ model: any Layer, on examples: Examples, batchSize: Int = 32, epochs: Int, loss: NamedLoss,
  by method: any TrainingMethod, updating trained: [Parameter]? = nil, seed: UInt64 = RandomSource.currentSeed,
  augmentation: Augmentation? = nil, validation: Examples? = nil, metrics: [Metric] = [],
  earlyStopping: EarlyStopping? = nil, checkpoint: Checkpoint? = nil, threads: Int? = nil,
  reporting: Reporting = Reporting(), observe: @escaping (TrainingEvent) -> Void = { _ in }
) -> History {
  train(
    model, on: examples, batchSize: batchSize, epochs: epochs, loss: loss.checked(on: examples), by: method,
    updating: trained, seed: seed, augmentation: augmentation, validation: validation, metrics: metrics,
    earlyStopping: earlyStopping, checkpoint: checkpoint, threads: threads, reporting: reporting, observe: observe)
}

/// `evaluate` with a loss of the catalogue, or a `NamedLoss` of one's own.
public func evaluate(
  _ model: any Layer, on examples: Examples, loss: NamedLoss, batchSize: Int = 4096, threads: Int? = nil
) -> Double {
  evaluate(model, on: examples, loss: loss.checked(on: examples), batchSize: batchSize, threads: threads)
}

/// `learningRateRangeTest` with a loss of the catalogue, or a `NamedLoss` of one's own.
public func learningRateRangeTest(
  _ model: any Layer, on examples: Examples, batchSize: Int = 32, from lowest: Double = 1e-6, to highest: Double = 1,
  steps: Int = 100, loss: NamedLoss, by rule: (any LearningRate) -> any UpdateRule,
  seed: UInt64 = RandomSource.currentSeed, threads: Int? = nil
) -> LearningRateRange {
  learningRateRangeTest(
    model, on: examples, batchSize: batchSize, from: lowest, to: highest, steps: steps,
    loss: loss.checked(on: examples), by: rule, seed: seed, threads: threads)
}
