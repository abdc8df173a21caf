import Autodiff
import Datasets
import Tensors

/// How far a training has come, for showing.
public struct TrainingProgress: Sendable {
  /// How many steps have been made, of how many.
  public let stepsDone: Int
  public let stepsTotal: Int
  public let losses: [Double]
  public let stepsPerSecond: Double
}

/// Runs a program again and again: each step computes the loss of a batch, its gradients and the update. Afterwards
/// the parameters hold what was learnt.
///
/// It ends early when `Cancellation` is requested, and when a step would make the loss or a parameter NaN or infinite:
/// that step is not taken, and the history names the operation that made the first such number.
///
///     let history = train(program, steps: 200, feed: batches.feed(x, y))
///
/// - Parameters:
///   - steps: how many; each is one update.
///   - feed: what the inputs hold at each step; without it, what they hold now.
///   - report: called every `interval`, and once at the end.
@discardableResult
public func train(
  _ program: Program, steps: Int, feed: @escaping Feed = { _ in [] }, every interval: Duration = .milliseconds(50),
  report: (TrainingProgress) -> Void = { _ in }
) -> History {
  guard steps >= 0 else { stop("a number of training steps was wanted, 0 or more, but \(steps) came.") }
  guard let loss = program.loss, program.repeats else {
    stop("training wants a program with a loss and updates: Program(loss: …, updates: …).")
  }
  let run = Run(program, feed: checked(feed))
  var meter = Meter(stepsTotal: steps, interval: interval)
  var ending = History.Ending.completed
  var learnt: [(parameter: Parameter, contents: NDArray)] = []
  for step in 0..<steps {
    if Cancellation.isRequested {
      ending = .cancelled
      break
    }
    run.load(step: step)
    run.finishStep()
    if let problem = nonFinite(in: run, loss: loss) {
      ending = .diverged(problem)
      break
    }
    if step == steps - 1 { learnt = run.updatedParameters() }
    if meter.isDue() { report(meter.progress(of: run)) }
  }
  if ending != .completed { learnt = parametersBeforeStep(of: run, ending) }
  for (parameter, contents) in learnt { parameter.set(contents) }
  report(meter.progress(of: run))
  return History(losses: run.losses, ending: ending, run: run)
}

/// When to report, and how fast it goes.
private struct Meter {
  let stepsTotal: Int
  let interval: Duration
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now

  init(stepsTotal: Int, interval: Duration) {
    self.stepsTotal = stepsTotal
    self.interval = interval
  }

  mutating func isDue() -> Bool {
    let now = ContinuousClock.now
    guard now - last >= interval else { return false }
    last = now
    return true
  }

  func progress(of run: Run) -> TrainingProgress {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return TrainingProgress(
      stepsDone: run.losses.count, stepsTotal: stepsTotal, losses: run.losses,
      stepsPerSecond: seconds > 0 ? Double(run.losses.count) / seconds : 0)
  }
}

/// When stopped on request, the last step counts; the step that went wrong does not.
private func parametersBeforeStep(
  of run: Run, _ ending: History.Ending
) -> [(parameter: Parameter, contents: NDArray)] {
  if ending == .cancelled { return run.losses.isEmpty ? [] : run.updatedParameters() }
  return run.program.assignments.map { ($0.parameter, run.execution.value($0.before)) }
}

/// Looks for the place only when the loss or a new parameter is not finite.
private func nonFinite(in run: Run, loss: Int) -> NonFinite? {
  let execution = run.execution
  let watched = [loss] + run.program.assignments.map(\.after)
  func place(_ id: Int) -> Int? {
    (0..<run.program.graph[id].shape.count).first { !execution.number(id, at: $0).isFinite }
  }
  guard watched.contains(where: { place($0) != nil }) else { return nil }
  for id in 0..<run.program.graph.count {
    guard let element = place(id) else { continue }
    return NonFinite(
      trainingStep: run.trainingStep, event: id, operation: run.program.graph.line(for: id), element: element,
      number: execution.number(id, at: element))
  }
  return nil
}

/// Refuses a batch that does not have its input's shape, before it is copied.
private func checked(_ feed: @escaping Feed) -> Feed {
  { step in
    let batch = feed(step)
    for (input, contents) in batch
    where contents.shape != input.shape || contents.elementType != input.elementType {
      stop(
        "the input '\(input.name)' wants \(input.elementType) \(input.shape) at every step, but at step \(step) "
          + "\(contents.elementType) \(contents.shape) came. A smaller last batch can be left out: "
          + "Batches(…, lastBatch: .dropped).")
    }
    return batch
  }
}

extension Batches {
  /// Puts batch `step` into two inputs at training step `step`.
  ///
  /// - Parameters:
  ///   - inputs: [size, …], the shape of a batch of the examples' inputs.
  ///   - targets: [size, …], of their targets.
  public func feed(_ inputs: Input, _ targets: Input) -> Feed {
    { step in
      let batch = self[step]
      return [(inputs, batch.inputs), (targets, batch.targets)]
    }
  }
}
