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

  public init() {}

  /// What is remembered for one parameter under a name: zeros of its shape at first, and the same tensor at every call.
  public func slot(_ name: String, of parameter: Parameter) -> Parameter {
    slot(name, of: parameter) {
      NDArray(repeating: 0, shape: parameter.shape, type: parameter.elementType)
    }
  }

  /// The same with other numbers, perhaps of another shape, at first.
  public func slot(_ name: String, of parameter: Parameter, startingAs start: () -> NDArray) -> Parameter {
    found(Slot(name: name, owner: ObjectIdentifier(parameter), type: parameter.elementType)) {
      owners.append(parameter)
      return Parameter("\(name)(\(parameter.name))", start())
    }
  }

  /// One number for all parameters of an element type, 0 at first, and the same tensor at every call.
  public func number(_ name: String, type: ElementType) -> Parameter {
    found(Slot(name: name, owner: nil, type: type)) { Parameter(name, 0, type: type) }
  }

  private func found(_ slot: Slot, orElse make: () -> Parameter) -> Parameter {
    if let parameter = slots[slot] { return parameter }
    let parameter = make()
    slots[slot] = parameter
    parameters.append(parameter)
    return parameter
  }
}
