import Tensors

/// A program run over training steps, in which any step can be gone back to: the state before a step (parameters and
/// optimizer memory) is kept for many steps, and what was not kept is executed again, bit for bit.
public final class Run {
  public let program: Program
  public let execution: Execution
  /// The step that is loaded; its operations before `execution.position` have been run.
  public private(set) var trainingStep = 0
  /// The loss of every step that has been run to its end.
  public private(set) var losses: [Double] = []
  /// Numbers put in place of computed ones.
  public private(set) var overrides: [Override] = []

  private let feed: Feed
  private let defaults: [NDArray]
  private var original: [Int: NDArray] = [:]
  private var keyframes: [Int: [UInt8]] = [:]
  /// Only states before steps divisible by this are kept; it doubles when they outgrow the budget.
  private var keyframeStride = 1
  private let keyframeBudget: Int
  private let stateBytes: Int

  /// A number put in place of a computed one: the root of a what-if.
  public struct Override: Sendable {
    public let trainingStep: Int
    public let event: Int
    public let contents: NDArray
    /// A constant is the same number at every step, so it stays changed from this step on.
    public let isLasting: Bool
  }

  /// - Parameters:
  ///   - feed: what the inputs hold at each step; nil: what they hold now.
  ///   - keyframeBudget: how many bytes of kept states.
  public init(_ program: Program, feed: @escaping Feed = { _ in [] }, keyframeBudget: Int = 256 << 20) {
    self.program = program
    self.feed = feed
    self.keyframeBudget = keyframeBudget
    execution = Execution(program.graph)
    defaults = program.inputs.map { $0.input.contents! }
    stateBytes = program.assignments.reduce(0) { total, assignment in
      total + assignment.parameter.shape.count * assignment.parameter.elementType.byteCount
    }
    keyframes[0] = state(program.assignments.map(\.before))
    begin(0)
  }

  /// The same past as `other` up to a step, and another future.
  private init(branching other: Run, with override: Override) {
    program = other.program
    feed = other.feed
    defaults = other.defaults
    keyframeBudget = other.keyframeBudget
    keyframeStride = other.keyframeStride
    stateBytes = other.stateBytes
    keyframes = other.keyframes.filter { $0.key <= override.trainingStep }
    losses = Array(other.losses.prefix(override.trainingStep))
    original = other.original
    overrides = other.overrides + [override]
    execution = Execution(program.graph)
    for operation in program.graph.operations where operation.isLeaf {
      execution.store(other.baseValue(operation.id), in: operation.id)
    }
    if original[override.event] == nil, program.graph[override.event].isLeaf {
      original[override.event] = execution.value(override.event)
    }
    begin(keyframes.keys.max()!)
    load(step: override.trainingStep)
  }

  private func baseValue(_ id: Int) -> NDArray { original[id] ?? execution.value(id) }

  /// A run in which the given event has other numbers; this one stays as it is.
  public func branch(at event: Int, contents: NDArray) -> Run {
    Run(
      branching: self,
      with: Override(
        trainingStep: trainingStep, event: event, contents: contents,
        isLasting: program.graph[event].primitive === Primitive.constant))
  }

  // MARK: - Moving

  /// Loads a step, re-executing from the nearest kept state when its own was not kept.
  public func load(step: Int) {
    guard step != trainingStep else { return }
    var kept = step - step % keyframeStride
    while keyframes[kept] == nil { kept -= keyframeStride }
    if !(kept..<step).contains(trainingStep) { begin(kept) }
    while trainingStep < step {
      finishStep()
      begin(trainingStep + 1, state: state(program.assignments.map(\.after)))
    }
  }

  /// Runs the loaded step up to and including an event.
  public func run(through event: Int) {
    for override in overrides
    where override.event <= event && override.event >= execution.position && applies(override) {
      execution.run(upTo: override.event + 1)
      execution.store(override.contents, in: override.event)
    }
    execution.run(upTo: event + 1)
    if event == program.graph.count - 1 { noteLoss() }
  }

  /// Runs the loaded step to its end.
  public func finishStep() { run(through: program.graph.count - 1) }

  private func applies(_ override: Override) -> Bool {
    override.trainingStep == trainingStep || (override.isLasting && override.trainingStep < trainingStep)
  }

  private func begin(_ step: Int, state: [UInt8]? = nil) {
    trainingStep = step
    execution.rewind(to: 0)
    for (id, contents) in original where program.graph[id].isLeaf { execution.store(contents, in: id) }
    restore(state ?? keyframes[step]!)
    for (slot, contents) in zip(program.inputs, defaults) { execution.store(contents, in: slot.id) }
    for (input, contents) in feed(step) {
      guard let id = program.graph.id(of: input) else { continue }
      execution.store(contents, in: id)
    }
    if let state, step % keyframeStride == 0, keyframes[step] == nil { keep(state, before: step) }
  }

  private func noteLoss() {
    guard let loss = program.loss, losses.count == trainingStep else { return }
    losses.append(execution.number(loss, at: 0))
  }

  // MARK: - States

  private func state(_ ids: [Int]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(stateBytes)
    for id in ids { execution.withValue(id) { bytes.append(contentsOf: $0) } }
    return bytes
  }

  private func restore(_ bytes: [UInt8]) {
    var start = 0
    bytes.withUnsafeBytes { source in
      for assignment in program.assignments {
        start += execution.store(UnsafeRawBufferPointer(rebasing: source[start...]), in: assignment.before)
      }
    }
  }

  private func keep(_ state: [UInt8], before step: Int) {
    keyframes[step] = state
    while keyframes.count * Swift.max(stateBytes, 64) > keyframeBudget, keyframes.count > 2 {
      keyframeStride *= 2
      keyframes = keyframes.filter { $0.key % keyframeStride == 0 }
    }
  }

  /// The parameters as they are after the loaded step, once it has been run to its end.
  public func updatedParameters() -> [(parameter: Parameter, contents: NDArray)] {
    program.assignments.map { ($0.parameter, execution.value($0.after)) }
  }
}
