import Display

/// Pictures side by side as a scene: every pixel a square, captions below.
enum ImageGridScene {
  /// A picture in a terminal is at least this many cells wide, if it has as many pixels.
  private static let leastCells = 14
  /// Points on a page: room for a caption's words.
  private static let leastWidth = 28.0

  static func scene(for grid: ImageGrid, medium: ChartMedium, width: Double) -> Scene {
    let theme = medium.theme
    let width = max(width, 2 * medium.padding + 24)
    let inner = width - 2 * medium.padding
    let spacing = medium.isCells ? CellText.width : 8.0
    let count = columns(of: grid, medium, width: inner, spacing: spacing)
    let slot = min((inner - spacing * Double(count - 1)) / Double(count), medium.isCells ? 40 * CellText.width : 180)
    let box = snapped(max(slot, medium.cell?.x ?? 8), medium.cell?.x)
    var elements: [Scene.Element] = []
    var notes: [String] = []
    var y = medium.padding

    func write(_ text: String, _ font: Scene.Font, _ color: Color, x: Double, width: Double) {
      for line in medium.wrapped(text, font, width: width) {
        let size = medium.measure(line, font)
        elements.append(.text(line, at: Scene.Point(x, y + size.ascent), font, color))
        y += size.height
      }
    }
    write(grid.title, medium.titleFont, theme.text, x: medium.padding, width: inner)
    if !grid.title.isEmpty { y += medium.gap }
    for start in stride(from: 0, to: grid.pictures.count, by: count) {
      let top = y
      var bottom = y
      for (offset, picture) in grid.pictures[start..<min(start + count, grid.pictures.count)].enumerated() {
        let x = medium.padding + Double(offset) * (box + spacing)
        y = top
        if let raster = PictureRaster(picture) {
          let shown = size(of: picture, in: box, medium)
          let area = Scene.Rectangle(x: x, y: y, width: shown.x, height: shown.y)
          elements.append(.raster(area, columns: raster.columns, rows: raster.rows, colors: raster.colors))
          if picture.isWrong, !medium.isCells {
            elements.append(.rectangle(area.inset(by: -2), stroke: Scene.Stroke(theme.color(.accent), width: 2)))
          }
          y += shown.y + (medium.isCells ? 0 : 4)
        } else {
          notes.append(PictureRaster.problem(picture))
        }
        let color = picture.isWrong ? theme.textColor(.accent) : theme.secondaryText
        write((picture.isWrong ? "✗ " : "") + picture.caption, medium.tickFont, color, x: x, width: box)
        bottom = max(bottom, y)
      }
      y = bottom + medium.gap
    }
    if grid.pictures.isEmpty { notes.append("No pictures.") }
    for note in grid.notes + notes {
      write(note, medium.tickFont, theme.secondaryText, x: medium.padding, width: inner)
    }
    return Scene(
      width: width, height: y + medium.padding, background: theme.background, elements: elements,
      title: grid.title.isEmpty ? "Pictures" : grid.title, alternativeText: AlternativeText.describe(grid),
      hasSignedColors: false)
  }

  /// As many in a row as asked; fewer where they would be too small to be made out.
  private static func columns(
    of grid: ImageGrid, _ medium: ChartMedium, width: Double, spacing: Double
  ) -> Int {
    let wanted = max(1, min(max(1, grid.columns), max(1, grid.pictures.count)))
    guard let cell = medium.cell else {
      return max(1, min(wanted, Int((width + spacing) / (leastWidth + spacing))))
    }
    let widest = min(leastCells, max(7, grid.pictures.map(\.width).max() ?? 1))
    return max(1, min(wanted, Int((width + spacing) / (Double(widest) * cell.x + spacing))))
  }

  private static func snapped(_ value: Double, _ step: Double?) -> Double {
    step.map { max($0, (value / $0).rounded(.down) * $0) } ?? value
  }

  private static func size(of picture: ImageGrid.Picture, in box: Double, _ medium: ChartMedium) -> Scene.Point {
    let ratio = Double(picture.height) / Double(picture.width)
    let wide = min(box, box * 3 / max(ratio, 1e-9))
    let tall = max(wide * ratio, 1)
    guard let cell = medium.cell else { return Scene.Point(wide, tall) }
    return Scene.Point(wide, max(1, (tall / cell.y).rounded()) * cell.y)
  }
}
