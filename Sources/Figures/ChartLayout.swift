import Display

/// Places the parts of a chart around its plot: title, legend and the y axis' label above, ticks beside, notes below.
/// A chart is as large as asked; it grows taller when its words need the room.
struct ChartLayout {
  let chart: ResolvedChart
  let medium: ChartMedium
  var width: Double
  var height: Double
  var plot: Scene.Rectangle
  var xTicks: AxisTicks
  var yTicks: AxisTicks
  private var titleLines: [String] = []
  private var legend = Legend()
  private var xLabelLines: [String] = []
  private var yLabelLines: [String] = []
  private var noteLines: [String] = []

  var theme: Theme { medium.theme }

  static func scene(for chart: Chart, medium: ChartMedium, width: Double, height: Double) -> Scene {
    let resolved = ResolvedChart(chart)
    var plotted = PlotPainter(chart: resolved, medium: medium)
    // The marks say what they had to fold or thin only when drawn; the notes need room; so the second pass is final.
    var layout = ChartLayout(resolved, medium, width: width, height: height)
    _ = plotted.elements(in: layout.plot)
    layout = ChartLayout(resolved, medium, width: width, height: height, notes: plotted.notes)
    let marks = plotted.elements(in: layout.plot)
    return Scene(
      width: layout.width, height: layout.height, background: medium.theme.background,
      elements: layout.backdrop + marks + layout.words, title: chart.title.isEmpty ? "Chart" : chart.title,
      alternativeText: resolved.alternativeText)
  }

  init(_ chart: ResolvedChart, _ medium: ChartMedium, width: Double, height: Double, notes: [String] = []) {
    self.chart = chart
    self.medium = medium
    let least = medium.smallestPlot
    self.width = max(width.isFinite ? width : 0, 2 * medium.padding + least.x * 2)
    self.height = min(max(height.isFinite ? height : 0, 2 * medium.padding + least.y), 1e5)
    let inner = self.width - 2 * medium.padding

    titleLines = medium.wrapped(chart.title, medium.titleFont, width: inner)
    legend = Legend(chart, medium, width: inner)
    yLabelLines = medium.wrapped(chart.y.label, medium.labelFont, width: inner)
    noteLines = (chart.notes + notes).flatMap { medium.wrapped($0, medium.tickFont, width: inner) }

    let right = medium.padding + ScaleBarPainter.width(chart.scaleBar, chart, medium)
    var top = medium.padding + medium.blockHeight(titleLines, medium.titleFont) + legend.height
    top += medium.blockHeight(yLabelLines, medium.labelFont)
    let notesHeight = medium.blockHeight(noteLines, medium.tickFont)

    // Tick labels take room from the plot, which decides how many there are: measure once with a guess, then again.
    let guess = max(least.y, self.height - top - notesHeight - 3 * medium.lineHeight(medium.tickFont))
    let limit = inner * 0.4
    yTicks = AxisTicks.vertical(chart.y, length: guess, medium, limit: limit)
    let left = medium.padding + yTicks.extent + medium.axisRoom.x
    let length = max(least.x, self.width - left - right - AxisTicks.overhang(chart.x, medium))
    xTicks = AxisTicks.horizontal(chart.x, length: length, medium, limit: self.height * 0.35)
    xLabelLines = medium.wrapped(chart.x.label, medium.labelFont, width: length)
    let bottom =
      xTicks.extent + medium.axisRoom.y + medium.blockHeight(xLabelLines, medium.labelFont, gap: medium.gap / 2)
      + notesHeight
      + medium.padding
    if top + bottom + least.y > self.height { self.height = top + bottom + least.y }
    plot = Scene.Rectangle(x: left, y: top, width: length, height: self.height - top - bottom)
    snapToCells()
    shapeForMatrix()
    yTicks = AxisTicks.vertical(chart.y, length: plot.height, medium, limit: yTicks.extent)
    xTicks = AxisTicks.horizontal(chart.x, length: plot.width, medium, limit: xTicks.extent)
  }

  private mutating func snapToCells() {
    guard let cell = medium.cell else { return }
    plot.width = max(1, (plot.width / cell.x).rounded(.down)) * cell.x
    plot.height = max(1, (plot.height / cell.y).rounded(.down)) * cell.y
  }

  /// The cells of a lone matrix are neither slivers nor posters.
  private mutating func shapeForMatrix() {
    guard let map = chart.layers.lazy.compactMap({ $0.mark.heatMap }).first, !map.values.isEmpty
    else { return }
    if let unit = medium.cell { return shapeForMatrix(map, of: unit) }
    let cell = Scene.Point(plot.width / Double(map.columns), plot.height / Double(map.rows))
    let wide = max(min(cell.x, cell.y * 2, 96), min(cell.x, 120 / Double(map.columns)))
    let tall = min(cell.y, wide * 1.5, 64)
    plot.width = wide * Double(map.columns)
    let shorter = max(tall * Double(map.rows), min(plot.height, 60))
    height -= plot.height - shorter
    plot.height = shorter
  }

  /// In a terminal, a matrix's cell is a whole number of characters: up to 12 wide and 3 high.
  private mutating func shapeForMatrix(_ map: HeatMap, of unit: Scene.Point) {
    let wide = (plot.width / unit.x / Double(map.columns)).rounded(.down)
    let tall = (plot.height / unit.y / Double(map.rows)).rounded(.down)
    if wide >= 1 { plot.width = min(12, wide) * unit.x * Double(map.columns) }
    guard tall >= 1 else { return }
    let shorter = max(min(3, tall) * Double(map.rows), 3) * unit.y
    height -= plot.height - shorter
    plot.height = shorter
  }
}

// MARK: - Drawing

extension ChartLayout {
  /// Drawn below the marks.
  private var backdrop: [Scene.Element] {
    guard !medium.isCells, chart.layers.allSatisfy({ $0.mark.heatMap == nil }) else { return [] }
    let stroke = Scene.Stroke(theme.grid, width: 0.75)
    let across = yTicks.ticks.map { tick -> Scene.Element in
      let y = plot.maxY - tick.fraction * plot.height
      return .polyline([Scene.Point(plot.x, y), Scene.Point(plot.maxX, y)], stroke)
    }
    guard chart.x.scale != .categories else { return across }
    let along = xTicks.ticks.map { tick -> Scene.Element in
      let x = plot.x + tick.fraction * plot.width
      return .polyline([Scene.Point(x, plot.y), Scene.Point(x, plot.maxY)], stroke)
    }
    return across + along
  }

  /// Drawn above the marks.
  private var words: [Scene.Element] {
    var elements: [Scene.Element] = []
    var y = medium.padding
    func write(_ lines: [String], _ font: Scene.Font, _ color: Color, gap: Double) {
      for line in lines {
        let size = medium.measure(line, font)
        elements.append(.text(line, at: Scene.Point(medium.padding, y + size.ascent), font, color))
        y += medium.lineHeight(font)
      }
      if !lines.isEmpty { y += gap }
    }
    write(titleLines, medium.titleFont, theme.text, gap: medium.gap)
    elements += legend.elements(x: medium.padding, y: y, medium)
    y += legend.height
    write(yLabelLines, medium.labelFont, theme.secondaryText, gap: medium.gap)
    elements += axes
    if chart.x.isUnknown || chart.y.isUnknown { elements.append(noData) }
    y = plot.maxY + medium.axisRoom.y + xTicks.extent + (xLabelLines.isEmpty ? 0 : medium.gap / 2)
    for line in xLabelLines {
      let baseline = y + medium.measure(line, medium.labelFont).ascent
      let wide = medium.width(line, medium.labelFont)
      let x = min(max(plot.midX, medium.padding + wide / 2), width - medium.padding - wide / 2)
      elements.append(
        .text(line, at: Scene.Point(x, baseline), medium.labelFont, theme.secondaryText, anchor: .middle))
      y += medium.lineHeight(medium.labelFont)
    }
    if !noteLines.isEmpty { y += medium.gap }
    write(noteLines, medium.tickFont, theme.secondaryText, gap: 0)
    if let bar = chart.scaleBar {
      elements += ScaleBarPainter.elements(bar, chart, medium, beside: plot)
    }
    return elements
  }

  private var axes: [Scene.Element] {
    let stroke = Scene.Stroke(theme.axis, width: 1)
    let (x, y) = (plot.x - medium.axisOffset.x, plot.maxY + medium.axisOffset.y)
    let isMatrix = chart.layers.contains { $0.mark.heatMap != nil }
    var elements: [Scene.Element] = []
    if !isMatrix {
      elements.append(.polyline([Scene.Point(x, plot.y), Scene.Point(x, y), Scene.Point(plot.maxX, y)], stroke))
    }
    for tick in yTicks.ticks {
      let at = plot.maxY - tick.fraction * plot.height
      if !isMatrix { elements += mark(Scene.Point(x, at), toward: Scene.Point(-4, 0), "┤", stroke) }
      let baseline = medium.baseline(centeredOn: at, medium.tickFont)
      let end = Scene.Point(plot.x - medium.axisRoom.x, baseline)
      elements.append(.text(tick.label, at: end, medium.tickFont, theme.secondaryText, anchor: .end))
    }
    for tick in xTicks.ticks {
      let at = plot.x + tick.fraction * plot.width
      if !isMatrix { elements += mark(Scene.Point(at, y), toward: Scene.Point(0, 4), "┬", stroke) }
      elements.append(xLabel(tick, at: at))
    }
    return elements
  }

  private var noData: Scene.Element {
    let at = Scene.Point(plot.midX, medium.baseline(centeredOn: plot.midY, medium.labelFont))
    return .text("no data", at: at, medium.labelFont, theme.secondaryText, anchor: .middle)
  }

  private func mark(
    _ point: Scene.Point, toward step: Scene.Point, _ character: String, _ stroke: Scene.Stroke
  ) -> [Scene.Element] {
    guard let cell = medium.cell else {
      return [.polyline([point, Scene.Point(point.x + step.x, point.y + step.y)], stroke)]
    }
    let corner = Scene.Point(
      (point.x / cell.x).rounded(.down) * cell.x, (point.y / cell.y).rounded(.down) * cell.y + CellText.ascent)
    return [.text(character, at: corner, medium.tickFont, stroke.color)]
  }

  private func xLabel(_ tick: AxisTicks.Placed, at x: Double) -> Scene.Element {
    let top = plot.maxY + medium.axisRoom.y
    let size = medium.measure(tick.label, medium.tickFont)
    if xTicks.isRotated {
      let baseline = Scene.Point(x + (size.ascent - size.descent) / 2, top)
      return .text(tick.label, at: baseline, medium.tickFont, theme.secondaryText, anchor: .end, rotation: 90)
    }
    let left = min(max(x - size.width / 2, 0), width - size.width)
    let center = Scene.Point(left + size.width / 2, top + size.ascent)
    return .text(tick.label, at: center, medium.tickFont, theme.secondaryText, anchor: .middle)
  }
}

extension Mark {
  var heatMap: HeatMap? { if case .heatMap(let map) = self { map } else { nil } }
}
