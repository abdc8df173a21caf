import Autodiff
import Datasets
import Planning
import Tensors

/// A course's steps computed by plans, one for each of its programs, on the same parameters.
final class PlannedCourse {
  let course: Course
  private let plans: [Plan]
  /// The numbers of each changed parameter, in the order of the assignments.
  private let parameters: [UnsafeMutableRawBufferPointer]
  private let elementType: ElementType
  /// For each program, where its inputs lie, when batches are copied there.
  private let places: [(inputs: UnsafeMutableRawBufferPointer, targets: UnsafeMutableRawBufferPointer)]
  private let feed: Feed
  /// What inputs and parameters held when training began.
  private let first: [Leaf]
  private let defaults: [[NDArray]]
  private var lastFed: [Input] = []

  private typealias Leaf = (variable: Variable, contents: NDArray)

  convenience init(_ course: Course, threads: Int?) throws(PlanProblem) {
    let variables = course.programs.flatMap { $0.graph.operations.compactMap { $0.tensor as? Variable } }
    try self.init(course, threads: threads, from: variables.distinct.map { ($0, $0.contents!) })
  }

  private init(_ course: Course, threads: Int?, from first: [Leaf]) throws(PlanProblem) {
    self.course = course
    self.first = first
    let state = PlanState()
    var plans: [Plan] = []
    for program in course.programs { plans.append(try Plan(program, threads: threads, state: state)) }
    self.plans = plans
    feed = course.feed
    parameters = course.programs[0].assignments.map { plans[0].bytes(of: $0.parameter) }
    elementType = course.programs[0].graph.elementType
    for leaf in first { plans[0].set(leaf.variable, leaf.contents) }
    defaults = course.programs.map { program in
      program.inputs.map { slot in first.first { $0.variable === slot.input }!.contents }
    }
    if case .batches(_, let inputs) = course.supply {
      places = zip(plans, inputs).map { ($0.bytes(of: $1.inputs), $0.bytes(of: $1.targets)) }
    } else {
      places = []
    }
  }

  /// Gives the parameters their numbers.
  func storeParameters() { plans[0].storeParameters() }

  /// Makes steps again, by plans of its own, which are compiled when the first is wanted.
  var remaking: Run.Remake {
    let (course, threads, first) = (course, plans[0].threads, first)
    var again: PlannedCourse?
    return { step, state in
      again = again ?? (try? PlannedCourse(course, threads: threads, from: first))
      again?.restore(state)
      _ = again?.compute(step)
      return again?.state
    }
  }

  // MARK: - One step

  func compute(_ step: Int) -> Double {
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

  func value(of tensor: Tensor, at step: Int) -> NDArray { plans[course.choosing(step)].value(of: tensor) }

  // MARK: - States

  var isFinite: Bool {
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

  func restore(_ state: [UInt8]) {
    state.withUnsafeBytes { bytes in
      var start = 0
      for target in parameters {
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + target.count]))
        start += target.count
      }
    }
  }
}

/// No NaN and no infinity. Without an early end, so that it becomes a vectorised loop.
@inline(__always)
private func areFinite<S: Scalar>(_ numbers: UnsafeMutableBufferPointer<S>) -> Bool {
  var bad: UInt8 = 0
  for number in numbers { bad |= number.isFinite ? 0 : 1 }
  return bad == 0
}
