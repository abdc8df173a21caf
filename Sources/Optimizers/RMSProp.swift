import Autodiff
import Tensors

/// RMSProp: AdaGrad that forgets, so that its steps do not die out: each gradient is divided by the root of a moving
/// average of its squares. Tieleman & Hinton 2012, "Neural networks for machine learning", lecture 6.5.
///
///     s ← ρ s + (1 − ρ) g²        s is 0 at first
///     w ← w − η g / (√s + ε)
public struct RMSProp: UpdateRule {
  public static let name = "RMSProp"
  public static let formula = "s ← ρ s + (1 − ρ) g²;  w ← w − η g / (√s + ε)"
  public static let source = "Tieleman & Hinton 2012, Neural networks for machine learning, lecture 6.5"

  /// η: about how far each parameter moves in one step; above 0.
  public let learningRate: any LearningRate
  /// ρ: the part of the squares' average that is kept; from 0 to below 1.
  public let squareDecay: Double
  /// ε: keeps the division finite where gradients vanish; above 0.
  public let epsilon: Double

  public init(learningRate: any LearningRate = 0.001, squareDecay: Double = 0.9, epsilon: Double = 1e-8) {
    checkLearningRate(learningRate)
    checkDecay(squareDecay, "squareDecay (ρ)", usual: 0.9)
    checkEpsilon(epsilon, usual: "1e-8")
    self.learningRate = learningRate
    self.squareDecay = squareDecay
    self.epsilon = epsilon
  }

  public func updates(
    of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory
  ) -> [Assignment] {
    phase(.update) {
      let (η, counting) = rate(learningRate, like: parameters, memory: memory)
      let ρ = setting("ρ", squareDecay, like: parameters)
      let ε = setting("ε", epsilon, like: parameters)
      return counting
        + paired(parameters, gradients).flatMap { w, g in
          let s = memory.slot("s", of: w)
          let newS = (ρ * s + (1 - squareDecay) * (g * g)).named("new s", of: w)
          return [Assignment(s, newS), Assignment(w, w - η * (g / (sqrt(newS) + ε)))]
        }
    }
  }

  public var description: String {
    "RMSProp(learningRate: \(learningRate), squareDecay: \(squareDecay), epsilon: \(epsilon))"
  }
}
