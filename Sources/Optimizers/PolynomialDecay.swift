import Autodiff
import Foundation
import Tensors

/// A rate that falls to its last value in a fixed number of steps: along a line with the power 1, faster at first with a
/// higher one.
///
///     η(t) = η₁ + (η₀ − η₁) (1 − t / T)ᵖ        and η₁ from step T on
public struct PolynomialDecay: LearningRateSchedule {
  public static let name = "polynomial decay"
  public static let formula = "η₁ + (η₀ − η₁) (1 − min(t, T) / T)ᵖ"
  public static let source = "–"

  /// η₀, the rate of the first step; above 0.
  public let start: Double
  /// η₁; from 0 to η₀.
  public let end: Double
  /// T: how many steps it takes; nil: those of the training.
  public let steps: Int?
  /// p, above 0.
  public let power: Double

  /// - Parameter steps: nil: as many as the training has, where `train` knows them.
  public init(from start: Double, to end: Double = 0, steps: Int? = nil, power: Double = 1) {
    checkLearningRate(start, "The first rate (from:)")
    checkEnd(end, of: start)
    checkSteps(steps)
    guard power > 0, power.isFinite else {
      stop("power must be above 0 and finite; got \(power). 1 decays along a line.")
    }
    (self.start, self.end, self.steps, self.power) = (start, end, steps, power)
  }

  /// After a decay to 0 nothing would be learnt.
  public var length: Int? { end > 0 ? nil : steps }

  public func fitted(to steps: Int) -> any LearningRateSchedule {
    self.steps == nil ? PolynomialDecay(from: start, to: end, steps: steps, power: power) : self
  }

  public func value(at step: Int) -> Double {
    // The first rate is known without the length: rules look at it when they are made.
    if steps == nil, step == 0 { return start }
    let steps = known(steps, self)
    return end + (start - end) * pow(1 - Double(min(step, steps)) / Double(steps), power)
  }

  public func rate(at t: Tensor) -> Tensor {
    let rest = 1 - progress(t, over: known(steps, self))
    return end + (start - end) * (power == 1 ? rest : pow(rest, power))
  }

  public var description: String {
    "PolynomialDecay(from: \(start), to: \(end)\(steps.map { ", steps: \($0)" } ?? ""), power: \(power))"
  }
}

/// The part of a schedule's steps that lies behind step t, at most 1.
func progress(_ t: Tensor, over steps: Int) -> Tensor {
  let last = Tensor(Double(steps), name: "T", type: t.elementType)
  return minimum(t, last) / last
}
