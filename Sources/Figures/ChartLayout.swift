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
  private(set) var titleLines: [String] = []
  private(set) var legend = Legend()
  private(set) var xLabelLines: [String] = []
  private(set) var yLabelLines: [String] = []
  /// What the scale bar's numbers are.
  private(set) var captionLines: [String] = []
  /// The label of the y axis and the caption of the scale bar stand on one line.
  private(set) var sharesLabelLine = false
  private(set) var noteLines: [String] = []
  /// Right of the plot, not above it.
  private(set) var hasLegendBeside: Bool
  /// What the ticks of the y axis would have needed; 0 when they have it.
  private(set) var missingTickRoom = 0.0

  var theme: Theme { medium.theme }
  /// The bar is drawn here: panels draw one for all.
  var scaleBar: ScaleBar? { chart.showsScaleBar ? chart.scaleBar : nil }

  static func scene(for chart: Chart, medium: ChartMedium, width: Double, height: Double) -> Scene {
    scene(for: ResolvedChart(chart), medium: medium, width: width, height: height)
  }

  static func scene(for chart: ResolvedChart, medium: ChartMedium, width: Double, height: Double) -> Scene {
    drawn(chart, medium, width: width, height: height).scene
  }

  /// The scene, and the notes of the chart and of its drawing.
  static func drawn(
    _ chart: ResolvedChart, _ medium: ChartMedium, width: Double, height: Double
  ) -> (scene: Scene, notes: [String]) {
    var plotted = PlotPainter(chart: chart, medium: medium)
    // The marks say what they had to fold or thin only when drawn; the notes need room; so the second pass is final.
    var layout = fitted(chart, medium, width: width, height: height)
    _ = plotted.elements(in: layout.plot)
    layout = fitted(chart, medium, width: width, height: height, notes: plotted.notes)
    let marks = plotted.elements(in: layout.plot)
    let scene = Scene(
      width: layout.width, height: layout.height, background: medium.theme.background,
      elements: layout.backdrop + marks + layout.words, title: chart.title.isEmpty ? "Chart" : chart.title,
      alternativeText: chart.alternativeText, hasSignedColors: chart.scaleBar?.isSigned ?? true)
    return (scene, chart.notes + plotted.notes)
  }

  /// A plot of fixed proportions may leave room at its side, where its legend goes if it fits.
  private static func fitted(
    _ chart: ResolvedChart, _ medium: ChartMedium, width: Double, height: Double, notes: [String] = []
  ) -> ChartLayout {
    func layout(hasLegendBeside: Bool) -> ChartLayout {
      let layout = ChartLayout(
        chart, medium, width: width, height: height, notes: notes, hasLegendBeside: hasLegendBeside)
      guard layout.missingTickRoom > 0 else { return layout }
      return ChartLayout(
        chart, medium, width: width, height: height, notes: notes, hasLegendBeside: hasLegendBeside,
        tickRoom: layout.missingTickRoom)
    }
    let above = layout(hasLegendBeside: false)
    guard chart.aspect != nil, !above.legend.isEmpty else { return above }
    let beside = layout(hasLegendBeside: true)
    return beside.legend.isShortened || beside.legend.height > beside.plot.height ? above : beside
  }

  /// - Parameter tickRoom: the least room left of the plot for the ticks of the y axis.
  init(
    _ chart: ResolvedChart, _ medium: ChartMedium, width: Double, height: Double, notes: [String] = [],
    hasLegendBeside: Bool = false, tickRoom: Double = 0
  ) {
    self.chart = chart
    self.medium = medium
    self.hasLegendBeside = hasLegendBeside
    let least = medium.smallestPlot
    self.width = max(width.isFinite ? width : 0, 2 * medium.padding + least.x * 2)
    self.height = min(max(height.isFinite ? height : 0, 2 * medium.padding + least.y), 1e5)
    let inner = self.width - 2 * medium.padding

    titleLines = medium.wrapped(chart.title, medium.titleFont, width: inner)
    if chart.showsLegend, !hasLegendBeside { legend = Legend(chart, medium, width: inner) }
    yLabelLines = medium.wrapped(chart.y.label, medium.labelFont, width: inner)
    let caption = chart.showsScaleBar ? chart.scaleBar?.caption ?? "" : ""
    captionLines = medium.wrapped(caption, medium.labelFont, width: inner)
    let widths = (yLabelLines + captionLines).map { medium.width($0, medium.labelFont) }
    sharesLabelLine =
      yLabelLines.count == 1 && captionLines.count == 1 && widths.reduce(medium.swatch, +) <= inner
    let allNotes = chart.showsNotes ? chart.notes + notes : []
    noteLines = allNotes.flatMap { medium.wrapped($0, medium.tickFont, width: inner) }

    let right = medium.padding + ScaleBarPainter.width(chart.showsScaleBar ? chart.scaleBar : nil, medium)
    var top = medium.padding + medium.blockHeight(titleLines, medium.titleFont) + legend.height
    top += medium.blockHeight(yLabelLines, medium.labelFont)
    if !sharesLabelLine { top += medium.blockHeight(captionLines, medium.labelFont) }
    let notesHeight = medium.blockHeight(noteLines, medium.tickFont)

    // Tick labels take room from the plot, which decides how many there are: measure once with a guess, then again.
    let guess = max(least.y, self.height - top - notesHeight - 3 * medium.lineHeight(medium.tickFont))
    let limit = inner * 0.4
    yTicks = AxisTicks.vertical(chart.y, length: guess, medium, limit: limit)
    yTicks.extent = max(yTicks.extent, tickRoom)
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
    shapeForLanes()
    shapeToAspect()
    if hasLegendBeside, chart.showsLegend {
      legend = Legend(chart, medium, width: max(0, self.width - medium.padding - legendX), isStacked: true)
    }
    // The plot may have become higher than guessed: in a terminal the ticks it has room for can need another column.
    let wanted = AxisTicks.vertical(chart.y, length: plot.height, medium, limit: limit).extent
    if medium.isCells, wanted > yTicks.extent { missingTickRoom = wanted }
    yTicks = AxisTicks.vertical(chart.y, length: plot.height, medium, limit: yTicks.extent)
    xTicks = AxisTicks.horizontal(chart.x, length: plot.width, medium, limit: xTicks.extent)
  }

  /// Left edge of a legend beside the plot.
  var legendX: Double {
    let room = max(ScaleBarPainter.width(scaleBar, medium), AxisTicks.overhang(chart.x, medium))
    return plot.maxX + room + medium.swatch
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

  /// Lanes are neither hairs nor beams; in a terminal they are one row of characters or three.
  private mutating func shapeForLanes() {
    guard chart.y.isReversed, chart.y.scale == .categories, chart.layers.allSatisfy({ $0.mark.heatMap == nil }),
      chart.y.upper > chart.y.lower
    else { return }
    let lanes = chart.y.upper - chart.y.lower
    var lane = min(plot.height / lanes, 44)
    if let cell = medium.cell {
      guard lane >= cell.y else { return }
      lane = plot.height / lanes >= 3 * cell.y ? 3 * cell.y : cell.y
    }
    let shorter = max(lane * lanes, medium.smallestPlot.y)
    guard shorter < plot.height else { return }
    height -= plot.height - shorter
    plot.height = shorter
  }

  /// Fixed proportions, as large as there is room; on a page higher than asked rather than small.
  private mutating func shapeToAspect() {
    guard let aspect = chart.aspect else { return }
    let pleasant = medium.isCells || height < Figures.defaultSize.y ? 0 : min(plot.width / aspect, 270)
    var tall = min(max(plot.height, pleasant), plot.width / aspect)
    var wide = tall * aspect
    if let cell = medium.cell {
      wide = max(1, (wide / cell.x).rounded()) * cell.x
      tall = max(1, (tall / cell.y).rounded()) * cell.y
    }
    height += tall - plot.height
    (plot.width, plot.height) = (min(wide, plot.width), tall)
  }
}

extension Mark {
  var heatMap: HeatMap? { if case .heatMap(let map) = self { map } else { nil } }
}
