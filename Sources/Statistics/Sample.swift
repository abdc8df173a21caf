import Foundation
import Numerals

/// Some numbers of one kind, such as one for each seed: their mean, and two things that must not be confused. The standard
/// *deviation* describes how much single runs differ; the standard *error*, how much the mean of so many runs is off.
///
///     let accuracies = Sample([95.1, 96.0, 95.4, 96.2, 95.8])
///     accuracies.withDeviation      // 95.70 ± 0.45 (standard deviation of 5)
///     accuracies.withError          // 95.70 ± 0.20 (standard error of 5)
public struct Sample: Sendable, Equatable, CustomStringConvertible {
  public let values: [Double]
  /// x̄ = Σxᵢ / n; NaN for no numbers.
  public let mean: Double
  /// s = √(Σ(xᵢ − x̄)² / (n − 1)), the standard deviation of a sample; 0 for one number.
  public let standardDeviation: Double

  public init(_ values: [Double]) {
    self.values = values
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    standardDeviation = values.count < 2 ? 0 : (squares / Double(values.count - 1)).squareRoot()
  }

  public var count: Int { values.count }
  /// s / √n
  public var standardError: Double { standardDeviation / Double(count).squareRoot() }
  /// The middle number, or the mean of the middle two; NaN for none.
  public var median: Double {
    guard count > 0 else { return .nan }
    let sorted = values.sorted()
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }

  /// The mean's confidence interval, x̄ ± t·s/√n with n − 1 degrees of freedom (Student 1908): for numbers that are roughly
  /// normally distributed it covers the true mean in `level` of all experiments.
  public func interval(level: Double = 0.95) -> ClosedRange<Double> {
    check(values, atLeast: 2, "interval")
    checkLevel(level, "interval")
    return around(mean, StudentT(degreesOfFreedom: Double(count - 1)).quantile((1 + level) / 2) * standardError)
  }

  /// Describes runs: "95.70 ± 0.45 (standard deviation of 5)".
  public var withDeviation: String {
    plusMinus(mean, standardDeviation) + (count > 1 ? " (standard deviation of \(count))" : "")
  }
  /// Supports a conclusion: "95.70 ± 0.20 (standard error of 5)".
  public var withError: String { plusMinus(mean, standardError) + (count > 1 ? " (standard error of \(count))" : "") }
  public var description: String { withDeviation }
}

// Functions of one word are what a lesson may have declared itself: its own come first then.

/// The mean: `mean(accuracies)`.
@_disfavoredOverload
public func mean(_ values: [Double]) -> Double { Sample(values).mean }

/// The middle number, or the mean of the middle two.
@_disfavoredOverload
public func median(_ values: [Double]) -> Double { Sample(values).median }

/// The standard deviation of a sample, with n − 1: how much single runs differ.
@_disfavoredOverload
public func standardDeviation(_ values: [Double]) -> Double { Sample(values).standardDeviation }

/// The standard error of the mean, s / √n: how much the mean of so many runs is off.
@_disfavoredOverload
public func standardError(_ values: [Double]) -> Double { Sample(values).standardError }

/// The confidence interval of the mean.
@_disfavoredOverload
public func confidenceInterval(_ values: [Double], level: Double = 0.95) -> ClosedRange<Double> {
  Sample(values).interval(level: level)
}

/// "0.984 ± 0.010": to two digits of what follows the sign; just the number where that is 0.
package func plusMinus(_ mean: Double, _ spread: Double) -> String {
  guard mean.isFinite, max(abs(mean), spread) < 1e6, spread >= 1e-6 else { return significantText(mean) }
  let decimals = max(0, 1 - Int(log10(spread).rounded(.down)))
  return fixedText(mean, decimals: decimals) + " ± " + fixedText(spread, decimals: decimals)
}

/// A share from 0 to 1 as it is written in prose: `percent(0.9342)` is "93.4 %".
@_disfavoredOverload
public func percent(_ share: Double, decimals: Int = 1) -> String { fixedText(100 * share, decimals: decimals) + " %" }

/// Shares, one for each seed, as mean ± standard deviation: "92.82 ± 0.45 %".
@_disfavoredOverload
public func percent(_ shares: [Double]) -> String {
  let sample = Sample(shares.map { 100 * $0 })
  return plusMinus(sample.mean, sample.standardDeviation) + " %"
}

/// From the least to the greatest: "92.1 to 93.4".
@_disfavoredOverload
public func rangeText(_ values: [Double]) -> String {
  guard let least = values.min(), let greatest = values.max() else { return "none" }
  return significantText(least) + " to " + significantText(greatest)
}

func around(_ middle: Double, _ half: Double) -> ClosedRange<Double> { (middle - half)...(middle + half) }
func text(_ interval: ClosedRange<Double>) -> String {
  significantText(interval.lowerBound, digits: 3) + " to " + significantText(interval.upperBound, digits: 3)
}

/// "p = 0.028", "p < 0.001".
package func pText(_ p: Double) -> String { p < 0.001 ? "p < 0.001" : "p = " + significantText(p, digits: 2) }
