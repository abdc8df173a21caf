import Display
import Explain
import Foundation
import Testing

@Suite struct ClaimTests {
  private static let wide = [8.0, 9, 10, 11, 12]
  private static func around(_ mean: Double) -> [Double] { [-0.2, -0.1, 0, 0.1, 0.2].map { mean + $0 } }

  /// Means 10.0 and 10.3, standard errors 0.0707 each: 0.3 is more than 2 × 0.1, 0.1 is not.
  @Test func pairsAreToldApartByTwoStandardErrors() {
    func verdict(_ first: Double, _ second: Double) -> Claim.Verdict {
      Claim(
        "c", "first above second", of: "x", [("a", nil, Self.around(first)), ("b", nil, Self.around(second))],
        expecting: .descending
      ).verdict
    }
    #expect(verdict(10.3, 10).agreeing == 1 && verdict(10, 10.3).opposed == 1 && verdict(10.1, 10).close == 1)
    #expect(verdict(10.3, 10).outcome == .holds && verdict(10, 10.3).outcome == .doesNotHold)
    #expect(verdict(10.1, 10).description == "It cannot be decided here: the two cannot be told apart over 5 seeds.")
  }

  /// Three of three, two of three with one close, one of three against two.
  @Test func theOutcomeCountsPairs() {
    func claim(_ values: [Double]) -> Claim {
      Claim(
        "c", "in the source's order", of: "x",
        zip(["a", "b", "c"], zip([3.0, 2, 1], values)).map { ($0, $1.0, Self.around($1.1)) })
    }
    #expect(claim([30, 20, 10]).verdict.description == "It holds: all 3 pairs stand in this order over 5 seeds.")
    #expect(
      claim([30, 30.01, 10]).verdict.description
        == "It holds in part: of 3 pairs, 2 stand in this order over 5 seeds, 0 the other way round, and 1 cannot be told "
        + "apart.")
    #expect(claim([10, 30, 20]).verdict.outcome == .doesNotHold)
    #expect(claim([10, 10, 10]).verdict.outcome == .undecided)
  }

  @Test func rowsWithoutASourceDoNotCount() {
    let claim = Claim(
      "c", "s", of: "x", [("a", 2, Self.around(1)), ("b", nil, Self.around(5)), ("c", 1, Self.around(0))])
    #expect(claim.verdict.agreeing == 1 && claim.verdict.opposed == 0)
    #expect(claim.table.rows[1] == ["b", "–", "5.00 ± 0.16"])
  }

  /// By hand: here 2 and 10, the source 1 and 2: five times against twice.
  @Test func ratiosAreComparedWithTheFirst() throws {
    let claim = Claim("T2", "b takes twice as long", of: "time (s)", [("a", 1, [2]), ("b", 2, [10])], relative: true)
    let factor = try #require(claim.verdict.ratioFactor)
    #expect(abs(factor - 2.5) < 1e-12)
    #expect(claim.table.columns == ["time (s)", "source", "to the first", "here", "to the first"])
    #expect(claim.table.rows == [["a", "1", "1 ×", "2", "1 ×"], ["b", "2", "2 ×", "10", "5 ×"]])
    #expect(
      claim.verdict.description
        == "It holds: the two stand in this order. The ratios differ from the source's by up to 2.5 times.")
  }

  @Test(arguments: [
    ([0.974, 0.984, 0.994], "0.984 ± 0.010"), ([-2, -1], "−1.50 ± 0.71"), ([100, 300], "200 ± 141"), ([7], "7"),
    ([7, 7], "7"), ([0.1, .nan], "nan"), ([2e7, 4e7], "3e7"),
  ]) func spreadIsSpelt(values: [Double], text: String) { #expect(formatSpread(of: values) == text) }

  @Test func aClaimTravels() throws {
    let claim = Claim("c", "s", of: "x", [("a", 1, [1]), ("b", 2, [2])])
    let back = try JSONDecoder().decode(Output.self, from: JSONEncoder().encode(Output.claim(claim)))
    #expect(back == .claim(claim))
  }

  @Test func badClaimsSayWhatIsWrong() async {
    await #expect(processExitsWith: .failure) { _ = Claim("two words", "s", of: "x", [("a", 1, [1]), ("b", 2, [2])]) }
    await #expect(processExitsWith: .failure) { _ = Claim("c", "s", of: "x", [("a", 1, [1])]) }
    await #expect(processExitsWith: .failure) { _ = Claim("c", "s", of: "x", [("a", nil, [1]), ("b", 2, [2])]) }
    await #expect(processExitsWith: .failure) { _ = Claim("c", "s", of: "x", [("a", 1, [1, 2, 3]), ("b", 2, [2])]) }
    await #expect(processExitsWith: .failure) { _ = Claim("c", "s", of: "x", [("a", 1, [.nan]), ("b", 2, [2])]) }
  }
}
