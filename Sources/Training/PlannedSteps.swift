import Autodiff
import Datasets
import Planning
import Tensors

/// Training steps computed by plans, one for each of the course's programs, on the same parameters.
///
/// Only the loss is looked at after every step; the parameters when their state is kept, and at the end. What went
/// wrong is then found by making the steps since the last kept state again.
final class PlannedSteps {
  /// Holds the losses, and opens the steps made.
  let run: Run
  private let course: Course
  private let plans: [Plan]
  /// The numbers of each changed parameter, in the order of the assignments.
  private let parameters: [UnsafeMutableRawBufferPointer]
  private let elementType: ElementType
  /// For each program, where its inputs lie, when batches are copied there.
  private let places: [(inputs: UnsafeMutableRawBufferPointer, targets: UnsafeMutableRawBufferPointer)]
  private let feed: Feed
  private let defaults: [[NDArray]]
  private var lastFed: [Input] = []

  /// How many states are kept along a training: opening a step executes at most one part in this many again.
  private static let keptStates = 128

  init(_ course: Course, threads: Int?) throws(PlanProblem) {
    self.course = course
    let state = PlanState()
    var plans: [Plan] = []
    for program in course.programs { plans.append(try Plan(program, threads: threads, state: state)) }
    self.plans = plans
    feed = course.feed
    run = Run(course.programs, choosing: course.choosing, feed: feed, keyframeLimit: Self.keptStates)
    parameters = course.programs[0].assignments.map { plans[0].bytes(of: $0.parameter) }
    elementType = course.programs[0].graph.elementType
    defaults = course.programs.map { $0.inputs.map { $0.input.value } }
    if case .batches(_, let inputs) = course.supply {
      places = zip(plans, inputs).map { ($0.bytes(of: $1.inputs), $0.bytes(of: $1.targets)) }
    } else {
      places = []
    }
  }

  /// Makes the step after those made so far; answers what went wrong in it, or in one before it.
  func make(_ step: Int) -> NonFinite? {
    if run.isKeyframeDue(before: step) {
      guard isFinite else { return problem(at: step - 1) }
      run.keepState(state, before: step)
    }
    let loss = compute(step)
    run.append(loss: loss)
    return loss.isFinite ? nil : problem(at: step)
  }

  /// What went wrong and has not been noticed yet.
  func lateProblem() -> NonFinite? { run.losses.isEmpty || isFinite ? nil : problem(at: run.losses.count - 1) }

  /// Gives the parameters what was learnt; after a problem, what they were before the step that went wrong.
  func storeParameters() { plans[0].storeParameters() }

  // MARK: - One step

  private func compute(_ step: Int) -> Double {
    let number = course.choosing(step)
    let plan = plans[number]
    switch course.supply {
    case .batches(let batches, _):
      batches.copy(step, inputs: places[number].inputs, targets: places[number].targets)
    case .feed: fill(plan, defaults[number], feed(step))
    }
    plan.run()
    return plan.loss
  }

  /// An input that is not fed holds what it held when training began.
  private func fill(_ plan: Plan, _ defaults: [NDArray], _ batch: [(input: Input, contents: NDArray)]) {
    if !batch.elementsEqual(lastFed, by: { $0.input === $1 }) {
      for (slot, contents) in zip(plan.program.inputs, defaults) { plan.set(slot.input, contents) }
      lastFed = batch.map(\.input)
    }
    for (input, contents) in batch where plan.program.graph.id(of: input) != nil { plan.set(input, contents) }
  }

  // MARK: - States

  private var isFinite: Bool {
    parameters.allSatisfy { bytes in
      switch elementType {
      case .float32: areFinite(bytes.bindMemory(to: Float.self))
      case .float64: areFinite(bytes.bindMemory(to: Double.self))
      }
    }
  }

  /// The numbers of everything that a step changes, after the steps made so far, as `StateLayout` has them.
  var state: [UInt8] {
    let count = parameters.reduce(0) { $0 + $1.count }
    return [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
      for numbers in parameters {
        UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(bytes)[initialized...])
          .copyMemory(from: UnsafeRawBufferPointer(numbers))
        initialized += numbers.count
      }
    }
  }

  /// Goes on where another training was: before any step is made.
  func resume(_ training: TrainingState) {
    restore(training.parameters)
    run.resume(training)
  }

  private func restore(_ state: [UInt8]) {
    state.withUnsafeBytes { bytes in
      var start = 0
      for target in parameters {
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + target.count]))
        start += target.count
      }
    }
  }

  // MARK: - What went wrong

  /// A number that is not finite was noticed after `last`: finds the step that made it, and goes back to before it.
  private func problem(at last: Int) -> NonFinite {
    let kept = run.nearestState(before: last)
    restore(kept.state)
    var (step, before) = (kept.step, kept.state)
    var loss = compute(step)
    while step < last, loss.isFinite, isFinite {
      before = state
      step += 1
      loss = compute(step)
    }
    let after = state
    restore(before)
    run.keepState(before, before: step, pinned: true)
    run.keepLosses(ofFirst: step)
    run.append(loss: loss)
    run.load(step: step)
    run.finishStep()
    return firstNonFinite(in: run) ?? inPlanOnly(step, loss, after)
  }

  /// The step executed again, with other rounding, stays just below the largest number there is.
  private func inPlanOnly(_ step: Int, _ loss: Double, _ after: [UInt8]) -> NonFinite {
    let program = course.program(of: step)
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

/// No NaN and no infinity. Without an early end, so that it becomes a vectorised loop.
@inline(__always)
private func areFinite<S: Scalar>(_ numbers: UnsafeMutableBufferPointer<S>) -> Bool {
  var bad: UInt8 = 0
  for number in numbers { bad |= number.isFinite ? 0 : 1 }
  return bad == 0
}
