import Display

// Values over the plane, and ways through it.
extension PlotPainter {
  static let regionLimit = 40_000

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
    if regions.levels != nil { return contours(grid, in: box) }
    let colors = grid.values.map { value -> Color in
      guard value.isFinite || classes == nil, !value.isNaN else { return theme.axis }
      if classes != nil { return theme.tint(Mark.Regions.role(ofClass: Int(value))) }
      return chart.scaleBar?.color(value, theme) ?? theme.background
    }
    var elements: [Scene.Element] = [.raster(box, columns: grid.columns, rows: grid.rows, colors: colors)]
    if let boundary = regions.boundary, boundary.isFinite {
      elements += lines(at: boundary, grid, in: box, Scene.Stroke(theme.text, width: 1.5))
    }
    return elements
  }

  private func lines(
    at level: Double, _ grid: FoldedGrid, in box: Scene.Rectangle, _ stroke: Scene.Stroke
  ) -> [Scene.Element] {
    MarchingSquares.lines(at: level, rows: grid.rows, columns: grid.columns, values: grid.values, in: box)
      .map { .polyline($0, stroke) }
  }

  /// Bands of colour, and a thin line where two meet.
  private func contours(_ grid: FoldedGrid, in box: Scene.Rectangle) -> [Scene.Element] {
    guard let bar = chart.scaleBar else { return [] }
    let fine = medium.isCells ? grid : grid.refined(limit: Self.regionLimit)
    let colors = fine.values.map { $0.isNaN ? theme.axis : bar.color($0, theme) }
    let raster = Scene.Element.raster(box, columns: fine.columns, rows: fine.rows, colors: colors)
    guard !medium.isCells else { return [raster] }
    let stroke = Scene.Stroke(theme.text.withAlpha(0.35), width: 0.75)
    return [raster] + bar.stops.flatMap { lines(at: $0, grid, in: box, stroke) }
  }

  /// The line has a border in the background's colour, to be seen on any other.
  mutating func elements(_ path: Mark.Path, _ layer: ResolvedChart.Layer) -> [Scene.Element] {
    let color = theme.color(layer.role)
    let points = zip(path.x, path.y).map { point($0, $1) }
    let line = Decimation.line(points, resolution: medium.resolution)
    var elements: [Scene.Element] = []
    if !medium.isCells { elements.append(.polyline(line, Scene.Stroke(theme.background, width: 4))) }
    elements.append(.polyline(line, layer.stroke(dashed: false, medium)))
    guard let start = points.first(where: \.isFinite), let end = points.last(where: \.isFinite) else { return elements }
    if medium.isCells {
      return elements + [
        CellText.character("○", over: start, theme.text, medium),
        CellText.character("◆", over: end, theme.text, medium),
      ]
    }
    let steps = points.filter(\.isFinite)
    if steps.count <= 60 {
      elements += steps.map { step in
        .ellipse(Scene.Rectangle(x: step.x - 1.75, y: step.y - 1.75, width: 3.5, height: 3.5), fill: color)
      }
    }
    let ring = Scene.Rectangle(x: start.x - 4.5, y: start.y - 4.5, width: 9, height: 9)
    let corners = [(0.0, -6.5), (6.5, 0), (0, 6.5), (-6.5, 0)].map { Scene.Point(end.x + $0.0, end.y + $0.1) }
    return elements + [
      .ellipse(ring, fill: theme.background, stroke: Scene.Stroke(color, width: 2)),
      .polygon(corners, fill: color, stroke: Scene.Stroke(theme.background, width: 1.25)),
    ]
  }
}

extension FoldedGrid {
  /// Up to six times as many rows and columns, the values between the middles of cells mixed in proportion, so that
  /// bands of colour end smoothly. What touches a NaN stays NaN.
  package func refined(limit: Int) -> FoldedGrid {
    let factor = min(6, Int((Double(limit) / Double(max(1, rows * columns))).squareRoot()))
    guard factor > 1, rows > 1, columns > 1 else { return self }
    func place(_ index: Int, of count: Int) -> (below: Int, share: Double) {
      let position = min(max((Double(index) + 0.5) / Double(factor) - 0.5, 0), Double(count - 1))
      let below = min(Int(position), count - 2)
      return (below, position - Double(below))
    }
    var fine = self
    (fine.rows, fine.columns) = (rows * factor, columns * factor)
    let across = (0..<fine.columns).map { place($0, of: columns) }
    fine.values = (0..<fine.rows).flatMap { row -> [Double] in
      let (y, down) = place(row, of: rows)
      return across.map { x, right in
        let corner = y * columns + x
        let top = values[corner] * (1 - right) + values[corner + 1] * right
        let bottom = values[corner + columns] * (1 - right) + values[corner + columns + 1] * right
        return top * (1 - down) + bottom * down
      }
    }
    return fine
  }
}
