import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors

/// Trains a model by a genetic algorithm, without gradients: every step is one generation, measured on one batch. The
/// history holds the loss of each generation's best individual; afterwards the model's parameters are those of the best of the
/// last one.
///
///     let history = train(
///       model, on: examples, batchSize: 200, epochs: 100, loss: loss, by: GeneticAlgorithm(population: 40), seed: 1)
///     history.generation(10)
///
/// With batches of all examples and at least one elite the best never gets worse. Smaller batches are cheaper, but an individual
/// may be the best of one by luck. It computes and ends as `train(_:steps:feed:)` does.
///
/// - Parameters:
///   - model: from inputs [batch, …] to answers.
///   - loss: from answers and targets to one number, a mean over the examples; it need not have a gradient.
///   - algorithm: its population is evaluated on every batch.
///   - seed: of the examples' order, the first population and every draw; the same seed trains the same.
///   - validation: examples to measure with after every epoch, into `History.validationLosses`.
///   - threads: how many share the work where there is enough of it; nil: as many as there are processors.
///   - report: called every `interval`, and once at the end.
@discardableResult
public func train(
  _ model: any Layer, on examples: Examples, batchSize: Int = 32, epochs: Int, loss: @escaping Loss,
  by algorithm: GeneticAlgorithm, seed: UInt64, validation: Examples? = nil, threads: Int? = nil,
  every interval: Duration = .milliseconds(50), report: (TrainingProgress) -> Void = { _ in }
) -> History {
  let memory = OptimizerMemory()
  let measurement = validation.map { Measurement(model, on: $0, loss: loss, threads: threads) }
  return train(
    on: examples, batchSize: batchSize, epochs: epochs, seed: seed, validation: measurement.map { $0.loss },
    threads: threads, every: interval, report: report
  ) { x, y in
    let pass = Pass(.training)
    return Program(
      evolving: loss(model(x, in: pass), y), over: model.parameters, by: algorithm, seed: seed, memory: memory,
      alongside: pass.updates)
  }
}
