import Statistics

extension Claim {
  /// How the pairs of rows stand here, against how the claim has them.
  public struct Verdict: Sendable, Equatable, CustomStringConvertible {
    public enum Outcome: String, Codable, Sendable {
      case holds, holdsInPart, undecided, notSeen, doesNotHold

      public var words: String {
        switch self {
        case .holds: "It holds"
        case .holdsInPart: "It holds in part"
        case .undecided: "It cannot be decided here"
        case .notSeen: "It was not seen here"
        case .doesNotHold: "It does not hold here"
        }
      }
    }

    public let outcome: Outcome
    /// How many pairs are as claimed, how many are otherwise, and how many are undecided.
    public let agreeing: Int
    public let opposed: Int
    public let close: Int
    /// "all 6 pairs stand in this order"
    public let reason: String
    /// "Paired t over 5 seeds, …": how that was found.
    public let method: String

    /// "It holds: all 6 pairs stand in this order. Paired t over 5 seeds, …"
    public var description: String { "\(outcome.words): \(reason). \(method)" }
  }

  /// Of a claim about all pairs: it holds where each is as claimed; in part where more are as claimed than otherwise; not at all
  /// where some are otherwise. Of a claim that something can be: it holds where one pair shows it.
  public var verdict: Verdict {
    let outcomes = findings.map(\.outcome)
    let (agreeing, opposed) = (outcomes.count { $0 == .agrees }, outcomes.count { $0 == .opposes })
    let close = outcomes.count - agreeing - opposed
    return Verdict(
      outcome: outcome(agreeing: agreeing, opposed: opposed, close: close), agreeing: agreeing, opposed: opposed,
      close: close, reason: reason(agreeing: agreeing, opposed: opposed, close: close),
      method: method(pairs: outcomes.count))
  }

  private func outcome(agreeing: Int, opposed: Int, close: Int) -> Verdict.Outcome {
    if isExistence { return agreeing > 0 ? .holds : .notSeen }
    if opposed == 0 && close == 0 { return .holds }
    if agreeing > opposed { return .holdsInPart }
    return opposed == 0 ? .undecided : .doesNotHold
  }

  private var isExistence: Bool { if case .existence = kind { true } else { false } }

  private func reason(agreeing: Int, opposed: Int, close: Int) -> String {
    let all = agreeing + opposed + close
    let words = relation.words
    if all == 1 {
      return "the two are \(agreeing == 1 ? words.agree : opposed == 1 ? words.oppose : words.close)\(ratios)"
    }
    if agreeing == all { return "\(all == 2 ? "both" : "all \(all)") pairs are \(words.agree)\(ratios)" }
    func part(_ count: Int, _ words: String) -> String { "\(count == 0 ? "none" : String(count)) \(words)" }
    let parts =
      [part(agreeing, words.agree), part(opposed, words.oppose)] + (close > 0 ? [part(close, words.close)] : [])
    return "of \(all) pairs, \(parts.joined(separator: ", "))\(ratios)"
  }

  /// How the verdict was reached, what differs between seeds and what does not.
  private func method(pairs count: Int) -> String {
    let (test, differ, shared): (String, String, String?)
    switch varying {
    case .counted: return "The numbers were counted; nothing in them varies."
    case .paired(let what, let fixed): (test, differ, shared) = ("Paired t", what, fixed)
    case .independent(let what, let fixed): (test, differ, shared) = ("Welch’s t", what, fixed)
    }
    let seeds = rows.map(\.measured.count).min() ?? 0
    let kind = relation.testedBy.isEmpty ? "" : ", \(relation.testedBy)"
    return "\(test) over \(seeds) seeds, which differ in \(differ)\(shared.map { " and share \($0)" } ?? "")\(kind), "
      + (count > 1 ? "corrected by Holm over \(count) pairs, " : "") + "at \(format(100 * level)) %."
  }

  /// Where ratios are shown, by what factor one differs from the source's at most.
  private var ratios: String {
    guard showsRatios, let first = rows.first, let source = first.source else { return "" }
    let factors = rows.dropFirst().compactMap { row -> Double? in
      guard let own = row.source else { return nil }
      let factor = (mean(row.measured) / mean(first.measured)) / (own / source)
      return max(factor, 1 / factor)
    }
    return factors.max().map {
      "; the ratios differ from the source’s by up to \(format($0, significantDigits: 2)) times"
    }
      ?? ""
  }
}

extension Claim.Kind {
  /// How pairs stand that are as claimed, otherwise, or undecided.
  fileprivate var words: (agree: String, oppose: String, close: String) {
    switch self {
    case .order: ("in this order", "the other way round", "not told apart")
    case .equivalence(let margin):
      ("less than \(format(margin)) apart", "more than \(format(margin)) apart", "not known to be either")
    case .ratio(let factor):
      ("within a factor of \(format(factor)) of the source’s ratio", "outside of it", "not known to be either")
    case .existence(let relation): relation.words
    }
  }

  fileprivate var testedBy: String {
    switch self {
    case .order: ""
    case .equivalence(let margin): "two one-sided tests with a margin of \(format(margin))"
    case .ratio(let factor): "two one-sided tests with a factor of \(format(factor))"
    case .existence(let relation): relation.testedBy
    }
  }

  /// "order, falling", "existence of one pair: equivalence within 1": what sort of statement it is.
  public var name: String {
    switch self {
    case .order(.asSource): "order, the source’s"
    case .order(.descending): "order, falling"
    case .order(.ascending): "order, rising"
    case .ratio(let factor): "ratio within a factor of \(format(factor))"
    case .equivalence(let margin): "equivalence within \(format(margin))"
    case .existence(let relation): "existence of one pair: \(relation.name)"
    }
  }
}
