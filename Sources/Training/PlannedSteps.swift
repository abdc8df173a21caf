import Autodiff
import Datasets
import Planning
import Tensors

/// Steps computed by plans, one for each of the course's programs, on the same parameters.
///
/// Only the loss is looked at after every step; the parameters when their state is kept, and at the end. What went
/// wrong is then found by making the steps since the last kept state again.
final class PlannedSteps: TrainingSteps {
  let run: Run
  private let course: Course
  private let plans: [Plan]
  /// The numbers of each changed parameter, in the order of the assignments.
  private let parameters: [UnsafeMutableBufferPointer<Float>]
  /// For each program, where its inputs lie, when batches are copied there.
  private let places: [(inputs: UnsafeMutableBufferPointer<Float>, targets: UnsafeMutableBufferPointer<Float>)]
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
    parameters = course.programs[0].assignments.map { plans[0].numbers(of: $0.parameter) }
    defaults = course.programs.map { $0.inputs.map { $0.input.value } }
    if case .batches(_, let inputs) = course.supply {
      places = zip(plans, inputs).map { ($0.numbers(of: $1.inputs), $0.numbers(of: $1.targets)) }
    } else {
      places = []
    }
  }

  func make(_ step: Int) -> NonFinite? {
    if run.isKeyframeDue(before: step) {
      guard isFinite else { return problem(at: step - 1) }
      run.keepState(state, before: step)
    }
    let loss = compute(step)
    run.append(loss: loss)
    return loss.isFinite ? nil : problem(at: step)
  }

  func lateProblem() -> NonFinite? { run.losses.isEmpty || isFinite ? nil : problem(at: run.losses.count - 1) }

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

  private var isFinite: Bool { parameters.allSatisfy(areFinite) }

  var state: [UInt8] {
    let count = parameters.reduce(0) { $0 + $1.count } * MemoryLayout<Float>.stride
    return [UInt8](unsafeUninitializedCapacity: count) { bytes, initialized in
      for numbers in parameters {
        let source = UnsafeRawBufferPointer(numbers)
        UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(bytes)[initialized...])
          .copyMemory(from: source)
        initialized += source.count
      }
    }
  }

  func resume(_ training: TrainingState) {
    restore(training.parameters)
    run.resume(training)
  }

  private func restore(_ state: [UInt8]) {
    state.withUnsafeBytes { bytes in
      var start = 0
      for numbers in parameters {
        let target = UnsafeMutableRawBufferPointer(numbers)
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

  /// The reference kernels, with other rounding, stay just below the largest number there is.
  private func inPlanOnly(_ step: Int, _ loss: Double, _ after: [UInt8]) -> NonFinite {
    let program = course.program(of: step)
    func place(_ event: Int, _ element: Int, _ number: Double) -> NonFinite {
      NonFinite(
        trainingStep: step, event: event, operation: program.graph.line(for: event), element: element, number: number)
    }
    guard loss.isFinite else { return place(program.loss!, 0, loss) }
    return after.withUnsafeBytes { bytes in
      var numbers = bytes.bindMemory(to: Float.self)[...]
      for assignment in program.assignments {
        let own = numbers.prefix(assignment.parameter.shape.count)
        if let bad = own.firstIndex(where: { !$0.isFinite }) {
          return place(assignment.after, bad - own.startIndex, Double(own[bad]))
        }
        numbers = numbers.dropFirst(own.count)
      }
      return place(program.loss!, 0, loss)
    }
  }
}

/// No NaN and no infinity: their exponent has all bits set. Written so that it becomes a vectorised loop.
private func areFinite(_ numbers: UnsafeMutableBufferPointer<Float>) -> Bool {
  var bad: UInt32 = 0
  for number in numbers {
    bad |= number.bitPattern & 0x7F80_0000 == 0x7F80_0000 ? 1 : 0
  }
  return bad == 0
}
