import Numerals

/// How far two means lie apart, and how sure that is: `pairedDifference` where runs share seeds, `welchDifference` where they
/// do not.
public struct MeanDifference: Sendable, Equatable, CustomStringConvertible {
  public enum Design: String, Sendable {
    case paired, welch
    /// "paired t", "Welch's t"
    public var words: String { self == .paired ? "paired t" : "Welch’s t" }
  }

  public let design: Design
  /// The first mean minus the second.
  public let mean: Double
  /// Of that difference: not how much runs differ, but how much the difference of the means is off.
  public let standardError: Double
  /// n − 1 of pairs, or as Welch and Satterthwaite have it.
  public let degreesOfFreedom: Double
  /// How many numbers each side has; of pairs, how many pairs.
  public let counts: [Int]

  /// mean / standard error; infinite where nothing varies but the means differ, 0 where they do not.
  public var t: Double {
    if standardError > 0 { return mean / standardError }
    return mean == 0 ? 0 : mean > 0 ? .infinity : -.infinity
  }

  /// Two-sided: how often chance alone gives a difference at least so large in either direction.
  public var p: Double { StudentT(degreesOfFreedom: degreesOfFreedom).twoSidedP(t) }

  /// One-sided: how often chance alone gives a difference at least so far above 0; and at least so far below it.
  package var upperP: Double { StudentT(degreesOfFreedom: degreesOfFreedom).upperP(t) }
  package var lowerP: Double { StudentT(degreesOfFreedom: degreesOfFreedom).upperP(-t) }

  /// The difference of two numbers that were counted, without chance.
  package static func exact(_ difference: Double) -> MeanDifference {
    MeanDifference(design: .paired, mean: difference, standardError: 0, degreesOfFreedom: 1, counts: [1, 1])
  }

  /// The confidence interval of the difference, mean ± t·standard error.
  public func interval(level: Double = 0.95) -> ClosedRange<Double> {
    checkLevel(level, "interval")
    return around(mean, StudentT(degreesOfFreedom: degreesOfFreedom).quantile((1 + level) / 2) * standardError)
  }

  /// The same the other way round: the second mean minus the first.
  public var reversed: MeanDifference {
    MeanDifference(
      design: design, mean: -mean, standardError: standardError, degreesOfFreedom: degreesOfFreedom,
      counts: counts.reversed())
  }

  /// "t(9) = 1.15"; of Welch's, "t(7.4) = 1.15".
  public var tText: String {
    "t(\(significantText(degreesOfFreedom, digits: 3))) = \(significantText(t, digits: 3))"
  }

  /// One sentence: "On average the first is 0.53 higher than the second: standard error 0.46 over 10 pairs, 95 % interval …".
  public var description: String { sentence("the first", "the second") }

  /// The same with names: `gain.sentence("dropout", "plain")`.
  public func sentence(_ first: String, _ second: String) -> String {
    let amount = significantText(abs(mean), digits: 3)
    let comparison = mean == 0 ? "as high as" : "\(amount) \(mean > 0 ? "higher" : "lower") than"
    let over = design == .paired ? "\(counts[0]) pairs" : "\(counts[0]) and \(counts[1]) runs"
    return
      "On average \(first) is \(comparison) \(second): standard error \(significantText(standardError, digits: 2)) over "
      + "\(over), 95 % interval \(text(interval())), \(design.words): \(tText), \(pText(p))."
  }
}

/// The mean of the differences of pairs, such as runs that share a seed and so a split, a start or an order: what a pair has in
/// common cancels out. Student's paired t, with n − 1 degrees of freedom (Student 1908, doi:10.1093/biomet/6.1.1).
///
///     let gain = pairedDifference(withDropout, plain)      // one number a seed, the seeds in the same order
///     print(gain)
///
/// - Parameters:
///   - first: one number for each pair, two pairs at least.
///   - second: the same pairs in the same order.
public func pairedDifference(_ first: [Double], _ second: [Double]) -> MeanDifference {
  guard first.count == second.count else {
    stop(
      "pairedDifference expects a partner for each number; got \(first.count) and \(second.count) numbers. "
        + "Where runs share no seeds, use welchDifference.")
  }
  check(first, atLeast: 2, "pairedDifference", "pairs")
  check(second, atLeast: 2, "pairedDifference", "pairs")
  let differences = Sample(zip(first, second).map { $0 - $1 })
  return MeanDifference(
    design: .paired, mean: differences.mean, standardError: differences.standardError,
    degreesOfFreedom: Double(differences.count - 1), counts: [first.count, second.count])
}

/// The difference of the means of runs that share nothing. Welch's t does not assume that both sides vary alike; its degrees
/// of freedom are (u + v)² / (u²/(n − 1) + v²/(m − 1)), where u and v are the squared standard errors (Welch 1947,
/// doi:10.1093/biomet/34.1-2.28).
///
/// - Parameters:
///   - first: two numbers at least.
///   - second: two at least, as many as there are.
public func welchDifference(_ first: [Double], _ second: [Double]) -> MeanDifference {
  check(first, atLeast: 2, "welchDifference")
  check(second, atLeast: 2, "welchDifference")
  let (one, other) = (Sample(first), Sample(second))
  return MeanDifference(
    design: .welch, mean: one.mean - other.mean,
    standardError: (one.squaredError + other.squaredError).squareRoot(),
    degreesOfFreedom: welchDegreesOfFreedom(one, other), counts: [one.count, other.count])
}

/// Where neither side varies, those of equal variances, n + m − 2.
func welchDegreesOfFreedom(_ one: Sample, _ other: Sample, factor: Double = 1) -> Double {
  let (u, v) = (one.squaredError, factor * factor * other.squaredError)
  guard u + v > 0 else { return Double(one.count + other.count - 2) }
  // By shares, so that tiny errors do not underflow when squared.
  let share = u / (u + v)
  return 1 / (share * share / Double(one.count - 1) + (1 - share) * (1 - share) / Double(other.count - 1))
}

extension Sample {
  var squaredError: Double { standardDeviation * standardDeviation / Double(count) }
}
