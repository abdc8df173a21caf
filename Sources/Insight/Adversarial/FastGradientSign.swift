import Autodiff

/// One step of full length, uphill in every number: FGSM. Goodfellow, Shlens & Szegedy 2015, arXiv:1412.6572, section 4.
///
///     x = x₀ + ε · sign(∂L/∂x₀)
///
/// A weighted sum of many numbers, each changed by ε the way its weight says, changes by ε · Σ |w|: little in each number,
/// much in all. For a linear model no other change within ε does more.
public struct FastGradientSign: Attack {
  public static let name = "FGSM"
  public let epsilon: Double
  public let range: ClosedRange<Double>?

  /// - Parameters:
  ///   - epsilon: ε, 0 or more, in the inputs' unit.
  ///   - range: between which numbers inputs lie; nil: anywhere.
  public init(epsilon: Double, range: ClosedRange<Double>? = 0...1) {
    self.epsilon = epsilon
    self.range = range
    checkBall()
  }

  public func perturbed(_ start: Tensor, of original: Tensor, uphill: (Tensor) -> Tensor) -> Tensor {
    module(Self.name) { projected(start + epsilon * sign(uphill(start)), around: original) }
  }

  public var description: String { "\(Self.name), ε \(epsilon)" }
}
