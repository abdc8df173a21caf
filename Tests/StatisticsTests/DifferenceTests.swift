import Statistics
import Testing

@Suite struct DifferenceTests {
  @Test func samplesAreSciPys() {
    for row in StatisticsFixture.all.samples {
      let sample = Sample(row.a)
      expectClose(sample.mean, row.mean)
      expectClose(sample.standardDeviation, row.deviation)
      expectClose(sample.standardError, row.error)
      expectClose(sample.median, row.median)
      expectClose(sample.interval(), row.interval)
      #expect(mean(row.a) == sample.mean && median(row.a) == sample.median)
      #expect(standardDeviation(row.a) == sample.standardDeviation && standardError(row.a) == sample.standardError)
      #expect(confidenceInterval(row.a) == sample.interval())
    }
  }

  @Test func testsAreSciPys() {
    for row in StatisticsFixture.all.samples {
      let welch = welchDifference(row.a, row.b)
      expectClose(welch.t, row.welch.t, 1e-8)
      expectClose(welch.degreesOfFreedom, row.welch.df, 1e-8)
      expectClose(welch.p, row.welch.p, 1e-7)
      expectClose(welch.interval(), row.welch.interval, 1e-7)
      let equal = equivalence(row.a, row.b, within: row.margin, paired: false)
      expectClose(equal.p, row.welchEquivalence, 1e-7)
      guard let paired = row.paired else { continue }
      let difference = pairedDifference(row.a, row.b)
      expectClose(difference.t, paired.t, 1e-8)
      #expect(difference.degreesOfFreedom == paired.df)
      expectClose(difference.p, paired.p, 1e-7)
      expectClose(difference.interval(), paired.interval, 1e-7)
      expectClose(equivalence(row.a, row.b, within: row.margin).p, row.pairedEquivalence!, 1e-7)
      expectClose(signTest(row.a, row.b).p, row.sign!)
    }
  }

  /// Against the roots of the t test itself.
  @Test func ratiosAreFiellers() {
    for row in StatisticsFixture.all.samples {
      let welch = meanRatio(row.a, row.b, paired: false)
      #expect((welch.interval == nil) == (row.welchRatio == nil))
      if let interval = welch.interval, let wanted = row.welchRatio { expectClose(interval, wanted, 1e-6) }
      guard row.paired != nil else { continue }
      let paired = meanRatio(row.a, row.b)
      #expect((paired.interval == nil) == (row.pairedRatio == nil))
      if let interval = paired.interval, let wanted = row.pairedRatio { expectClose(interval, wanted, 1e-6) }
    }
  }

  @Test func holmIsStepDown() {
    for row in StatisticsFixture.all.holm {
      for (value, wanted) in zip(holm(row.p), row.corrected) { expectClose(value, wanted, 1e-12) }
    }
    #expect(holm([]) == [])
  }

  @Test func theOtherWayRoundIsMirrored() {
    let (a, b) = ([3.0, 4, 6, 5], [1.0, 2, 2.5, 4])
    for difference in [pairedDifference(a, b), welchDifference(a, b)] {
      #expect(difference.reversed.p == difference.p && difference.reversed.t == -difference.t)
    }
    #expect(pairedDifference(b, a) == pairedDifference(a, b).reversed)
    #expect(holm([pairedDifference(a, b).p])[0] == pairedDifference(a, b).p)
  }

  /// Runs without chance: the same numbers differ by nothing, other ones for certain.
  @Test func whatDoesNotVaryIsCertain() {
    #expect(pairedDifference([1, 1, 1], [1, 1, 1]).p == 1)
    #expect(pairedDifference([2, 2, 2], [1, 1, 1]).p == 0)
    #expect(welchDifference([2, 2, 2], [1, 1, 1]).t == .infinity)
    #expect(equivalence([2, 2, 2], [1, 1, 1], within: 1.5).isShown())
    #expect(!equivalence([2, 2, 2], [1, 1, 1], within: 1).isShown())
  }

  @Test func sentencesSayWhichSpreadTheyGive() {
    let (a, b) = ([96.1, 95.8, 97, 96.4, 96.2], [95.0, 95.1, 96.2, 96.3, 95.4])
    #expect(Sample(a).withDeviation == "96.30 ± 0.45 (standard deviation of 5)")
    #expect(Sample(a).withError == "96.30 ± 0.20 (standard error of 5)")
    #expect(
      pairedDifference(a, b).description
        == "On average the first is 0.7 higher than the second: standard error 0.16 over 5 pairs, 95 % interval 0.244 to "
        + "1.16, paired t: t(4) = 4.26, p = 0.013.")
    #expect(
      welchDifference(b, a).sentence("plain", "dropout").hasPrefix("On average plain is 0.7 lower than dropout"))
    #expect(equivalence(a, b, within: 2).description.hasPrefix("Equal within ±2: difference 0.7"))
    #expect(equivalence(a, b, within: 0.5).description.hasPrefix("Not shown to be equal within ±0.5"))
    #expect(percent(0.9342) == "93.4 %" && percent([0.92, 0.93, 0.94]) == "93.0 ± 1.0 %")
    #expect(rangeText([3, 1, 2]) == "1 to 3")
  }

  @Test func whatCannotBeTestedIsRefused() async {
    await #expect(processExitsWith: .failure) { _ = pairedDifference([1, 2], [1, 2, 3]) }
    await #expect(processExitsWith: .failure) { _ = pairedDifference([1], [2]) }
    await #expect(processExitsWith: .failure) { _ = welchDifference([1, .nan], [2, 3]) }
    await #expect(processExitsWith: .failure) { _ = equivalence([1, 2], [2, 3], within: 0) }
    await #expect(processExitsWith: .failure) { _ = holm([1.2]) }
    await #expect(processExitsWith: .failure) { _ = meanRatio([1, 2], [-1, 1]) }
    await #expect(processExitsWith: .failure) { _ = StudentT(degreesOfFreedom: 0) }
    await #expect(processExitsWith: .failure) { _ = Sample([1]).interval() }
    await #expect(processExitsWith: .failure) { _ = Sample([1, 2]).interval(level: 95) }
    await #expect(processExitsWith: .failure) { _ = binomialP(3, of: 2) }
    await #expect(processExitsWith: .failure) { _ = signTest([1], [1, 2]) }
  }
}
