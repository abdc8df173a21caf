import Display

/// What the colours and outlines of a graph mean, as rows of samples with their names.
struct GraphLegend {
  private struct Item {
    var name: String
    var sample: (Scene.Rectangle) -> [Scene.Element]
    var sampleWidth = 16.0
  }

  private static let font = Scene.Font(size: 9)
  private static let rowHeight = 16.0
  private var items: [Item] = []
  private let theme: Theme

  init(_ graph: CheckedGraph, _ content: GraphContent, _ theme: Theme) {
    self.theme = theme
    // What stands in other graphs' boxes says itself what it is.
    let used = Set(graph.nodes.filter(\.isNumbered).map(\.drawnRole))
    for role in Role.allCases where used.contains(role) {
      items.append(
        Item(name: role.legendName) { area in
          [
            GraphPainter.shape(
              area, role, role == .muted ? theme.background : theme.tint(role).over(theme.background),
              Scene.Stroke(theme.color(role), width: role == .muted ? 0.6 : 1.2))
          ]
        })
    }
    if content.isStepped { addStates() }
    if content.hasMaps, graph.nodes.contains(where: \.isMatrix) { addScale() }
  }

  private mutating func addStates() {
    let theme = theme
    func box(_ stroke: Scene.Stroke) -> (Scene.Rectangle) -> [Scene.Element] {
      { [.rectangle($0, cornerRadius: 3, stroke: stroke)] }
    }
    items.append(Item(name: "current", sample: box(Scene.Stroke(theme.text, width: 2.4))))
    items.append(Item(name: "operand", sample: box(Scene.Stroke(theme.text, width: 1.2, dashes: [4, 3]))))
    items.append(
      Item(name: "not computed yet") { area in
        [
          .rectangle(area, cornerRadius: 3, stroke: Scene.Stroke(theme.axis, width: 1.2, dashes: [4, 2])),
          .text("–", at: Scene.Point(area.midX, area.maxY - 2), Self.font, theme.secondaryText, anchor: .middle),
        ]
      })
  }

  private mutating func addScale() {
    let theme = theme
    let steps = 21
    let colors = (0..<steps).map { theme.diverging.color(at: Double($0) / Double(steps - 1) * 2 - 1) }
    items.append(
      Item(
        name: "− 0 + (value left, gradient right, each by its own largest; × nan, ▲ ∞, ▼ −∞)",
        sample: { [.raster($0, columns: steps, rows: 1, colors: colors)] }, sampleWidth: 42))
  }

  /// The samples from the top left `corner` on, in rows of `width` points, and their height.
  func elements(at corner: Scene.Point, width: Double) -> (elements: [Scene.Element], height: Double) {
    var elements: [Scene.Element] = []
    var (x, y) = (0.0, 0.0)
    for item in items {
      let room = width - item.sampleWidth - 5
      let text = GraphText.fitted(item.name, Self.font, width: room)
      let itemWidth = item.sampleWidth + 5 + TextMeasure.width(of: text.text, in: text.font)
      if x > 0, x + itemWidth > width { (x, y) = (0, y + Self.rowHeight) }
      let sample = Scene.Rectangle(x: corner.x + x, y: corner.y + y + 2, width: item.sampleWidth, height: 10)
      elements += item.sample(sample)
      elements.append(
        .text(text.text, at: Scene.Point(sample.maxX + 5, sample.maxY - 1.5), text.font, theme.secondaryText))
      x += itemWidth + 16
    }
    return (elements, items.isEmpty ? 0 : y + Self.rowHeight)
  }
}

extension Role {
  /// What a node of this role is.
  var nodeName: String { self == .muted ? "constant" : rawValue }

  fileprivate var legendName: String {
    switch self {
    case .intermediate: "forward operation"
    case .gradient: "backward operation"
    case .update: "update operation"
    default: nodeName
    }
  }
}
