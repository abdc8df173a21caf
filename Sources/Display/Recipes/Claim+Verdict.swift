import Statistics

extension Claim {
  /// How the pairs of rows stand here, against how the claim has them.
  public struct Verdict: Codable, Sendable, Equatable, CustomStringConvertible {
    public enum Outcome: String, Codable, Sendable {
      case holds, holdsInPart, undecided, doesNotHold

      public var words: String {
        switch self {
        case .holds: "It holds"
        case .holdsInPart: "It holds in part"
        case .undecided: "It cannot be decided here"
        case .doesNotHold: "It does not hold here"
        }
      }
    }

    /// Pairs in the claim's order, in the opposite one, and too close to say.
    public var agreeing = 0
    public var opposed = 0
    public var close = 0
    /// The least number of seeds that a row was measured with.
    public var seeds = 0
    /// By what factor the ratio of a row to the first differs from the source's at most; nil where ratios do not count.
    public var ratioFactor: Double?
  }

  /// Two rows are told apart when their means differ by more than two standard errors of that difference (Welch 1947);
  /// pairs about which the claim says nothing do not count.
  public var verdict: Verdict {
    var verdict = Verdict(seeds: rows.map(\.measured.count).min() ?? 0, ratioFactor: ratioFactor)
    for first in rows.indices {
      for second in rows.indices.dropFirst(first + 1) {
        let wanted = wantedDifference(first, second)
        guard wanted > 0 || wanted < 0 else { continue }
        let (one, other) = (Sample(rows[first].measured), Sample(rows[second].measured))
        let difference = one.mean - other.mean
        let error = (one.standardError * one.standardError + other.standardError * other.standardError).squareRoot()
        if !(abs(difference) > 2 * error) {
          verdict.close += 1
        } else if (difference > 0) == (wanted > 0) {
          verdict.agreeing += 1
        } else {
          verdict.opposed += 1
        }
      }
    }
    return verdict
  }

  private func wantedDifference(_ first: Int, _ second: Int) -> Double {
    switch expecting {
    case .descending: 1
    case .ascending: -1
    case .asSource: (rows[first].source ?? .nan) - (rows[second].source ?? .nan)
    }
  }

  private var ratioFactor: Double? {
    guard isRelative, let first = rows.first, let source = first.source else { return nil }
    let factors = rows.dropFirst().compactMap { row -> Double? in
      guard let own = row.source else { return nil }
      let factor = (Sample(row.measured).mean / Sample(first.measured).mean) / (own / source)
      return max(factor, 1 / factor)
    }
    return factors.max()
  }

  /// The settings, the source's numbers, and what was measured here: mean ± standard deviation over seeds.
  public var table: Table {
    let hasSource = rows.contains { $0.source != nil }
    let here = Sample(rows.first?.measured ?? []).mean
    var columns = [quantity] + (hasSource ? ["source"] : [])
    columns += (isRelative && hasSource ? ["to the first"] : []) + ["here"] + (isRelative ? ["to the first"] : [])
    let lines = rows.map { row in
      var cells = [row.name]
      if hasSource { cells.append(row.source.map { format($0) } ?? "–") }
      if isRelative && hasSource { cells.append(ratio(row.source, rows[0].source)) }
      cells.append(formatSpread(of: row.measured))
      if isRelative { cells.append(ratio(Sample(row.measured).mean, here)) }
      return cells
    }
    return Table(
      title: "Claim \(id): \(statement)", columns: columns,
      alignments: [.leading] + columns.dropFirst().map { _ in .trailing }, rows: lines)
  }

  private func ratio(_ number: Double?, _ first: Double?) -> String {
    guard let number, let first else { return "–" }
    return format(number / first, significantDigits: 3) + " ×"
  }
}

extension Claim.Verdict {
  public var outcome: Outcome {
    if opposed == 0 && close == 0 { return .holds }
    if agreeing > opposed { return .holdsInPart }
    return opposed == 0 ? .undecided : .doesNotHold
  }

  /// One or two sentences: "It holds in part: of 6 pairs, 3 stand in this order here, …"
  public var description: String { outcome.words + ": " + pairs + ratios }

  private var pairs: String {
    let all = agreeing + opposed + close
    let runs = seeds > 1 ? " over \(seeds) seeds" : ""
    if all == 1 {
      let ways = [
        (agreeing, "stand in this order"), (opposed, "stand the other way round"), (close, "cannot be told apart"),
      ]
      return "the two \(ways.first { $0.0 == 1 }!.1)\(runs)."
    }
    if agreeing == all { return "all \(all) pairs stand in this order\(runs)." }
    return "of \(all) pairs, \(agreeing) stand in this order\(runs), \(opposed) the other way round, and \(close) "
      + "cannot be told apart."
  }

  private var ratios: String {
    guard let ratioFactor else { return "" }
    return " The ratios differ from the source's by up to \(format(ratioFactor, significantDigits: 2)) times."
  }
}
