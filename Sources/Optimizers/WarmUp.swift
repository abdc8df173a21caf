import Autodiff
import Tensors

/// Short steps first, while the gradients are wild and a rule's averages young; then any other rate, from its own
/// beginning. Goyal et al. 2017, arXiv:1706.02677, section 2.2.
///
///     η(t) = (t + 1) / (n + 1) · then(0)        for t < n
///     η(t) = then(t − n)                        afterwards
public struct WarmUp: LearningRateSchedule {
  public static let name = "warm-up"
  public static let formula = "(t + 1) / (n + 1) · then(0) for t < n, afterwards then(t − n)"
  public static let source = "Goyal et al. 2017, arXiv:1706.02677"

  /// n: how many steps the rate grows.
  public let steps: Int
  /// The rate afterwards.
  public let then: any LearningRateSchedule

  public init(steps: Int, then: any LearningRate) {
    checkSteps(steps)
    checkLearningRate(then, "then")
    (self.steps, self.then) = (steps, then.schedule)
  }

  public var length: Int? { then.length.map { steps + $0 } }

  /// What follows has the steps that are left.
  public func fitted(to steps: Int) -> any LearningRateSchedule {
    steps > self.steps ? WarmUp(steps: self.steps, then: then.fitted(to: steps - self.steps)) : self
  }

  public func value(at step: Int) -> Double {
    step < steps ? Double(step + 1) / Double(steps + 1) * then.value(at: 0) : then.value(at: step - steps)
  }

  public func rate(at t: Tensor) -> Tensor {
    let n = Tensor(Double(steps), name: "n", type: t.elementType)
    let growing = ((t + 1) * (then.value(at: 0) / Double(steps + 1))).named("growing")
    let later = then.rate(at: maximum(t - n, Tensor(0, type: t.elementType))).named("then")
    return select(t .< n, growing, later)
  }

  public var description: String { "WarmUp(steps: \(steps), then: \(then))" }
}
