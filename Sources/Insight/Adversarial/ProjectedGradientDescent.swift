import Autodiff
import Tensors

/// Many short steps uphill, each brought back to at most ε from the original. Kurakin, Goodfellow & Bengio 2017,
/// arXiv:1607.02533, section 2.2 (the basic iterative method); from a random place near the original: Madry et al. 2018,
/// arXiv:1706.06083, section 2.1 (PGD).
///
///     x ← Π(x + α · sign(∂L/∂x))        Π: the nearest place within ε of x₀, and within the range
///
/// It finds what a single step misses where the loss is curved.
public struct ProjectedGradientDescent: Attack {
  public static let name = "PGD"
  public let epsilon: Double
  public let stepSize: Double
  public let steps: Int
  /// Of the random places where the search begins; nil: it begins at the inputs.
  public let seed: UInt64?
  public let range: ClosedRange<Double>?

  /// - Parameters:
  ///   - epsilon: ε, 0 or more, in the inputs' unit.
  ///   - stepSize: α, above 0, in the same unit; α times the number of steps should be more than ε.
  ///   - steps: how many, at least 1.
  ///   - range: between which numbers inputs lie; nil: anywhere.
  public init(
    epsilon: Double, stepSize: Double, steps: Int, seed: UInt64? = nil, range: ClosedRange<Double>? = 0...1
  ) {
    guard stepSize > 0, stepSize.isFinite else {
      stop("\(Self.name) expects a stepSize above 0; got \(stepSize). A quarter of ε is usual.")
    }
    guard (1...1000).contains(steps) else { stop("\(Self.name) expects 1 to 1000 steps; got \(steps).") }
    self.epsilon = epsilon
    self.stepSize = stepSize
    self.steps = steps
    self.seed = seed
    self.range = range
    checkBall()
  }

  /// Uniform within ε of the inputs, and within the range.
  public func start(_ inputs: NDArray) -> NDArray {
    guard let seed else { return inputs }
    var random = RandomSource(seed: seed)
    let numbers = inputs.doubles.map { moved($0, by: random.uniform(in: -1..<1) * epsilon) }
    return NDArray(numbers, shape: inputs.shape, type: inputs.elementType)
  }

  public func perturbed(_ start: Tensor, of original: Tensor, uphill: (Tensor) -> Tensor) -> Tensor {
    module(Self.name) {
      (0..<steps).reduce(start) { x, _ in projected(x + stepSize * sign(uphill(x)), around: original) }
    }
  }

  public var description: String {
    "\(Self.name), ε \(epsilon), \(steps) steps of \(stepSize)" + (seed == nil ? "" : " from a random start")
  }
}
