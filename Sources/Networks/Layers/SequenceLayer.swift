import Autodiff
import Tensors

/// A layer that goes through sequences with a state that it can begin in and ends in: `RNN`, `LSTM`, `GRU`, two of
/// them as `Bidirectional`, several as `Stacked`.
///
///     let (outputs, state) = lstm.run(x, from: earlier, lengths: lengths, in: pass)
public protocol SequenceLayer: Layer {
  /// How many numbers each step of the input has.
  var features: Int { get }
  /// How many numbers come out of each step.
  var outputs: Int { get }
  /// Every hidden state, in the order of time, or only that after the last step.
  var returnsSequence: Bool { get }

  /// - Parameters:
  ///   - x: [batch, time, features].
  ///   - start: what the layer remembers before the first step; nil: nothing.
  ///   - lengths: [batch], how many steps of each sequence there are, whole numbers from 1 to `time`; nil: all
  ///     steps. What follows is never read: the state stays as it was at the sequence's end, and the last state is that
  ///     at its end. A layer that goes back begins there.
  /// - Returns: every hidden state, [batch, time, outputs], or the last, [batch, outputs]; and what is remembered at
  ///   the end.
  func run(_ x: Tensor, from start: RecurrentState?, lengths: Tensor?, in pass: Pass) -> (
    outputs: Tensor, state: RecurrentState
  )

  /// A state of as many tensors as the layer remembers.
  ///
  /// - Parameter make: gives a tensor of this shape and type.
  func emptyState(batch: Int, _ make: (Shape, ElementType) -> Tensor) -> RecurrentState
}

extension SequenceLayer {
  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    run(x, from: nil, lengths: nil, in: pass).outputs
  }

  /// Zeros, which a layer begins with when it is not told anything else.
  public func emptyState(batch: Int) -> RecurrentState {
    emptyState(batch: batch) { Tensor(NDArray(repeating: 0, shape: $0, type: $1), name: "nothing") }
  }

  /// Refuses x unless it is sequences of at least one step.
  func checkSequences(_ x: Tensor) {
    check(x, { $0.rank == 3 && $0[2] == features && $0[1] > 0 }, wanted: "[batch, time, \(features)]")
  }

  /// Refuses a state of another layer.
  func check(_ start: RecurrentState?, batch: Int) {
    guard let start else { return }
    let (wanted, found) = (emptyState(batch: batch).shapes, start.shapes)
    guard found == wanted else {
      stop(shapes: "\(signature) expects a state of \(list(wanted)); got \(list(found)).")
    }
  }
}

/// "[2, 3] and [2, 3]; [2, 4]"
private func list(_ cells: [[Shape]]) -> String {
  cells.map { $0.map { "\($0)" }.joined(separator: " and ") }.joined(separator: "; ")
}

/// How many steps of each padded sequence there are.
struct SequenceLengths {
  private let lengths: Tensor
  private let time: Int

  /// Ends with a sentence about `layer` where the lengths do not fit, if their numbers are known.
  init?(_ lengths: Tensor?, of x: Tensor, _ layer: String) {
    guard let lengths else { return nil }
    let (batch, time) = (x.shape[0], x.shape[1])
    guard lengths.shape == [batch] else {
      stop(shapes: "\(layer) expects a length for each of \(batch) sequences, [\(batch)]; got \(lengths.shapeText).")
    }
    for (row, length) in (lengths.contents?.doubles ?? []).enumerated() {
      guard length == length.rounded(), length >= 1, length <= Double(time) else {
        stop("\(layer) expects lengths that are whole numbers from 1 to \(time); got \(length) of sequence \(row).")
      }
    }
    // Numbers that were written without a type take that of x.
    let isFixed = lengths.primitive === Primitive.constant && lengths.elementType != x.elementType
    let own = isFixed ? Tensor(lengths.value.converted(to: x.elementType), name: "lengths") : lengths
    self.lengths = lengths is Input ? Self.lookedUp(own, time) : own
    self.time = time
  }

  /// The same lengths: of each batch anew, one below 1 or beyond `time` has no row in the table and is refused.
  private static func lookedUp(_ lengths: Tensor, _ time: Int) -> Tensor {
    let numbers = NDArray((1...time).map(Double.init), shape: [time, 1], type: lengths.elementType)
    let table = Tensor(numbers, name: "lengths from 1 to \(time)")
    return table.rows(lengths - 1).reshaped(lengths.shape.sizes).named("lengths")
  }

  /// [batch, time]: 1 where there is a step, 0 in the padding.
  var mask: Tensor {
    let steps = Tensor(NDArray((0..<time).map(Double.init), type: lengths.elementType), name: "steps")
    return (lengths.reshaped([lengths.shape[0], 1]) .> steps).named("real")
  }

  /// [batch, 1]: 1 where step t, from 0, is one.
  func has(_ t: Int) -> Tensor { (lengths.reshaped([lengths.shape[0], 1]) .> Double(t)).named("real") }

  /// x with zeros in its padding, whatever is there, NaN too.
  func cleared(_ x: Tensor) -> Tensor {
    select(mask.reshaped([x.shape[0], time, 1]), x, 0)
  }
}
