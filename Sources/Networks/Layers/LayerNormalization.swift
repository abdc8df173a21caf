import Autodiff
import Tensors

/// Each example's numbers shifted to mean 0 and scaled to variance 1, then scaled by a gain and shifted by a bias that are
/// learnt. Ba, Kiros & Hinton 2016, arXiv:1607.06450.
///
///     z = (x − mean) / √(variance + ε) · gain + bias        over the last axis
///
/// x: [n, …, features], gain and bias: [features] → [n, …, features]
public struct LayerNormalization: Layer {
  public let gain: Parameter
  public let bias: Parameter
  /// ε: keeps the division finite where all numbers are equal.
  public let epsilon: Double
  public var name: String { didSet { relabel() } }

  /// - Parameters:
  ///   - gain: [features].
  ///   - bias: [features].
  public init(gain: NDArray, bias: NDArray, epsilon: Double = 1e-5, name: String = "layer norm") {
    guard gain.shape.rank == 1, bias.shape == gain.shape else {
      stop(shapes: "LayerNormalization expects a gain and a bias [features]; got \(gain.shape) and \(bias.shape).")
    }
    guard epsilon > 0, epsilon.isFinite else {
      stop("LayerNormalization expects an ε above 0; got \(epsilon). 1e-5 is usual.")
    }
    self.gain = Parameter("gain", gain)
    self.bias = Parameter("b", bias)
    self.epsilon = epsilon
    self.name = name
    relabel()
  }

  /// With gains of 1 and biases of 0.
  public init(_ features: Int, epsilon: Double = 1e-5, type: ElementType = .float32, name: String = "layer norm") {
    checkSizes("LayerNormalization", ["features": features])
    self.init(
      gain: NDArray(repeating: 1, shape: [features], type: type),
      bias: NDArray(repeating: 0, shape: [features], type: type), epsilon: epsilon, name: name)
  }

  public var parameters: [Parameter] { [gain, bias] }
  public var features: Int { gain.shape[0] }
  public var rowInput: RowInput { .size(features) }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank >= 2 && $0.sizes.last == features }, wanted: "[n, …, \(features)]")
    return labelled {
      let centred = x - mean(x, axes: [-1], keepingAxes: true)
      let variance = mean(centred * centred, axes: [-1], keepingAxes: true)
      return centred * (1 / sqrt(variance + epsilon)) * gain + bias
    }
  }

  private func relabel() { label(["gain": gain, "b": bias]) }

  public var description: String { "LayerNormalization(\(features))" }
}

extension LayerNormalization {
  public static let kind = LayerKind(
    LayerNormalization.self, formula: "z = (x − mean) / √(variance + ε) · gain + bias, over the features of an example",
    source: "Ba, Kiros & Hinton 2016, arXiv:1607.06450",
    explanation: """
      Each example's numbers are brought to mean 0 and variance 1, then scaled and shifted by learnt numbers, so that no \
      layer has to follow the changing sizes of the one before.
      """,
    samples: [LayerSample([2, 3, 4]) { type, _ in LayerNormalization(4, type: type) }])
}
