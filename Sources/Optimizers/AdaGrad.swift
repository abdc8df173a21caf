import Autodiff
import Tensors

/// AdaGrad: a rate of its own for every parameter, the smaller the more its gradients have added up to; what is seldom
/// needed keeps long steps. Duchi, Hazan & Singer 2011, JMLR 12:2121–2159.
///
///     s ← s + g²        s is 0 at first, and only grows
///     w ← w − η g / (√s + ε)
public struct AdaGrad: UpdateRule {
  public static let name = "AdaGrad"
  public static let formula = "s ← s + g²;  w ← w − η g / (√s + ε)"
  public static let source = "Duchi, Hazan & Singer 2011, JMLR 12:2121–2159"

  /// η: how far each parameter moves in the first step; above 0.
  public let learningRate: any LearningRate
  /// ε: keeps the division finite where gradients vanish; above 0.
  public let epsilon: Double

  public init(learningRate: any LearningRate = 0.01, epsilon: Double = 1e-10) {
    checkLearningRate(learningRate)
    checkEpsilon(epsilon, usual: "1e-10")
    self.learningRate = learningRate
    self.epsilon = epsilon
  }

  public func updates(
    of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory
  ) -> [Assignment] {
    phase(.update) {
      let (η, counting) = rate(learningRate, like: parameters, memory: memory)
      let ε = setting("ε", epsilon, like: parameters)
      return counting
        + paired(parameters, gradients).flatMap { w, g in
          let s = memory.slot("s", of: w)
          let newS = (s + g * g).named("new s", of: w)
          return [Assignment(s, newS), Assignment(w, w - η * (g / (sqrt(newS) + ε)))]
        }
    }
  }

  public var description: String { "AdaGrad(learningRate: \(learningRate), epsilon: \(epsilon))" }
}
