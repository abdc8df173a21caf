import Display
import Foundation

/// An axis with its bounds settled: it knows where a value goes and which ticks to show.
struct ResolvedAxis: Equatable {
  var label: String
  var scale: Axis.Scale
  var lower: Double
  var upper: Double
  /// Names for 0, 1, 2 …
  var categories: [String] = []
  /// Row 0 of a matrix is on top.
  var isReversed = false
  /// Ticks stand at whole numbers only.
  var isIndexed = false
  /// The chart asks for its bounds.
  var isAsked = false
  /// Nothing says where the axis runs; it shows no numbers.
  var isUnknown = false

  /// 0 at the lower end, 1 at the upper; NaN for what has no place: not finite, or not positive on a logarithmic axis.
  func fraction(_ value: Double) -> Double {
    guard canShow(value) else { return .nan }
    let share: Double
    if scale == .logarithmic {
      share = (log10(value) - log10(lower)) / (log10(upper) - log10(lower))
    } else {
      share = (value / 2 - lower / 2) / (upper / 2 - lower / 2)
    }
    // Far outside is as good as a thousand plots away, and keeps coordinates small.
    let clamped = min(1000, max(-1000, share))
    return isReversed ? 1 - clamped : clamped
  }

  func canShow(_ value: Double) -> Bool { value.isFinite && (scale != .logarithmic || value > 0) }

  func contains(_ value: Double) -> Bool { value >= lower && value <= upper }

  func ticks(atMost count: Int) -> [Tick] {
    if isUnknown { return [] }
    switch scale {
    case .linear:
      guard isIndexed else { return Ticks.linear(lower: lower, upper: upper, atMost: count) }
      let ticks = Ticks.linear(lower: lower, upper: upper, atMost: max(count, 2) * 2)
        .filter { $0.value == $0.value.rounded() }
      return ticks.count <= count ? ticks : Ticks.linear(lower: lower, upper: upper, atMost: count)
    case .logarithmic: return Ticks.logarithmic(lower: lower, upper: upper, atMost: count)
    case .categories:
      let every = max(1, (categories.count + max(1, count) - 1) / max(1, count))
      return categories.enumerated().filter { $0.offset % every == 0 }
        .map { Tick(value: Double($0.offset), label: $0.element) }
    }
  }
}

/// The least and greatest of the values that an axis can show.
struct DataRange: Equatable {
  var lower = Double.infinity
  var upper = -Double.infinity
  var isEmpty: Bool { lower > upper }

  mutating func include(_ value: Double, on scale: Axis.Scale) {
    guard value.isFinite, scale != .logarithmic || value > 0 else { return }
    lower = min(lower, value)
    upper = max(upper, value)
  }
}

extension ResolvedAxis {
  /// `padding`: share of the range left free beyond the data; `baseline`: a value to include, kept as the exact end.
  /// The bounds that the chart asks for win; bounds that are no range are ignored and said so in `notes`.
  init(_ axis: Axis, data: DataRange, padding: Double, baseline: Double?, notes: inout [String]) {
    self.init(label: axis.label, scale: axis.scale, lower: 0, upper: 1, categories: axis.categories)
    let isLogarithmic = axis.scale == .logarithmic
    var data = data
    if let baseline, !isLogarithmic { data.include(baseline, on: .linear) }
    (lower, upper) = isLogarithmic ? Self.logarithmic(data, padding) : Self.linear(data, padding, baseline)
    func isUsable(_ bound: Double) -> Bool { bound.isFinite && (!isLogarithmic || bound > 0) }
    let (wantedLower, wantedUpper) = (axis.lower ?? lower, axis.upper ?? upper)
    isUnknown = data.isEmpty && (axis.lower == nil || axis.upper == nil)
    guard axis.lower != nil || axis.upper != nil else { return }
    if isUsable(wantedLower), isUsable(wantedUpper), wantedLower < wantedUpper {
      (lower, upper, isAsked) = (wantedLower, wantedUpper, true)
    } else {
      let name = axis.label.isEmpty ? "an axis" : "“\(axis.label)”"
      notes.append("The bounds asked for \(name) are no range; the data's own are used.")
    }
  }

  private static func linear(_ data: DataRange, _ padding: Double, _ baseline: Double?) -> (Double, Double) {
    guard !data.isEmpty else { return (0, 1) }
    let size = max(abs(data.lower), abs(data.upper))
    let span = data.upper / 2 - data.lower / 2
    if span <= size * 1e-12 || span < 1e-290 {
      let half = size > 1e-280 ? size / 10 : 1
      return (max(data.lower - half, -.greatestFiniteMagnitude), min(data.upper + half, .greatestFiniteMagnitude))
    }
    let room = span * 2 * padding
    func keeps(_ end: Double) -> Bool { baseline == end }
    let lower = keeps(data.lower) ? data.lower : max(data.lower - room, -.greatestFiniteMagnitude)
    let upper = keeps(data.upper) ? data.upper : min(data.upper + room, .greatestFiniteMagnitude)
    return room.isFinite ? (lower, upper) : (data.lower, data.upper)
  }

  private static func logarithmic(_ data: DataRange, _ padding: Double) -> (Double, Double) {
    guard !data.isEmpty else { return (1, 10) }
    let decades = log10(data.upper) - log10(data.lower)
    let room = decades < 1e-9 ? 0.5 : decades * padding
    return (
      max(data.lower * pow(10, -room), .leastNormalMagnitude), min(data.upper * pow(10, room), .greatestFiniteMagnitude)
    )
  }
}
