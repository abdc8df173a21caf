import Numerals
import Tensors

// Numbers that a reader sets by hand. Each set of them is a branch of its own, so that nothing is forgotten silently: a
// branch says what is set in it, each number can be computed again, and every later value knows what it follows from.
extension Stepper {
  /// A number set by hand in place of a computed one.
  public struct Setting: Sendable, Equatable {
    public let position: Position
    /// The element: one number per axis.
    public let index: [Int]
    public let number: Double
    /// A constant is the same number at every training step, so it stays set from this one on.
    public let isLasting: Bool
    /// What is set: "η", "ŷ[0, 1]".
    public let label: String
    /// Is it a number of one of several programs, which batches of other sizes have in common with it by value only?
    let isOfSeveralPrograms: Bool

    /// "η = 1", "ŷ[0, 1] = 10 at training step 3", "η = 1 from training step 3 on"; at step 0 the number alone.
    public var text: String {
      let place = position.trainingStep
      let onward = isLasting ? " from training step \(place) on" : " at training step \(place)"
      let moment = isLasting && isOfSeveralPrograms ? onward + ", in batches of this size" : place == 0 ? "" : onward
      return "\(label) = \(Self.text(of: number))\(moment)"
    }

    /// Does it hold at a training step?
    func holds(at step: Int, in run: Run) -> Bool {
      let start = position.trainingStep
      return start == step || isLasting && start < step && run.runsOneProgram(start, step)
    }

    func isOfSameElement(as other: Setting) -> Bool { position == other.position && index == other.index }

    private static func text(of number: Double) -> String {
      Int(exactly: number).map(String.init) ?? exactText(number)
    }
  }

  /// What is set by hand in the present branch, in the order in which it was set.
  public var settings: [Setting] { branch.settings }

  /// Sets one element of the current event to another number, in a branch that also has what this branch has, and goes on
  /// there. A constant stays set at later training steps, so "what if the learning rate were 1?" is one call. An element
  /// that is set already is set again.
  /// - Returns: the branch's name: what is set in it.
  @discardableResult
  public func whatIf(_ number: Double) -> String {
    let index = clampedElement(of: event)
    let new = Setting(
      position: position, index: index, number: number, isLasting: current.primitive === Primitive.constant,
      label: label(index), isOfSeveralPrograms: run.hasSeveralPrograms)
    return open(settings.filter { !$0.isOfSameElement(as: new) } + [new])
  }

  /// An element of the current event, not called by what it would be: "w−1 = 10" would be no truth.
  private func label(_ index: [Int]) -> String {
    let name = graph.valueNames(withChanged: [event]).names[event]
    return graph.named(Notation.Term(name: name), index, in: event)
  }

  /// Computes an element again that was set by hand; the other settings stay.
  /// - Parameter number: of the setting, among `settings`.
  /// - Returns: the name of the branch that has the others only.
  @discardableResult
  public func undo(_ number: Int) -> String {
    guard settings.indices.contains(number) else { return branch.name }
    var rest = settings
    rest.remove(at: number)
    return open(rest)
  }

  /// Goes to the branch in which this is set, which is made if there is none.
  private func open(_ settings: [Setting]) -> String {
    if let known = branches.firstIndex(where: { $0.settings == settings }) {
      branchIndex = known
    } else {
      // Further settings continue what this branch has computed; others start from the program as written.
      let continues = settings.starts(with: self.settings)
      let parent = continues ? branchIndex : 0
      let new = settings.dropFirst(branches[parent].settings.count)
      branches.append(
        Branch(
          name: settings.map(\.text).joined(separator: ", "), run: run(branches[parent].run, with: Array(new)),
          start: new.map(\.position).min(), parent: parent, settings: settings))
      branchIndex = branches.count - 1
    }
    settle()
    return branch.name
  }

  private func run(_ run: Run, with settings: [Setting]) -> Run {
    run.branch(
      with: settings.map { setting in
        let (step, event) = (setting.position.trainingStep, setting.position.event)
        let shape = run.program(ofStep: step).graph[event].shape
        return run.override(event, [shape.offset(of: setting.index)!: setting.number], at: step)
      })
  }

  /// The numbers of an operation that are set by hand at the present training step.
  public func settings(of id: Int) -> [Setting] {
    settings.isEmpty ? [] : settings.filter { $0.position.event == id && $0.holds(at: trainingStep, in: run) }
  }

  /// What the present operation would be if none of its own elements were set; the other settings stay.
  public func valueWithoutItsSettings() -> NDArray {
    let own = settings(of: event)
    let others = settings.filter { !own.contains($0) }
    let root = branches[0].run
    let run = others.isEmpty ? Run(copying: root) : run(root, with: others)
    run.load(step: trainingStep)
    run.run(through: event)
    return run.execution.value(event)
  }

  /// The numbers set by hand that a value of the present training step follows from, its own not among them.
  public func settings(behind id: Int) -> [Setting] {
    guard !settings.isEmpty else { return [] }
    let known = ancestry.flatMap { $0.branch == branchIndex && $0.trainingStep == trainingStep ? $0 : nil }
    let ancestry = known ?? Ancestry(of: self)
    self.ancestry = ancestry
    let own = settings(of: id)
    return settings.enumerated().filter { ancestry.follows(id, from: $0) && !own.contains($1) }.map(\.element)
  }

  /// Which values follow from which settings, at one training step of one branch.
  struct Ancestry {
    let branch: Int
    let trainingStep: Int
    /// One bit a setting; those from the 64th on share a bit.
    private let sets: [UInt64]

    func follows(_ id: Int, from setting: Int) -> Bool { sets[id] & Self.bit(setting) != 0 }

    private static func bit(_ setting: Int) -> UInt64 { 1 << UInt64(Swift.min(setting, 63)) }

    init(of stepper: Stepper) {
      let trainingStep = stepper.trainingStep
      branch = stepper.branchIndex
      self.trainingStep = trainingStep
      let run = stepper.run
      let settings = stepper.settings
      var carried = [UInt64](repeating: 0, count: run.program(ofStep: 0).assignments.count)
      var spread: [UInt64] = []
      var step = settings.map(\.position.trainingStep).min() ?? trainingStep
      let last = settings.map(\.position.trainingStep).filter { $0 <= trainingStep }.max() ?? trainingStep
      if step > trainingStep { step = trainingStep }
      while true {
        let program = run.program(ofStep: step)
        spread = [UInt64](repeating: 0, count: program.graph.count)
        for (place, assignment) in program.assignments.enumerated() { spread[assignment.before] |= carried[place] }
        for (number, setting) in settings.enumerated() where setting.holds(at: step, in: run) {
          let event = setting.position.event
          spread[event] = (program.graph[event].shape.count == 1 ? 0 : spread[event]) | Self.bit(number)
        }
        let own = spread
        for id in 0..<program.graph.count {
          // A number that is set does not follow from its operands.
          if own[id] != 0, program.graph[id].shape.count == 1 { continue }
          for operand in program.graph.operands(of: id) { spread[id] |= spread[operand] }
        }
        if step == trainingStep { break }
        let next = program.assignments.map { spread[$0.after] }
        // What no longer spreads stays as it is, up to the step that is asked for.
        step = next == carried && step >= last && run.runsOneProgram(step, trainingStep) ? trainingStep : step + 1
        carried = next
      }
      sets = spread
    }
  }
}
