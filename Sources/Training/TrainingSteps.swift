import Autodiff
import Tensors

/// One training step after another, by whatever computes them.
protocol TrainingSteps {
  /// Holds the losses, and opens the steps made.
  var run: Run { get }
  /// Makes the step after those made so far; answers what went wrong in it, or in one before it.
  func make(_ step: Int) -> NonFinite?
  /// What went wrong and has not been noticed yet.
  func lateProblem() -> NonFinite?
  /// The numbers of everything that a step changes, after the steps made so far, as `StateLayout` has them.
  var state: [UInt8] { get }
  /// Goes on where another training was: before any step is made.
  func resume(_ training: TrainingState)
  /// Gives the parameters what was learnt; after a problem, what they were before the step that went wrong.
  func storeParameters()
}

/// Steps computed by the reference kernels, operation by operation.
final class ReferenceSteps: TrainingSteps {
  let run: Run
  private let layout: StateLayout
  private var hasMadeStep = false
  private var isBad = false

  init(_ course: Course) {
    run = Run(course.programs, choosing: course.choosing, feed: course.feed)
    layout = StateLayout(course.programs[0])
  }

  func make(_ step: Int) -> NonFinite? {
    run.load(step: step)
    run.finishStep()
    hasMadeStep = true
    let problem = firstNonFinite(in: run)
    isBad = problem != nil
    return problem
  }

  func lateProblem() -> NonFinite? { nil }

  var state: [UInt8] {
    guard hasMadeStep else { return run.nearestState(before: run.losses.count).state }
    return layout.bytes(run.program.assignments.map { run.execution.value(isBad ? $0.before : $0.after) })
  }

  func resume(_ training: TrainingState) { run.resume(training) }

  func storeParameters() {
    if !run.losses.isEmpty { layout.store(state) }
  }
}

extension Run {
  /// As if the steps before had been made here.
  func resume(_ training: TrainingState) {
    keepState(training.first, before: 0, pinned: true)
    keepState(training.parameters, before: training.losses.count, pinned: true)
    for loss in training.losses { append(loss: loss) }
  }
}

/// The first operation of the finished step whose result is not finite; looked for only when the loss or a new
/// parameter is not.
func firstNonFinite(in run: Run) -> NonFinite? {
  let (execution, graph) = (run.execution, run.program.graph)
  func place(_ id: Int) -> Int? {
    (0..<graph[id].shape.count).first { !execution.number(id, at: $0).isFinite }
  }
  let watched = [run.program.loss].compactMap { $0 } + run.program.assignments.map(\.after)
  guard watched.contains(where: { place($0) != nil }) else { return nil }
  for id in 0..<graph.count {
    guard let element = place(id) else { continue }
    return NonFinite(
      trainingStep: run.trainingStep, event: id, operation: graph.line(for: id), element: element,
      number: execution.number(id, at: element))
  }
  return nil
}
