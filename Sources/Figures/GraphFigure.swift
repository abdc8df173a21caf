import Display

/// A computation graph as a picture, and what its reader should know about it.
public struct GraphFigure: Sendable {
  public var scene: Scene
  /// Warnings: a simpler layout, a layout that took too long.
  public var diagnostics: [Diagnostic]

  /// What is drawn where, for tests and for finding a node under a pointer.
  package struct Box: Equatable, Sendable {
    /// Node ids; several in a folded box.
    package var nodes: [Int]
    package var frame: Scene.Rectangle
  }
  package private(set) var boxes: [Box]
  /// Of the arrow's line, without its head; one for each drawn edge.
  package private(set) var curves: [[Scene.Point]]

  /// - Parameter layouts: remembers where boxes go; frames of one computation share it.
  public init(_ drawing: GraphDrawing, theme: Theme = .light, layouts: GraphLayouts = .shared) {
    self.init(drawing, GraphContent(of: [drawing]), theme, layouts)
  }

  static let margin = 16.0
  static let leastWidth = 360.0
  static let titleFont = Scene.Font(size: 13, isBold: true)
  static let noteFont = Scene.Font(size: 9)

  init(_ drawing: GraphDrawing, _ content: GraphContent, _ theme: Theme, _ layouts: GraphLayouts) {
    let graph = CheckedGraph(drawing)
    let arrangement = GraphArrangement(graph, content, direction: drawing.direction, layouts)
    let width = max(arrangement.layout.width, Self.leastWidth)
    diagnostics = arrangement.diagnostics
    curves = arrangement.layout.edges.map(\.points)

    var column = GraphColumn(x: Self.margin, y: Self.margin, width: width, theme)
    column.addText(drawing.title, Self.titleFont, gap: 8)
    let painter = GraphPainter(
      graph: graph, arrangement: arrangement, content: content, theme: theme,
      origin: Scene.Point(Self.margin, column.y))
    boxes = zip(arrangement.plan.cells, arrangement.layout.nodes).map { cell, frame in
      Box(nodes: cell.members.map { graph.nodes[$0].id }, frame: frame.moved(Self.margin, column.y))
    }
    if graph.nodes.isEmpty {
      column.addText("The graph has no nodes.", Self.noteFont, isQuiet: true, gap: 8)
    } else {
      column.add((painter.elements, arrangement.layout.height), gap: 14)
    }
    column.add(
      GraphLegend(graph, content, theme).elements(at: Scene.Point(column.x, column.y), width: width), gap: 4)
    for note in Self.notes(graph, painter) { column.addText(note, Self.noteFont, isQuiet: true, gap: 2) }

    scene = Scene(
      width: width + 2 * Self.margin, height: column.y + Self.margin, background: theme.background,
      elements: column.elements, title: drawing.title,
      alternativeText: GraphAlternativeText.text(for: drawing, graph, arrangement.plan))
  }

  private static func notes(_ graph: CheckedGraph, _ painter: GraphPainter) -> [String] {
    let plan = painter.arrangement.plan
    var notes = plan.notes + graph.notes
    for cell in plan.cells where cell.isFolded {
      guard let current = cell.members.first(where: { graph.nodes[$0].state == .current }) else { continue }
      notes.append("Current, inside \(cell.title): \(GraphAlternativeText.title(graph.nodes[current])).")
    }
    let withMaps = graph.nodes.lazy.filter { $0.valueMap != nil || $0.gradientMap != nil }
    if withMaps.contains(where: GraphHeatMap.isAveraged) {
      notes.append("Matrices of more than \(GraphHeatMap.longestSide) rows or columns are shown as averages.")
    }
    let maps = withMaps.flatMap { [$0.valueMap, $0.gradientMap].compactMap { $0 } }
    if maps.contains(where: { !GraphHeatMap.isWhole($0) }) {
      notes.append("Left out: a heat map whose numbers do not fit its rows and columns.")
    }
    return notes
  }
}
