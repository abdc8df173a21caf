import Foundation

/// Student's t distribution: how far the mean of a few normally distributed numbers is from the true one, in standard errors
/// (Student 1908, doi:10.1093/biomet/6.1.1). With few degrees of freedom its tails are heavier than the normal distribution's:
/// with 4, 95 % lie within 2.78, not 1.96.
///
///     StudentT(degreesOfFreedom: 9).quantile(0.975)      // 2.262
public struct StudentT: Sendable, Equatable {
  /// ν, greater than 0; need not be whole.
  public let degreesOfFreedom: Double

  public init(degreesOfFreedom: Double) {
    guard degreesOfFreedom > 0 else {
      stop("StudentT expects more than 0 degrees of freedom; got \(degreesOfFreedom).")
    }
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The chance of a number farther from 0 than t, on either side: Iₓ(ν/2, ½) at x = ν/(ν + t²).
  public func twoSidedP(_ t: Double) -> Double {
    if t.isNaN { return .nan }
    if t.isInfinite { return 0 }
    let square = t * t
    // Near t = 0, x is close to 1 and has lost the digits that matter: 1 − I₁₋ₓ(½, ν/2).
    return square < 1
      ? 1 - regularizedIncompleteBeta(0.5, degreesOfFreedom / 2, square / (degreesOfFreedom + square))
      : regularizedIncompleteBeta(degreesOfFreedom / 2, 0.5, degreesOfFreedom / (degreesOfFreedom + square))
  }

  /// The chance of a number of at least t.
  public func upperP(_ t: Double) -> Double { t >= 0 ? twoSidedP(t) / 2 : 1 - twoSidedP(t) / 2 }

  /// The chance of a number of at most t, the cumulative distribution function.
  public func cumulative(_ t: Double) -> Double { upperP(-t) }

  /// The t below which a share `p` of the distribution lies, by halving an interval; −∞ for 0 and ∞ for 1.
  public func quantile(_ p: Double) -> Double {
    guard (0...1).contains(p) else { stop("StudentT.quantile expects a share from 0 to 1; got \(p).") }
    if p == 0.5 { return 0 }
    if p == 0 || p == 1 { return p == 0 ? -.infinity : .infinity }
    if p < 0.5 { return -upperQuantile(p) }
    return upperQuantile(1 - p)
  }

  /// The positive t with a share `tail`, at most ½, above it.
  private func upperQuantile(_ tail: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    while upperP(high) > tail && high < 1e300 { (low, high) = (high, 2 * high) }
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return middle }
      if upperP(middle) > tail { low = middle } else { high = middle }
    }
  }
}
