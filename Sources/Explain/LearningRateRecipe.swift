import Display
import Foundation

extension Chart {
  /// The spectrum of learning rates: a range test's losses, smoothed, with the rate marked at which they fall fastest.
  public static func learningRates(rangeTest losses: [Double], rates: [Double]) -> Chart {
    let test = LearningRateTest(rates: rates, losses: losses)
    return learningRates(rates: test.rates, losses: test.losses, smoothed: test.smoothed, suggested: test.suggested)
  }
}

/// What a learning-rate range test says: every training step uses a larger rate than the one before. Smith 2017,
/// arXiv:1506.01186, section 3.3.
public struct LearningRateTest: Sendable, Equatable {
  public let rates: [Double]
  public let losses: [Double]
  /// Each loss averaged with its neighbours.
  public let smoothed: [Double]
  /// Where the smoothed loss falls fastest against the logarithm of the rate, before it is lowest; nil when it never
  /// falls. Limits: one test of a noisy loss is a hint, not a measurement.
  public let suggested: Double?

  /// - Parameters:
  ///   - rates: positive and ascending, one a training step.
  ///   - losses: one for each rate; from the first that is not finite on, they are shown but not used.
  public init(rates: [Double], losses: [Double]) {
    let count = min(rates.count, losses.count)
    self.rates = Array(rates.prefix(count))
    self.losses = Array(losses.prefix(count))
    let usable = losses.prefix(count).prefix { $0.isFinite }.count
    let reach = max(1, usable / 20)
    let smooth = (0..<usable).map { index -> Double in
      let near = losses[max(0, index - reach)...min(usable - 1, index + reach)]
      return near.reduce(0) { $0 + $1 / Double(near.count) }
    }
    smoothed = smooth + Array(repeating: .nan, count: count - usable)
    let lowest = smooth.indices.min { smooth[$0] < smooth[$1] } ?? 0
    let slopes = (1..<max(1, min(lowest, usable - 1))).compactMap { index -> (rate: Double, slope: Double)? in
      let decades = log10(rates[index + 1]) - log10(rates[index - 1])
      guard decades.isFinite, decades > 0 else { return nil }
      return (rates[index], (smooth[index + 1] - smooth[index - 1]) / decades)
    }
    suggested = slopes.min { $0.slope < $1.slope }.flatMap { $0.slope < 0 ? $0.rate : nil }
  }
}
