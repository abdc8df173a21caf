import Autodiff
import Tensors

/// Gradient descent: a step down the slope. Cauchy 1847, "Méthode générale pour la résolution des systèmes
/// d'équations simultanées".
///
///     w ← w − η g
public struct GradientDescent: UpdateRule {
  public static let name = "gradient descent"
  public static let formula = "w ← w − η g"
  public static let source = "Cauchy 1847; on mini-batches Robbins & Monro 1951, doi:10.1214/aoms/1177729586"

  /// η: how long a step is; above 0.
  public let learningRate: any LearningRate

  public init(learningRate: any LearningRate) {
    checkLearningRate(learningRate)
    self.learningRate = learningRate
  }

  public func updates(
    of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory
  ) -> [Assignment] {
    phase(.update) {
      let (η, counting) = rate(learningRate, like: parameters, memory: memory)
      return counting + paired(parameters, gradients).map { w, g in Assignment(w, w - η * g) }
    }
  }

  public var description: String { "GradientDescent(learningRate: \(learningRate))" }
}

/// Stochastic gradient descent: the same rule, with each gradient measured on a few examples drawn at random. Which
/// examples these are is for the trainer to say, `train(…, batchSize: 32, …, by: SGD(learningRate: 0.1), …)`, so there is
/// no other rule. Robbins & Monro 1951, doi:10.1214/aoms/1177729586. With a momentum it is `Momentum` or `Nesterov`.
public typealias SGD = GradientDescent
