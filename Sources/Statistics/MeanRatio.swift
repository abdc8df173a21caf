import Numerals

/// How many times one mean is another, with an interval: `meanRatio(seconds, baseline)`.
public struct MeanRatio: Sendable, Equatable, CustomStringConvertible {
  public let design: MeanDifference.Design
  /// The first mean divided by the second.
  public let ratio: Double
  public let level: Double
  /// nil where the second mean cannot be told from 0: the ratio is then not bounded.
  public let interval: ClosedRange<Double>?
  public let degreesOfFreedom: Double

  /// "2.47 times (95 % interval 2.1 to 2.9)"
  public var description: String {
    let percent = significantText(100 * level, digits: 3)
    let bounds = interval.map { "\(percent) % interval \(text($0))" } ?? "no bounded \(percent) % interval"
    return "\(significantText(ratio, digits: 3)) times (\(bounds))"
  }
}

/// The ratio of two means with Fieller's interval: the factors r for which a t test does not refute that the mean of
/// first − r·second is 0 (Fieller 1954, doi:10.1111/j.2517-6161.1954.tb00159.x). Of independent runs, the degrees of freedom
/// are Welch's, at the ratio found.
///
/// - Parameters:
///   - paired: whether the numbers with the same index share a seed.
///   - level: the share of experiments in which the interval covers the true ratio.
public func meanRatio(
  _ first: [Double], _ second: [Double], paired: Bool = true, level: Double = 0.95
) -> MeanRatio {
  check(first, atLeast: 2, "meanRatio")
  check(second, atLeast: 2, "meanRatio")
  checkLevel(level, "meanRatio")
  if paired && first.count != second.count {
    stop("meanRatio expects a partner for each number; got \(first.count) and \(second.count). Or say paired: false.")
  }
  let (one, other) = (Sample(first), Sample(second))
  guard other.mean != 0 else { stop("meanRatio expects a second mean that is not 0.") }
  let ratio = one.mean / other.mean
  let degrees = paired ? Double(one.count - 1) : welchDegreesOfFreedom(one, other, factor: ratio)
  let t = StudentT(degreesOfFreedom: degrees).quantile((1 + level) / 2)
  // (x̄ − r ȳ)² ≤ t² (u − 2 r w + r² v) is a quadratic in r.
  let covariance = paired ? errorCovariance(one, other) : 0
  let a = other.mean * other.mean - t * t * other.squaredError
  let b = one.mean * other.mean - t * t * covariance
  let c = one.mean * one.mean - t * t * one.squaredError
  let half = max(0, b * b - a * c).squareRoot()
  return MeanRatio(
    design: paired ? .paired : .welch, ratio: ratio, level: level,
    interval: a > 0 ? ((b - half) / a)...((b + half) / a) : nil, degreesOfFreedom: degrees)
}

/// The covariance of two means of pairs.
private func errorCovariance(_ one: Sample, _ other: Sample) -> Double {
  let products = zip(one.values, other.values).reduce(0) { $0 + ($1.0 - one.mean) * ($1.1 - other.mean) }
  return products / Double(one.count - 1) / Double(one.count)
}
