import Display
import Explain
import Foundation
import Statistics
import Testing

@Suite struct ClaimTests {
  /// Five seeds with the same ups and downs.
  private static func around(_ mean: Double, _ spread: Double = 1) -> [Double] {
    [-0.2, -0.1, 0, 0.1, 0.2].map { mean + spread * $0 }
  }
  /// Others, so that differences vary too.
  private static func off(_ mean: Double) -> [Double] { [0.1, -0.2, 0.2, -0.1, 0].map { mean + $0 } }

  private static func claim(
    _ kind: Claim.Kind, _ rows: [(String, Double?, [Double])], varying: Claim.Variation = .independent("start"),
    comparing: Claim.Pairing = .all
  ) -> Claim {
    Claim("c", "as stated", kind, of: "x", varying: varying, rows, comparing: comparing)
  }

  @Test func aPairIsToldApartByWelchsT() throws {
    func finding(_ first: Double, _ second: Double) throws -> Claim.Finding {
      let rows = [("a", nil as Double?, Self.around(first)), ("b", nil, Self.around(second))]
      return try #require(Self.claim(.order(.descending), rows).findings.first)
    }
    let p = welchDifference(Self.around(10.3), Self.around(10)).p
    #expect(try finding(10.3, 10).p == p && p < 0.05)
    #expect(try finding(10.3, 10).outcome == .agrees && finding(10, 10.3).outcome == .opposes)
    #expect(try finding(10.1, 10).outcome == .undecided)
    #expect(try finding(10, 10).outcome == .undecided)
  }

  /// The same numbers: by pairs the difference is plain, by Welch's t it drowns in what the seeds share.
  @Test func runsThatShareSeedsArePairs() {
    let shared = [10.0, 20, 30, 40, 50]
    let noise = [0.1, -0.2, 0.2, -0.1, 0]
    let rows = [
      ("a", nil as Double?, zip(shared, noise).map { $0 + 1 + $1 }), ("b", nil, shared),
    ]
    #expect(Self.claim(.order(.descending), rows, varying: .paired("split")).verdict.outcome == .holds)
    #expect(Self.claim(.order(.descending), rows).verdict.outcome == .undecided)
  }

  @Test func theOutcomeCountsPairs() {
    func verdict(_ values: [Double]) -> Claim.Verdict {
      Self.claim(
        .order(.asSource),
        zip(["a", "b", "c"], zip([3.0, 2, 1], values)).map { ($0, $1.0, Self.around($1.1)) }
      ).verdict
    }
    #expect(
      verdict([30, 20, 10]).description
        == "It holds: all 3 pairs are in this order. Welch’s t over 5 seeds, which differ in start, corrected by "
        + "Holm over 3 pairs, at 5 %.")
    #expect(verdict([30, 30.01, 10]).outcome == .holdsInPart)
    #expect(
      verdict([30, 30.01, 10]).reason
        == "of 3 pairs, 2 in this order, none the other way round, 1 not told apart")
    #expect(verdict([10, 30, 20]).outcome == .doesNotHold)
    #expect(verdict([10, 10, 10]).outcome == .undecided)
  }

  /// One p of several is not enough where the same p of one is.
  @Test func pIsCorrectedOverThePairsOfAClaim() {
    let (a, b) = (Self.around(10.3), Self.around(10))
    let alone = Self.claim(.order(.descending), [("a", nil, a), ("b", nil, b)]).findings[0].p!
    let among = Self.claim(.order(.descending), [("a", nil, a), ("b", nil, b), ("c", nil, b), ("d", nil, b)])
    let raw = among.rows.indices.flatMap { i in
      among.rows.indices.dropFirst(i + 1).map { welchDifference(among.rows[i].measured, among.rows[$0].measured).p }
    }
    #expect(among.findings.map { $0.p! } == holm(raw) && among.findings[0].p! > alone)
  }

  @Test func aPossibilityNeedsOnePairOnly() {
    let rows = [("a", nil as Double?, Self.around(9)), ("b", nil, Self.around(10)), ("c", nil, Self.around(8))]
    let worse = Self.claim(.existence(.descending), rows)
    #expect(worse.verdict.outcome == .holds && worse.verdict.agreeing == 2 && worse.verdict.opposed == 1)
    #expect(Self.claim(.order(.descending), rows).verdict.outcome == .holdsInPart)
    let never = Self.claim(.existence(.descending), [("a", nil, Self.around(9)), ("b", nil, Self.around(9))])
    #expect(never.verdict.outcome == .notSeen && never.verdict.description.hasPrefix("It was not seen here: the two"))
    #expect(Self.claim(.existence(.descending), Array(rows.prefix(2))).verdict.outcome == .notSeen)
  }

  @Test func equivalenceNeedsItsMargin() {
    func verdict(_ second: [Double], within margin: Double) -> Claim.Verdict {
      Self.claim(
        .equivalence(within: margin), [("a", nil, Self.around(10)), ("b", nil, second)], varying: .paired("start")
      ).verdict
    }
    #expect(verdict(Self.off(10.1), within: 1).outcome == .holds)
    #expect(verdict(Self.off(10.1), within: 0.2).outcome == .undecided)
    #expect(verdict(Self.off(12), within: 1).outcome == .doesNotHold)
    #expect(
      verdict(Self.off(12), within: 1).description
        == "It does not hold here: the two are more than 1 apart. Paired t over 5 seeds, which differ in start, two "
        + "one-sided tests with a margin of 1, at 5 %.")
    let expected = equivalence(Self.around(10), Self.off(10.1), within: 1).p
    let found = Self.claim(
      .equivalence(within: 1), [("a", nil, Self.around(10)), ("b", nil, Self.off(10.1))], varying: .paired("start")
    ).findings
    #expect(found[0].p == expected)
  }

  /// The source has b twice a.
  @Test func ratiosNeedTheirFactor() {
    func verdict(_ second: Double, within factor: Double) -> Claim.Verdict {
      Self.claim(
        .ratio(within: factor), [("a", 1, Self.around(10)), ("b", 2, Self.off(second))], varying: .paired("start")
      ).verdict
    }
    #expect(verdict(22, within: 1.5).outcome == .holds)
    #expect(verdict(22, within: 1.09).outcome == .undecided)
    #expect(verdict(22, within: 1.05).outcome == .doesNotHold)
    #expect(verdict(60, within: 1.5).outcome == .doesNotHold && verdict(10, within: 1.5).outcome == .doesNotHold)
  }

  @Test func rowsWithoutASourceDoNotCount() {
    let claim = Self.claim(
      .order(.asSource), [("a", 2, Self.around(1)), ("b", nil, Self.around(5)), ("c", 1, Self.around(0))])
    #expect(claim.verdict.agreeing == 1 && claim.verdict.opposed == 0)
    #expect(claim.table.rows[1] == ["b", "–", "5.00 ± 0.16"])
  }

  /// By hand: here 2 and 10, the source 1 and 2: five times against twice.
  @Test func countedRatiosAreShown() {
    let claim = Claim(
      "T2", "b takes twice as long", .order(.asSource), of: "time (s)", varying: .counted,
      [("a", 1, [2]), ("b", 2, [10])],
      relative: true)
    #expect(claim.table.columns == ["time (s)", "source", "to the first", "here", "to the first"])
    #expect(claim.table.rows == [["a", "1", "1 ×", "2", "1 ×"], ["b", "2", "2 ×", "10", "5 ×"]])
    #expect(
      claim.verdict.description
        == "It holds: the two are in this order; the ratios differ from the source’s by up to 2.5 times. The numbers were "
        + "counted; nothing in them varies.")
    #expect(claim.tests.columns == ["pair", "difference", "as claimed"])
  }

  @Test func fewerPairsCanBeAsked() {
    let rows = [("a", nil as Double?, Self.around(9)), ("b", nil, Self.around(10)), ("c", nil, Self.around(8))]
    func pairs(_ comparing: Claim.Pairing) -> [String] {
      Self.claim(.order(.descending), rows, comparing: comparing).findings.map { $0.first + $0.second }
    }
    #expect(
      pairs(.all) == ["ab", "ac", "bc"] && pairs(.withFirst) == ["ab", "ac"] && pairs(.neighbours) == ["ab", "bc"])
  }

  @Test func aComparisonBecomesAClaim() {
    let result = compare(["a": 1.0, "b": 2.0], seeds: 1...5, of: "points", varies: "start") { arm, seed in
      arm + 0.01 * Double(seed * seed % 7) * arm
    }
    let claim = Claim("c", "b is above a", .order(.asSource), from: result, sources: ["a": 1, "b": 4], fixed: "data")
    #expect(claim.verdict.outcome == .holds && claim.varying == .paired("start", fixed: "data"))
    #expect(claim.findings[0].p == result.pairs[0].correctedP && claim.quantity == "points")
  }

  @Test(arguments: [
    ([0.974, 0.984, 0.994], "0.984 ± 0.010"), ([-2, -1], "−1.50 ± 0.71"), ([100, 300], "200 ± 141"), ([7], "7"),
    ([7, 7], "7"), ([0.1, .nan], "nan"), ([2e7, 4e7], "3e7"),
  ]) func spreadIsSpelt(values: [Double], text: String) { #expect(formatSpread(of: values) == text) }

  @Test func aClaimTravels() throws {
    for kind: Claim.Kind in [.order(.ascending), .equivalence(within: 2), .existence(.equivalence(within: 2))] {
      let claim = Self.claim(
        kind, [("a", 1, Self.around(1)), ("b", 2, Self.around(2))], varying: .paired("start", fixed: "split"))
      let back = try JSONDecoder().decode(Output.self, from: JSONEncoder().encode(Output.claim(claim)))
      #expect(back == .claim(claim))
    }
  }

  @Test func badClaimsSayWhatIsWrong() async {
    await #expect(processExitsWith: .failure) {
      _ = Claim("two words", "s", .order(.descending), of: "x", varying: .counted, [("a", 1, [1]), ("b", 2, [2])])
    }
    await #expect(processExitsWith: .failure) { _ = Claim.of([("a", 1, [1])], .order(.descending), .counted) }
    await #expect(processExitsWith: .failure) {
      _ = Claim.of([("a", nil, [1]), ("b", 2, [2])], .order(.asSource), .counted)
    }
    await #expect(processExitsWith: .failure) {
      _ = Claim.of([("a", 1, [1]), ("b", 2, [2])], .order(.asSource), .paired("start"))
    }
    await #expect(processExitsWith: .failure) {
      _ = Claim.of([("a", 1, five), ("b", 2, [2])], .order(.asSource), .independent("start"))
    }
    await #expect(processExitsWith: .failure) {
      _ = Claim.of([("a", 1, five), ("b", 2, five + [6])], .order(.asSource), .paired("start"))
    }
    await #expect(processExitsWith: .failure) {
      _ = Claim.of([("a", 1, five), ("b", 2, five)], .equivalence(within: 0), .paired("start"))
    }
    await #expect(processExitsWith: .failure) {
      _ = Claim.of([("a", 1, five), ("b", 2, five)], .equivalence(within: .nan), .paired("start"))
    }
    await #expect(processExitsWith: .failure) {
      _ = Claim.of([("a", 1, five), ("b", 2, five)], .ratio(within: 1), .paired("start"))
    }
    await #expect(processExitsWith: .failure) {
      _ = Claim.of([("a", nil, five), ("b", nil, five)], .ratio(within: 2), .paired("start"))
    }
    await #expect(processExitsWith: .failure) {
      _ = Claim.of([("a", 1, [1]), ("b", 2, [.nan])], .order(.asSource), .counted)
    }
    await #expect(processExitsWith: .failure) {
      _ = Claim.of([("a", 1, [1]), ("a", 2, [2])], .order(.asSource), .counted)
    }
    await #expect(processExitsWith: .failure) {
      _ = Claim("c", "they “can” help", .order(.asSource), of: "x", varying: .counted, [("a", 1, [1]), ("b", 2, [2])])
    }
    await #expect(processExitsWith: .failure) {
      _ = Claim.of([("a", 1, [1]), ("b", 2, [2])], .existence(.existence(.descending)), .counted)
    }
  }
}

private let five = [1.0, 2, 3, 4, 5]

extension Claim {
  fileprivate static func of(
    _ rows: [(String, Double?, [Double])], _ kind: Kind, _ varying: Variation
  ) -> Claim { Claim("c", "s", kind, of: "x", varying: varying, rows) }
}
