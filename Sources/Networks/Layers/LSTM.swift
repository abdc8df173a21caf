import Autodiff
import Tensors

/// A recurrent layer with a memory c that gates write to, keep and read: long short-term memory. Hochreiter & Schmidhuber
/// 1997, doi:10.1162/neco.1997.9.8.1735, with the forget gate of Gers, Schmidhuber & Cummins 2000.
///
///     [i f g o] = x · Wx + h · Wh + b        gates: input, forget, cell, output
///     c ← σ(f) c + σ(i) tanh(g)              h = c = 0 before the first step
///     h ← σ(o) tanh(c)
///
/// With peepholes p the gates also see the memory: i and f add p c of the step before, o adds p c of this one. Gers &
/// Schmidhuber 2000, doi:10.1109/IJCNN.2000.861302.
///
/// x: [batch, time, features], Wx: [features, 4 · hidden], Wh: [hidden, 4 · hidden], b: [4 · hidden], all with the gates in
/// this order → every h: [batch, time, hidden], or the last: [batch, hidden]
///
/// x · Wx + b is one product for all time steps. Without a state to begin with, the first step has no h · Wh and no
/// f, which would be multiplied by 0.
public struct LSTM: Recurrent {
  private let weights: RecurrentWeights
  /// [3 · hidden]: of the input, forget and output gate; nil: none.
  public let peepholes: Parameter?
  public let returnsSequence: Bool
  public var isReversed = false
  public var name: String { didSet { relabel() } }

  /// With these weights.
  ///
  /// - Parameters:
  ///   - inputWeights: Wx, [features, 4 · hidden].
  ///   - recurrentWeights: Wh, [hidden, 4 · hidden].
  ///   - bias: [4 · hidden].
  ///   - peepholes: [3 · hidden], of the input, forget and output gate; nil: none.
  public init(
    inputWeights: NDArray, recurrentWeights: NDArray, bias: NDArray, peepholes: NDArray? = nil,
    returnsSequence: Bool = false, name: String = "lstm"
  ) {
    weights = RecurrentWeights("LSTM", input: inputWeights, recurrent: recurrentWeights, bias: bias, gates: 4)
    let wanted: Shape = [3 * recurrentWeights.shape[0]]
    guard peepholes == nil || peepholes!.shape == wanted else {
      stop(shapes: "LSTM expects peepholes [3 · hidden], \(wanted); got \(peepholes!.shape).")
    }
    self.peepholes = peepholes.map { Parameter("peepholes", $0) }
    self.returnsSequence = returnsSequence
    self.name = name
    relabel()
  }

  /// With random weights, and biases and peepholes of 0.
  ///
  /// - Parameter forgetBias: the forget gate's bias at first: 1 keeps the memory until training says otherwise
  ///   (Jozefowicz, Zaremba & Sutskever 2015, proceedings.mlr.press/v37/jozefowicz15).
  public init(
    _ features: Int, _ hidden: Int, hasPeepholes: Bool = false, forgetBias: Double = 0, returnsSequence: Bool = false,
    initializer: Initializer = .glorotUniform, type: ElementType = .float32, name: String = "lstm",
    using random: inout RandomSource
  ) {
    guard forgetBias.isFinite else { stop("LSTM expects a finite forgetBias; got \(forgetBias). 1 is usual.") }
    weights = RecurrentWeights(
      "LSTM", features: features, hidden: hidden, gates: 4, initializer: initializer, type: type, using: &random)
    if forgetBias != 0 {
      let biases = (0..<4 * hidden).map { $0 / hidden == 1 ? forgetBias : 0 }
      weights.bias.set(NDArray(biases, type: type))
    }
    peepholes = hasPeepholes ? Parameter("peepholes", NDArray(repeating: 0, shape: [3 * hidden], type: type)) : nil
    self.returnsSequence = returnsSequence
    self.name = name
    relabel()
  }

  public var inputWeights: Parameter { weights.input }
  public var recurrentWeights: Parameter { weights.recurrent }
  public var bias: Parameter { weights.bias }
  public var parameters: [Parameter] { weights.all + [peepholes].compactMap { $0 } }
  public var hasMemory: Bool { true }

  public func step(_ sums: Tensor, from state: RecurrentState?, in pass: Pass) -> RecurrentState {
    let sums = state.map { sums + $0.h.matmul(recurrentWeights) } ?? sums
    /// The gate's sum, and what it sees of the memory through its peephole.
    func gate(_ number: Int, peephole: Int = 0, at memory: Tensor? = nil) -> Tensor {
      let sum = Networks.gate(number, of: sums, hidden: hidden)
      guard let peepholes, let memory else { return sum }
      return sum + memory * peepholes.slice(peephole * hidden..<(peephole + 1) * hidden)
    }
    let old = state?.c
    let new = sigmoid(gate(0, peephole: 0, at: old)) * tanh(gate(2))
    let c = old.map { sigmoid(gate(1, peephole: 1, at: old)) * $0 + new } ?? new
    return RecurrentState(h: sigmoid(gate(3, peephole: 2, at: c)) * tanh(c), c: c)
  }

  private func relabel() { label(["wx": inputWeights, "wh": recurrentWeights, "b": bias, "peepholes": peepholes]) }

  public var description: String { "LSTM(\(features) → \(hidden)\(peepholes == nil ? "" : ", peepholes"))" }
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
    } + [
      LayerSample([2, 4, 3]) { type, random in
        LSTM(3, 2, hasPeepholes: true, forgetBias: 1, type: type, using: &random)
      }
    ])
}
