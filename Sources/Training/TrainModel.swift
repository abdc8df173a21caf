import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors

/// How wrong an answer is: from what a model answers to a batch, and the batch's targets, to one number. A mean over the
/// examples, so that batches of different sizes can be compared; of an epoch it is that of all its examples together, also of
/// weighted means and sums (`BatchWeight`).
public typealias Loss = (_ answers: Tensor, _ targets: Tensor) -> Tensor

/// Trains a model on examples: in every epoch all of them once, in a new order, batch by batch. The last batch of an
/// epoch holds what is left. Afterwards the model's parameters hold what was learnt.
///
///     let history = train(
///       model, on: digits, batchSize: 32, epochs: 5, loss: .softmaxCrossEntropy, by: Adam(), seed: 1,
///       validation: others, metrics: [.accuracy])
///
/// A batch size of all examples is full-batch training, one of 1 online training. With a genetic algorithm in place of an update
/// rule every step is a generation, measured on one batch, and the history holds the loss of the best individual; with
/// batches of all examples and at least one elite it never gets worse.
///
/// It computes and ends as `train(_:steps:feed:)` does.
///
/// - Parameters:
///   - model: from inputs [batch, …] to answers.
///   - loss: `.softmaxCrossEntropy`, `.meanSquaredError`, …; or a function from answers and targets to one number, a mean
///     over the examples: `{ answers, targets in mean(abs(answers - targets)) }`. For a genetic algorithm it need not have a
///     gradient.
///   - method: how parameters change: `Adam()`, `Momentum(learningRate: 0.1).clipped(norm: 1)`, `GeneticAlgorithm()`.
///   - updating: which of the model's parameters change: `head.parameters`; nil: all. States change all the same.
///   - seed: of the examples' order, and of the method's draws; the same seed trains the same. Left out: the lesson's, see
///     `RandomSource.currentSeed`.
///   - augmentation: changes every batch, each time in another way; nil: none.
///   - validation: examples to measure with after every epoch: loss and `metrics`, into the history.
///   - earlyStopping: ends the training when the validation loss no longer improves, and puts the best parameters back.
///   - checkpoint: keeps the training on disk, and goes on from there.
///   - threads: how many share the work where there is enough of it; nil: as many as there are processors.
///   - reporting: who is shown how far it has come.
///   - observe: is told what happens, as it happens.
@discardableResult
public func train(
  _ model: any Layer, on examples: Examples, batchSize: Int = 32, epochs: Int, loss: @escaping Loss,
  by method: any TrainingMethod, updating trained: [Parameter]? = nil, seed: UInt64 = RandomSource.currentSeed,
  augmentation: Augmentation? = nil, validation: Examples? = nil, metrics: [Metric] = [],
  earlyStopping: EarlyStopping? = nil,
  checkpoint: Checkpoint? = nil, threads: Int? = nil, reporting: Reporting = Reporting(),
  observe: @escaping (TrainingEvent) -> Void = { _ in }
) -> History {
  guard validation != nil || (metrics.isEmpty && earlyStopping == nil) else {
    stop(
      "metrics and earlyStopping expect validation examples to measure on; got none. Write train(…, validation: examples)."
    )
  }
  model.nameParts()
  let parameters = trained ?? model.parameters
  checkTrained(parameters, of: model)
  let memory = OptimizerMemory()
  let measurement = validation.map { Measurement(model, on: $0, loss: loss, metrics: metrics, threads: threads) }
  var run = ExampleTraining(examples, batchSize, epochs, seed, augmentation) { x, y in
    let pass = Pass(.training)
    return method.program(
      minimizing: model.trainingLoss(loss, x, y, pass), over: parameters, seed: seed, memory: memory,
      alongside: pass.updates)
  }
  run.loop.isWhole = true
  run.loop.identity += [("method", "\(method)"), ("validation examples", "\(validation?.count ?? 0)")]
  run.loop.measurement = measurement
  run.loop.earlyStopping = earlyStopping
  run.loop.checkpoint = checkpoint
  run.loop.threads = threads
  run.loop.reporting = reporting
  run.loop.observe = observe
  return run.loop.train(run.course)
}

/// Refuses to train what the model does not have, or nothing.
private func checkTrained(_ parameters: [Parameter], of model: any Layer) {
  let known = Set(model.parameters.map(ObjectIdentifier.init))
  if let other = parameters.first(where: { !known.contains(ObjectIdentifier($0)) }) {
    stop("train(…, updating:) expects parameters of \(model.signature); got '\(other.name)', which is none of them.")
  }
  guard !parameters.isEmpty else {
    stop(
      "train(…) expects parameters to train; \(model.signature) has none, or updating: got none. Write updating: head.parameters."
    )
  }
}

/// The same for any training step: `program` is asked for one for each size of batch that occurs, all on the same
/// parameters. The optimizer's memory is shared by itself, unless a program is given one of its own.
///
/// - Parameter program: from the inputs and targets of a batch, [size, …] each, to a training step.
@discardableResult
public func train(
  on examples: Examples, batchSize: Int = 32, epochs: Int, seed: UInt64 = RandomSource.currentSeed,
  augmentation: Augmentation? = nil, checkpoint: Checkpoint? = nil, threads: Int? = nil,
  reporting: Reporting = Reporting(),
  observe: @escaping (TrainingEvent) -> Void = { _ in },
  program: (_ x: Input, _ y: Input) -> Program
) -> History {
  var run = ExampleTraining(examples, batchSize, epochs, seed, augmentation, program: program)
  run.loop.checkpoint = checkpoint
  run.loop.threads = threads
  run.loop.reporting = reporting
  run.loop.observe = observe
  return run.loop.train(run.course)
}

/// A course over epochs of examples, with a program for each size of batch.
private struct ExampleTraining {
  let course: Course
  var loop: TrainingLoop

  init(
    _ examples: Examples, _ batchSize: Int, _ epochs: Int, _ seed: UInt64, _ augmentation: Augmentation?,
    program: (_ x: Input, _ y: Input) -> Program
  ) {
    guard epochs >= 0 else { stop("train(…, epochs:) expects 0 or more; got \(epochs).") }
    let batches = Batches(examples, size: batchSize, seed: seed, lastBatch: .kept, augmentation: augmentation)
    let perEpoch = batches.countPerEpoch
    let sizes = Array(Set([batches.count(of: 0), batches.count(of: perEpoch - 1)])).sorted(by: >)
    let inputs = sizes.map { size in
      let first = examples.rows(Array(0..<size))
      return (inputs: Input("x", first.inputs), targets: Input("y", first.targets))
    }
    let memories = SharedMemories()
    let programs = inputs.map { inputs, targets in
      Pass.$isTrainingStep.withValue(true) {
        TrainingLength.$current.withValue(epochs * perEpoch) {
          BatchSplit.$current.withValue(BatchSplit(examples: examples.count, size: batchSize)) {
            memories.share { program(inputs, targets) }
          }
        }
      }
    }
    for (program, pair) in zip(programs, inputs) {
      checkComparisons(in: program.graph, inputs: pair.inputs, targets: pair.targets)
    }
    course = Course(
      programs,
      choosing: { step in step % perEpoch == perEpoch - 1 ? sizes.count - 1 : 0 }, .batches(batches, inputs))
    loop = TrainingLoop(steps: epochs * perEpoch)
    loop.stepsPerEpoch = perEpoch
    loop.identity = [("seed", "\(seed)"), ("batch size", "\(batchSize)"), ("examples", "\(examples.count)")]
  }
}
