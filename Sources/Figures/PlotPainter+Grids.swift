import Display

extension PlotPainter {
  static let cellLimit = 4000

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
    let raster =
      map.picture.flatMap(PictureRaster.init).map { overlay(grid, on: $0, in: box, bar) }
      ?? .raster(box, columns: grid.columns, rows: grid.rows, colors: colors)
    return [raster] + inscriptions(grid, in: box, bar, grid.isFolded ? [] : Self.texts(of: map))
  }

  /// What each cell says, in lines; empty: nothing.
  private static func texts(of map: HeatMap) -> [[String]] {
    guard map.showsNumbers, map.values.count <= 1000 else { return [] }
    return map.inscriptions.map { $0.map { $0.split(separator: "\n").map(String.init) } }
      ?? map.values.map { [format($0, significantDigits: 3)] }
  }

  /// The picture in quiet greys, and the more of a cell's colour over it the further its value is from 0.
  private func overlay(
    _ grid: FoldedGrid, on picture: PictureRaster, in box: Scene.Rectangle, _ bar: ScaleBar
  ) -> Scene.Element {
    let (columns, rows) = (max(grid.columns, picture.columns), max(grid.rows, picture.rows))
    let colors = (0..<rows * columns).map { index -> Color in
      let (row, column) = (index / columns, index % columns)
      let value = grid.values[row * grid.rows / rows * grid.columns + column * grid.columns / columns]
      let light = picture.colors[row * picture.rows / rows * picture.columns + column * picture.columns / columns]
      let brightness = 0.299 * light.red + 0.587 * light.green + 0.114 * light.blue
      return bar.color(value, over: brightness, theme)
    }
    return .raster(box, columns: columns, rows: rows, colors: colors)
  }

  /// Texts where all of them fit, else their first lines where those fit; marks for NaN and infinity always.
  private func inscriptions(
    _ grid: FoldedGrid, in box: Scene.Rectangle, _ bar: ScaleBar, _ texts: [[String]]
  ) -> [Scene.Element] {
    let cell = Scene.Point(box.width / Double(grid.columns), box.height / Double(grid.rows))
    let font = medium.tickFont
    let line = medium.lineHeight(font)
    let room = medium.isCells ? CellText.width : 4
    func fit(_ texts: [[String]]) -> Bool {
      !texts.isEmpty
        && texts.allSatisfy { lines in
          Double(lines.count) * line <= cell.y && lines.allSatisfy { medium.width($0, font) + room <= cell.x }
        }
    }
    let texts = fit(texts) ? texts : texts.map { Array($0.prefix(1)) }
    let hasRoom = fit(texts)
    var elements: [Scene.Element] = []
    for (index, value) in grid.values.enumerated() {
      let corner = Scene.Point(
        box.x + Double(index % grid.columns) * cell.x, box.y + Double(index / grid.columns) * cell.y)
      let area = Scene.Rectangle(x: corner.x, y: corner.y, width: cell.x, height: cell.y)
      if !value.isFinite { elements += mark(value, in: area, hasText: hasRoom) }
      guard hasRoom || (!value.isFinite && medium.isCells) else { continue }
      let color = value.isNaN ? theme.text : theme.text(on: bar.color(value, theme))
      let lines = hasRoom ? texts[index] : [value.isNaN ? "?" : "∞"]
      for (number, text) in lines.enumerated() {
        let middle = area.midY + (Double(number) - Double(lines.count - 1) / 2) * line
        let at = Scene.Point(area.midX, medium.baseline(centeredOn: middle, font))
        elements.append(.text(text, at: at, font, color, anchor: .middle))
      }
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
}
