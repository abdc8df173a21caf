import Autodiff
import Tensors

/// A leaky ReLU whose slope below 0 is learnt, one for each channel or one for all. He et al. 2015, arXiv:1502.01852,
/// equation 1.
///
///     z = x if x > 0, otherwise a · x
///
/// x: [n, …, channels], a: [channels] or [1] → [n, …, channels]
public struct PReLU: Layer {
  /// a: [channels], or [1].
  public let slopes: Parameter
  public var name: String { didSet { label(["slopes": slopes]) } }

  /// - Parameters:
  ///   - channels: 1: one slope for all.
  ///   - slope: what all of them begin with.
  public init(_ channels: Int = 1, slope: Double = 0.25, type: ElementType = .float32, name: String = "prelu") {
    checkSizes("PReLU", ["channels": channels])
    slopes = Parameter("slopes", NDArray(repeating: slope, shape: [channels], type: type))
    self.name = name
    label(["slopes": slopes])
  }

  public var parameters: [Parameter] { [slopes] }
  public var channels: Int { slopes.shape[0] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(
      x, { $0.rank >= 1 && (channels == 1 || $0.sizes.last == channels) },
      wanted: channels == 1 ? "[n, …]" : "[n, …, \(channels)]")
    return labelled { select(x .> 0, x, x * slopes) }
  }

  public var description: String { "PReLU(\(channels))" }
}

extension PReLU {
  public static let kind = LayerKind(
    PReLU.self, formula: "z = x if x > 0, otherwise a · x", source: "He et al. 2015, arXiv:1502.01852",
    explanation: "A ReLU that lets a part of the numbers below 0 through; how large a part is learnt for each channel.",
    samples: [
      LayerSample([2, 2, 3, 4]) { type, _ in PReLU(4, type: type) },
      LayerSample([3, 4]) { type, _ in PReLU(slope: 0.1, type: type) },
    ])
}
