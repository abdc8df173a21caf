import Display

/// One position of a stepper as a picture: the graph, the formula with its numbers, the ledger of the gradient, and
/// the matrices that take part.
public struct StepFigure: Sendable {
  public var scene: Scene
  public var diagnostics: [Diagnostic]

  /// - Parameter layouts: remembers where boxes go; figures of one stepper share it.
  public init(_ view: StepView, theme: Theme = .light, layouts: GraphLayouts = .shared) {
    self.init(view, GraphFigure(view.graph, theme: theme, layouts: layouts), theme)
  }

  static let leastWidth = 720.0
  private static let panelGap = 24.0
  private static let headlineFont = Scene.Font(size: 13, isBold: true, isMonospaced: true)
  private static let placeFont = Scene.Font(size: 10)
  private static let headingFont = Scene.Font(size: 11, isBold: true)
  private static let formulaFont = Scene.Font(size: 12, isMonospaced: true)
  private static let matrixSize = Scene.Point(230, 200)
  private static let mostMatrices = 8

  /// - Parameter graphHeight: the highest graph of a sequence of frames, so that the panels below stay in place.
  init(_ view: StepView, _ graph: GraphFigure, _ theme: Theme, graphHeight: Double = 0) {
    let margin = GraphFigure.margin
    let width = max(graph.scene.width, Self.leastWidth)
    var column = GraphColumn(x: margin, y: margin, width: width - 2 * margin, theme)
    column.addText(view.headline, Self.headlineFont, gap: 2)
    column.addText(Self.place(of: view), Self.placeFont, isQuiet: true)

    var picture = GraphColumn(x: 0, y: column.y, width: width, theme)
    var graphScene = graph.scene
    graphScene.height = max(graphHeight, graphScene.height)
    picture.add(graphScene)

    let half = (width - 2 * margin - Self.panelGap) / 2
    let formula = Self.formulaPanel(view, x: margin, y: picture.y, width: half, theme)
    let ledger = Self.ledgerPanel(view, x: margin + half + Self.panelGap, y: picture.y, width: half, theme)
    let matrices = Self.matrices(view, x: margin, y: max(formula.y, ledger.y), width: width - 2 * margin, theme)
    let notes = Self.notesPanel(view, x: margin, y: matrices.bottom, width: width - 2 * margin, theme)

    diagnostics = graph.diagnostics
    scene = Scene(
      width: width, height: notes.y + margin, background: theme.background,
      elements: column.elements + picture.elements + formula.elements + ledger.elements + matrices.elements
        + notes.elements,
      title: "\(view.graph.title): \(view.headline)", alternativeText: Self.alternativeText(view, graph.scene))
  }

  private static func place(of view: StepView) -> String {
    var parts = [
      view.place, view.phase.rawValue,
    ]
    if let line = view.lessonLine { parts.append("line \(line)") }
    if view.branches.count > 1 { parts.append("branch \(view.branch)") }
    return parts.joined(separator: "  ·  ")
  }

  private static func formulaPanel(
    _ view: StepView, x: Double, y: Double, width: Double, _ theme: Theme
  ) -> GraphColumn {
    var panel = GraphColumn(x: x, y: y, width: width, theme)
    guard !view.formula.isEmpty || !view.working.isEmpty || !view.localDerivative.isEmpty else { return panel }
    let element = view.element.isEmpty ? "" : ", element \(view.elementPlace)"
    panel.addText("Working\(element)", headingFont, gap: 4)
    panel.addText(view.formula, formulaFont, gap: 2)
    for line in view.working { panel.addText(line, formulaFont) }
    if !view.localDerivative.isEmpty {
      panel.add(([], 8))
      panel.addText("Local derivative", headingFont, gap: 4)
      panel.addText(view.localDerivative, formulaFont)
    }
    panel.add(([], 12))
    return panel
  }

  private static func ledgerPanel(
    _ view: StepView, x: Double, y: Double, width: Double, _ theme: Theme
  ) -> GraphColumn {
    var panel = GraphColumn(x: x, y: y, width: width, theme)
    guard let ledger = view.ledger else { return panel }
    panel.addText("Ledger of \(ledger.title)", headingFont)
    let table = Table(
      columns: ["from", "contribution", "running sum"], alignments: [.leading, .trailing, .trailing],
      rows: ledger.entries.map {
        [$0.source, $0.isComputed ? $0.contribution : "–", $0.isComputed ? $0.runningSum : "–"]
      })
    if let scene = Figures.scene(for: .table(table), theme: theme, width: width) { panel.add(scene) }
    return panel
  }

  private static func matrices(
    _ view: StepView, x: Double, y: Double, width: Double, _ theme: Theme
  ) -> (elements: [Scene.Element], bottom: Double) {
    var elements: [Scene.Element] = []
    var (left, top) = (x, y)
    for map in view.matrices.prefix(mostMatrices) {
      guard
        let scene = Figures.scene(for: map.output, theme: theme, width: matrixSize.x, height: matrixSize.y)
      else { continue }
      if left > x, left + scene.width > x + width { (left, top) = (x, top + matrixSize.y) }
      elements += scene.elements.map { $0.moved(left, top) }
      left += scene.width + 8
    }
    return (elements, left > x ? top + matrixSize.y : y)
  }

  private static func notesPanel(
    _ view: StepView, x: Double, y: Double, width: Double, _ theme: Theme
  ) -> GraphColumn {
    var panel = GraphColumn(x: x, y: y, width: width, theme)
    if !view.settings.isEmpty {
      let texts = view.settings.map(\.text).joined(separator: "; ")
      panel.addText("Set by you: \(texts). What follows from it is marked ⎇.", GraphFigure.noteFont, isQuiet: true)
    }
    for note in view.notes { panel.addText(note, GraphFigure.noteFont, isQuiet: true) }
    if view.matrices.count > mostMatrices {
      panel.addText(
        "\(view.matrices.count - mostMatrices) more matrices are not shown.", GraphFigure.noteFont, isQuiet: true)
    }
    return panel
  }

  private static func alternativeText(_ view: StepView, _ graph: Scene) -> String {
    var parts = ["\(view.headline) (\(place(of: view)))."]
    if !view.working.isEmpty { parts.append("Working: \(([view.formula] + view.working).joined(separator: "; ")).") }
    if !view.localDerivative.isEmpty { parts.append("Local derivative: \(view.localDerivative).") }
    if let ledger = view.ledger {
      let entries = ledger.entries.map {
        $0.isComputed ? "\($0.source) gives \($0.contribution), sum \($0.runningSum)" : "\($0.source) not computed yet"
      }
      parts.append("Ledger of \(ledger.title): \(entries.joined(separator: "; ")).")
    }
    return (parts + view.notes.map { $0 + "." } + [graph.alternativeText]).joined(separator: " ")
  }
}
