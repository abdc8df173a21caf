import Foundation
import Testing

/// Tests/Fixtures/statistics.json, which make_statistics_fixtures.py computes by SciPy.
struct StatisticsFixture: Decodable {
  struct Tested: Decodable {
    let t, df, p: Double
    let interval: [Double]
  }
  struct Samples: Decodable {
    let a, b: [Double]
    let mean, deviation, error, median, margin, welchEquivalence: Double
    let interval: [Double]
    let welch: Tested
    let paired: Tested?
    let welchRatio, pairedRatio: [Double]?
    let pairedEquivalence, sign: Double?
  }
  struct Corrected: Decodable {
    let p, corrected: [Double]
  }

  let beta, student, quantiles, binomials: [[Double]]
  let holm: [Corrected]
  let samples: [Samples]

  static let all: StatisticsFixture = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/statistics.json")
    do { return try JSONDecoder().decode(StatisticsFixture.self, from: Data(contentsOf: file)) } catch {
      fatalError("\(error)")
    }
  }()
}

/// Equal to so many digits; a tail below 1e-300 may be anything as small.
func expectClose(
  _ value: Double, _ wanted: Double, _ tolerance: Double = 1e-9, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let isClose = value == wanted || abs(value - wanted) <= tolerance * abs(wanted) + 1e-300
  #expect(isClose, "\(what): \(value), SciPy \(wanted)", sourceLocation: sourceLocation)
}

func expectClose(
  _ interval: ClosedRange<Double>, _ wanted: [Double], _ tolerance: Double = 1e-9, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let width = wanted[1] - wanted[0]
  let isClose = abs(interval.lowerBound - wanted[0]) + abs(interval.upperBound - wanted[1]) <= tolerance * width
  #expect(isClose, "\(what): \(interval), SciPy \(wanted)", sourceLocation: sourceLocation)
}
