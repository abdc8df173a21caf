import Autodiff
import Tensors

/// Gradient descent: a step down the slope. Cauchy 1847, "Méthode générale pour la résolution des systèmes
/// d'équations simultanées".
///
///     w ← w − η g
public struct GradientDescent: UpdateRule {
  public static let name = "gradient descent"

  /// η: how long a step is; above 0.
  public let learningRate: Double

  public init(learningRate: Double) {
    checkLearningRate(learningRate)
    self.learningRate = learningRate
  }

  public func updates(
    of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory
  ) -> [Assignment] {
    phase(.update) {
      let η = setting("η", learningRate, like: parameters)
      return paired(parameters, gradients).map { w, g in Assignment(w, w - η * g) }
    }
  }

  public var description: String { "GradientDescent(learningRate: \(learningRate))" }
}
