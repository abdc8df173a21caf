import Autodiff
import Tensors

/// Each example's numbers, channel group by channel group, shifted to mean 0 and scaled to variance 1, then scaled by a
/// gain and shifted by a bias that are learnt for each channel. Wu & He 2018, arXiv:1803.08494.
///
///     z = (x − mean) / √(variance + ε) · gain + bias        over all positions and the channels of a group
///
/// x: [n, …, features], gain and bias: [features] → [n, …, features]
public struct GroupNormalization: Layer {
  public let gain: Parameter
  public let bias: Parameter
  public let groups: Int
  /// ε: keeps the division finite where all numbers are equal.
  public let epsilon: Double
  public var name: String { didSet { label(["gain": gain, "b": bias]) } }

  /// - Parameters:
  ///   - gain: [features].
  ///   - bias: [features].
  ///   - groups: into how many groups of neighbouring features they are split.
  public init(gain: NDArray, bias: NDArray, groups: Int, epsilon: Double = 1e-5, name: String = "group norm") {
    guard gain.shape.rank == 1, bias.shape == gain.shape else {
      stop(shapes: "GroupNormalization expects a gain and a bias [features]; got \(gain.shape) and \(bias.shape).")
    }
    guard groups > 0, gain.shape[0] % groups == 0 else {
      stop("GroupNormalization expects groups that divide the \(gain.shape[0]) features; got \(groups).")
    }
    guard epsilon > 0, epsilon.isFinite else {
      stop("GroupNormalization expects an ε above 0; got \(epsilon). 1e-5 is usual.")
    }
    self.gain = Parameter("gain", gain)
    self.bias = Parameter("b", bias)
    self.groups = groups
    self.epsilon = epsilon
    self.name = name
    label(["gain": self.gain, "b": self.bias])
  }

  /// With gains of 1 and biases of 0.
  public init(
    _ features: Int, groups: Int, epsilon: Double = 1e-5, type: ElementType = .float32, name: String = "group norm"
  ) {
    checkSizes("GroupNormalization", ["features": features])
    self.init(
      gain: NDArray(repeating: 1, shape: [features], type: type),
      bias: NDArray(repeating: 0, shape: [features], type: type), groups: groups, epsilon: epsilon, name: name)
  }

  /// Every channel by itself: instance normalisation. Ulyanov, Vedaldi & Lempitsky 2016, arXiv:1607.08022.
  public static func instance(
    _ features: Int, epsilon: Double = 1e-5, type: ElementType = .float32, name: String = "instance norm"
  ) -> GroupNormalization {
    GroupNormalization(features, groups: features, epsilon: epsilon, type: type, name: name)
  }

  public var parameters: [Parameter] { [gain, bias] }
  public var features: Int { gain.shape[0] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank >= 2 && $0.sizes.last == features }, wanted: "[n, …, \(features)]")
    return labelled {
      let positions = x.shape.sizes[1..<x.rank - 1].reduce(1, *)
      let grouped = x.reshaped([x.shape[0], positions, groups, features / groups])
      let centred = grouped - mean(grouped, axes: [1, 3], keepingAxes: true)
      let variance = mean(centred * centred, axes: [1, 3], keepingAxes: true)
      return (centred * (1 / sqrt(variance + epsilon))).reshaped(x.shape.sizes) * gain + bias
    }
  }

  public var description: String { "GroupNormalization(\(features), \(groups) groups)" }
}

extension GroupNormalization {
  public static let kind = LayerKind(
    GroupNormalization.self, formula: "z = (x − mean) / √(variance + ε) · gain + bias, in each group of channels",
    source: "Wu & He 2018, arXiv:1803.08494",
    explanation: """
      Each example's numbers are brought to mean 0 and variance 1, one group of channels at a time, then scaled and \
      shifted by learnt numbers. Unlike batch normalisation it does not depend on the other examples.
      """,
    samples: [
      LayerSample([2, 3, 2, 4]) { type, _ in GroupNormalization(4, groups: 2, type: type) },
      LayerSample([2, 3, 3, 2]) { type, _ in GroupNormalization.instance(2, type: type) },
    ])
}
