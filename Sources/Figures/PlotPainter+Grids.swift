import Display

extension PlotPainter {
  static let cellLimit = 4000
  static let regionLimit = 40_000

  mutating func elements(_ map: HeatMap) -> [Scene.Element] {
    guard map.rows > 0, map.columns > 0, let bar = chart.scaleBar else { return [] }
    let limit = medium.cell.map { Int(plot.width / $0.x * plot.height / $0.y) * 2 } ?? Self.cellLimit
    let grid = FoldedGrid(
      rows: map.rows, columns: map.columns, values: map.values, limit: max(1, min(limit, Self.cellLimit)))
    if grid.isFolded {
      note(
        "\(map.rows) × \(map.columns) cells: each one drawn is the mean of \(grid.rowFactor) × \(grid.columnFactor).")
    }
    let box = Scene.Rectangle(
      x: plot.x, y: plot.y, width: plot.width * Double(grid.columns * grid.columnFactor) / Double(map.columns),
      height: plot.height * Double(grid.rows * grid.rowFactor) / Double(map.rows))
    let colors = grid.values.map { $0.isNaN ? theme.background : bar.color($0, theme) }
    return [.raster(box, columns: grid.columns, rows: grid.rows, colors: colors)]
      + inscriptions(grid, in: box, bar, showsNumbers: map.showsNumbers && !grid.isFolded)
  }

  /// Numbers where all of them fit; marks for NaN and infinity always.
  private func inscriptions(
    _ grid: FoldedGrid, in box: Scene.Rectangle, _ bar: ScaleBar, showsNumbers: Bool
  ) -> [Scene.Element] {
    let cell = Scene.Point(box.width / Double(grid.columns), box.height / Double(grid.rows))
    let font = medium.tickFont
    let texts = showsNumbers && grid.values.count <= 1000 ? grid.values.map { format($0, significantDigits: 3) } : []
    let room = medium.isCells ? CellText.width : 4
    let hasRoom =
      !texts.isEmpty && cell.y >= medium.lineHeight(font)
      && texts.allSatisfy { medium.width($0, font) + room <= cell.x }
    var elements: [Scene.Element] = []
    for (index, value) in grid.values.enumerated() {
      let corner = Scene.Point(
        box.x + Double(index % grid.columns) * cell.x, box.y + Double(index / grid.columns) * cell.y)
      let area = Scene.Rectangle(x: corner.x, y: corner.y, width: cell.x, height: cell.y)
      if !value.isFinite { elements += mark(value, in: area, hasText: hasRoom) }
      guard hasRoom || (!value.isFinite && medium.isCells) else { continue }
      let color = value.isNaN ? theme.text : theme.text(on: bar.color(value, theme))
      let text = hasRoom ? texts[index] : value.isNaN ? "?" : "∞"
      let at = Scene.Point(area.midX, medium.baseline(centeredOn: area.midY, font))
      elements.append(.text(text, at: at, font, color, anchor: .middle))
    }
    return elements
  }

  /// NaN is crossed out; an infinity has a dot, filled for +∞ and hollow for −∞.
  private func mark(_ value: Double, in cell: Scene.Rectangle, hasText: Bool) -> [Scene.Element] {
    guard !medium.isCells else { return [] }
    if value.isNaN {
      let stroke = Scene.Stroke(theme.secondaryText.withAlpha(hasText ? 0.35 : 1), width: min(1, cell.width / 6))
      return [
        .polyline([Scene.Point(cell.x, cell.y), Scene.Point(cell.maxX, cell.maxY)], stroke),
        .polyline([Scene.Point(cell.x, cell.maxY), Scene.Point(cell.maxX, cell.y)], stroke),
        .rectangle(cell, stroke: stroke),
      ]
    }
    guard !hasText, let bar = chart.scaleBar else { return [] }
    let side = min(cell.width, cell.height) * 0.5
    let box = Scene.Rectangle(x: cell.midX - side / 2, y: cell.midY - side / 2, width: side, height: side)
    let color = theme.text(on: bar.color(value, theme))
    return value > 0
      ? [.ellipse(box, fill: color)] : [.ellipse(box, stroke: Scene.Stroke(color, width: max(0.5, side / 6)))]
  }

  mutating func elements(_ regions: Mark.Regions) -> [Scene.Element] {
    guard regions.rows > 0, regions.columns > 0 else { return [] }
    let classes = regions.classes
    let limit = medium.isCells ? Self.cellLimit * 4 : Self.regionLimit
    var grid = FoldedGrid(
      rows: regions.rows, columns: regions.columns, values: regions.values, limit: classes == nil ? limit : .max)
    if grid.isFolded {
      note(
        "\(regions.rows) × \(regions.columns) cells: each one drawn is the mean of \(grid.rowFactor) × \(grid.columnFactor)."
      )
    }
    grid.values = (0..<grid.rows).reversed().flatMap { grid.values[$0 * grid.columns..<($0 + 1) * grid.columns] }
    let (low, high) = (
      point(regions.xRange.lowerBound, regions.yRange.lowerBound),
      point(regions.xRange.upperBound, regions.yRange.upperBound)
    )
    guard low.isFinite, high.isFinite, high.x > low.x, low.y > high.y else { return [] }
    let box = Scene.Rectangle(x: low.x, y: high.y, width: high.x - low.x, height: low.y - high.y)
    let colors = grid.values.map { value -> Color in
      guard value.isFinite || classes == nil, !value.isNaN else { return theme.axis }
      if classes != nil { return theme.tint(Mark.Regions.role(ofClass: Int(value))) }
      return chart.scaleBar?.color(value, theme) ?? theme.background
    }
    var elements: [Scene.Element] = [.raster(box, columns: grid.columns, rows: grid.rows, colors: colors)]
    if let boundary = regions.boundary, boundary.isFinite {
      let lines = MarchingSquares.lines(
        at: boundary, rows: grid.rows, columns: grid.columns, values: grid.values, in: box)
      elements += lines.map { .polyline($0, Scene.Stroke(theme.text, width: 1.5)) }
    }
    return elements
  }
}
