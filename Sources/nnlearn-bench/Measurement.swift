import Foundation

/// One row of the table: what was measured, several times, and what it is compared with.
struct Measurement {
  enum Unit { case seconds, perSecond, ratio }

  let name: String
  let unit: Unit
  /// At least five, in the order they were taken.
  let samples: [Double]
  /// What the median should stay under, or above for rates; nil when none was set.
  var aim: Double?
  /// The same work done by another program, or what else the reader should know.
  var note = ""

  var median: Double { samples.median }

  var meetsAim: Bool? {
    aim.map { unit == .perSecond ? median >= $0 : median <= $0 }
  }

  static func text(_ number: Double, in unit: Unit) -> String {
    switch unit {
    case .ratio: return String(format: "%.2f ×", number)
    case .perSecond: return scaled(number, [(1e6, "M"), (1e3, "k"), (1, "")]) + "/s"
    case .seconds: return scaled(number, [(1, " s"), (1e-3, " ms"), (1e-6, " µs"), (1e-9, " ns")])
    }
  }

  /// Three significant digits in the first unit that the number reaches.
  private static func scaled(_ number: Double, _ units: [(size: Double, name: String)]) -> String {
    let unit = units.first { number >= $0.size } ?? units[units.count - 1]
    let shown = number / unit.size
    return String(format: shown < 10 ? "%.2f" : shown < 100 ? "%.1f" : "%.0f", shown) + " " + unit.name.trimmed
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}

extension [Double] {
  /// The middle one; of an even count the mean of the middle two.
  var median: Double {
    let ordered = sorted()
    return (ordered[(count - 1) / 2] + ordered[count / 2]) / 2
  }
}

/// How long something takes, in seconds.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  return try clock.measure(body) / .seconds(1)
}

/// Several timings of the same work.
func timings(_ count: Int = 5, _ body: () throws -> Void) rethrows -> [Double] {
  try (0..<count).map { _ in try seconds(body) }
}

/// Timings of work so short that one sample is the mean of `repetitions`.
func timings(_ count: Int = 5, repetitions: Int, _ body: () throws -> Void) rethrows -> [Double] {
  try timings(count) { for _ in 0..<repetitions { try body() } }.map { $0 / Double(repetitions) }
}

/// Why a benchmark could not be taken: a sentence for its row.
struct NotMeasured: Error {
  let reason: String
}
