import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors

/// How wrong an answer is: from what a model answers to a batch, and the batch's targets, to one number. A mean over the
/// examples, so that batches of different sizes can be compared.
public typealias Loss = (_ answers: Tensor, _ targets: Tensor) -> Tensor

/// Trains a model on examples: in every epoch all of them once, in a new order, batch by batch. The last batch of an
/// epoch holds what is left. Afterwards the model's parameters hold what was learnt.
///
///     let history = train(
///       model, on: digits, batchSize: 32, epochs: 5, loss: softmaxCrossEntropy(logits:labels:), by: Adam(), seed: 1,
///       validation: others)
///
/// It computes and ends as `train(_:steps:feed:)` does.
///
/// - Parameters:
///   - model: from inputs [batch, …] to answers.
///   - loss: from answers and targets to one number, a mean over the examples.
///   - rule: how parameters change in answer to their gradients.
///   - seed: of the examples' order; the same seed trains the same.
///   - validation: examples to measure with after every epoch, into `History.validationLosses`.
///   - threads: how many share the work where there is enough of it; nil: as many as there are processors.
///   - report: called every `interval`, and once at the end.
@discardableResult
public func train(
  _ model: any Layer, on examples: Examples, batchSize: Int = 32, epochs: Int, loss: @escaping Loss,
  by rule: any UpdateRule, seed: UInt64, validation: Examples? = nil, threads: Int? = nil,
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
      minimizing: loss(model(x, in: pass), y), over: model.parameters, by: rule, memory: memory,
      alongside: pass.updates)
  }
}

/// The same for any training step: `program` is asked for one for each size of batch that occurs, all on the same
/// parameters and with the same `OptimizerMemory`.
///
/// - Parameters:
///   - validation: measures the parameters as they are after an epoch.
///   - program: from the inputs and targets of a batch, [size, …] each, to a training step.
@discardableResult
public func train(
  on examples: Examples, batchSize: Int = 32, epochs: Int, seed: UInt64, validation: (() -> Double)? = nil,
  threads: Int? = nil, every interval: Duration = .milliseconds(50), report: (TrainingProgress) -> Void = { _ in },
  program: (_ x: Input, _ y: Input) -> Program
) -> History {
  guard epochs >= 0 else { stop("a number of epochs was wanted, 0 or more, but \(epochs) came.") }
  let batches = Batches(examples, size: batchSize, seed: seed, lastBatch: .kept)
  let perEpoch = batches.countPerEpoch
  let sizes = Array(Set([batches.count(of: 0), batches.count(of: perEpoch - 1)])).sorted(by: >)
  let inputs = sizes.map { size in
    let first = examples.rows(Array(0..<size))
    return (inputs: Input("x", first.inputs), targets: Input("y", first.targets))
  }
  let course = Course(
    inputs.map { program($0.inputs, $0.targets) },
    choosing: { step in step % perEpoch == perEpoch - 1 ? sizes.count - 1 : 0 }, .batches(batches, inputs))
  var loop = TrainingLoop(steps: epochs * perEpoch, threads: threads, interval: interval)
  loop.stepsPerEpoch = perEpoch
  loop.measure = validation
  return loop.train(course, report: report)
}
