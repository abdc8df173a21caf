/// The five numbers of a box plot: quartiles between neighbouring values in proportion (type 7 of Hyndman and Fan, 1996),
/// whiskers to the furthest values within 1.5 boxes of the box (Tukey, "Exploratory Data Analysis", 1977).
package struct Quartiles: Equatable {
  package var lowerWhisker: Double
  package var lower: Double
  package var median: Double
  package var upper: Double
  package var upperWhisker: Double

  /// nil when no value is finite; the others are left out.
  package init?(of values: [Double]) {
    let sorted = values.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return nil }
    func quantile(_ share: Double) -> Double {
      let position = share * Double(sorted.count - 1)
      let (below, rest) = (Int(position), position - position.rounded(.down))
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] * (1 - rest) + sorted[above] * rest
    }
    (lower, median, upper) = (quantile(0.25), quantile(0.5), quantile(0.75))
    let reach = 1.5 * (upper - lower)
    let (low, high) = (lower - reach, upper + reach)
    lowerWhisker = min(lower, sorted.first { $0 >= low } ?? lower)
    upperWhisker = max(upper, sorted.last { $0 <= high } ?? upper)
  }
}
