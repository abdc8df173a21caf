import Autodiff
import Planning
import Tensors

/// Training steps computed by plans, and what is kept of them.
///
/// Only the loss is looked at after every step; the parameters when their state is kept, and at the end. What went
/// wrong is then found by making the steps since the last kept state again.
final class PlannedSteps {
  /// Holds the losses, and opens the steps made.
  let run: Run
  private let course: PlannedCourse

  /// How many states are kept along a training: opening a step makes at most one part in this many again.
  private static let keptStates = 128

  init(_ course: Course, threads: Int?) throws(PlanProblem) {
    self.course = try PlannedCourse(course, threads: threads)
    run = Run(course.programs, choosing: course.choosing, feed: course.feed, keyframeLimit: Self.keptStates)
    run.remake = self.course.remaking
  }

  /// Makes the step after those made so far; answers what went wrong in it, or in one before it.
  func make(_ step: Int) -> NonFinite? {
    if run.isKeyframeDue(before: step) {
      guard course.isFinite else { return problem(at: step - 1) }
      run.keepState(course.state, before: step)
    }
    let loss = course.compute(step)
    run.append(loss: loss)
    return loss.isFinite ? nil : problem(at: step)
  }

  /// What went wrong and has not been noticed yet.
  func lateProblem() -> NonFinite? { run.losses.isEmpty || course.isFinite ? nil : problem(at: run.losses.count - 1) }

  /// Gives the parameters what was learnt; after a problem, what they were before the step that went wrong.
  func storeParameters() { course.storeParameters() }

  /// A value that the program watches, as the last step made, `step`, computed it.
  func value(of tensor: Tensor, at step: Int) -> NDArray { course.value(of: tensor, at: step) }

  /// The numbers of everything that a step changes, after the steps made so far.
  var state: [UInt8] { course.state }

  /// Goes on where another training was: before any step is made.
  func resume(_ training: TrainingState) {
    course.restore(training.parameters)
    run.resume(training)
  }

  // MARK: - What went wrong

  /// A number that is not finite was noticed after `last`: finds the step that made it, and goes back to before it.
  private func problem(at last: Int) -> NonFinite {
    let kept = run.nearestState(before: last)
    course.restore(kept.state)
    var (step, before) = (kept.step, kept.state)
    var loss = course.compute(step)
    while step < last, loss.isFinite, course.isFinite {
      before = course.state
      step += 1
      loss = course.compute(step)
    }
    let after = course.state
    course.restore(before)
    run.keepState(before, before: step, pinned: true)
    run.keepLosses(ofFirst: step)
    run.append(loss: loss)
    run.load(step: step)
    run.finishStep()
    return firstNonFinite(in: run) ?? inPlanOnly(step, loss, after)
  }

  /// The step executed again, with other rounding, stays just below the largest number there is.
  private func inPlanOnly(_ step: Int, _ loss: Double, _ after: [UInt8]) -> NonFinite {
    let program = course.course.program(of: step)
    func place(_ event: Int, _ element: Int, _ number: Double) -> NonFinite {
      NonFinite(
        trainingStep: step, event: event, operation: program.graph.line(for: event), element: element, number: number)
    }
    guard loss.isFinite else { return place(program.loss!, 0, loss) }
    for (assignment, array) in zip(program.assignments, StateLayout(program).arrays(after)) {
      let numbers = array.doubles
      if let bad = numbers.firstIndex(where: { !$0.isFinite }) { return place(assignment.after, bad, numbers[bad]) }
    }
    return place(program.loss!, 0, loss)
  }
}
