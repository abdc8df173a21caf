import Display

/// Pictures side by side as a scene: every pixel a square, captions below.
enum ImageGridScene {
  /// Larger pictures are averaged down before they are drawn, to keep vector files small.
  static let pixelLimit = 256

  static func scene(for grid: ImageGrid, medium: ChartMedium, width: Double) -> Scene {
    let theme = medium.theme
    let count = max(1, min(max(1, grid.columns), max(1, grid.pictures.count)))
    let width = max(width, 2 * medium.padding + 24)
    let inner = width - 2 * medium.padding
    let spacing = medium.isCells ? CellText.width : 8.0
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
        if let raster = raster(picture, notes: &notes) {
          let shown = size(of: picture, in: box, medium)
          let area = Scene.Rectangle(x: x, y: y, width: shown.x, height: shown.y)
          elements.append(.raster(area, columns: raster.columns, rows: raster.rows, colors: raster.colors))
          y += shown.y + (medium.isCells ? 0 : 3)
        }
        write(picture.caption, medium.tickFont, theme.secondaryText, x: x, width: box)
        bottom = max(bottom, y)
      }
      y = bottom + medium.gap
    }
    if grid.pictures.isEmpty { notes.append("No pictures.") }
    for note in notes { write(note, medium.tickFont, theme.secondaryText, x: medium.padding, width: inner) }
    return Scene(
      width: width, height: y + medium.padding, background: theme.background, elements: elements,
      title: grid.title.isEmpty ? "Pictures" : grid.title, alternativeText: AlternativeText.describe(grid))
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

  private static func raster(
    _ picture: ImageGrid.Picture, notes: inout [String]
  ) -> (columns: Int, rows: Int, colors: [Color])? {
    let (area, overflow) = picture.width.multipliedReportingOverflow(by: picture.height)
    let channels = picture.channels
    guard picture.width > 0, picture.height > 0, !overflow, channels == 1 || channels == 3,
      picture.pixels.count / channels == area, picture.pixels.count % channels == 0
    else {
      let name = picture.caption.isEmpty ? "A picture" : "“\(picture.caption)”"
      notes.append(
        "\(name) is not drawn: \(picture.pixels.count) bytes are not \(picture.width) × \(picture.height) pixels of "
          + "1 or 3 channels.")
      return nil
    }
    let factor = max(1, (max(picture.width, picture.height) + pixelLimit - 1) / pixelLimit)
    let (columns, rows) = ((picture.width + factor - 1) / factor, (picture.height + factor - 1) / factor)
    var colors: [Color] = []
    colors.reserveCapacity(columns * rows)
    for row in 0..<rows {
      for column in 0..<columns { colors.append(mean(picture, row: row, column: column, factor: factor)) }
    }
    return (columns, rows, colors)
  }

  private static func mean(_ picture: ImageGrid.Picture, row: Int, column: Int, factor: Int) -> Color {
    var sums = [0, 0, 0]
    var count = 0
    for y in row * factor..<min(picture.height, (row + 1) * factor) {
      for x in column * factor..<min(picture.width, (column + 1) * factor) {
        let at = (y * picture.width + x) * picture.channels
        for channel in 0..<3 { sums[channel] += Int(picture.pixels[at + (picture.channels == 3 ? channel : 0)]) }
        count += 1
      }
    }
    let scale = 255 * Double(count)
    return Color(Double(sums[0]) / scale, Double(sums[1]) / scale, Double(sums[2]) / scale)
  }
}
