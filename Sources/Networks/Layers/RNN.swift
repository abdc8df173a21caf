import Autodiff
import Tensors

/// A recurrent layer whose hidden state is all its memory. Elman 1990, doi:10.1207/s15516709cog1402_1.
///
///     h ← tanh(x · Wx + h · Wh + b)        h = 0 before the first step
///
/// x: [batch, time, features], Wx: [features, hidden], Wh: [hidden, hidden], b: [hidden]
/// → every h: [batch, time, hidden], or the last: [batch, hidden]
///
/// x · Wx + b is one product for all time steps. Without a state to begin with, the first step has no h · Wh.
public struct RNN: Recurrent {
  private let weights: RecurrentWeights
  public let activation: Activation
  public let returnsSequence: Bool
  public var isReversed = false
  public var name: String { didSet { relabel() } }

  /// With these weights.
  ///
  /// - Parameters:
  ///   - inputWeights: Wx, [features, hidden].
  ///   - recurrentWeights: Wh, [hidden, hidden].
  ///   - bias: [hidden].
  public init(
    inputWeights: NDArray, recurrentWeights: NDArray, bias: NDArray, activation: Activation = .tanh,
    returnsSequence: Bool = false, name: String = "rnn"
  ) {
    weights = RecurrentWeights("RNN", input: inputWeights, recurrent: recurrentWeights, bias: bias, gates: 1)
    self.activation = activation
    self.returnsSequence = returnsSequence
    self.name = name
    relabel()
  }

  /// With random weights, and biases of 0.
  public init(
    _ features: Int, _ hidden: Int, activation: Activation = .tanh, returnsSequence: Bool = false,
    initializer: Initializer = .glorotUniform, type: ElementType = .float32, name: String = "rnn",
    using random: inout RandomSource
  ) {
    weights = RecurrentWeights(
      "RNN", features: features, hidden: hidden, gates: 1, initializer: initializer, type: type, using: &random)
    self.activation = activation
    self.returnsSequence = returnsSequence
    self.name = name
    relabel()
  }

  public var inputWeights: Parameter { weights.input }
  public var recurrentWeights: Parameter { weights.recurrent }
  public var bias: Parameter { weights.bias }
  public var parameters: [Parameter] { weights.all }

  public func step(_ sums: Tensor, from state: RecurrentState?, in pass: Pass) -> RecurrentState {
    RecurrentState(h: activation(state.map { sums + $0.h.matmul(recurrentWeights) } ?? sums, in: pass))
  }

  private func relabel() { label(["wx": inputWeights, "wh": recurrentWeights, "b": bias]) }

  public var description: String { "RNN(\(features) → \(hidden))" }
}

extension RNN {
  public static let kind = LayerKind(
    RNN.self, formula: "h ← tanh(x · Wx + h · Wh + b)", source: "Elman 1990, doi:10.1207/s15516709cog1402_1",
    explanation: """
      Goes through a sequence step by step; each step mixes what comes in with what it remembers. What lies many steps \
      back fades, or its gradient explodes.
      """,
    samples: [true, false].map { returnsSequence in
      LayerSample([2, 4, 3]) { type, random in
        RNN(3, 2, returnsSequence: returnsSequence, type: type, using: &random)
      }
    })
}
