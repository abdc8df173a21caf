extension TerminalPainter {
  mutating func fill(_ rectangle: Scene.Rectangle, _ color: Color) {
    let color = color.over(theme.background)
    guard color != theme.background, rectangle.width > 0, rectangle.height > 0 else { return }
    var (first, last) = (
      Int((rectangle.x / CellText.width).rounded()), Int((rectangle.maxX / CellText.width).rounded()) - 1
    )
    if last < first {
      first = Int(rectangle.midX / CellText.width)
      last = first
    }
    let eighth = CellText.height / 8
    let bottom = Int((rectangle.maxY / eighth).rounded())
    let top = min(Int((rectangle.y / eighth).rounded()), bottom - 1)
    let pattern = Array("█▒░▓")[index(of: color, in: &fillColors) % 4]
    for row in max(0, top / 8)...max(0, (bottom - 1) / 8) {
      let (above, below) = (max(0, top - row * 8), max(0, row * 8 + 8 - bottom))
      for column in max(0, first)...max(0, last) {
        let center = Scene.Point((Double(column) + 0.5) * CellText.width, (Double(row) + 0.5) * CellText.height)
        if clips.allSatisfy({ center.x >= $0.x && center.x <= $0.maxX }) {
          fill(column, row, above: above, below: below, color, pattern)
        }
      }
    }
  }

  /// `above` and `below`: eighths of the cell that stay free.
  private mutating func fill(
    _ column: Int, _ row: Int, above: Int, below: Int, _ color: Color, _ pattern: Character
  ) {
    let eighths = Array(" ▁▂▃▄▅▆▇█")
    if style.colors == .none {
      if pattern == "█", below == 0 { return canvas.block(column, row, eighths[8 - above], nil) }
      if above + below <= 4 { canvas.block(column, row, pattern, nil) }
    } else if above == 0, below == 0 {
      canvas.fill(column, row, color)
    } else if below == 0 {
      canvas.block(column, row, eighths[8 - above], color)
    } else if above == 0, below < 8 {
      canvas.block(column, row, eighths[below], canvas.background(column, row) ?? theme.background, background: color)
    } else {
      canvas.block(column, row, "▬", color)
    }
  }

  mutating func outline(_ r: Scene.Rectangle, _ stroke: Scene.Stroke) {
    let corners = [(r.x, r.y), (r.maxX, r.y), (r.maxX, r.maxY), (r.x, r.maxY), (r.x, r.y)]
    line(corners.map { Scene.Point($0.0, $0.1) }, stroke)
  }

  mutating func fill(polygon points: [Scene.Point], _ color: Color) {
    let corners = points.filter(\.isFinite)
    guard style.colors >= .ansi256, corners.count > 2 else { return }
    let (top, bottom) = (corners.map(\.y).min()!, corners.map(\.y).max()!)
    for row in max(0, Int(top / CellText.height))...max(0, min(canvas.rows, Int(bottom / CellText.height))) {
      let y = (Double(row) + 0.5) * CellText.height
      for column in 0..<canvas.columns {
        let center = Scene.Point((Double(column) + 0.5) * CellText.width, y)
        guard isVisible(center), Self.contains(corners, center) else { continue }
        canvas.fill(column, row, color.over(canvas.background(column, row) ?? theme.background))
      }
    }
  }

  /// Even-odd rule.
  private static func contains(_ corners: [Scene.Point], _ point: Scene.Point) -> Bool {
    var isInside = false
    for (a, b) in zip(corners, corners.dropFirst() + corners.prefix(1)) where (a.y > point.y) != (b.y > point.y) {
      if point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x { isInside.toggle() }
    }
    return isInside
  }

  mutating func draw(_ raster: RasterSampler) {
    for row in 0..<canvas.rows {
      for column in 0..<canvas.columns {
        let box = Scene.Rectangle(
          x: Double(column) * CellText.width, y: Double(row) * CellText.height, width: CellText.width,
          height: CellText.height / 2)
        var lowerBox = box
        lowerBox.y += box.height
        guard isVisible(Scene.Point(box.midX, lowerBox.y)) else { continue }
        let (upper, lower) = (raster.mean(box), raster.mean(lowerBox))
        switch (upper, lower) {
        case (nil, nil): continue
        case (let upper?, let lower?) where style.colors == .none:
          canvas.block(column, row, raster.character(upper.mixed(with: lower, 0.5), theme), nil)
        case (let upper?, let lower?) where upper == lower: canvas.fill(column, row, upper)
        case (let upper?, let lower?): canvas.block(column, row, "▀", upper, background: lower)
        case (let upper?, nil): canvas.block(column, row, "▀", upper)
        case (nil, let lower?): canvas.block(column, row, "▄", lower)
        }
      }
    }
  }
}
