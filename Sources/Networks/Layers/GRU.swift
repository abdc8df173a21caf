import Autodiff
import Tensors

/// A recurrent layer with two gates: one resets what is remembered, the other says how much of it stays. Cho et al. 2014,
/// arXiv:1406.1078 (Chung et al. 2014, arXiv:1412.3555, compare it with LSTM).
///
///     [r z n] = x · Wx + b, [r' z' n'] = h · Wh        gates: reset, update, new
///     n ← tanh(n + σ(r + r') n')                       reset after the product, which makes one product of three
///     n ← tanh(n + (σ(r + r') h) · Whₙ)                or before it, as first published
///     h ← (1 − σ(z + z')) n + σ(z + z') h              h = 0 before the first step
///
/// x: [batch, time, features], Wx: [features, 3 · hidden], Wh: [hidden, 3 · hidden], b: [3 · hidden], all with the gates in
/// this order → every h: [batch, time, hidden], or the last: [batch, hidden]
///
/// x · Wx + b is one product for all time steps. Without a state to begin with, the first step has no h · Wh, and so
/// no r.
public struct GRU: Recurrent {
  /// Where the reset gate works: on the product of the hidden state, or on the hidden state itself.
  public enum Reset: String, Sendable, CaseIterable {
    /// One product a step; what most libraries compute.
    case afterProduct
    /// Two products, one after the other: Cho et al. 2014, equation 8.
    case beforeProduct
  }

  private let weights: RecurrentWeights
  public let reset: Reset
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
    inputWeights: NDArray, recurrentWeights: NDArray, bias: NDArray, reset: Reset = .afterProduct,
    returnsSequence: Bool = false, name: String = "gru"
  ) {
    weights = RecurrentWeights("GRU", input: inputWeights, recurrent: recurrentWeights, bias: bias, gates: 3)
    self.reset = reset
    self.returnsSequence = returnsSequence
    self.name = name
    relabel()
  }

  /// With random weights, and biases of 0.
  public init(
    _ features: Int, _ hidden: Int, reset: Reset = .afterProduct, returnsSequence: Bool = false,
    initializer: Initializer = .glorotUniform, type: ElementType = .float32, name: String = "gru",
    using random: inout RandomSource
  ) {
    weights = RecurrentWeights(
      "GRU", features: features, hidden: hidden, gates: 3, initializer: initializer, type: type, using: &random)
    self.reset = reset
    self.returnsSequence = returnsSequence
    self.name = name
    relabel()
  }

  public var inputWeights: Parameter { weights.input }
  public var recurrentWeights: Parameter { weights.recurrent }
  public var bias: Parameter { weights.bias }
  public var parameters: [Parameter] { weights.all }

  public func step(_ sums: Tensor, from state: RecurrentState?, in pass: Pass) -> RecurrentState {
    func gate(_ number: Int, of sums: Tensor) -> Tensor { Networks.gate(number, of: sums, hidden: hidden) }
    guard let h = state?.h else {
      let update = sigmoid(gate(1, of: sums))
      return RecurrentState(h: (1 - update) * tanh(gate(2, of: sums)))
    }
    let gates = reset == .afterProduct ? 3 : 2
    let fromState = h.matmul(gates == 3 ? recurrentWeights : recurrentWeights.slice(0..<2 * hidden, axis: 1))
    let kept = sigmoid(gate(0, of: sums) + gate(0, of: fromState))
    let update = sigmoid(gate(1, of: sums) + gate(1, of: fromState))
    let remembered =
      gates == 3 ? kept * gate(2, of: fromState) : (kept * h).matmul(gate(2, of: recurrentWeights))
    let new = tanh(gate(2, of: sums) + remembered)
    return RecurrentState(h: (1 - update) * new + update * h)
  }

  private func relabel() { label(["wx": inputWeights, "wh": recurrentWeights, "b": bias]) }

  public var description: String {
    "GRU(\(features) → \(hidden)\(reset == .afterProduct ? "" : ", reset before the product"))"
  }
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
    } + [
      LayerSample([2, 4, 3]) { type, random in GRU(3, 2, reset: .beforeProduct, type: type, using: &random) }
    ])
}
