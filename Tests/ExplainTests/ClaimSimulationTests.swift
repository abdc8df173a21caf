import Display
import Explain
import Tensors
import Testing

/// How often claims are wrong, in thousands of experiments whose truth is known: where nothing differs, at most 5 % may tell
/// any pair apart. Seeded, so that a run is like the last one; the bound leaves room for three standard errors of the count.
@Suite struct ClaimSimulationTests {
  private static let experiments = 4000
  private static let bound = 0.05 + 3 * (0.05 * 0.95 / Double(experiments)).squareRoot()

  /// Normally distributed runs, of which a share is common to the runs of one seed.
  private static func rows(
    _ means: [Double], spreads: [Double], seeds: Int, shared: Double, _ random: inout RandomSource
  ) -> [(String, Double?, [Double])] {
    let common = (0..<seeds).map { _ in shared * random.normal() }
    return means.indices.map { row in
      ("\(row)", nil, common.map { means[row] + $0 + spreads[row] * random.normal() })
    }
  }

  /// The share of experiments whose verdict is one of these, or that have a finding that is.
  private static func share(
    _ kind: Claim.Kind, _ varying: Claim.Variation, means: [Double], spreads: [Double]? = nil, seeds: Int,
    experiments: Int = experiments, where isSo: (Claim) -> Bool
  ) -> Double {
    var random = RandomSource(seed: 2026)
    var count = 0
    for _ in 0..<experiments {
      let rows = rows(
        means, spreads: spreads ?? means.map { _ in 1 }, seeds: seeds, shared: varying.isPaired ? 3 : 0, &random)
      count += isSo(Claim("c", "s", kind, of: "x", varying: varying, rows)) ? 1 : 0
    }
    return Double(count) / Double(experiments)
  }

  private static func tellsAnyApart(_ claim: Claim) -> Bool { claim.findings.contains { $0.outcome != .undecided } }

  @Test(arguments: [2, 4, 6], [5, 10]) func equalsAreSeldomToldApart(arms: Int, seeds: Int) {
    let means = [Double](repeating: 0, count: arms)
    for varying: Claim.Variation in [.paired("start"), .independent("start")] {
      let share = Self.share(.order(.descending), varying, means: means, seeds: seeds, where: Self.tellsAnyApart)
      #expect(share <= Self.bound, "\(varying), \(arms) arms, \(seeds) seeds: \(share) of experiments")
    }
    let exists = Self.share(.existence(.descending), .paired("start"), means: means, seeds: seeds) {
      $0.verdict.outcome == .holds
    }
    #expect(exists <= Self.bound, "existence, \(arms) arms, \(seeds) seeds: \(exists)")
  }

  /// Arms that vary differently: what Welch's t is for.
  @Test func unlikeSpreadsDoNotMislead() {
    let share = Self.share(
      .order(.descending), .independent("start"), means: [0, 0, 0, 0], spreads: [0.3, 1, 3, 1], seeds: 5,
      where: Self.tellsAnyApart)
    #expect(share <= Self.bound, "\(share)")
  }

  /// Just at the margin, equality may be shown in 5 %, and so may its opposite.
  @Test(arguments: [5, 10]) func whatIsAtTheMarginIsSeldomCalledEqual(seeds: Int) {
    for outcome: Claim.Verdict.Outcome in [.holds, .doesNotHold] {
      let share = Self.share(
        .equivalence(within: 2), .paired("start"), means: [0, 2], seeds: seeds
      ) { $0.verdict.outcome == outcome }
      #expect(share <= Self.bound, "\(outcome): \(share)")
    }
  }

  /// Rare errors are worth nothing where nothing is ever found: a difference of two standard deviations of the runs is.
  @Test func realDifferencesAreFound() {
    func power(_ kind: Claim.Kind, _ varying: Claim.Variation, _ means: [Double], _ seeds: Int) -> Double {
      Self.share(kind, varying, means: means, seeds: seeds, experiments: 1000) { $0.verdict.outcome == .holds }
    }
    let found = [
      "order, 2 arms, 5 seeds, paired": power(.order(.descending), .paired("start"), [2, 0], 5),
      "order, 2 arms, 10 seeds, paired": power(.order(.descending), .paired("start"), [2, 0], 10),
      "order, 2 arms, 10 seeds, Welch": power(.order(.descending), .independent("start"), [2, 0], 10),
      "existence, 4 arms, 10 seeds": power(.existence(.descending), .paired("start"), [0, 0, 0, -2], 10),
      "equivalence within 2, 10 seeds": power(.equivalence(within: 2), .paired("start"), [0, 0], 10),
    ]
    print("power:", found.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "; "))
    #expect(found["order, 2 arms, 5 seeds, paired"]! > 0.5)
    for (name, power) in found where name.contains("10 seeds") { #expect(power > 0.9, "\(name): \(power)") }
  }
}

extension Claim.Variation {
  fileprivate var isPaired: Bool { if case .paired = self { true } else { false } }
}
