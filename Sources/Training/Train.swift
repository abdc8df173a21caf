import Autodiff
import Datasets
import Planning
import Tensors

/// Runs a program again and again: each step computes the loss of a batch, its gradients and the update. Afterwards
/// the parameters hold what was learnt.
///
/// The steps are computed by a `Plan`. `History.run` opens any step made.
///
/// It ends early when `Cancellation` is requested, and when a step would make the loss or a parameter NaN or infinite:
/// that step is not taken, and the history names the operation that made the first such number.
///
///     let history = train(program, steps: 200)
///
/// - Parameters:
///   - steps: how many; each is one update.
///   - feed: what the inputs hold at each step; without it, what they hold now.
///   - checkpoint: keeps the training on disk, and goes on from there.
///   - threads: how many share the work where there is enough of it; nil: as many as there are processors.
///   - reporting: who is shown how far it has come.
///   - observe: is told what happens, as it happens.
@discardableResult
public func train(
  _ program: Program, steps: Int, feed: @escaping Feed = { _ in [] }, checkpoint: Checkpoint? = nil,
  threads: Int? = nil, reporting: Reporting = Reporting(), observe: @escaping (TrainingEvent) -> Void = { _ in }
) -> History {
  train(Course(program, .feed(feed)), steps, checkpoint, threads, reporting, observe)
}

/// The same over batches: `train(program, steps: 200, feed: batches.feed(x, y))`.
@discardableResult
public func train(
  _ program: Program, steps: Int, feed: BatchFeed, checkpoint: Checkpoint? = nil, threads: Int? = nil,
  reporting: Reporting = Reporting(), observe: @escaping (TrainingEvent) -> Void = { _ in }
) -> History {
  checkComparisons(in: program.graph, inputs: feed.inputs, targets: feed.targets)
  return train(
    Course(program, feed.supply), steps, checkpoint, threads, reporting, observe,
    identity: [("seed", "\(feed.batches.seed)"), ("batch size", "\(feed.batches.size)")])
}

private func train(
  _ course: Course, _ steps: Int, _ checkpoint: Checkpoint?, _ threads: Int?, _ reporting: Reporting,
  _ observe: @escaping (TrainingEvent) -> Void, identity: [(name: String, value: String)] = []
) -> History {
  var loop = TrainingLoop(steps: steps)
  loop.threads = threads
  loop.checkpoint = checkpoint
  loop.identity = identity
  loop.reporting = reporting
  loop.observe = observe
  return loop.train(course)
}
