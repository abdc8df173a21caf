import Autodiff
import Tensors

/// Gradient descent with momentum: a heavy ball that gathers speed down a slope and rolls through small dips. Polyak
/// 1964, doi:10.1016/0041-5553(64)90137-5.
///
///     v ← μ v + g        v is 0 at first
///     w ← w − η v
public struct Momentum: UpdateRule {
  public static let name = "momentum"
  public static let formula = "v ← μ v + g;  w ← w − η v"
  public static let source = "Polyak 1964, doi:10.1016/0041-5553(64)90137-5"

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
          return [Assignment(v, newV), Assignment(w, w - η * newV)]
        }
    }
  }

  public var description: String { "Momentum(learningRate: \(learningRate), momentum: \(momentum))" }
}
