import Autodiff
import Tensors

/// What an update rule remembers from one training step to the next: a velocity, moments, how often it has been applied.
///
/// Programs that are given the same memory continue each other's updates: one for full batches and one for the smaller
/// last batch, say.
///
///     let memory = OptimizerMemory()
///     let full = Program(minimizing: loss, over: parameters, by: rule, memory: memory)
///     let last = Program(minimizing: smallerLoss, over: parameters, by: rule, memory: memory)
public final class OptimizerMemory {
  /// Everything remembered so far, in the order in which it was first asked for.
  public private(set) var parameters: [Parameter] = []
  private var slots: [Slot: Parameter] = [:]
  /// Kept alive, so that no other parameter takes the identity of a forgotten one.
  private var owners: [Parameter] = []

  private struct Slot: Hashable {
    let name: String
    /// nil for what all parameters share.
    let owner: ObjectIdentifier?
    let type: ElementType
  }

  /// The rule that it has been given to; another kind of rule means something else by "v".
  private var rule: (any UpdateRule.Type)?

  /// Refuses a second kind of rule. The same kind with another learning rate goes on where the first stopped.
  func serve(_ rule: any UpdateRule) {
    let own = Swift.type(of: rule)
    if let first = self.rule, first != own {
      stop(
        "This OptimizerMemory holds what \(first) remembers, and \(own) would take it for its own. Give each kind of "
          + "rule a memory: OptimizerMemory().")
    }
    self.rule = own
  }

  /// nil: it remembers by itself.
  private let whole: (memory: OptimizerMemory, part: String)?

  public init() { whole = nil }

  private init(partOf memory: OptimizerMemory, _ part: String) { whole = (memory, part) }

  /// A memory within this one, for a rule that is part of another: what both call "m" is two things. The same name is the
  /// same part at every call.
  public func part(_ name: String) -> OptimizerMemory { OptimizerMemory(partOf: self, name) }

  /// What is remembered for one parameter under a name: zeros of its shape at first, and the same tensor at every call.
  public func slot(_ name: String, of parameter: Parameter) -> Parameter {
    slot(name, of: parameter) {
      NDArray(repeating: 0, shape: parameter.shape, type: parameter.elementType)
    }
  }

  /// The same with other numbers, perhaps of another shape, at first.
  public func slot(_ name: String, of parameter: Parameter, startingAs start: () -> NDArray) -> Parameter {
    if let whole { return whole.memory.slot("\(name), \(whole.part)", of: parameter, startingAs: start) }
    return found(Slot(name: name, owner: ObjectIdentifier(parameter), type: parameter.elementType)) {
      owners.append(parameter)
      return Parameter("\(name)(\(parameter.name))", start())
    }
  }

  /// One number for all parameters of an element type, 0 at first, and the same tensor at every call.
  public func number(_ name: String, type: ElementType) -> Parameter {
    if let whole { return whole.memory.number("\(name), \(whole.part)", type: type) }
    return found(Slot(name: name, owner: nil, type: type)) { Parameter(name, 0, type: type) }
  }

  /// A new one; while `train(on:)` asks for a program for each size of batch, the same for all of them.
  public static func automatic() -> OptimizerMemory { SharedMemories.current?.next() ?? OptimizerMemory() }

  private func found(_ slot: Slot, orElse make: () -> Parameter) -> Parameter {
    if let parameter = slots[slot] { return parameter }
    let parameter = make()
    slots[slot] = parameter
    parameters.append(parameter)
    return parameter
  }
}

/// The memories of one training, for all programs that are built for it. The first that one of them asks for is the first of
/// each other, and so on.
package final class SharedMemories: @unchecked Sendable {
  @TaskLocal static var current: SharedMemories?
  private var memories: [OptimizerMemory] = []
  private var given = 0

  package init() {}

  /// - Parameter program: builds one of the programs.
  package func share<Result>(_ program: () throws -> Result) rethrows -> Result {
    given = 0
    return try Self.$current.withValue(self) { try program() }
  }

  fileprivate func next() -> OptimizerMemory {
    if given == memories.count { memories.append(OptimizerMemory()) }
    defer { given += 1 }
    return memories[given]
  }
}
