import Autodiff
import Tensors

/// One way through a network: to train it, or to use it. Which of the two is written into the graph that is built: with
/// dropout, a training pass has operations that an evaluation pass does not have.
///
///     let pass = Pass(.training)
///     let loss = softmaxCrossEntropy(logits: network(x, in: pass), labels: y)
///     let program = Program(minimizing: loss, over: network.parameters, by: Adam(), alongside: pass.updates)
///
/// A training pass also collects how the layers' state changes: running statistics, counters of random draws.
public final class Pass {
  public enum Mode: Sendable { case training, evaluation }

  public let mode: Mode
  private var states: [Parameter] = []
  private var latest: [ObjectIdentifier: Tensor] = [:]
  /// What the layer that the pass goes through now has set, without its parts; nil outside of layers.
  private var justSet: [Parameter]?
  /// What came out of which layer, for a summary.
  let visits: Visits?

  public convenience init(_ mode: Mode) { self.init(mode, noting: nil) }

  init(_ mode: Mode, noting visits: Visits?) {
    self.mode = mode
    self.visits = visits
  }

  public var isTraining: Bool { mode == .training }

  /// Is a training step being built? Layers that are called without a pass then refuse to be left out of it.
  @TaskLocal package static var isTrainingStep = false

  /// Goes through a layer that another one is made of.
  public func run(_ layer: any Layer, on x: Tensor) -> Tensor {
    Self.$isTrainingStep.withValue(isTraining) {
      let outer = justSet
      justSet = []
      let output = visits?.noted(layer) { layer(x, in: self) } ?? layer(x, in: self)
      CallRecords.note([output], changes: justSet ?? [])
      justSet = outer
      return output
    }
  }

  /// A state as it is at this point of the pass: a layer that is gone through twice sees what the first time made of it.
  public func value(of state: Parameter) -> Tensor { latest[ObjectIdentifier(state)] ?? state }

  /// - Parameter value: of the state's shape.
  /// - Precondition: this is a training pass.
  public func set(_ state: Parameter, to value: Tensor) {
    precondition(isTraining, "only a training pass changes states")
    if latest.updateValue(value, forKey: ObjectIdentifier(state)) == nil { states.append(state) }
    if justSet == nil { CallRecords.note(followed(by: value), changes: [state]) }
    justSet?.append(state)
  }

  /// What a running average follows: it tells of a call that no `run` sees, `norm(x, in: pass)`.
  private func followed(by value: Tensor) -> [Tensor] {
    var (found, seen, open): ([Tensor], Set<ObjectIdentifier>, [Tensor]) = ([], [], [value])
    while let tensor = open.popLast() {
      guard tensor.module == value.module, seen.insert(ObjectIdentifier(tensor)).inserted else { continue }
      if tensor.primitive === Primitive.detach { found += tensor.operands } else { open += tensor.operands }
    }
    return found
  }

  /// The changes of all states, for the training step.
  public var updates: [Assignment] { states.map { Assignment($0, value(of: $0)) } }
}
