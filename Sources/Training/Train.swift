import Autodiff
import Datasets
import Planning
import Tensors

/// How far a training has come, for showing.
public struct TrainingProgress: Sendable {
  /// How many steps have been made, of how many.
  public let stepsDone: Int
  public let stepsTotal: Int
  public let losses: [Double]
  public let stepsPerSecond: Double
  /// As `History.notice`.
  public let notice: String?
}

/// Runs a program again and again: each step computes the loss of a batch, its gradients and the update. Afterwards
/// the parameters hold what was learnt.
///
/// The steps are computed by a `Plan`; a program that cannot be planned is computed by the reference kernels, and the
/// history's `notice` says why. `History.run` opens any step made.
///
/// It ends early when `Cancellation` is requested, and when a step would make the loss or a parameter NaN or infinite:
/// that step is not taken, and the history names the operation that made the first such number.
///
///     let history = train(program, steps: 200)
///
/// - Parameters:
///   - steps: how many; each is one update.
///   - feed: what the inputs hold at each step; without it, what they hold now.
///   - threads: how many share the work where there is enough of it; nil: as many as there are processors.
///   - report: called every `interval`, and once at the end.
@discardableResult
public func train(
  _ program: Program, steps: Int, feed: @escaping Feed = { _ in [] }, threads: Int? = nil,
  every interval: Duration = .milliseconds(50), report: (TrainingProgress) -> Void = { _ in }
) -> History {
  let loop = TrainingLoop(steps: steps, threads: threads, interval: interval)
  return loop.train(Course(program, .feed(feed)), report: report)
}

/// The same over batches: `train(program, steps: 200, feed: batches.feed(x, y))`.
@discardableResult
public func train(
  _ program: Program, steps: Int, feed: BatchFeed, threads: Int? = nil, every interval: Duration = .milliseconds(50),
  report: (TrainingProgress) -> Void = { _ in }
) -> History {
  let loop = TrainingLoop(steps: steps, threads: threads, interval: interval)
  return loop.train(Course(program, feed.supply), report: report)
}
