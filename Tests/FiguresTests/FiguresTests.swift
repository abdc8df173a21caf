import Display
import Figures
import Testing

@Suite struct FiguresTests {
  static let graph = GraphDrawing(
    title: "y = w · x",
    nodes: [
      .init(id: 0, name: "x", role: .input, value: "2"), .init(id: 1, name: "w", role: .parameter, value: "3"),
      .init(id: 2, name: "y", symbol: "×", role: .output, value: "6"),
    ], edges: [.init(from: 0, to: 2), .init(from: 1, to: 2)])
  static let view = StepView(
    sequence: 0, trainingStep: 0, event: 2, eventCount: 3, phase: .forward, headline: "y = w · x", graph: graph)

  static let figures: [Output] = [
    .chart(ChartExample.loss), .table(TableAndImageTests.table), .graph(graph),
    .images(ImageGrid(title: "none", pictures: [], columns: 3)),
    .steps(StepThrough(id: 0, title: "steps", view: view)),
  ]
  static let others: [Output] = [
    .text("words"), .progress(Progress(label: "p", fraction: 0, unitsDone: 0, unitsTotal: 1, secondsElapsed: 0)),
    .diagnostic(Diagnostic("id", "summary")),
  ]

  @Test(arguments: figures, Theme.Name.allCases)
  func everyFigureIsASceneAndLines(_ output: Output, _ name: Theme.Name) throws {
    let scene = try #require(Figures.scene(for: output, theme: .named(name)))
    expectWordsInside(scene)
    #expect(scene.background == Theme.named(name).background && !scene.alternativeText.isEmpty && !scene.title.isEmpty)
    for style in TerminalChartTests.styles {
      let lines = try #require(Figures.terminalLines(for: output, columns: 40, rows: 20, style: style))
      #expect(lines.contains { !$0.isEmpty })
    }
  }

  @Test(arguments: others)
  func whatIsNoFigureIsLeftToThePage(_ output: Output) {
    #expect(Figures.scene(for: output) == nil)
    #expect(Figures.terminalLines(for: output, columns: 80, rows: 24, style: .plain) == nil)
    #expect(!AlternativeText.describe(output).isEmpty)
  }
}
