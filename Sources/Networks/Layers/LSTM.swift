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
public struct LSTM: Recurrent {
  private let weights: RecurrentWeights
  public let returnsSequence: Bool
  public var isReversed = false
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
    weights = RecurrentWeights("LSTM", input: inputWeights, recurrent: recurrentWeights, bias: bias, gates: 4)
    self.returnsSequence = returnsSequence
    self.name = name
    relabel()
  }

  /// With random weights, and biases of 0.
  public init(
    _ features: Int, _ hidden: Int, returnsSequence: Bool = false, initializer: Initializer = .glorotUniform,
    type: ElementType = .float32, name: String = "lstm", using random: inout RandomSource
  ) {
    weights = RecurrentWeights(
      "LSTM", features: features, hidden: hidden, gates: 4, initializer: initializer, type: type, using: &random)
    self.returnsSequence = returnsSequence
    self.name = name
    relabel()
  }

  public var inputWeights: Parameter { weights.input }
  public var recurrentWeights: Parameter { weights.recurrent }
  public var bias: Parameter { weights.bias }
  public var parameters: [Parameter] { weights.all }
  public var features: Int { weights.features }
  public var hidden: Int { weights.hidden }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    checkSequences(x, features: features)
    return labelled {
      var (state, memory): (Tensor?, Tensor?) = (nil, nil)
      return unrolled(x, inputWeights, bias) { number, fromInput in
        let (new, kept) = cell(state.map { fromInput + $0.matmul(recurrentWeights) } ?? fromInput, memory)
        (state, memory) = (new, kept.named("c\(number)"))
        return new
      }
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

extension LSTM {
  public static let kind = LayerKind(
    LSTM.self, formula: "c ← σ(f) c + σ(i) tanh(g), h ← σ(o) tanh(c), where [i f g o] = x · Wx + h · Wh + b",
    source: "Hochreiter & Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735",
    explanation: """
      A recurrent layer with a memory apart from its state: gates decide at every step what is written to it, what is \
      kept and what is shown.
      """,
    samples: [true, false].map { returnsSequence in
      LayerSample([2, 4, 3]) { type, random in
        LSTM(3, 2, returnsSequence: returnsSequence, type: type, using: &random)
      }
    })
}
