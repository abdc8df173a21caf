import Statistics

// How each pair of a claim's rows is tested.

extension Claim {
  /// What the numbers say of two rows.
  public struct Finding: Codable, Sendable, Equatable {
    public enum Outcome: String, Codable, Sendable { case agrees, opposes, undecided }

    public var first: String
    public var second: String
    /// The mean of the first minus that of the second; of a ratio, minus the source's multiple of the second.
    public var difference: Double
    /// And t, its degrees of freedom and p: nil where the rows were counted.
    public var standardError: Double?
    /// Of the test that p belongs to: of two one-sided ones, the one that decides.
    public var t: Double?
    public var degreesOfFreedom: Double?
    /// Of what the numbers favour, for or against the claim; corrected by Holm's rule over the claim's pairs.
    public var p: Double?
    public var outcome: Outcome
  }

  /// The pairs about which the claim says something, each tested and corrected for the number of pairs.
  public var findings: [Finding] {
    let asked = pairs.compactMap { question($0.0, $0.1, relation) }
    let (supporting, opposing) = (holm(asked.map(\.supportingP)), holm(asked.map(\.opposingP)))
    return asked.indices.map { index in
      let question = asked[index]
      let p = question.favours ? supporting[index] : opposing[index]
      let isCounted = varying == .counted
      return Finding(
        first: rows[question.pair.0].name, second: rows[question.pair.1].name, difference: question.difference.mean,
        standardError: isCounted ? nil : question.difference.standardError, t: isCounted ? nil : question.t,
        degreesOfFreedom: isCounted ? nil : question.difference.degreesOfFreedom, p: isCounted ? nil : p,
        outcome: p >= level ? .undecided : question.favours ? .agrees : .opposes)
    }
  }

  /// What is said of two rows: of some of them, where the claim is that something exists.
  var relation: Kind { if case .existence(let relation) = kind { relation } else { kind } }

  private var pairs: [(Int, Int)] {
    let indices = rows.indices
    switch comparing {
    case _ where relation.isRatio: return indices.dropFirst().map { ($0, 0) }
    case .all: return indices.flatMap { first in indices.dropFirst(first + 1).map { (first, $0) } }
    case .withFirst: return indices.dropFirst().map { (0, $0) }
    case .neighbours: return zip(indices, indices.dropFirst()).map { ($0, $1) }
    }
  }

  /// What is asked of one pair.
  private struct Question {
    var pair: (Int, Int)
    var difference: MeanDifference
    var t: Double
    /// Whether the numbers speak for the claim rather than against it.
    var favours: Bool
    /// How likely such numbers are although the claim is wrong of this pair; and although it is right.
    var supportingP: Double
    var opposingP: Double
  }

  private func question(_ first: Int, _ second: Int, _ relation: Kind) -> Question? {
    switch relation {
    case .order(let order):
      let wanted = wantedDifference(first, second, order)
      guard wanted > 0 || wanted < 0 else { return nil }
      let difference = difference(first, second)
      // What was counted and is equal stands in no order.
      let isEqual = varying == .counted && difference.mean == 0
      return Question(
        pair: (first, second), difference: difference, t: difference.t, favours: difference.mean * wanted > 0,
        supportingP: difference.p, opposingP: isEqual ? 0 : difference.p)
    case .equivalence(let margin):
      let test = Equivalence(difference: difference(first, second), margin: margin)
      return Question(
        pair: (first, second), difference: test.difference,
        t: abs(margin - abs(test.difference.mean)) / test.difference.standardError,
        favours: abs(test.difference.mean) < margin,
        supportingP: test.p, opposingP: test.differenceP)
    case .ratio(let factor):
      guard let own = rows[first].source, let base = rows[second].source else { return nil }
      // x/y between ρ/f and ρf, for positive numbers: x above (ρ/f)·y, and below ρf·y.
      let ratio = own / base
      let (low, high) = (
        difference(first, second, times: ratio / factor), difference(first, second, times: ratio * factor)
      )
      let favours = low.mean > 0 && high.mean < 0
      return Question(
        pair: (first, second), difference: difference(first, second, times: ratio),
        t: favours ? min(low.t, -high.t) : max(-low.t, high.t), favours: favours,
        supportingP: max(low.upperP, high.lowerP),
        opposingP: min(1, 2 * min(low.lowerP, high.upperP)))
    case .existence: return nil
    }
  }

  private func wantedDifference(_ first: Int, _ second: Int, _ order: Order) -> Double {
    switch order {
    case .descending: 1
    case .ascending: -1
    case .asSource: (rows[first].source ?? .nan) - (rows[second].source ?? .nan)
    }
  }

  private func difference(_ first: Int, _ second: Int, times factor: Double = 1) -> MeanDifference {
    let (one, other) = (rows[first].measured, rows[second].measured.map { factor * $0 })
    switch varying {
    case .paired: return pairedDifference(one, other)
    case .independent: return welchDifference(one, other)
    case .counted: return .exact(one[0] - other[0])
    }
  }
}

extension Claim.Kind {
  var isRatio: Bool { if case .ratio = self { true } else { false } }
}
