import Autodiff
import Tensors

/// Momentum that looks ahead: it goes by the slope where the ball is about to be, and so brakes before it overshoots.
/// Nesterov 1983, Doklady Akademii Nauk SSSR 269:543–547; in this form, with w the place looked ahead to, Sutskever et al.
/// 2013, ICML, equations 3 and 4.
///
///     v ← μ v + g        v is 0 at first
///     w ← w − η (g + μ v)
public struct Nesterov: UpdateRule {
  public static let name = "Nesterov momentum"
  public static let formula = "v ← μ v + g;  w ← w − η (g + μ v)"
  public static let source = "Nesterov 1983; Sutskever et al. 2013, ICML"

  /// η: how long a step is; above 0.
  public let learningRate: any LearningRate
  /// μ: the part of the velocity that is kept; from 0, which is gradient descent, to below 1.
  public let momentum: Double

  public init(learningRate: any LearningRate, momentum: Double = 0.9) {
    checkLearningRate(learningRate)
    checkMomentum(momentum)
    self.learningRate = learningRate
    self.momentum = momentum
  }

  public func updates(
    of parameters: [Parameter], with gradients: [Tensor], memory: OptimizerMemory
  ) -> [Assignment] {
    phase(.update) {
      let (η, counting) = rate(learningRate, like: parameters, memory: memory)
      let μ = setting("μ", momentum, like: parameters)
      return counting
        + paired(parameters, gradients).flatMap { w, g in
          let v = memory.slot("v", of: w)
          let newV = (μ * v + g).named("new v", of: w)
          return [Assignment(v, newV), Assignment(w, w - η * (g + μ * newV))]
        }
    }
  }

  public var description: String { "Nesterov(learningRate: \(learningRate), momentum: \(momentum))" }
}
