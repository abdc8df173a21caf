/// Puts blocks below each other.
struct GraphColumn {
  let x: Double
  private(set) var y: Double
  let width: Double
  private(set) var elements: [Scene.Element] = []
  private let medium: ChartMedium

  init(x: Double, y: Double, width: Double, _ theme: Theme) {
    self.x = x
    self.y = y
    self.width = width
    medium = .page(theme)
  }

  mutating func add(_ block: (elements: [Scene.Element], height: Double), gap: Double = 0) {
    guard block.height > 0 else { return }
    elements += block.elements
    y += block.height + gap
  }

  /// A scene with its top left corner here.
  mutating func add(_ scene: Scene, gap: Double = 0) {
    add((scene.elements.map { $0.moved(x, y) }, scene.height), gap: gap)
  }

  /// Wrapped to the column's width; quiet text is in the secondary colour.
  mutating func addText(_ text: String, _ font: Scene.Font, isQuiet: Bool = false, gap: Double = 0) {
    let size = TextMeasure.size(of: "Ég", in: font)
    let lines = medium.wrapped(text, font, width: width)
    for line in lines {
      let color = isQuiet ? medium.theme.secondaryText : medium.theme.text
      elements.append(.text(line, at: Scene.Point(x, y + size.ascent), font, color))
      y += size.height + 1
    }
    if !lines.isEmpty { y += gap }
  }
}

extension Scene.Element {
  func moved(_ dx: Double, _ dy: Double) -> Self {
    func point(_ point: Scene.Point) -> Scene.Point { Scene.Point(point.x + dx, point.y + dy) }
    switch self {
    case .rectangle(let rectangle, let cornerRadius, let fill, let stroke):
      return .rectangle(rectangle.moved(dx, dy), cornerRadius: cornerRadius, fill: fill, stroke: stroke)
    case .ellipse(let rectangle, let fill, let stroke):
      return .ellipse(rectangle.moved(dx, dy), fill: fill, stroke: stroke)
    case .polyline(let points, let stroke): return .polyline(points.map(point), stroke)
    case .polygon(let points, let fill, let stroke): return .polygon(points.map(point), fill: fill, stroke: stroke)
    case .curve(let points, let stroke): return .curve(points.map(point), stroke)
    case .text(let text, let position, let font, let color, let anchor, let rotation):
      return .text(text, at: point(position), font, color, anchor: anchor, rotation: rotation)
    case .raster(let rectangle, let columns, let rows, let colors):
      return .raster(rectangle.moved(dx, dy), columns: columns, rows: rows, colors: colors)
    case .clipped(let rectangle, let elements):
      return .clipped(to: rectangle.moved(dx, dy), elements.map { $0.moved(dx, dy) })
    }
  }
}
