import Autodiff
import Tensors

/// A rate that rises to a peak, higher than a constant rate could be, and then falls to almost nothing, each along half
/// a wave. Smith & Topin 2017, arXiv:1708.07120; Smith 2018, arXiv:1803.09820. The papers lower the momentum while the rate
/// is high; here it stays.
///
///     η(t) rises from η₀ to the peak in the first steps, up to t₁ = ρT − 1,
///     and falls from there to η₁ until step T − 1; both as ½ (1 + cos πx)
public struct OneCycle: LearningRateSchedule {
  public static let name = "one cycle"
  public static let formula = "from η₀ up to the peak until ρT − 1, down to η₁ until T − 1, each along ½ (1 + cos πx)"
  public static let source = "Smith 2018, arXiv:1803.09820"

  /// The highest rate; above 0.
  public let peak: Double
  /// η₀: the rate of the first step.
  public let start: Double
  /// η₁: the rate of the last step, and of all after it.
  public let end: Double
  /// T, at least 2; nil: the steps of the training.
  public let steps: Int?
  /// ρ: the part of the steps in which the rate rises; above 0 and below 1.
  public let rising: Double

  /// - Parameters:
  ///   - steps: of the whole training; nil: as many as it has, where `train` knows them.
  ///   - start: nil: a 25th of the peak.
  ///   - end: nil: a 10,000th of the first rate.
  public init(
    peak: Double, steps: Int? = nil, rising: Double = 0.3, from start: Double? = nil, to end: Double? = nil
  ) {
    checkLearningRate(peak, "peak")
    guard rising > 0, rising < 1 else {
      stop("rising must be above 0 and below 1, a share of the steps; got \(rising).")
    }
    if let steps, steps < 2 || Double(steps) * rising <= 1 {
      stop("steps must be more than \(Int(1 / rising)), so that the rate rises in some of them; got \(steps).")
    }
    self.start = start ?? peak / 25
    self.end = end ?? self.start / 1e4
    checkLearningRate(self.start, "The first rate (from:)")
    checkEnd(self.start, of: peak, "The first rate (from:)", "peak")
    checkEnd(self.end, of: peak, "The last rate (to:)", "peak")
    (self.peak, self.steps, self.rising) = (peak, steps, rising)
  }

  public var length: Int? { steps }
  public func fitted(to steps: Int) -> any LearningRateSchedule {
    self.steps == nil ? OneCycle(peak: peak, steps: steps, rising: rising, from: start, to: end) : self
  }

  /// t₁, when the peak is reached: not always a whole number.
  private var top: Double { rising * Double(known(steps, self)) - 1 }
  private var last: Double { Double(known(steps, self) - 1) }

  public func value(at step: Int) -> Double {
    // The first rate is known without the length: rules look at it when they are made.
    if steps == nil, step == 0 { return start }
    let t = Double(step)
    return t < top
      ? peak + (start - peak) * halfWave(t / top)
      : end + (peak - end) * halfWave((min(t, last) - top) / (last - top))
  }

  public func rate(at t: Tensor) -> Tensor {
    let up = (peak + (start - peak) * halfWave(t / top)).named("up")
    let behind = minimum(t, Tensor(last, name: "last step", type: t.elementType)) - top
    let down = (end + (peak - end) * halfWave(behind / (last - top))).named("down")
    return select(t .< top, up, down)
  }

  public var description: String {
    "OneCycle(peak: \(peak)\(steps.map { ", steps: \($0)" } ?? ""), rising: \(rising), from: \(start), to: \(end))"
  }
}
