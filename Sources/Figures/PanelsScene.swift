import Display

/// Charts side by side, in rows of equal height; with shared scales they have one legend and one scale bar.
struct PanelsScene {
  private let medium: ChartMedium
  private let inner: ChartMedium
  private var charts: [ResolvedChart]
  private var scaleBar: ScaleBar?
  private var legend = Legend()
  private var width: Double
  private var titleLines: [String] = []

  /// Panels are not made narrower than this.
  private static let leastWidth = 116.0
  private static let leastCells = 19.0
  /// Of a terminal, for each of many rows of panels.
  private static let readableRows = 10.0
  private static let limit = 64

  static func scene(for panels: Panels, medium: ChartMedium, width: Double, height: Double) -> Scene {
    let painter = PanelsScene(panels, medium, width: width)
    return painter.scene(panels, height: height)
  }

  private init(_ panels: Panels, _ medium: ChartMedium, width: Double) {
    self.medium = medium
    inner = medium.compact
    self.width = width
    charts = panels.charts.prefix(Self.limit).map(ResolvedChart.init)
    if panels.sharesScales {
      share(\.x)
      share(\.y)
      shareColors()
    }
    // A terminal is as wide as it is.
    let least = 2 * medium.padding + leastPanel + ScaleBarPainter.width(scaleBar, medium)
    if !medium.isCells { self.width = max(width, least) }
    titleLines = medium.wrapped(panels.title, medium.titleFont, width: self.width - 2 * medium.padding)
    if panels.sharesScales { shareLegend() }
  }

  /// Panels with a scale bar of their own need more room.
  private var leastPanel: Double {
    if medium.isCells { return Self.leastCells * CellText.width }
    return Self.leastWidth
      + (charts.map { ScaleBarPainter.width($0.showsScaleBar ? $0.scaleBar : nil, inner) }.max() ?? 0)
  }

  /// The bounds of all, where every chart found its own on the same kind of scale.
  private mutating func share(_ axis: WritableKeyPath<ResolvedChart, ResolvedAxis>) {
    let known = charts.indices.filter { !charts[$0][keyPath: axis].isUnknown }
    let axes = known.map { charts[$0][keyPath: axis] }
    guard let first = axes.first, first.scale != .categories,
      axes.allSatisfy({ $0.scale == first.scale && !$0.isIndexed && !$0.isAsked })
    else { return }
    for index in known {
      charts[index][keyPath: axis].lower = axes.map(\.lower).min()!
      charts[index][keyPath: axis].upper = axes.map(\.upper).max()!
    }
  }

  private mutating func shareColors() {
    let bars = charts.compactMap(\.scaleBar)
    guard let first = bars.first, let all = bars.dropFirst().reduce(Optional(first), { $0?.union($1) }) else { return }
    scaleBar = all
    for index in charts.indices where charts[index].scaleBar != nil {
      charts[index].scaleBar = all
      charts[index].showsScaleBar = false
    }
  }

  private mutating func shareLegend() {
    guard let first = charts.first, charts.count > 1 else { return }
    let whole = Legend(first, medium, width: width - 2 * medium.padding)
    let isOne = charts.dropFirst().allSatisfy { Legend($0, medium, width: width - 2 * medium.padding).says(whole) }
    guard isOne, !whole.isEmpty else { return }
    legend = whole
    for index in charts.indices { charts[index].showsLegend = false }
  }

  private func scene(_ panels: Panels, height: Double) -> Scene {
    let gap = medium.isCells ? CellText.width * 2 : 10
    let caption = medium.wrapped(scaleBar?.caption ?? "", medium.labelFont, width: width - 2 * medium.padding)
    let barWidth = ScaleBarPainter.width(scaleBar, medium)
    let room = max(width - 2 * medium.padding - barWidth, inner.smallestPlot.x)
    let columns = columnCount(panels, room: room, gap: gap)
    let wide = snapped((room - gap * Double(columns - 1)) / Double(columns), medium.cell?.x)
    let top =
      medium.padding + medium.blockHeight(titleLines, medium.titleFont) + legend.height
      + medium.blockHeight(caption, medium.labelFont)
    let rows = max(1, (charts.count + columns - 1) / columns)
    let left = height - top - medium.padding - gap * Double(rows - 1)
    // Charts of fixed proportions take the height that their width gives them.
    let pleasant =
      charts.allSatisfy { $0.aspect != nil } ? wide * 2 : max(min(left / Double(rows), wide * 1.2), min(wide, 230))
    // Many rows of panels are read row by row, as a page is scrolled: each is high enough to show something.
    let share = rows > 3 ? max(left / Double(rows), Self.readableRows * CellText.height) : left / Double(rows)
    let wanted = medium.isCells ? share : pleasant
    var shared: [String] = []
    func grid(_ charts: [ResolvedChart]) -> Grid {
      Grid(
        charts, columns: columns, width: wide, height: snapped(wanted, medium.cell?.y), left: medium.padding, gap: gap,
        inner)
    }
    var drawn = grid(charts)
    // What would stand below every panel is said once, below all.
    if charts.count > 1, let first = drawn.notes.first, drawn.notes.allSatisfy({ $0 == first }) {
      drawn = grid(
        charts.map {
          var chart = $0
          chart.showsNotes = false
          return chart
        })
      shared = drawn.notes.reduce(into: []) { all, notes in all += notes.filter { !all.contains($0) } }
    }
    var elements = heading(caption) + drawn.elements.map { $0.moved(0, top) }
    var y = top + drawn.height
    if let scaleBar {
      let area = Scene.Rectangle(x: medium.padding, y: top, width: room, height: max(y - top, 1))
      elements += ScaleBarPainter.elements(scaleBar, medium, beside: area)
    }
    for note in shared + notes(panels) { elements += write(note, medium.tickFont, medium.theme.secondaryText, &y) }
    return Scene(
      width: width, height: y + medium.padding, background: medium.theme.background, elements: elements,
      title: panels.title.isEmpty ? "Charts" : panels.title,
      alternativeText: AlternativeText.describe(.panels(panels)),
      hasSignedColors: charts.allSatisfy { $0.scaleBar?.isSigned ?? true })
  }

  /// The charts in rows, those of a row as high as the highest of them.
  private struct Grid {
    var elements: [Scene.Element] = []
    var height = 0.0
    /// Of each chart.
    var notes: [[String]] = []

    init(
      _ charts: [ResolvedChart], columns: Int, width: Double, height: Double, left: Double, gap: Double,
      _ medium: ChartMedium
    ) {
      for start in stride(from: 0, to: charts.count, by: columns) {
        func row(_ height: Double) -> [(scene: Scene, notes: [String])] {
          charts[start..<min(start + columns, charts.count)].map {
            ChartLayout.drawn($0, medium, width: width, height: height)
          }
        }
        var drawn = row(height)
        let highest = drawn.map(\.scene.height).max() ?? height
        if drawn.contains(where: { $0.scene.height != highest }) { drawn = row(highest) }
        for (offset, panel) in drawn.enumerated() {
          elements += panel.scene.elements.map { $0.moved(left + Double(offset) * (width + gap), self.height) }
        }
        notes += drawn.map(\.notes)
        self.height += highest + (medium.isCells ? 0 : gap)
      }
    }
  }

  private func columnCount(_ panels: Panels, room: Double, gap: Double) -> Int {
    let most = Int((room + gap) / (leastPanel + gap))
    return max(1, min(max(1, panels.columns), most, max(1, charts.count)))
  }

  private func heading(_ caption: [String]) -> [Scene.Element] {
    var y = medium.padding
    var elements = titleLines.flatMap { write($0, medium.titleFont, medium.theme.text, &y) }
    if !titleLines.isEmpty { y += medium.gap }
    elements += legend.elements(x: medium.padding, y: y, medium)
    y += legend.height
    for line in caption {
      let size = medium.measure(line, medium.labelFont)
      let at = Scene.Point(width - medium.padding, y + size.ascent)
      elements.append(.text(line, at: at, medium.labelFont, medium.theme.secondaryText, anchor: .end))
      y += size.height
    }
    return elements
  }

  private func notes(_ panels: Panels) -> [String] {
    if panels.charts.isEmpty { return ["no data"] }
    let rest = panels.charts.count - charts.count
    return rest == 0 ? [] : ["The first \(charts.count) of \(panels.charts.count) charts."]
  }

  private func write(_ text: String, _ font: Scene.Font, _ color: Color, _ y: inout Double) -> [Scene.Element] {
    medium.wrapped(text, font, width: width - 2 * medium.padding).map { line in
      let size = medium.measure(line, font)
      defer { y += size.height }
      return .text(line, at: Scene.Point(medium.padding, y + size.ascent), font, color)
    }
  }

  private func snapped(_ value: Double, _ step: Double?) -> Double {
    step.map { max($0, (value / $0).rounded(.down) * $0) } ?? value
  }
}
