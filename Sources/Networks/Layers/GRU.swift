import Autodiff
import Tensors

/// A recurrent layer with two gates: one resets what is remembered, the other says how much of it stays. Cho et al. 2014,
/// arXiv:1406.1078, with the reset after the product, which makes one product of three (Chung et al. 2014,
/// arXiv:1412.3555, compare it with LSTM).
///
///     [r z n] = x · Wx + b, [r' z' n'] = h · Wh        gates: reset, update, new
///     n ← tanh(n + σ(r + r') n')                       h = 0 before the first step
///     h ← (1 − σ(z + z')) n + σ(z + z') h
///
/// x: [batch, time, features], Wx: [features, 3 · hidden], Wh: [hidden, 3 · hidden], b: [3 · hidden], all with the gates in
/// this order → every h: [batch, time, hidden], or the last: [batch, hidden]
///
/// x · Wx + b is one product for all time steps. The first step has no h · Wh, and so no r.
public struct GRU: Recurrent {
  private let weights: RecurrentWeights
  public let returnsSequence: Bool
  public var isReversed = false
  public var name: String { didSet { relabel() } }

  /// With these weights.
  ///
  /// - Parameters:
  ///   - inputWeights: Wx, [features, 3 · hidden].
  ///   - recurrentWeights: Wh, [hidden, 3 · hidden].
  ///   - bias: [3 · hidden].
  public init(
    inputWeights: NDArray, recurrentWeights: NDArray, bias: NDArray, returnsSequence: Bool = false,
    name: String = "gru"
  ) {
    weights = RecurrentWeights("GRU", input: inputWeights, recurrent: recurrentWeights, bias: bias, gates: 3)
    self.returnsSequence = returnsSequence
    self.name = name
    relabel()
  }

  /// With random weights, and biases of 0.
  public init(
    _ features: Int, _ hidden: Int, returnsSequence: Bool = false, initializer: Initializer = .glorotUniform,
    type: ElementType = .float32, name: String = "gru", using random: inout RandomSource
  ) {
    weights = RecurrentWeights(
      "GRU", features: features, hidden: hidden, gates: 3, initializer: initializer, type: type, using: &random)
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
      var state: Tensor?
      return unrolled(x, inputWeights, bias) { _, fromInput in
        let new = cell(fromInput, state)
        state = new
        return new
      }
    }
  }

  /// One step: from the input's sums, [batch, 3 · hidden], and the hidden state to the new one.
  private func cell(_ fromInput: Tensor, _ state: Tensor?) -> Tensor {
    func gate(_ number: Int, of sums: Tensor) -> Tensor {
      sums.slice(number * hidden..<(number + 1) * hidden, axis: 1)
    }
    guard let state else {
      let update = sigmoid(gate(1, of: fromInput))
      return (1 - update) * tanh(gate(2, of: fromInput))
    }
    let fromState = state.matmul(recurrentWeights)
    let reset = sigmoid(gate(0, of: fromInput) + gate(0, of: fromState))
    let update = sigmoid(gate(1, of: fromInput) + gate(1, of: fromState))
    let new = tanh(gate(2, of: fromInput) + reset * gate(2, of: fromState))
    return (1 - update) * new + update * state
  }

  private func relabel() { label(["wx": inputWeights, "wh": recurrentWeights, "b": bias]) }

  public var description: String { "GRU(\(features) → \(hidden))" }
}

extension GRU {
  public static let kind = LayerKind(
    GRU.self, formula: "h ← (1 − z) tanh(x · Wn + r (h · Un) + b) + z h", source: "Cho et al. 2014, arXiv:1406.1078",
    explanation: """
      A recurrent layer that decides at every step how much of its memory to reset (r) and how much of it to keep (z): \
      what it keeps does not fade.
      """,
    samples: [true, false].map { returnsSequence in
      LayerSample([2, 4, 3]) { type, random in
        GRU(3, 2, returnsSequence: returnsSequence, type: type, using: &random)
      }
    })
}
