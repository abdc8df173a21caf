import Autodiff
import Tensors

/// Every output is a weighted sum of every input, plus a bias: z = x · W + b, then the activation. Rosenblatt 1958,
/// doi:10.1037/h0042519.
///
/// x: [n, …, inputs], W: [inputs, outputs], b: [outputs] → [n, …, outputs]
public struct Dense: Layer {
  public let weights: Parameter
  /// nil: without.
  public let bias: Parameter?
  public let activation: Activation?
  public var name: String { didSet { label(["w": weights, "b": bias]) } }

  /// With these weights.
  ///
  /// - Parameters:
  ///   - weights: [inputs, outputs].
  ///   - bias: [outputs], or nil for none.
  public init(weights: NDArray, bias: NDArray?, activation: Activation? = nil, name: String = "dense") {
    self.init(Parameter("w", weights), bias: bias, activation: activation, name: name)
  }

  private init(_ weights: Parameter, bias: NDArray?, activation: Activation?, name: String) {
    guard weights.shape.rank == 2, bias == nil || bias!.shape == [weights.shape[1]] else {
      stop(
        shapes: "Dense expects weights [inputs, outputs] and a bias [outputs]; got \(weights.shape) and "
          + "\(bias.map { "\($0.shape)" } ?? "no bias").")
    }
    self.weights = weights
    self.bias = bias.map { Parameter("b", $0) }
    self.activation = activation
    self.name = name
    label(["w": self.weights, "b": self.bias])
  }

  /// With random weights, and biases of 0.
  public init(
    _ inputs: Int, _ outputs: Int, activation: Activation? = nil, hasBias: Bool = true,
    initializer: Initializer = .glorotUniform, type: ElementType = .float32, name: String = "dense",
    using random: inout RandomSource
  ) {
    checkSizes("Dense", ["inputs": inputs, "outputs": outputs])
    let weights = initializer.weights(
      [inputs, outputs], fan: .init(in: inputs, out: outputs), type: type, using: &random)
    let bias = hasBias ? NDArray(repeating: 0, shape: [outputs], type: type) : nil
    self.init(weights, bias: bias, activation: activation, name: name)
  }

  public var parameters: [Parameter] { [weights] + [bias].compactMap { $0 } }
  public var inputs: Int { weights.shape[0] }
  public var outputs: Int { weights.shape[1] }
  public var rowInput: RowInput { .size(inputs) }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank >= 2 && $0.sizes.last == inputs }, wanted: "[n, …, \(inputs)]")
    return labelled {
      let z = x.matmul(weights)
      return activation.applied(to: bias.map { z + $0 } ?? z)
    }
  }

  public var description: String { "Dense(\(inputs) → \(outputs)\(activation.suffix))" }
}

extension Dense {
  public static let kind = LayerKind(
    Dense.self, formula: "z = x · W + b", source: "Rosenblatt 1958, doi:10.1037/h0042519",
    explanation:
      "Every output is a weighted sum of all inputs, plus a bias: what it learns is which inputs count, and how.",
    samples: [
      LayerSample([3, 4]) { type, random in Dense(4, 2, activation: .tanh, type: type, using: &random) },
      LayerSample([2, 3, 4]) { type, random in Dense(4, 2, hasBias: false, type: type, using: &random) },
    ])
}
