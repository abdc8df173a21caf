import Display

/// The values at which filled contours change their colour.
package enum ContourLevels {
  private static let most = 10
  private static let limit = 40

  /// Those asked for, in order; else round values between the least and the greatest: each ten (or two, or five) times
  /// the one before where the values are positive and span a factor of a hundred.
  package static func resolved(_ wanted: [Double], for values: [Double]) -> [Double] {
    let usable = Set(wanted.filter(\.isFinite)).sorted()
    if !usable.isEmpty { return Array(usable.prefix(limit)) }
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), low < high else { return [] }
    let ticks =
      low > 0 && high / low >= 100
      ? steps(lower: low, upper: high) : Ticks.linear(lower: low, upper: high, atMost: most).map(\.value)
    let inside = ticks.filter { $0 > low && $0 < high }
    return inside.isEmpty ? [low / 2 + high / 2] : inside
  }

  private static func steps(lower: Double, upper: Double) -> [Double] {
    let powers = Ticks.logarithmic(lower: lower, upper: upper, atMost: most).map(\.value)
    let decades = (powers.first.map { [$0 / 10] } ?? []) + powers
    let between = decades.flatMap { decade in [1, 2, 5].map { decade * $0 } }.filter { $0 > lower && $0 < upper }
    return powers.count >= 2 && powers.count <= 4 && between.count <= most + 2 ? between : powers
  }
}
