import Display
import Figures
import Foundation
import Testing

struct GraphFigureTests {
  static let samples: [(name: String, drawing: GraphDrawing)] = [
    ("scalars", GraphSamples.scalars()), ("scalars at step 1", GraphSamples.scalars(step: 1)),
    ("square", GraphSamples.square), ("network", GraphSamples.network()),
    ("network, stepped", GraphSamples.network(isStepped: true)), ("recurrent", GraphSamples.recurrent(steps: 2)),
    ("folded", GraphSamples.recurrent(steps: 14)), ("neurons", GraphSamples.neurons(nodes: 120)),
    ("empty", GraphDrawing(title: "Empty", nodes: [], edges: [])), ("spoilt", GraphSamples.spoilt),
    ("long names", GraphSamples.longNames),
  ]

  @Test(arguments: samples.map(\.drawing), Theme.Name.allCases)
  func textIsInsideTheCanvas(drawing: GraphDrawing, theme: Theme.Name) {
    let scene = GraphFigure(drawing, theme: .named(theme)).scene
    let canvas = Scene.Rectangle(x: 0, y: 0, width: scene.width, height: scene.height)
    for element in scene.flattenedElements {
      guard let bounds = Scene.bounds(ofText: element) else { continue }
      #expect(canvas.contains(bounds, tolerance: 0.5), "\(element) leaves the canvas")
    }
  }

  @Test(arguments: samples.map(\.drawing))
  func textThatBeginsInABoxEndsInIt(drawing: GraphDrawing) {
    var drawing = drawing
    // A flag's badge is meant to hang over the edge.
    for index in drawing.nodes.indices { drawing.nodes[index].flags = [] }
    let figure = GraphFigure(drawing)
    var checked = 0
    for element in figure.scene.flattenedElements {
      guard case .text(_, let start, let font, _, _, _) = element, font.size >= 7,
        let bounds = Scene.bounds(ofText: element)
      else { continue }
      let point = Scene.Rectangle(x: start.x, y: start.y, width: 0, height: 0)
      guard let box = figure.boxes.first(where: { $0.frame.inset(by: 5).contains(point) }) else { continue }
      checked += 1
      #expect(box.frame.contains(bounds, tolerance: 0.1), "\(element) leaves its box")
    }
    #expect(checked >= figure.boxes.count)
  }

  @Test(arguments: samples.map(\.drawing))
  func boxesDoNotOverlap(drawing: GraphDrawing) {
    let frames = GraphFigure(drawing).boxes.map { $0.frame.inset(by: 1) }
    for (index, frame) in frames.enumerated() {
      for other in frames[..<index] { #expect(!frame.intersects(other)) }
    }
  }

  @Test func everyNodeIsDrawnOnce() {
    for (_, drawing) in Self.samples {
      let drawn = GraphFigure(drawing).boxes.flatMap(\.nodes)
      #expect(drawn.sorted() == Set(drawing.nodes.map(\.id)).sorted())
    }
  }

  @Test func nothingMovesFromStepToStep() {
    let first = GraphFigure(GraphSamples.scalars(step: 0), layouts: GraphLayouts())
    for step in 1...6 {
      // Not from memory: a fresh store has to come to the same places.
      let next = GraphFigure(GraphSamples.scalars(step: step), layouts: GraphLayouts())
      #expect(next.boxes == first.boxes)
      #expect(next.curves == first.curves)
      #expect(next.scene != first.scene)
    }
  }

  @Test func nothingMovesWhenMapsAndSummariesCome() {
    // One element with a shape, a vector and a matrix: first pending, then with all there is to show.
    var drawing = GraphDrawing(title: "t", nodes: [], edges: [])
    for (id, shape) in ["[1]", "[3]", "[2, 2]", ""].enumerated() {
      drawing.nodes.append(GraphDrawing.Node(id: id, symbol: "f", shape: shape, gradient: "–", state: .pending))
      if id > 0 { drawing.edges.append(GraphDrawing.Edge(from: id - 1, to: id)) }
    }
    drawing.nodes.append(GraphDrawing.Node(id: 9, symbol: "mean", role: .loss, state: .pending))
    let before = GraphFigure(drawing).boxes
    for (index, count) in [1, 3, 4].enumerated() {
      let map = HeatMap("", rows: index == 2 ? 2 : 1, columns: index == 0 ? 1 : count / max(1, index), values: [])
      drawing.nodes[index].valueMap = HeatMap(
        "", rows: map.rows, columns: map.columns, values: Array(repeating: 1, count: map.rows * map.columns))
      drawing.nodes[index].gradientMap = drawing.nodes[index].valueMap
      drawing.nodes[index].value = "−0.6411 … 0.9545"
      drawing.nodes[index].gradient = "all 0.25"
      drawing.nodes[index].state = .computed
    }
    #expect(GraphFigure(drawing).boxes == before)
  }

  @Test func aStructuralChangeMovesThings() {
    var drawing = GraphSamples.scalars()
    let before = GraphFigure(drawing).boxes
    drawing.edges.append(GraphDrawing.Edge(from: 0, to: 6))
    #expect(GraphFigure(drawing).boxes != before)
  }

  @Test func aValueUsedTwiceHasTwoEdges() {
    let curves = GraphFigure(GraphSamples.square).curves
    #expect(curves.count == 2)
    #expect(curves[0] != curves[1])
  }

  @Test func directionTurnsTheGraph() {
    var drawing = GraphSamples.scalars()
    func order(_ drawing: GraphDrawing, _ key: (Scene.Rectangle) -> Double) -> [Double] {
      let frames = Dictionary(uniqueKeysWithValues: GraphFigure(drawing).boxes.map { ($0.nodes[0], key($0.frame)) })
      return [0, 2, 4, 6].map { frames[$0]! }
    }
    #expect(order(drawing, \.x) == order(drawing, \.x).sorted())
    drawing.direction = .topToBottom
    #expect(order(drawing, \.y) == order(drawing, \.y).sorted())
    #expect(Set(order(drawing, \.y)).count == 4)
  }

  @Test func whatIsPendingIsADashAndNeverZero() {
    let texts = GraphFigure(GraphSamples.scalars(step: 0)).texts
    // Three operations without value, and every gradient.
    #expect(texts.count { $0 == "–" } == 3 + 1, "one more in the legend")
    #expect(texts.count { $0.hasPrefix("∂L/∂") && $0.hasSuffix(" –") } == 7)
    #expect(!texts.contains { $0 == "0" || $0.hasSuffix(" 0") })
    #expect(texts.contains("not computed yet"))
  }

  @Test func argumentPositionsAreMarkedOnlyWhereTheyMatter() {
    var drawing = GraphSamples.square
    #expect(!GraphFigure(drawing).texts.contains("1"))
    drawing.edges[0].position = 1
    drawing.edges[1].position = 2
    let texts = GraphFigure(drawing).texts
    #expect(texts.contains("1") && texts.contains("2"))
  }

  @Test func flagsAreMarked() {
    var drawing = GraphSamples.scalars()
    drawing.nodes[4].flags = ["non-finite"]
    let figure = GraphFigure(drawing)
    #expect(figure.texts.contains { $0.contains("non-finite") })
    #expect(figure.scene.alternativeText.contains("d: non-finite."))
  }

  @Test func theAlternativeTextComesFromTheData() {
    let text = GraphFigure(GraphSamples.scalars(step: 2)).scene.alternativeText
    #expect(
      text == "Computation graph of 3 operations on 4 inputs and parameters: e = ×(a, b) = −6; d = +(e, c) = 4; "
        + "L = ×(d, f) not computed yet. Current: + d. 1 not computed yet.")
    var drawing = GraphSamples.square
    drawing.alternativeText = "The author's words"
    #expect(GraphFigure(drawing).scene.alternativeText == "The author's words")
  }

  @Test(arguments: samples.map(\.drawing))
  func sameBytesEveryTime(drawing: GraphDrawing) throws {
    let first = try FigureFile.data(of: GraphFigure(drawing, layouts: GraphLayouts()).scene, as: .svg)
    let second = try FigureFile.data(of: GraphFigure(drawing, layouts: GraphLayouts()).scene, as: .svg)
    #expect(first == second)
  }

  @Test func brokenGraphsAreDrawnAndSayWhatIsMissing() {
    let figure = GraphFigure(GraphSamples.spoilt)
    #expect(figure.boxes.count == 3)
    #expect(figure.texts.contains { $0.hasPrefix("Left out: 1 node with an id") })
    #expect(figure.texts.contains { $0.hasPrefix("Left out: 2 edges from or to") })
    #expect(figure.texts.contains { $0.contains("heat map whose numbers do not fit") })
    #expect(!figure.texts.contains { $0.contains("\n") || $0.contains("\u{1B}") })
  }

  @Test func theEmptyGraphSaysSo() {
    let figure = GraphFigure(GraphDrawing(title: "Empty", nodes: [], edges: []))
    #expect(figure.texts == ["Empty", "The graph has no nodes."])
    #expect(figure.scene.alternativeText == "Computation graph without nodes.")
  }

  @Test func stepsShowFormulaLedgerAndMatrices() {
    let view = GraphSamples.steps()[5]
    let scene = StepFigure(view).scene
    let texts = scene.flattenedElements.compactMap(\.string)
    for wanted in [view.headline, view.formula, view.working[1], "Ledger of ∂L/∂a", "running sum", "∂L/∂a", "nan"] {
      #expect(texts.contains { $0.contains(wanted) }, "\(wanted) is missing")
    }
    #expect(scene.alternativeText.contains("e = a·b gives 6, sum 6; k = a·a not computed yet."))
    let canvas = Scene.Rectangle(x: 0, y: 0, width: scene.width, height: scene.height)
    for element in scene.flattenedElements {
      if let bounds = Scene.bounds(ofText: element) { #expect(canvas.contains(bounds, tolerance: 0.5), "\(element)") }
    }
  }
}

extension GraphFigure {
  var texts: [String] { scene.flattenedElements.compactMap(\.string) }
}

extension Scene.Element {
  var string: String? {
    if case .text(let text, _, _, _, _, _) = self { return text }
    return nil
  }
}

extension Scene.Rectangle {
  fileprivate func intersects(_ other: Self) -> Bool {
    x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
  }
}
