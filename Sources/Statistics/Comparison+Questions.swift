import Numerals

// What a text wants to know of a comparison.

extension Comparison {
  /// The scores of an arm, one for each seed.
  public subscript(name: String) -> [Double] { arm(name).values }

  public func mean(_ name: String) -> Double { arm(name).sample.mean }

  /// The difference of two arms, the first minus the second, with the corrected p.
  public func pair(_ first: String, _ second: String) -> Pair {
    let (one, other) = (arm(first), arm(second))
    for pair in pairs {
      if pair.first == one.name && pair.second == other.name { return pair }
      if pair.first == other.name && pair.second == one.name {
        return Pair(
          first: one.name, second: other.name, difference: pair.difference.reversed, correctedP: pair.correctedP)
      }
    }
    stop(
      "“\(first)” and “\(second)” are not compared here: every arm is compared with “\(control ?? "")” only. Leave the "
        + "control out to compare every two.")
  }

  /// The difference of the means of two arms, the first minus the second.
  public func difference(_ first: String, _ second: String) -> MeanDifference { pair(first, second).difference }

  /// Whether two arms are told apart at the comparison's level.
  public func isDifferent(_ first: String, from second: String) -> Bool { pair(first, second).correctedP < level }

  /// Whether the first is above the second, and told apart from it.
  public func isHigher(_ first: String, than second: String) -> Bool {
    isDifferent(first, from: second) && difference(first, second).mean > 0
  }

  /// Whether the first is below the second, and told apart from it.
  public func isLower(_ first: String, than second: String) -> Bool {
    isDifferent(first, from: second) && difference(first, second).mean < 0
  }

  /// Whether two arms are as good as equal: see `Equivalence`.
  ///
  /// - Parameter margin: what would not matter, in the unit of the scores.
  public func equivalence(_ first: String, _ second: String, within margin: Double) -> Equivalence {
    checkMargin(margin)
    return Equivalence(difference: difference(first, second), margin: margin)
  }

  /// The pairs that are told apart.
  public var differing: [Pair] { pairs.filter { $0.correctedP < level } }

  /// What follows, in a sentence or two: which arms are told apart, and how that was asked.
  public var verdict: String {
    let told = differing.map { pair in
      let (mean, first, second) = (pair.difference.mean, pair.first, pair.second)
      return
        "\(mean > 0 ? first : second) is above \(mean > 0 ? second : first) by \(significantText(abs(mean), digits: 3))"
        + " ± \(significantText(pair.difference.standardError, digits: 2)) (\(pText(pair.correctedP)))"
    }
    let rest = pairs.count - differing.count
    let design = pairs[0].difference.design
    let method =
      "\(design.words), \(arms[0].values.count) seeds, ± standard error"
      + (pairs.count > 1 ? ", p corrected by Holm over \(pairs.count) pairs" : "")
    guard !told.isEmpty else {
      return (pairs.count == 1 ? "The two are not told apart" : "None of the \(pairs.count) pairs is told apart")
        + " (\(method); \(pText(pairs.map(\.correctedP).min()!))). That does not show that they are equal."
    }
    let remaining = rest == 0 ? "" : " \(rest == 1 ? "One pair is" : "\(rest) pairs are") not told apart."
    let sentence = told.joined(separator: "; ")
    return "\(sentence) (\(method)).\(remaining)"
  }

  private func arm(_ name: String) -> Arm {
    guard let arm = arms.first(where: { $0.name == name }) else {
      stop("There is no arm “\(name)”. The arms are \(arms.map(\.name).joined(separator: ", ")).")
    }
    return arm
  }
}

extension Comparison: CustomStringConvertible {
  /// Each arm's mean ± standard deviation, then the verdict.
  public var description: String {
    (arms.map { "\($0.name): \($0.sample.withDeviation)" } + [verdict]).joined(separator: "\n")
  }
}
