import Tensors

/// A program run over training steps, in which any step can be gone back to: the state before a step (parameters and
/// optimizer memory) is kept for many steps, and what was not kept is made again, bit for bit.
///
/// Nothing is executed, and no memory for it taken, until a step is loaded or a value asked for.
public final class Run {
  /// The step that is loaded; its operations before `execution.position` have been run.
  public private(set) var trainingStep = 0
  /// The loss of every step that has been run to its end.
  public private(set) var losses: [Double] = []
  /// Numbers put in place of computed ones.
  public private(set) var overrides: [Override] = []

  private let variants: [RunVariant]
  private let variantOfStep: (Int) -> Int
  private var variant: RunVariant
  private var isLoaded = false
  private let feed: Feed
  private var keyframes: [Int: [UInt8]] = [:]
  /// The state that the step handed over last leads to.
  private var successor: [UInt8]?
  /// Only states before steps divisible by this are kept; it doubles when they outgrow the budget.
  private var keyframeStride = 1
  private let keyframeBudget: Int
  private let keyframeLimit: Int

  /// How the steps whose losses are known were made; nil: by executing them.
  package var remake: Remake?

  /// Makes a step again as a faster executor made it: from the state before it, the state after it, bit for bit; nil where
  /// that cannot be done here.
  package typealias Remake = (_ trainingStep: Int, _ state: [UInt8]) -> [UInt8]?

  /// A number put in place of a computed one: the root of a what-if.
  public struct Override: Sendable {
    public let trainingStep: Int
    public let event: Int
    /// The numbers by their row-major positions; the others are those computed.
    public let numbers: [Int: Double]
    /// A constant is the same number at every step, so it stays changed from this step on.
    public let isLasting: Bool
    fileprivate let variant: Int
  }

  /// - Parameters:
  ///   - feed: what the inputs hold at each step; nil: what they hold now.
  ///   - keyframeBudget: how many bytes of kept states.
  public convenience init(_ program: Program, feed: @escaping Feed = { _ in [] }, keyframeBudget: Int = 256 << 20) {
    self.init([program], choosing: { _ in 0 }, feed: feed, keyframeBudget: keyframeBudget)
  }

  /// A run whose steps are not all of one program: full batches and a smaller last one, say.
  ///
  /// - Parameters:
  ///   - programs: all change the same parameters, in the same order.
  ///   - choosing: which of them a step runs.
  ///   - feed: what that program's inputs hold.
  ///   - keyframeBudget: how many bytes of kept states.
  ///   - keyframeLimit: how many kept states.
  public convenience init(
    _ programs: [Program], choosing: @escaping (_ trainingStep: Int) -> Int, feed: @escaping Feed,
    keyframeBudget: Int = 256 << 20, keyframeLimit: Int = .max
  ) {
    for program in programs {
      precondition(
        program.assignments.map(\.parameter).elementsEqual(programs[0].assignments.map(\.parameter), by: ===))
    }
    self.init(
      programs.map { RunVariant($0) }, choosing: choosing, feed: feed, keyframeBudget: keyframeBudget,
      keyframeLimit: keyframeLimit)
  }

  /// - Parameter leaves: the numbers that each leaf holds before the first step, by id.
  convenience init(_ program: Program, from leaves: [Int: NDArray], feed: @escaping Feed) {
    self.init(
      [RunVariant(program, leaves: leaves)], choosing: { _ in 0 }, feed: feed, keyframeBudget: 256 << 20,
      keyframeLimit: .max)
  }

  private init(
    _ variants: [RunVariant], choosing: @escaping (_ trainingStep: Int) -> Int, feed: @escaping Feed,
    keyframeBudget: Int, keyframeLimit: Int
  ) {
    self.variants = variants
    variantOfStep = choosing
    variant = variants[choosing(0)]
    self.feed = feed
    self.keyframeBudget = keyframeBudget
    self.keyframeLimit = keyframeLimit
    keyframes[0] = variant.firstState
  }

  /// Another one of the same steps, to move in without moving `other`.
  package convenience init(copying other: Run) { self.init(copying: other, adding: []) }

  private init(copying other: Run, adding new: [Override]) {
    let overrides = other.overrides + new
    variants = other.variants.enumerated().map { index, variant in
      RunVariant(copying: variant, owning: Set(overrides.filter { $0.variant == index }.map(\.event)))
    }
    self.overrides = overrides
    variantOfStep = other.variantOfStep
    variant = variants[other.variantOfStep(0)]
    feed = other.feed
    keyframeBudget = other.keyframeBudget
    keyframeLimit = other.keyframeLimit
    keyframeStride = other.keyframeStride
    remake = other.remake
    keyframes = other.keyframes
    losses = other.losses
  }

  /// The same past as `other` up to a step, and another future.
  private convenience init(branching other: Run, with new: [Override]) {
    self.init(copying: other, adding: new)
    let start = new.map(\.trainingStep).min() ?? 0
    keyframes = keyframes.filter { $0.key <= start }
    losses = Array(losses.prefix(start))
    load(step: start)
  }

  /// The program of the loaded step.
  public var program: Program { variant.program }

  package func program(ofStep step: Int) -> Program { variants[variantOfStep(step)].program }

  /// Do some training steps run another program than others?
  var hasSeveralPrograms: Bool { variants.count > 1 }

  /// What the inputs of a step's program hold, in its order.
  var inputs: (_ step: Int) -> [NDArray] {
    let slots = variants.map { variant in variant.program.inputs.map { ($0.input, variant.leaf($0.id)) } }
    let (variantOfStep, feed) = (variantOfStep, feed)
    return { step in
      let fed = feed(step)
      return slots[variantOfStep(step)].map { input, unfed in fed.last { $0.input === input }?.contents ?? unfed }
    }
  }

  func runsOneProgram(_ step: Int, _ other: Int) -> Bool { variantOfStep(step) == variantOfStep(other) }

  /// The values of the loaded step.
  public var execution: Execution {
    if !isLoaded { begin(trainingStep) }
    return variant.execution
  }

  /// A run in which the given event has other numbers; this one stays as it is.
  public func branch(at event: Int, contents: NDArray) -> Run {
    let numbers = contents.doubles.enumerated().map { ($0.offset, $0.element) }
    return branch(with: [override(event, Dictionary(uniqueKeysWithValues: numbers), at: trainingStep)])
  }

  /// Numbers in place of those that an event computes at a training step, by their row-major positions.
  func override(_ event: Int, _ numbers: [Int: Double], at step: Int) -> Override {
    Override(
      trainingStep: step, event: event, numbers: numbers,
      isLasting: program(ofStep: step).graph[event].primitive === Primitive.constant, variant: variantOfStep(step))
  }

  /// The same run with further numbers in place of computed ones; at least one.
  func branch(with overrides: [Override]) -> Run { Run(branching: self, with: overrides) }

  /// Does an override hold at a training step?
  func applies(_ override: Override, at step: Int) -> Bool {
    guard override.variant == variantOfStep(step) else { return false }
    return override.trainingStep == step || (override.isLasting && override.trainingStep < step)
  }

  // MARK: - Moving

  /// Loads a step, making the steps since the nearest kept state again when its own was not kept.
  public func load(step: Int) {
    var kept = step
    while keyframes[kept] == nil, !(isLoaded && kept == trainingStep) { kept -= 1 }
    if !isLoaded || kept != trainingStep { begin(kept) }
    while trainingStep < step { begin(trainingStep + 1, state: remadeState() ?? successor ?? executedState()) }
  }

  /// Loads the step that follows from the numbers of the loaded one, as they were executed.
  func loadNext() { begin(trainingStep + 1, state: successor ?? executedState()) }

  /// The state after the loaded step, as a faster executor made it; nil where none made this step.
  private func remadeState() -> [UInt8]? {
    let isChanged = overrides.contains { $0.trainingStep <= trainingStep }
    guard trainingStep < losses.count, !isChanged else { return nil }
    return remake?(trainingStep, state(program.assignments.map(\.before)))
  }

  private func executedState() -> [UInt8] {
    finishStep()
    return state(program.assignments.map(\.after))
  }

  /// Runs the loaded step up to and including an event.
  public func run(through event: Int) {
    let execution = execution
    for override in overrides.sorted(by: { $0.event < $1.event })
    where override.event <= event && override.event >= execution.position && applies(override, at: trainingStep) {
      execution.run(upTo: override.event + 1)
      putInPlace(overridesOf: override.event)
    }
    execution.run(upTo: event + 1)
    if event == program.graph.count - 1 { noteLoss() }
  }

  /// Runs the loaded step to its end.
  public func finishStep() { run(through: program.graph.count - 1) }

  /// How the values of a step lie in memory.
  func layout(ofStep step: Int) -> ValueLayout { variants[variantOfStep(step)].execution.layout }

  /// Runs the loaded step to its end and hands over the block with all its values, laid out as `execution.layout` says.
  func handOverStep() -> ValueBlock {
    successor = executedState()
    return execution.handOver()
  }

  /// What a leaf holds before the loaded step has run; copied only if it changes from step to step.
  func leaf(_ id: Int) -> NDArray {
    let changes = program.graph[id].tensor is Input || program.assignments.contains { $0.before == id }
    return changes ? execution.value(id) : variant.leaf(id)
  }

  /// All that an event has, the later ones over the earlier.
  private func putInPlace(overridesOf event: Int) {
    var contents = execution.value(event)
    for override in overrides where override.event == event && applies(override, at: trainingStep) {
      for (place, number) in override.numbers { contents[at: place] = number }
    }
    execution.store(contents, in: event)
  }

  private func begin(_ step: Int, state: [UInt8]? = nil) {
    trainingStep = step
    successor = nil
    variant = variants[variantOfStep(step)]
    isLoaded = true
    let execution = variant.execution
    execution.rewind(to: 0)
    for override in overrides where variants[override.variant] === variant && program.graph[override.event].isLeaf {
      execution.store(variant.leaf(override.event), in: override.event)
    }
    restore(state ?? keyframes[step]!)
    for (_, id) in program.inputs { execution.store(variant.leaf(id), in: id) }
    for (input, contents) in feed(step) {
      guard let id = program.graph.id(of: input) else { continue }
      execution.store(contents, in: id)
    }
    if let state, isKeyframeDue(before: step) { keep(state, before: step) }
  }

  private func noteLoss() {
    guard let loss = program.loss, losses.count == trainingStep else { return }
    losses.append(execution.number(loss, at: 0))
  }

  // MARK: - States

  private func state(_ ids: [Int]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(keyframes[0]!.count)
    for id in ids { execution.withValue(id) { bytes.append(contentsOf: $0) } }
    return bytes
  }

  private func restore(_ bytes: [UInt8]) {
    var start = 0
    bytes.withUnsafeBytes { source in
      for assignment in program.assignments {
        start += variant.execution.store(UnsafeRawBufferPointer(rebasing: source[start...]), in: assignment.before)
      }
    }
  }

  private func keep(_ state: [UInt8], before step: Int) {
    keyframes[step] = state
    while keyframes.count > 2,
      keyframes.count > keyframeLimit || keyframes.count * Swift.max(state.count, 64) > keyframeBudget
    {
      keyframeStride *= 2
      keyframes = keyframes.filter { $0.key % keyframeStride == 0 }
    }
  }

  /// The parameters as they are after the loaded step, once it has been run to its end.
  public func updatedParameters() -> [(parameter: Parameter, contents: NDArray)] {
    program.assignments.map { ($0.parameter, execution.value($0.after)) }
  }
}

// MARK: - Steps that were computed elsewhere

// What a faster executor leaves behind, so that its steps can be opened: the states it kept, in the order of the
// program's assignments, and its losses.
extension Run {
  /// Should the state before this step be kept?
  package func isKeyframeDue(before step: Int) -> Bool { step % keyframeStride == 0 && keyframes[step] == nil }

  /// Keeps the parameters' numbers before a step; later steps are executed again from there.
  /// - Parameter pinned: it stays when other kept states are thinned out.
  package func keepState(_ state: [UInt8], before step: Int, pinned: Bool = false) {
    precondition(!isLoaded)
    if pinned { keyframes[step] = state } else { keep(state, before: step) }
  }

  /// The last state that was kept at or before a step.
  package func nearestState(before step: Int) -> (step: Int, state: [UInt8]) {
    var kept = step
    while keyframes[kept] == nil { kept -= 1 }
    return (kept, keyframes[kept]!)
  }

  /// All states that are kept, each with the step it was before, in order.
  package var keptStates: [(step: Int, state: [UInt8])] {
    keyframes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Takes the loss of the step that follows those whose losses are known.
  package func append(loss: Double) { losses.append(loss) }

  /// Forgets the losses of later steps.
  package func keepLosses(ofFirst count: Int) { losses.removeSubrange(Swift.min(count, losses.count)...) }
}

/// A program with its leaves' numbers as they were when the run was made.
private final class RunVariant {
  let program: Program
  private let leaves: [Int: NDArray]
  /// Events that other numbers can be put in place of.
  private let owned: Set<Int>
  private(set) lazy var execution = Execution(program.graph, owning: owned, leaves: leaf)

  convenience init(_ program: Program) {
    self.init(
      program,
      leaves: Dictionary(
        uniqueKeysWithValues: program.graph.operations.filter(\.isLeaf).map { ($0.id, $0.tensor.contents!) }))
  }

  init(_ program: Program, leaves: [Int: NDArray]) {
    self.program = program
    self.leaves = leaves
    owned = []
  }

  init(copying other: RunVariant, owning owned: Set<Int>) {
    program = other.program
    self.owned = owned
    leaves = other.leaves
  }

  func leaf(_ id: Int) -> NDArray { leaves[id]! }

  /// The parameters before the first step, in the order of the assignments.
  var firstState: [UInt8] {
    program.assignments.flatMap { assignment in leaf(assignment.before).withUnsafeBytes { [UInt8]($0) } }
  }
}
