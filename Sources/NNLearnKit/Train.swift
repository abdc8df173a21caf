import Autodiff
import Datasets
import Display
import Explain
import Networks
import Optimizers
import Tensors
import Training

// Training that shows, where it takes long, how far it has come and the loss; and always what its reader should know.

/// Trains as `train(_:steps:feed:threads:every:report:)` does and, where that takes long, shows how far it has come and
/// the loss. A `History.notice` is shown, too, once in a cell.
@discardableResult
public func train(_ program: Program, steps: Int, feed: @escaping Feed, threads: Int? = nil) -> History {
  showingProgress { Training.train(program, steps: steps, feed: feed, threads: threads, every: $0, report: $1) }
}

/// The same over batches: `train(program, steps: 200, feed: batches.feed(x, y))`.
@discardableResult
public func train(_ program: Program, steps: Int, feed: BatchFeed, threads: Int? = nil) -> History {
  showingProgress { Training.train(program, steps: steps, feed: feed, threads: threads, every: $0, report: $1) }
}

/// The same with what the inputs hold now at every step.
@discardableResult
public func train(_ program: Program, steps: Int, threads: Int? = nil) -> History {
  train(program, steps: steps, feed: { _ in [] }, threads: threads)
}

/// Trains a model on examples: in every epoch all of them once, in a new order, batch by batch.
///
///     let history = train(
///       model, on: digits, batchSize: 32, epochs: 5, loss: softmaxCrossEntropy(logits:labels:), by: Adam(), seed: 1)
///
/// - Parameter validation: examples to measure with after every epoch, into `History.validationLosses`.
@discardableResult
public func train(
  _ model: any Layer, on examples: Examples, batchSize: Int = 32, epochs: Int, loss: @escaping Loss,
  by rule: any UpdateRule, seed: UInt64, validation: Examples? = nil, threads: Int? = nil
) -> History {
  showingProgress {
    Training.train(
      model, on: examples, batchSize: batchSize, epochs: epochs, loss: loss, by: rule, seed: seed,
      validation: validation, threads: threads, every: $0, report: $1)
  }
}

/// The same without gradients: every step is one generation of a genetic algorithm.
@discardableResult
public func train(
  _ model: any Layer, on examples: Examples, batchSize: Int = 32, epochs: Int, loss: @escaping Loss,
  by algorithm: GeneticAlgorithm, seed: UInt64, validation: Examples? = nil
) -> History {
  showingProgress {
    Training.train(
      model, on: examples, batchSize: batchSize, epochs: epochs, loss: loss, by: algorithm, seed: seed,
      validation: validation, every: $0, report: $1)
  }
}

private func showingProgress(
  _ training: (_ interval: Duration, _ report: (TrainingProgress) -> Void) -> History
) -> History {
  var isLong = false
  let start = ContinuousClock.now
  return training(.milliseconds(100)) { progress in
    if let notice = progress.notice {
      Outlet.sendOnce(.diagnostic(Diagnostic("training-notice", severity: .note, notice)))
    }
    isLong = isLong || progress.stepsDone < progress.stepsTotal
    guard isLong else { return }
    Outlet.send(
      .progress(
        Progress(
          label: "training",
          fraction: Double(progress.stepsDone) / Double(max(progress.stepsTotal, 1)),
          unitsDone: progress.stepsDone, unitsTotal: progress.stepsTotal,
          secondsElapsed: (ContinuousClock.now - start) / .seconds(1), loss: thinned(progress.losses, to: 60))))
  }
}
