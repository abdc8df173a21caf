import Autodiff
import Tensors

/// A layer that goes through sequences step by step, with a hidden state that each step changes.
///
/// x: [batch, time, features] → every hidden state: [batch, time, hidden], or the last: [batch, hidden]
///
/// One of your own says how its weights and a step look; the rest is done here:
///
///     func step(_ sums: Tensor, from state: RecurrentState?, in pass: Pass) -> RecurrentState {
///       RecurrentState(h: relu(state.map { sums + $0.h.matmul(recurrentWeights) } ?? sums))
///     }
public protocol Recurrent: SequenceLayer {
  /// [features, width]: as wide as the sums that a step needs.
  var inputWeights: Parameter { get }
  /// [hidden, width]
  var recurrentWeights: Parameter { get }
  /// [width]
  var bias: Parameter { get }
  /// Has it a memory c beside h?
  var hasMemory: Bool { get }
  /// From the last step to the first: for the second half of `Bidirectional`.
  var isReversed: Bool { get set }

  /// One step: from the input's sums x · Wx + b, [batch, width], and what is remembered to what is remembered next.
  /// nil: nothing yet, which is as good as zeros, but costs no product.
  func step(_ sums: Tensor, from state: RecurrentState?, in pass: Pass) -> RecurrentState
}

extension Recurrent {
  public var hasMemory: Bool { false }
  public var features: Int { inputWeights.shape[0] }
  public var hidden: Int { recurrentWeights.shape[0] }
  public var outputs: Int { hidden }

  /// x · W + b is one product for all time steps; then step by step, each a module of its own.
  public func run(
    _ x: Tensor, from start: RecurrentState? = nil, lengths: Tensor? = nil, in pass: Pass
  ) -> (outputs: Tensor, state: RecurrentState) {
    checkSequences(x)
    check(start, batch: x.shape[0])
    let lengths = SequenceLengths(lengths, of: x, signature)
    return module(name) {
      let (batch, time, width) = (x.shape[0], x.shape[1], inputWeights.shape[1])
      let read = lengths?.cleared(x) ?? x
      let sums = (read.reshaped([batch * time, features]).matmul(inputWeights) + bias).reshaped([batch, time, width])
      var state = start ?? (lengths == nil ? nil : emptyState(batch: batch))
      var seen: [Int: Tensor] = [:]
      for t in isReversed ? Array((0..<time).reversed()) : Array(0..<time) {
        module("step \(t + 1)") {
          let next = step(sums.slice(t..<t + 1, axis: 1).reshaped([batch, width]), from: state, in: pass)
          state = (lengths.map { next.where($0.has(t), otherwise: state!) } ?? next).named("\(t + 1)")
        }
        seen[t] = state!.h
      }
      guard returnsSequence else { return (state!.h, state!) }
      return (concatenate((0..<time).map { seen[$0]!.reshaped([batch, 1, hidden]) }, axis: 1), state!)
    }
  }

  public func emptyState(batch: Int, _ make: (Shape, ElementType) -> Tensor) -> RecurrentState {
    let (shape, type) = (Shape([batch, hidden]), recurrentWeights.elementType)
    let h = make(shape, type)
    return RecurrentState(h: h, c: hasMemory ? make(shape, type) : nil)
  }
}

extension RecurrentState {
  /// Row by row this state, or the other one.
  ///
  /// - Parameter isReal: [batch, 1].
  fileprivate func `where`(_ isReal: Tensor, otherwise old: RecurrentState) -> RecurrentState {
    RecurrentState(
      zip(cells, old.cells).map { new, old in
        Cell(h: select(isReal, new.h, old.h), c: new.c.map { select(isReal, $0, old.c!) })
      })
  }
}

/// The weights of a recurrent layer whose gates' sums lie side by side.
struct RecurrentWeights {
  /// [features, gates · hidden]
  let input: Parameter
  /// [hidden, gates · hidden]
  let recurrent: Parameter
  /// [gates · hidden]
  let bias: Parameter

  /// Ends the cell with a sentence about `layer` unless the shapes fit together.
  init(_ layer: String, input: NDArray, recurrent: NDArray, bias: NDArray, gates: Int) {
    let (wx, wh) = (input.shape, recurrent.shape)
    guard wx.rank == 2, wh.rank == 2, wh[1] == gates * wh[0], wx[1] == wh[1], bias.shape == [wh[1]] else {
      let width = gates == 1 ? "hidden" : "\(gates) · hidden"
      stop(
        shapes:
          "\(layer) expects weights [features, \(width)] and [hidden, \(width)] and a bias [\(width)]; got \(wx), \(wh) and "
          + "\(bias.shape).")
    }
    self.input = Parameter("wx", input)
    self.recurrent = Parameter("wh", recurrent)
    self.bias = Parameter("b", bias)
  }

  /// Random, and biases of 0.
  init(
    _ layer: String, features: Int, hidden: Int, gates: Int, initializer: Initializer, type: ElementType,
    using random: inout RandomSource
  ) {
    checkSizes(layer, ["features": features, "hidden": hidden])
    func weights(_ rows: Int) -> NDArray {
      initializer([rows, gates * hidden], fan: .init(in: rows, out: hidden), type: type, using: &random)
    }
    self.init(
      layer, input: weights(features), recurrent: weights(hidden),
      bias: NDArray(repeating: 0, shape: [gates * hidden], type: type), gates: gates)
  }

  var all: [Parameter] { [input, recurrent, bias] }
}

/// Gate `number` of sums [batch, gates · hidden].
func gate(_ number: Int, of sums: Tensor, hidden: Int) -> Tensor {
  sums.slice(number * hidden..<(number + 1) * hidden, axis: 1)
}
