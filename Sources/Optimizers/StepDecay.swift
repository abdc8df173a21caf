import Autodiff
import Foundation
import Tensors

/// A rate that falls in steps: long ones while there is far to go, shorter ones to settle. As in He et al. 2016,
/// arXiv:1512.03385, where it is divided by 10 whenever the error stays.
///
///     η(t) = η₀ γ^⌊t / n⌋
///
/// In operations as exp(ln γ · ⌊(t + ½) / n⌋): the half keeps rounding from starting a stair early or late.
public struct StepDecay: LearningRateSchedule {
  public static let name = "step decay"
  public static let formula = "η₀ γ^⌊t / n⌋"
  public static let source = "He et al. 2016, arXiv:1512.03385"

  /// η₀, the rate of the first steps; above 0.
  public let start: Double
  /// γ: what the rate is multiplied by; above 0 and at most 1.
  public let factor: Double
  /// n: after every so many steps.
  public let interval: Int

  public init(from start: Double, factor: Double = 0.1, every interval: Int) {
    checkLearningRate(start, "The first rate (from:)")
    checkFactor(factor)
    checkSteps(interval, "The interval (every:)")
    (self.start, self.factor, self.interval) = (start, factor, interval)
  }

  public func value(at step: Int) -> Double { start * pow(factor, Double(step / interval)) }

  public func rate(at t: Tensor) -> Tensor {
    start * exp(Foundation.log(factor) * floor((t + 0.5) / Double(interval)))
  }

  public var description: String { "StepDecay(from: \(start), factor: \(factor), every: \(interval))" }
}

func checkFactor(_ factor: Double) {
  guard factor > 0, factor <= 1 else {
    stop("factor must be above 0 and at most 1, for the rate to decay; got \(factor).")
  }
}
