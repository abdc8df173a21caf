import Display

/// What the colours of a heat map or a region mean.
struct ScaleBar: Equatable {
  enum Meaning: Equatable {
    /// Orange below `center`, blue above, the same distance either way.
    case diverging(center: Double, reach: Double)
    case sequential(lower: Double, upper: Double)
    /// One colour below the first level, one between each two, one above the last.
    case bands(levels: [Double])
  }

  var meaning: Meaning
  /// What the numbers are, where no title or axis says so.
  var caption = ""
  /// Points and lines lie on top: only the quiet middle of the colour map is used, in steps too fine to see, which
  /// keeps files small.
  var isQuiet = false

  /// The colours lie over a grey picture.
  var isOverlay = false

  var isSigned: Bool { if case .diverging = meaning { true } else { false } }

  func color(_ value: Double, _ theme: Theme) -> Color {
    if isOverlay { return color(value, over: 0.5, theme) }
    return switch meaning {
    case .diverging: theme.diverging.color(at: toned(position(of: value)))
    case .sequential: theme.sequential.color(at: position(of: value))
    case .bands: theme.sequential.color(at: position(of: value) * 0.65)
    }
  }

  /// Over a picture whose brightness is `light`, 0 … 1: the further a value is from 0, the more of its colour.
  func color(_ value: Double, over light: Double, _ theme: Theme) -> Color {
    let grey = theme.name == .dark ? 0.15 + 0.5 * light : 0.45 + 0.55 * light
    let position = value.isNaN ? 0 : min(1, max(-1, position(of: value)))
    let map = isSigned ? theme.diverging : theme.sequential
    return Color(grey, grey, grey).mixed(with: map.color(at: position < 0 ? -0.7 : 0.7), 0.85 * abs(position))
  }

  /// Along the colours: −1 … 1 of diverging ones, 0 … 1 of the others.
  func position(of value: Double) -> Double {
    switch meaning {
    case .diverging(let center, let reach): reach > 0 ? (value / 2 - center / 2) / (reach / 2) : 0
    case .sequential(let lower, let upper):
      upper > lower ? (value / 2 - lower / 2) / (upper / 2 - lower / 2) : 0.5
    case .bands(let levels):
      levels.isEmpty ? 0.5 : Double(levels.count { $0 < value }) / Double(levels.count)
    }
  }

  private func toned(_ position: Double) -> Double {
    isQuiet ? (position * 32).rounded() / 32 * 0.48 : position
  }

  /// Low, middle, high.
  var stops: [Double] {
    switch meaning {
    case .diverging(let center, let reach):
      [center - reach, center, center + reach].map {
        min(.greatestFiniteMagnitude, max(-.greatestFiniteMagnitude, $0))
      }
    case .sequential(let lower, let upper): lower == upper ? [lower] : [lower, lower / 2 + upper / 2, upper]
    case .bands(let levels): levels
    }
  }

  static func diverging(_ values: [Double], around center: Double = 0) -> ScaleBar {
    let reach = values.lazy.filter(\.isFinite).map { abs($0 - center) }.max() ?? 0
    return ScaleBar(meaning: .diverging(center: center, reach: min(reach, .greatestFiniteMagnitude)))
  }

  static func sequential(_ values: [Double]) -> ScaleBar {
    let finite = values.filter(\.isFinite)
    return ScaleBar(meaning: .sequential(lower: finite.min() ?? 0, upper: finite.max() ?? 0))
  }

  static func of(_ map: HeatMap) -> ScaleBar {
    switch (map.scale, map.range) {
    case (.diverging, _): diverging(map.values)
    case (.sequential, let range?): sequential([range.lowerBound, range.upperBound])
    case (.sequential, nil): sequential(map.values)
    }
  }

  /// One that serves both; nil when they mean different things.
  func union(_ other: ScaleBar) -> ScaleBar? {
    var bar = self
    guard other.caption == caption, other.isQuiet == isQuiet, other.isOverlay == isOverlay else { return nil }
    switch (meaning, other.meaning) {
    case (.diverging(let center, let reach), .diverging(let otherCenter, let otherReach)) where center == otherCenter:
      bar.meaning = .diverging(center: center, reach: max(reach, otherReach))
    case (.sequential(let lower, let upper), .sequential(let otherLower, let otherUpper)):
      bar.meaning = .sequential(lower: min(lower, otherLower), upper: max(upper, otherUpper))
    case (.bands(let levels), .bands(let others)) where levels == others: break
    default: return nil
    }
    return bar
  }
}

extension Mark.Regions {
  /// The classes 0, 1, 2 … when every value is one of a few whole numbers and no boundary is asked for.
  var classes: [Int]? {
    guard boundary == nil, levels == nil, !values.isEmpty else { return nil }
    var found: Set<Int> = []
    for value in values where value.isFinite {
      guard value >= 0, value < 7, value == value.rounded() else { return nil }
      found.insert(Int(value))
    }
    return found.isEmpty ? nil : found.sorted()
  }

  static func role(ofClass index: Int) -> Role {
    [.series1, .series2, .series3, .series4, .series5, .series6, .series7][index % 7]
  }
}

extension ResolvedChart {
  /// One scale for every heat map and region of the chart: that of the first which has one.
  mutating func resolveColorScale() {
    let hasSeries = layers.contains { $0.mark.seriesName != nil }
    for layer in layers where scaleBar == nil {
      switch layer.mark {
      case .heatMap(let map) where !map.values.isEmpty:
        scaleBar = ScaleBar.of(map)
        scaleBar?.caption = map.name == title ? "" : map.name
        scaleBar?.isOverlay = map.picture != nil
      case .regions(let regions) where !regions.values.isEmpty && regions.levels != nil:
        let levels = ContourLevels.resolved(regions.levels ?? [], for: regions.values)
        scaleBar = ScaleBar(meaning: .bands(levels: levels), caption: regions.name == title ? "" : regions.name)
      case .regions(let regions) where !regions.values.isEmpty:
        guard let found = regions.classes else {
          let center = regions.boundary.flatMap { $0.isFinite ? $0 : nil } ?? 0
          scaleBar = ScaleBar.diverging(regions.values, around: center)
          scaleBar?.isQuiet = true
          scaleBar?.caption = regions.name == title ? "" : regions.name
          continue
        }
        let prefix = regions.name.isEmpty ? "class" : regions.name
        if !hasSeries { classes = found.map { ("\(prefix) \($0)", Mark.Regions.role(ofClass: $0)) } }
      default: continue
      }
    }
  }
}
