import Autodiff
import Tensors

/// A recurrent layer with a memory c that gates write to, keep and read: long short-term memory. Hochreiter & Schmidhuber
/// 1997, doi:10.1162/neco.1997.9.8.1735, with the forget gate of Gers, Schmidhuber & Cummins 2000.
///
///     [i f g o] = x · Wx + h · Wh + b        gates: input, forget, cell, output
///     c ← σ(f) c + σ(i) tanh(g)              h = c = 0 before the first step
///     h ← σ(o) tanh(c)
///
/// x: [batch, time, features], Wx: [features, 4 · hidden], Wh: [hidden, 4 · hidden], b: [4 · hidden], all with the gates in
/// this order → every h: [batch, time, hidden], or the last: [batch, hidden]
///
/// x · Wx + b is one product for all time steps. The first step has no h · Wh and no f, which would be multiplied by 0.
public struct LSTM: Layer {
  public let inputWeights: Parameter
  public let recurrentWeights: Parameter
  public let bias: Parameter
  /// Every hidden state, or only the last.
  public let returnsSequence: Bool
  public var name: String { didSet { relabel() } }

  /// With these weights.
  ///
  /// - Parameters:
  ///   - inputWeights: Wx, [features, 4 · hidden].
  ///   - recurrentWeights: Wh, [hidden, 4 · hidden].
  ///   - bias: [4 · hidden].
  public init(
    inputWeights: NDArray, recurrentWeights: NDArray, bias: NDArray, returnsSequence: Bool = false,
    name: String = "lstm"
  ) {
    let (wx, wh) = (inputWeights.shape, recurrentWeights.shape)
    guard wx.rank == 2, wh.rank == 2, wh[1] == 4 * wh[0], wx[1] == wh[1], bias.shape == [wh[1]] else {
      stop(
        "LSTM wants weights [features, 4 · hidden] and [hidden, 4 · hidden] and a bias [4 · hidden], but \(wx), \(wh) and "
          + "\(bias.shape) came.")
    }
    self.inputWeights = Parameter("wx", inputWeights)
    self.recurrentWeights = Parameter("wh", recurrentWeights)
    self.bias = Parameter("b", bias)
    self.returnsSequence = returnsSequence
    self.name = name
    relabel()
  }

  /// With random weights, and biases of 0.
  public init(
    _ features: Int, _ hidden: Int, returnsSequence: Bool = false, initializer: Initializer = .glorotUniform,
    type: ElementType = .float32, name: String = "lstm", using random: inout RandomSource
  ) {
    checkSizes("LSTM", ["features": features, "hidden": hidden])
    func weights(_ rows: Int) -> NDArray {
      initializer([rows, 4 * hidden], fan: .init(in: rows, out: hidden), type: type, using: &random)
    }
    self.init(
      inputWeights: weights(features), recurrentWeights: weights(hidden),
      bias: NDArray(repeating: 0, shape: [4 * hidden], type: type), returnsSequence: returnsSequence, name: name)
  }

  public var parameters: [Parameter] { [inputWeights, recurrentWeights, bias] }
  public var features: Int { inputWeights.shape[0] }
  public var hidden: Int { recurrentWeights.shape[0] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank == 3 && $0[2] == features && $0[1] > 0 }, wanted: "[batch, time, \(features)]")
    return labelled {
      let (batch, time) = (x.shape[0], x.shape[1])
      let sums = (x.reshaped([batch * time, features]).matmul(inputWeights) + bias).reshaped([batch, time, 4 * hidden])
      var states: [Tensor] = []
      var memory: Tensor?
      for t in 0..<time {
        module("step \(t + 1)") {
          let fromInput = sums.slice(t..<t + 1, axis: 1).reshaped([batch, 4 * hidden])
          let gates = states.last.map { fromInput + $0.matmul(recurrentWeights) } ?? fromInput
          let (state, newMemory) = cell(gates, memory)
          states.append(state.named("h\(t + 1)"))
          memory = newMemory.named("c\(t + 1)")
        }
      }
      guard returnsSequence else { return states[time - 1] }
      return concatenate(states.map { $0.reshaped([batch, 1, hidden]) }, axis: 1)
    }
  }

  /// One step: from the gates' sums, [batch, 4 · hidden], and the memory to the hidden state and the new memory.
  private func cell(_ sums: Tensor, _ memory: Tensor?) -> (Tensor, Tensor) {
    func gate(_ number: Int) -> Tensor { sums.slice(number * hidden..<(number + 1) * hidden, axis: 1) }
    let new = sigmoid(gate(0)) * tanh(gate(2))
    let kept = memory.map { sigmoid(gate(1)) * $0 + new } ?? new
    return (sigmoid(gate(3)) * tanh(kept), kept)
  }

  private func relabel() { label(["wx": inputWeights, "wh": recurrentWeights, "b": bias]) }

  public var description: String { "LSTM(\(features) → \(hidden))" }
}
