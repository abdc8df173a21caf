import Numerals

/// Whether two means are as good as equal: closer than a margin that is stated beforehand. That a test finds no difference
/// does not show it; a few seeds never find one.
///
/// Two one-sided tests (Schuirmann 1987, doi:10.1007/BF01068419): one against a difference of −margin or less, one against
/// +margin or more. Both must be refuted, so the greater p decides; at a level of 5 % that is the same as asking whether the
/// 90 % interval lies within ±margin.
public struct Equivalence: Sendable, Equatable, CustomStringConvertible {
  public let difference: MeanDifference
  /// In the unit of the numbers, greater than 0.
  public let margin: Double

  package init(difference: MeanDifference, margin: Double) {
    self.difference = difference
    self.margin = margin
  }

  /// Against differences of −margin and less.
  public var lowerP: Double { oneSided(difference.mean + margin) }
  /// Against differences of margin and more.
  public var upperP: Double { oneSided(margin - difference.mean) }
  /// The greater of the two.
  public var p: Double { max(lowerP, upperP) }

  /// Against differences within the margin: small where the means are shown to differ by more. Two-sided.
  public var differenceP: Double { min(1, 2 * min(1 - lowerP, 1 - upperP)) }

  public func isShown(level: Double = 0.05) -> Bool { p < level }

  private func oneSided(_ distance: Double) -> Double {
    guard difference.standardError > 0 else { return distance > 0 ? 0 : 1 }
    return StudentT(degreesOfFreedom: difference.degreesOfFreedom).upperP(distance / difference.standardError)
  }

  /// One sentence: "The difference is within ±1 (90 % interval −0.31 to 1.37, p = 0.17): not shown."
  public var description: String {
    let margin = significantText(margin, digits: 3)
    let numbers =
      "difference \(significantText(difference.mean, digits: 3)), standard error "
      + "\(significantText(difference.standardError, digits: 2)), 90 % interval \(text(difference.interval(level: 0.9))), "
      + pText(p)
    return isShown() ? "Equal within ±\(margin): \(numbers)." : "Not shown to be equal within ±\(margin): \(numbers)."
  }
}

/// Tests whether two means are equal within a margin.
///
///     print(equivalence(regression, network, within: 1))      // ±1 point, runs that share their splits
///
/// - Parameters:
///   - margin: what would not matter, in the unit of the numbers; state it before you look.
///   - paired: whether the numbers with the same index share a seed.
public func equivalence(
  _ first: [Double], _ second: [Double], within margin: Double, paired: Bool = true
) -> Equivalence {
  checkMargin(margin)
  return Equivalence(
    difference: paired ? pairedDifference(first, second) : welchDifference(first, second), margin: margin)
}
