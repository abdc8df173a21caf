import Autodiff
import Tensors

/// Each example's numbers scaled to a root mean square of 1, then by a gain that is learnt: layer normalisation without
/// the mean. Zhang & Sennrich 2019, arXiv:1910.07467, equation 4.
///
///     z = x / √(mean(x²) + ε) · gain        over the last axis
///
/// x: [n, …, features], gain: [features] → [n, …, features]
public struct RMSNormalization: Layer {
  public let gain: Parameter
  /// ε: keeps the division finite where all numbers are 0.
  public let epsilon: Double
  public var name: String { didSet { label(["gain": gain]) } }

  /// - Parameter gain: [features].
  public init(gain: NDArray, epsilon: Double = 1e-5, name: String = "rms norm") {
    guard gain.shape.rank == 1 else { stop(shapes: "RMSNormalization expects a gain [features]; got \(gain.shape).") }
    guard epsilon > 0, epsilon.isFinite else {
      stop("RMSNormalization expects an ε above 0; got \(epsilon). 1e-5 is usual.")
    }
    self.gain = Parameter("gain", gain)
    self.epsilon = epsilon
    self.name = name
    label(["gain": self.gain])
  }

  /// With gains of 1.
  public init(_ features: Int, epsilon: Double = 1e-5, type: ElementType = .float32, name: String = "rms norm") {
    checkSizes("RMSNormalization", ["features": features])
    self.init(gain: NDArray(repeating: 1, shape: [features], type: type), epsilon: epsilon, name: name)
  }

  public var parameters: [Parameter] { [gain] }
  public var features: Int { gain.shape[0] }
  public var rowInput: RowInput { .size(features) }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank >= 2 && $0.sizes.last == features }, wanted: "[n, …, \(features)]")
    return labelled { x * (1 / sqrt(mean(x * x, axes: [-1], keepingAxes: true) + epsilon)) * gain }
  }

  public var description: String { "RMSNormalization(\(features))" }
}

extension RMSNormalization {
  public static let kind = LayerKind(
    RMSNormalization.self, formula: "z = x / √(mean(x²) + ε) · gain", source: "Zhang & Sennrich 2019, arXiv:1910.07467",
    explanation: """
      Each example's numbers are scaled so that their mean square is 1, then by learnt gains: layer normalisation \
      without shifting.
      """,
    samples: [LayerSample([2, 3, 4]) { type, _ in RMSNormalization(4, type: type) }])
}
