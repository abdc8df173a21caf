/// Redraws a scene in terminal characters: words as words, curves in braille dots, fills as blocks. The scene is laid
/// out for cells of 6 × 12 points, so that a dot is 3 × 3.
///
/// Without colour, what colour tells apart is told by characters: each line its own, each fill its own pattern, the
/// sign of a heat map by + and −.
struct TerminalPainter {
  var canvas: TerminalCanvas
  let style: TerminalStyle
  let theme: Theme
  var clips: [Scene.Rectangle] = []
  /// Colours of lines and fills in order of appearance, for patterns.
  private var lineColors: [Color] = []
  private static let lineCharacters = Array("•+×o#@%")
  var fillColors: [Color] = []
  private let drawsLinesAsCharacters: Bool
  private let hasSignedColors: Bool

  static func canvas(of scene: Scene, _ style: TerminalStyle, _ theme: Theme) -> TerminalCanvas {
    var painter = TerminalPainter(scene, style, theme)
    for element in scene.elements { painter.draw(element) }
    return painter.canvas
  }

  private init(_ scene: Scene, _ style: TerminalStyle, _ theme: Theme) {
    self.style = style
    self.theme = theme
    hasSignedColors = scene.hasSignedColors
    canvas = TerminalCanvas(
      columns: Int((scene.width / CellText.width).rounded()), rows: Int((scene.height / CellText.height).rounded()))
    let strokes = Set(
      scene.flattenedElements.compactMap { element -> UInt32? in
        if case .polyline(_, let stroke) = element, stroke.color.isChromatic { return stroke.color.hex }
        return nil
      })
    drawsLinesAsCharacters = !style.hasBraille || (style.colors == .none && strokes.count > 1)
  }

  private mutating func draw(_ element: Scene.Element) {
    switch element {
    case .rectangle(let rectangle, _, let fill, let stroke):
      if let fill { self.fill(rectangle, fill) }
      if let stroke { outline(rectangle, stroke) }
    case .ellipse(let r, let fill, let stroke):
      if r.width <= 2 * CellText.width {
        let at = Scene.Point(r.midX, r.midY)
        if isVisible(at) { put(fill == nil ? "○" : "●", at, fill ?? stroke?.color ?? theme.text) }
      } else if let color = stroke?.color ?? fill {
        let circle = (0...48).map { step in
          Scene.Point(r.midX + r.width / 2, r.midY).turned(around: r, by: Double(step) * 7.5)
        }
        line(circle, Scene.Stroke(color))
      }
    case .polyline(let points, let stroke): line(points, stroke)
    case .polygon(let points, let fill, let stroke):
      if let fill { self.fill(polygon: points, fill) }
      if let stroke, let first = points.first { line(points + [first], stroke) }
    case .curve(let points, let stroke): line(Self.flattened(points), stroke)
    case .text(let text, let position, let font, let color, let anchor, _):
      write(text, at: position, font, color, anchor)
    case .raster(let rectangle, let columns, let rows, let colors):
      guard columns > 0, rows > 0, colors.count == columns * rows else { return }
      draw(
        RasterSampler(
          rectangle: rectangle, columns: columns, rows: rows, colors: colors, isSigned: hasSignedColors))
    case .clipped(let rectangle, let elements):
      clips.append(rectangle)
      for element in elements { draw(element) }
      clips.removeLast()
    }
  }

  func isVisible(_ point: Scene.Point) -> Bool {
    point.isFinite && clips.allSatisfy { $0.contains(point) }
  }

  /// The terminal's own colour where the theme means "text"; sixteen colours have no readable greys.
  private func ink(_ color: Color) -> Color? {
    color == theme.text || (style.colors == .ansi16 && !color.isChromatic) ? nil : color.over(theme.background)
  }
}

// MARK: - Words and lines

extension TerminalPainter {
  private mutating func write(
    _ text: String, at position: Scene.Point, _ font: Scene.Font, _ color: Color, _ anchor: Scene.Anchor
  ) {
    guard position.isFinite else { return }
    let width = Double(CellText.columns(of: text)) * CellText.width
    let column = Int(((position.x - anchor.share * width) / CellText.width + 0.5).rounded(.down))
    let row = Int(((position.y - CellText.ascent) / CellText.height + 0.5).rounded(.down))
    guard isVisible(Scene.Point(position.x, (Double(row) + 0.5) * CellText.height)) else { return }
    // On a coloured cell, the scene chose black or white to be read on it.
    let isOnFill = canvas.background(column, row) != nil && style.colors != .none
    canvas.write(text, column: column, row: row, color: isOnFill ? color : ink(color), isBold: font.isBold)
  }

  private mutating func put(_ character: Character, _ point: Scene.Point, _ color: Color) {
    let (column, row) = (Int(point.x / CellText.width), Int(point.y / CellText.height))
    canvas.write(String(character), column: column, row: row, color: ink(color))
  }

  mutating func line(_ points: [Scene.Point], _ stroke: Scene.Stroke) {
    if !stroke.color.isChromatic, stroke.dashes.isEmpty, Self.isUpright(points) {
      return frame(points, stroke.color)
    }
    let pattern = stroke.color.isChromatic ? index(of: stroke.color, in: &lineColors) : nil
    var travelled = 0.0
    for (start, end) in zip(points, points.dropFirst()) where start.isFinite && end.isFinite {
      let span = max(abs(end.x - start.x), abs(end.y - start.y))
      let count = min(20_000, Int(span) + 1)
      for step in 0...count {
        let share = Double(step) / Double(count)
        let point = Scene.Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
        guard isVisible(point), stroke.isDown(at: travelled + span * share) else { continue }
        if drawsLinesAsCharacters {
          let character = pattern.map { Self.lineCharacters[$0 % 7] } ?? "·"
          let (column, row) = (Int(point.x / CellText.width), Int(point.y / CellText.height))
          canvas.block(column, row, character, ink(stroke.color))
        } else {
          canvas.dot(x: Int(point.x / 3), y: Int(point.y / 3), color: ink(stroke.color))
        }
      }
      travelled += span
    }
  }

  func index(of color: Color, in colors: inout [Color]) -> Int {
    if let index = colors.firstIndex(of: color) { return index }
    colors.append(color)
    return colors.count - 1
  }

  private static func isUpright(_ points: [Scene.Point]) -> Bool {
    points.allSatisfy(\.isFinite) && zip(points, points.dropFirst()).allSatisfy { $0.x == $1.x || $0.y == $1.y }
  }

  /// Axes and boxes in box-drawing characters.
  private mutating func frame(_ points: [Scene.Point], _ color: Color) {
    for (start, end) in zip(points, points.dropFirst()) {
      let (x0, x1) = (Int(min(start.x, end.x) / CellText.width), Int(max(start.x, end.x) / CellText.width))
      let (y0, y1) = (Int(min(start.y, end.y) / CellText.height), Int(max(start.y, end.y) / CellText.height))
      let isHorizontal = start.y == end.y
      for row in y0...y1 {
        for column in x0...x1 {
          let before = canvas.text(column, row)
          let character = before.map { Self.joint($0, isHorizontal: isHorizontal) } ?? (isHorizontal ? "─" : "│")
          canvas.write(character, column: column, row: row, color: ink(color))
        }
      }
    }
  }

  private static func joint(_ before: String, isHorizontal: Bool) -> String {
    switch (before, isHorizontal) {
    case ("│", true): "└"
    case ("─", false): "┐"
    default: before
    }
  }

  private static func flattened(_ curve: [Scene.Point]) -> [Scene.Point] {
    guard var start = curve.first else { return [] }
    var points = [start]
    for index in stride(from: 1, to: curve.count - 2, by: 3) {
      let (a, b, c) = (curve[index], curve[index + 1], curve[index + 2])
      for step in 1...12 {
        let t = Double(step) / 12, u = 1 - t
        func mix(_ path: KeyPath<Scene.Point, Double>) -> Double {
          u * u * u * start[keyPath: path] + 3 * u * u * t * a[keyPath: path] + 3 * u * t * t * b[keyPath: path]
            + t * t * t * c[keyPath: path]
        }
        points.append(Scene.Point(mix(\.x), mix(\.y)))
      }
      start = c
    }
    return points
  }
}

extension Scene.Stroke {
  fileprivate func isDown(at distance: Double) -> Bool {
    guard !dashes.isEmpty else { return true }
    var rest = distance.truncatingRemainder(dividingBy: dashes.reduce(0, +) * (dashes.count % 2 == 0 ? 1 : 2))
    for index in 0..<dashes.count * 2 {
      rest -= dashes[index % dashes.count]
      if rest < 0 { return index % 2 == 0 }
    }
    return true
  }
}

extension Scene.Point {
  fileprivate func turned(around r: Scene.Rectangle, by degrees: Double) -> Scene.Point {
    let unit = Scene.Point(1, 0).rotated(by: degrees)
    return Scene.Point(r.midX + unit.x * r.width / 2, r.midY + unit.y * r.height / 2)
  }
}

extension Color {
  /// More than a grey.
  var isChromatic: Bool { max(red, green, blue) - min(red, green, blue) > 0.08 }
}
