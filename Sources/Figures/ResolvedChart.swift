import Display

/// A chart with every default filled in: bounds, names, roles, colours' meaning, and what the reader must be told.
struct ResolvedChart {
  struct Layer {
    var mark: Mark
    var role: Role
    /// Position among the series, for dashes and marker shapes.
    var index: Int
    /// "" when it needs no entry in the legend.
    var legend: String
  }

  var title: String
  var x: ResolvedAxis
  var y: ResolvedAxis
  var layers: [Layer]
  /// Classes of a decision region that no other series explains.
  var classes: [(name: String, role: Role)] = []
  var scaleBar: ScaleBar?
  /// Panels share one bar and one legend.
  var showsScaleBar = true
  var showsNotes = true
  var showsLegend = true
  /// The plot's width divided by its height, where it is fixed.
  var aspect: Double?
  var notes: [String]
  var alternativeText: String

  /// There is nothing to be drawn.
  var isEmpty: Bool { x.isUnknown || y.isUnknown || layers.allSatisfy { $0.mark.isEmpty } }

  init(_ chart: Chart) {
    var notes = chart.notes
    let marks = chart.marks.map { $0.repaired(notes: &notes) }
    let grid = marks.lazy.compactMap { mark in if case .heatMap(let map) = mark { map } else { nil } }.first
    let bars = marks.compactMap(\.categoryCount).max()

    title = chart.title
    if let grid {
      x = Self.axis(chart.x, places: grid.columns, names: grid.columnLabels, isMatrix: true)
      y = Self.axis(chart.y, places: grid.rows, names: grid.rowLabels, isMatrix: true)
      if chart.y.lower == nil || chart.y.upper == nil { y.isReversed = true }
    } else {
      let extent = Extent(of: marks, x: chart.x, y: chart.y)
      if bars != nil || chart.x.scale == .categories {
        x = Self.axis(chart.x, places: max(bars ?? 0, chart.x.categories.count, extent.categoriesX), names: [])
      } else {
        x = ResolvedAxis(chart.x, data: extent.x, padding: extent.paddingX, baseline: nil, notes: &notes)
      }
      if chart.y.scale == .categories {
        y = Self.axis(chart.y, places: max(chart.y.categories.count, extent.categoriesY), names: [])
        y.isReversed = marks.contains { if case .spans = $0 { true } else { false } }
      } else {
        y = ResolvedAxis(
          chart.y, data: extent.y, padding: extent.paddingY, baseline: extent.standsOnZero ? 0 : nil, notes: &notes)
      }
    }
    layers = Self.layers(marks)
    if let wanted = chart.aspect {
      if wanted.isFinite, wanted > 0.01, wanted < 100 {
        aspect = wanted
      } else {
        notes.append("The proportions asked for, \(format(wanted)), are none; the plot fills its room.")
      }
    }
    if marks.contains(where: { if case .path = $0 { !$0.isEmpty } else { false } }) {
      notes.append("A path runs from ○ to ◆.")
    }
    self.notes = notes
    alternativeText = chart.alternativeText ?? AlternativeText.describe(chart)
    resolveColorScale()
    countWhatHasNoPlace()
  }

  /// An axis of `count` rows, columns or bars; a matrix without names may spread over the bounds the chart gives.
  private static func axis(
    _ axis: Axis, places count: Int, names: [String], isMatrix: Bool = false
  ) -> ResolvedAxis {
    if isMatrix, axis.scale == .linear, names.isEmpty, let lower = axis.lower, let upper = axis.upper, lower < upper,
      (upper - lower).isFinite
    {
      return ResolvedAxis(label: axis.label, scale: .linear, lower: lower, upper: upper)
    }
    var names = names.isEmpty ? axis.categories : names
    if names.isEmpty {
      var indexed = ResolvedAxis(label: axis.label, scale: .linear, lower: -0.5, upper: max(0.5, Double(count) - 0.5))
      (indexed.isIndexed, indexed.isUnknown) = (true, count == 0)
      return indexed
    }
    if names.count < count { names += (names.count..<count).map(String.init) }
    return ResolvedAxis(
      label: axis.label, scale: .categories, lower: -0.5, upper: max(0.5, Double(count) - 0.5),
      categories: Array(names.prefix(count)))
  }

  private static func layers(_ marks: [Mark]) -> [Layer] {
    let palette: [Role] = [.series1, .series2, .series3, .series4, .series5, .series6, .series7]
    let seriesCount = marks.filter { $0.seriesName != nil }.count
    var next = 0
    return marks.map { mark in
      guard let name = mark.seriesName else { return Layer(mark: mark, role: .muted, index: 0, legend: "") }
      defer { next += 1 }
      let shown = seriesCount < 2 ? "" : name.isEmpty ? "series \(next + 1)" : name
      return Layer(
        mark: mark, role: mark.wantedRole ?? palette[next % palette.count], index: next, legend: shown)
    }
  }
}

extension Mark {
  /// How many categories of the x axis it fills.
  fileprivate var categoryCount: Int? {
    switch self {
    case .bars(let bars): bars.values.count
    case .boxes(let boxes): boxes.groups.count
    default: nil
    }
  }
}

// MARK: - Ranges of the data

/// What the marks span, and how they want to be framed.
private struct Extent {
  var x = DataRange()
  var y = DataRange()
  var standsOnZero = false
  var paddingX = 0.0
  var paddingY = 0.05
  private var hasGrid = false

  var categoriesX: Int { x.isEmpty ? 0 : Int(min(10_000, max(0, x.upper + 1))) }
  var categoriesY: Int { y.isEmpty ? 0 : Int(min(10_000, max(0, y.upper + 1))) }

  init(of marks: [Mark], x xAxis: Axis, y yAxis: Axis) {
    for mark in marks { include(mark, xAxis.scale, yAxis.scale) }
    if hasGrid { (paddingX, paddingY) = (0, 0) }
  }

  private mutating func include(_ mark: Mark, _ xScale: Axis.Scale, _ yScale: Axis.Scale) {
    switch mark {
    case .line(let line):
      for value in line.x { x.include(value, on: xScale) }
      for values in [line.y, line.lower ?? [], line.upper ?? []] {
        for value in values { y.include(value, on: yScale) }
      }
    case .points(let points):
      paddingX = 0.04
      for value in points.x { x.include(value, on: xScale) }
      for value in points.y { y.include(value, on: yScale) }
    case .bars(let bars):
      standsOnZero = true
      for (index, value) in bars.values.enumerated() {
        let error = abs(bars.errors?[index] ?? 0)
        for end in [value, value - error, value + error] { y.include(end, on: yScale) }
      }
    case .histogram(let histogram):
      standsOnZero = true
      for edge in histogram.edges { x.include(edge, on: xScale) }
      for count in histogram.counts { y.include(Double(count), on: yScale) }
    case .boxes(let boxes):
      for group in boxes.groups { for value in group { y.include(value, on: yScale) } }
    case .path(let path):
      paddingX = 0.04
      for value in path.x { x.include(value, on: xScale) }
      for value in path.y { y.include(value, on: yScale) }
    case .spans(let spans):
      for value in spans.starts + spans.ends { x.include(value, on: xScale) }
      for lane in spans.lanes { y.include(Double(lane), on: yScale) }
    case .regions(let regions):
      hasGrid = true
      for value in [regions.xRange.lowerBound, regions.xRange.upperBound] { x.include(value, on: xScale) }
      for value in [regions.yRange.lowerBound, regions.yRange.upperBound] { y.include(value, on: yScale) }
    case .rule(let rule):
      if rule.direction == .horizontal { y.include(rule.position, on: yScale) }
      if rule.direction == .vertical { x.include(rule.position, on: xScale) }
    case .label(let label):
      x.include(label.x, on: xScale)
      y.include(label.y, on: yScale)
    case .heatMap: break
    }
  }
}
