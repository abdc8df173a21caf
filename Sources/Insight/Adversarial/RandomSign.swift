import Autodiff
import Tensors

/// No attack but the control of one: every number moves by ε up or down, by the toss of a coin. As far as FGSM goes, in a
/// direction that knows nothing of the model.
public struct RandomSign: Attack {
  public static let name = "random signs"
  public let epsilon: Double
  public let seed: UInt64
  public let range: ClosedRange<Double>?

  /// - Parameters:
  ///   - epsilon: ε, 0 or more, in the inputs' unit.
  ///   - range: between which numbers inputs lie; nil: anywhere.
  public init(epsilon: Double, seed: UInt64, range: ClosedRange<Double>? = 0...1) {
    self.epsilon = epsilon
    self.seed = seed
    self.range = range
    checkBall()
  }

  public func start(_ inputs: NDArray) -> NDArray {
    var random = RandomSource(seed: seed)
    let numbers = inputs.doubles.map { moved($0, by: random.integer(below: 2) == 0 ? -epsilon : epsilon) }
    return NDArray(numbers, shape: inputs.shape, type: inputs.elementType)
  }

  public func perturbed(_ start: Tensor, of original: Tensor, uphill: (Tensor) -> Tensor) -> Tensor {
    module(Self.name) { projected(start, around: original) }
  }

  public var description: String { "\(Self.name), ε \(epsilon)" }
}

extension Attack {
  /// A number moved, but not out of the range.
  func moved(_ number: Double, by change: Double) -> Double {
    guard let range else { return number + change }
    return Swift.min(Swift.max(number + change, range.lowerBound), range.upperBound)
  }
}
