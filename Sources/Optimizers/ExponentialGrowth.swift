import Autodiff
import Foundation
import Tensors

/// A rate that grows by the same factor at every step, from a very small one to a very large one: for finding out which
/// rates a training bears. Smith 2017, arXiv:1506.01186, section 3.3.
///
///     η(t) = a (b / a)^(t / (T − 1))        and b from step T − 1 on
public struct ExponentialGrowth: LearningRateSchedule {
  public static let name = "exponential growth"
  public static let formula = "a (b / a)^(min(t, T − 1) / (T − 1))"
  public static let source = "Smith 2017, arXiv:1506.01186"

  /// a, the rate of the first step; above 0.
  public let start: Double
  /// b, the rate of the last step; above a.
  public let end: Double
  /// T, at least 2.
  public let steps: Int

  public init(from start: Double, to end: Double, steps: Int) {
    checkLearningRate(start, "The first rate (from:)")
    guard end > start, end.isFinite else {
      stop("The last rate (to:) must be finite and above the first rate, \(start); got \(end).")
    }
    guard steps >= 2 else { stop("steps must be at least 2; got \(steps).") }
    (self.start, self.end, self.steps) = (start, end, steps)
  }

  public func value(at step: Int) -> Double {
    start * pow(end / start, Double(min(step, steps - 1)) / Double(steps - 1))
  }

  public func rate(at t: Tensor) -> Tensor {
    let last = Tensor(Double(steps - 1), name: "last step", type: t.elementType)
    return start * exp(Foundation.log(end / start) / Double(steps - 1) * minimum(t, last))
  }

  public var description: String { "ExponentialGrowth(from: \(start), to: \(end), steps: \(steps))" }
}
