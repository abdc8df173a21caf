import Autodiff
import Tensors

/// What recurrent layers remember between two steps: h of each, [batch, hidden], and of an LSTM its memory c too.
///
///     let (outputs, state) = lstm.run(x, in: pass)
///     let (more, end) = lstm.run(next, from: state.detached(), in: pass)      // goes on; no gradient goes back
public struct RecurrentState {
  /// Of one layer in one direction.
  public struct Cell {
    public var h: Tensor
    /// nil where h is all that is remembered.
    public var c: Tensor?

    public init(h: Tensor, c: Tensor? = nil) {
      self.h = h
      self.c = c
    }

    fileprivate func map(_ change: (Tensor) -> Tensor) -> Cell { Cell(h: change(h), c: c.map(change)) }
  }

  /// Of a stack, layer by layer; of two directions, that from the first step on before that back.
  public var cells: [Cell]

  public init(_ cells: [Cell]) { self.cells = cells }
  public init(h: Tensor, c: Tensor? = nil) { cells = [Cell(h: h, c: c)] }

  /// Of the last layer.
  public var h: Tensor { cells.last!.h }
  /// Of the last layer; nil where h is all that is remembered.
  public var c: Tensor? { cells.last!.c }
  /// All of it, h before c.
  public var tensors: [Tensor] { cells.flatMap { [$0.h] + [$0.c].compactMap { $0 } } }

  /// Of each cell.
  var shapes: [[Shape]] { cells.map { [$0.h.shape] + [$0.c?.shape].compactMap { $0 } } }

  /// The same numbers, behind which no gradient goes.
  public func detached() -> RecurrentState { RecurrentState(cells.map { $0.map { $0.detached() } }) }

  func named(_ suffix: String) -> RecurrentState {
    cells.forEach { cell in
      _ = cell.h.named("h\(suffix)")
      _ = cell.c?.named("c\(suffix)")
    }
    return self
  }
}

// MARK: - Truncated backpropagation through time

/// A state that stays from training step to training step: the text goes on where the last chunk ended, gradients go
/// back to the beginning of the chunk only. Williams & Peng 1990, doi:10.1162/neco.1990.2.4.490.
///
///     let carried = CarriedState(of: lstm, batch: 8)
///     let (outputs, end) = lstm.run(x, from: carried.state, in: pass)
///     let step = TrainingStep(
///       minimizing: loss(outputs), over: lstm.parameters, by: Adam(), alongside: carried.updates(to: end))
///     for chunk in chunks { x.set(chunk); step() }
///     carried.reset()                            // before another text
public struct CarriedState {
  /// What a chunk begins with.
  public let state: RecurrentState
  private let kept: [Parameter]

  /// Of zeros.
  public init(of layer: any SequenceLayer, batch: Int) {
    checkSizes("CarriedState", ["batch": batch])
    var kept: [Parameter] = []
    state = layer.emptyState(batch: batch) { shape, type in
      let parameter = Parameter("carried \(kept.count + 1)", NDArray(repeating: 0, shape: shape, type: type))
      kept.append(parameter)
      return parameter
    }
    self.kept = kept
  }

  /// What keeps the state that a chunk ended in, for the training step.
  public func updates(to end: RecurrentState) -> [Assignment] {
    guard end.tensors.map(\.shape) == kept.map(\.shape) else {
      stop(
        shapes: "CarriedState expects the state that its own layer ended in, \(kept.map(\.shape)); got "
          + "\(end.tensors.map(\.shape)).")
    }
    return zip(kept, end.tensors).map { Assignment($0, $1) }
  }

  /// Back to zeros.
  public func reset() { kept.forEach { $0.set(NDArray(repeating: 0, shape: $0.shape, type: $0.elementType)) } }
}
