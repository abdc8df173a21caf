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
  /// What attention keeps of the tokens that were read before; nil: x is read from its beginning.
  public let cache: KeyValueCache?
  private var kept: [Assignment] = []

  public convenience init(_ mode: Mode) { self.init(mode, noting: nil) }

  /// One through a network in use that has read the beginning already, and reads on.
  public convenience init(readingOn cache: KeyValueCache) { self.init(.evaluation, noting: nil, cache: cache) }

  init(_ mode: Mode, noting visits: Visits?, cache: KeyValueCache? = nil) {
    self.mode = mode
    self.visits = visits
    self.cache = cache
  }

  public var isTraining: Bool { mode == .training }

  /// Is a training step being built? Layers that are called without a pass then refuse to be left out of it.
  @TaskLocal package static var isTrainingStep = false

  /// Goes through a layer that another one is made of.
  public func run(_ layer: any Layer, on x: Tensor) -> Tensor { run(layer) { layer(x, in: self) } }

  /// The same for a layer that takes more than one tensor: `pass.run(lstm) { lstm.run(x, from: state, in:
  /// pass).outputs }`.
  public func run(_ layer: any Layer, _ call: () -> Tensor) -> Tensor {
    Self.$isTrainingStep.withValue(isTraining) {
      let outer = justSet
      justSet = []
      let output = visits?.noted(layer, call) ?? call()
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

  /// Random numbers, others at every training step: `draws` counts how often they were drawn.
  func drawing(_ draws: Parameter, _ draw: (_ counter: Tensor) -> Tensor) -> Tensor {
    let counter = value(of: draws)
    defer { set(draws, to: counter + 1) }
    return draw(counter)
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

  /// What layers add to the loss of a training pass, each one number: how far codes are from what they should be.
  public private(set) var penalties: [Tensor] = []

  /// Adds to the loss: `train(model, …)` minimises the loss of the answers + all penalties. In loops of one's own:
  /// `pass.addingPenalties(to: loss)`.
  ///
  /// - Parameter penalty: of shape [], a mean over the examples.
  /// - Precondition: this is a training pass.
  public func add(penalty: Tensor) {
    precondition(isTraining, "only a training pass has a loss to add to")
    guard penalty.shape.rank == 0 else {
      stop(shapes: "add(penalty:) expects one number, a mean over the examples; got \(penalty.shape).")
    }
    penalties.append(penalty)
  }

  /// The loss of the answers, and what layers have added to it.
  public func addingPenalties(to loss: Tensor) -> Tensor {
    penalties.isEmpty ? loss : phase(.loss) { penalties.reduce(loss, +) }
  }

  /// The changes of all states, for the training step; and of the cache.
  public var updates: [Assignment] { states.map { Assignment($0, value(of: $0)) } + kept }

  /// Notes what the cache holds after this pass.
  func keep(_ updates: [Assignment]) { kept += updates }

  /// The places of x's steps in their sequence, counted from 0: [count]. With a cache, after what was read before.
  public func places(_ count: Int, type: ElementType = .float32) -> Tensor {
    let steps = Tensor(NDArray((0..<count).map(Double.init), type: type), name: "places")
    return cache.map { steps + $0.position } ?? steps
  }
}
