import Autodiff
import Foundation
import Tensors

/// A rate that falls along half a wave: slowly, fast, and slowly again. With restarts it then starts again, which throws
/// the parameters out of a valley to look for a better one. Loshchilov & Hutter 2017, arXiv:1608.03983, equation 5.
///
///     η(t) = η₁ + ½ (η₀ − η₁) (1 + cos(π t / T))        and η₁ from step T on, or from η₀ again
public struct CosineDecay: LearningRateSchedule {
  public static let name = "cosine decay"
  public static let formula = "η₁ + ½ (η₀ − η₁) (1 + cos(π min(t, T) / T)); with restarts t mod T"
  public static let source = "Loshchilov & Hutter 2017, arXiv:1608.03983"

  /// η₀, the rate of the first step; above 0.
  public let start: Double
  /// η₁; from 0 to η₀.
  public let end: Double
  /// T: how many steps it takes; nil: those of the training.
  public let steps: Int?
  /// Does it restart after T steps?
  public let restarts: Bool

  /// - Parameter steps: nil: as many as the training has, where `train` knows them.
  public init(from start: Double, to end: Double = 0, steps: Int? = nil, restarts: Bool = false) {
    checkLearningRate(start, "The first rate (from:)")
    checkEnd(end, of: start)
    checkSteps(steps)
    (self.start, self.end, self.steps, self.restarts) = (start, end, steps, restarts)
  }

  /// After a decay to 0 nothing would be learnt.
  public var length: Int? { restarts || end > 0 ? nil : steps }

  public func fitted(to steps: Int) -> any LearningRateSchedule {
    self.steps == nil ? CosineDecay(from: start, to: end, steps: steps, restarts: restarts) : self
  }

  public func value(at step: Int) -> Double {
    // The first rate is known without the length: rules look at it when they are made.
    if steps == nil, step == 0 { return start }
    let steps = known(steps, self)
    let step = restarts ? step % steps : min(step, steps)
    return end + (start - end) * halfWave(Double(step) / Double(steps))
  }

  public func rate(at t: Tensor) -> Tensor {
    let steps = known(steps, self)
    let behind =
      restarts ? (t - Double(steps) * floor((t + 0.5) / Double(steps))) / Double(steps) : progress(t, over: steps)
    return end + (start - end) * halfWave(behind)
  }

  public var description: String {
    "CosineDecay(from: \(start), to: \(end)\(steps.map { ", steps: \($0)" } ?? ""), restarts: \(restarts))"
  }
}

/// From 1 at 0 to 0 at 1: ½ (1 + cos πx).
func halfWave(_ x: Double) -> Double { 0.5 * (1 + Foundation.cos(Double.pi * x)) }
func halfWave(_ x: Tensor) -> Tensor { 0.5 * (1 + cos(Double.pi * x)) }
