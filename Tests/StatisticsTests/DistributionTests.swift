import Statistics
import Testing

@Suite struct DistributionTests {
  @Test func theIncompleteBetaIsSciPys() {
    for row in StatisticsFixture.all.beta {
      expectClose(regularizedIncompleteBeta(row[0], row[1], row[2]), row[3], 1e-9, "I(\(row))")
    }
  }

  @Test func studentsTailsAreSciPys() {
    for row in StatisticsFixture.all.student {
      let student = StudentT(degreesOfFreedom: row[0])
      expectClose(student.twoSidedP(row[1]), row[2], 1e-9, "p of t = \(row[1]), df \(row[0])")
      expectClose(student.cumulative(row[1]), row[3], 1e-9, "P(T ≤ \(row[1])), df \(row[0])")
    }
  }

  @Test func quantilesAreSciPysAndLeadBack() {
    for row in StatisticsFixture.all.quantiles {
      let student = StudentT(degreesOfFreedom: row[0])
      expectClose(student.quantile(row[1]), row[2], 1e-8, "quantile \(row[1]), df \(row[0])")
      expectClose(student.cumulative(student.quantile(row[1])), row[1], 1e-9, "df \(row[0])")
    }
    #expect(StudentT(degreesOfFreedom: 3).quantile(0) == -.infinity)
    #expect(StudentT(degreesOfFreedom: 3).quantile(1) == .infinity)
  }

  @Test func coinsAreSciPys() {
    for row in StatisticsFixture.all.binomials {
      expectClose(binomialP(Int(row[0]), of: Int(row[1])), row[2], 1e-9, "\(row[0]) of \(row[1])")
    }
    #expect(binomialP(0, of: 0) == 1)
  }
}
