import Autodiff
import Foundation
import Tensors

/// A rate that falls by the same share at every step.
///
///     η(t) = η₀ γ^(t / n)
public struct ExponentialDecay: LearningRateSchedule {
  public static let name = "exponential decay"
  public static let formula = "η₀ γ^(t / n)"
  public static let source = "–"

  /// η₀, the rate of the first step; above 0.
  public let start: Double
  /// γ: what the rate is multiplied by; above 0 and at most 1.
  public let factor: Double
  /// n: in the course of so many steps.
  public let interval: Int

  public init(from start: Double, factor: Double, every interval: Int = 1) {
    checkLearningRate(start, "The first rate (from:)")
    checkFactor(factor)
    checkSteps(interval, "The interval (every:)")
    (self.start, self.factor, self.interval) = (start, factor, interval)
  }

  public func value(at step: Int) -> Double { start * pow(factor, Double(step) / Double(interval)) }

  public func rate(at t: Tensor) -> Tensor { start * exp(Foundation.log(factor) / Double(interval) * t) }

  public var description: String { "ExponentialDecay(from: \(start), factor: \(factor), every: \(interval))" }
}
