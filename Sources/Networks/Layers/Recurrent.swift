import Autodiff
import Tensors

/// A layer that goes through sequences step by step, with a hidden state that each step changes.
///
/// x: [batch, time, features] → every hidden state: [batch, time, hidden], or the last: [batch, hidden]
public protocol Recurrent: Layer {
  var hidden: Int { get }
  /// Every hidden state, in the order of time, or only that after the last step.
  var returnsSequence: Bool { get }
  /// From the last step to the first: for the second half of `Bidirectional`.
  var isReversed: Bool { get set }
}

extension Recurrent {
  /// x · W + b, one product for all time steps; then step by step, each a module of its own.
  ///
  /// - Parameters:
  ///   - x: [batch, time, features].
  ///   - weights: W, [features, width].
  ///   - bias: b, [width].
  ///   - step: from the step's number, counted from 1, and its row of x · W + b, [batch, width], to the new hidden
  ///     state, [batch, hidden].
  func unrolled(_ x: Tensor, _ weights: Tensor, _ bias: Tensor, step: (Int, Tensor) -> Tensor) -> Tensor {
    let (batch, time, width) = (x.shape[0], x.shape[1], weights.shape[1])
    let sums = (x.reshaped([batch * time, x.shape[2]]).matmul(weights) + bias).reshaped([batch, time, width])
    let order = isReversed ? Array((0..<time).reversed()) : Array(0..<time)
    var states: [Int: Tensor] = [:]
    for t in order {
      module("step \(t + 1)") {
        states[t] = step(t + 1, sums.slice(t..<t + 1, axis: 1).reshaped([batch, width])).named("h\(t + 1)")
      }
    }
    guard returnsSequence else { return states[order.last!]! }
    return concatenate((0..<time).map { states[$0]!.reshaped([batch, 1, hidden]) }, axis: 1)
  }

  /// Refuses x unless it is sequences of at least one step.
  func checkSequences(_ x: Tensor, features: Int) {
    check(x, { $0.rank == 3 && $0[2] == features && $0[1] > 0 }, wanted: "[batch, time, \(features)]")
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
  var features: Int { input.shape[0] }
  var hidden: Int { recurrent.shape[0] }
}
