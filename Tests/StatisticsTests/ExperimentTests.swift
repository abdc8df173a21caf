import Display
import Statistics
import Testing

@Suite struct ExperimentTests {
  /// What the seed brings is common to all arms: unpaired, nothing could be seen.
  private static func run(_ bonus: Double, _ seed: UInt64) -> Double {
    10 * Double(seed) + bonus + 0.1 * Double((seed * 7 + UInt64(bonus * 10)) % 5)
  }
  private static let three = compare(["plain": 0, "a little": 0.1, "much": 5], seeds: 1...5, of: "points", run: run)

  @Test func everyArmRunsWithEverySeed() {
    var asked: [String] = []
    let result = compare(["x": 1, "y": 2], seeds: [7, 3]) { arm, seed in
      asked.append("\(arm) \(seed)")
      return Double(arm * Int(seed))
    }
    #expect(asked == ["1 7", "1 3", "2 7", "2 3"])
    #expect(result["x"] == [7, 3] && result["y"] == [14, 6] && result.seeds == [7, 3] && result.mean("y") == 10)
  }

  @Test func pairsAreTestedAndCorrected() {
    let result = Self.three
    #expect(result.pairs.map(\.first) == ["plain", "plain", "a little"])
    let p = [("plain", "a little"), ("plain", "much"), ("a little", "much")].map {
      pairedDifference(result[$0], result[$1]).p
    }
    #expect(result.pairs.map(\.correctedP) == holm(p))
    #expect(result.isHigher("much", than: "plain") && result.isLower("plain", than: "much"))
    #expect(!result.isHigher("plain", than: "much") && !result.isDifferent("plain", from: "a little"))
    #expect(result.difference("much", "plain").mean == -result.difference("plain", "much").mean)
    #expect(result.equivalence("plain", "a little", within: 2).isShown())
    #expect(result.verdict.contains("much is above plain by "))
    #expect(result.verdict.contains("One pair is not told apart."))
  }

  @Test func aControlLeavesFewerPairs() {
    let result = Comparison(["plain": [1, 2, 3], "a": [2, 3, 5], "b": [9, 9, 9]], control: "plain")
    #expect(result.pairs.map { "\($0.first)-\($0.second)" } == ["a-plain", "b-plain"])
  }

  @Test func tablesHoldEverySeed() {
    let table = Self.three.table
    #expect(table.columns == ["", "mean ± standard deviation", "each seed"] && table.rows.count == 3)
    #expect(table.rows[0][2].split(separator: "  ").count == 5)
    #expect(Self.three.tests.rows.map { $0.last! } == ["no", "yes", "yes"])
    guard case .boxes(let boxes) = Self.three.chart.marks[0] else { return #expect(Bool(false)) }
    #expect(boxes.groups == Self.three.arms.map(\.values))
  }

  /// The best validation rate is not the best test rate; only that one's test scores are computed.
  @Test func aSweepChoosesByValidationAndTestsOnce() {
    var tested: [Double] = []
    func test(_ rate: Double) -> Double {
      tested.append(rate)
      return 100 - rate
    }
    let result = sweep(rates: [0.1, 1, 10, 100], seeds: 1...3, of: "accuracy (%)") { rate, seed in
      ValidationAndTest(validation: [0.1: 50.0, 1: 90, 10: 80, 100: .nan][rate]! + Double(seed), test: test(rate))
    }
    #expect(result.bestRate == 1 && result.test == [99, 99, 99] && tested == [1, 1, 1])
    #expect(result.atEdge.isEmpty && result.warning.isEmpty)
    #expect(result.arms[0].validationMeans[1] == 92 && result.arms[0].validationMeans[3].isNaN)
    #expect(result.table.rows[0] == ["", "52", "92", "82", "–", "1", "99"])
  }

  /// The rates compete with the first seeds only; the others run at the chosen rate.
  @Test func aRateCanBeChosenByFewerSeeds() {
    var runs: [String] = []
    let result = sweep(rates: [1, 2, 3], seeds: 1...5, choosingBy: 2) { rate, seed in
      runs.append("\(Int(rate)) \(seed)")
      // With all seeds rate 3 would be the best.
      let validation: Double = rate == 2 ? 1 : rate == 3 && seed > 2 ? 10 : 0
      return ValidationAndTest(validation: validation, test: Double(seed))
    }
    #expect(runs == ["1 1", "1 2", "2 1", "2 2", "3 1", "3 2", "2 3", "2 4", "2 5"])
    #expect(result.bestRate == 2 && result.test == [1, 2, 3, 4, 5])
    #expect(result.arms[0].validationMeans == [0, 1, 0] && result.choosing == 2)
    #expect(result.table.title.contains("mean of 2 seeds") && result.table.columns.last!.hasSuffix("of 5 seeds"))
    let all = sweep(rates: [1, 2], seeds: 1...3, choosingBy: 9) { rate, _ in
      ValidationAndTest(validation: rate, test: rate)
    }
    #expect(all.choosing == 3)
  }

  @Test func aSweepSaysWhenTheBestIsAtTheEdge() {
    let result = sweep(["a": 1.0, "b": 2.0], rates: [1, 2, 3], seeds: 1...3, best: .lowest) { arm, rate, seed in
      let score = (rate - arm) * (rate - arm) + 0.01 * Double(seed)
      return ValidationAndTest(validation: score, test: score + arm)
    }
    #expect(result.atEdge == ["a"] && result.bestRate("b") == 2 && result.warning.contains("of a lies at the edge"))
    #expect(result.table.rows[0][4] == "1 (edge)")
    #expect(result.comparison().isHigher("b", than: "a"))
    #expect(result.chart.notes == [result.warning])
  }

  @Test func badExperimentsAreRefused() async {
    await #expect(processExitsWith: .failure) { _ = compare(["a": 1], seeds: 1...5) { _, _ in 1 } }
    await #expect(processExitsWith: .failure) { _ = compare(["a": 1, "a": 2], seeds: 1...5) { _, _ in 1 } }
    await #expect(processExitsWith: .failure) { _ = compare(["a": 1, "b": 2], seeds: [1]) { _, _ in 1 } }
    await #expect(processExitsWith: .failure) { _ = compare(["a": 1, "b": 2], seeds: [1, 1]) { _, _ in 1 } }
    await #expect(processExitsWith: .failure) {
      _ = compare(["a": 1, "b": 2], seeds: 1...2, control: "c") { _, _ in 1 }
    }
    await #expect(processExitsWith: .failure) { _ = compare(["a": 1, "b": 2], seeds: 1...2) { _, _ in .nan } }
    await #expect(processExitsWith: .failure) { _ = Comparison(["a": [1, 2], "b": [1, 2, 3]]) }
    await #expect(processExitsWith: .failure) { _ = Comparison(["a": [1, 2], "b": [1, 3]])["c"] }
    await #expect(processExitsWith: .failure) {
      _ = sweep(rates: [1], seeds: 1...2) { _, _ in ValidationAndTest(validation: 1, test: 1) }
    }
    await #expect(processExitsWith: .failure) {
      _ = sweep(rates: [1, 2], seeds: 1...2) { _, _ in ValidationAndTest(validation: .infinity, test: 1) }
    }
  }
}
