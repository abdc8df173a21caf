import Display
import Figures
import Foundation
import Testing

@Suite struct RecipeFigureTests {
  private func words(_ scene: Scene) -> [String] {
    scene.flattenedElements.compactMap { if case .text(let text, _, _, _, _, _) = $0 { text } else { nil } }
  }

  private func scene(_ output: Output, width: Double = 800) throws -> Scene {
    try #require(Figures.scene(for: output, width: width))
  }

  @Test(arguments: FigureExample.all, [(560.0, 340.0), (160, 120), (900, 200), (240, 700), (0, 0)])
  func wordsAreInsideAndTouchNoOthers(_ example: FigureExample, _ size: (Double, Double)) throws {
    for theme in [Theme.light, .dark, .print] {
      let scene = try #require(Figures.scene(for: example.output, theme: theme, width: size.0, height: size.1))
      expectWordsInside(scene)
      expectWordsApart(scene)
      #expect(scene.width >= size.0 && scene.height < 6000)
    }
  }

  @Test(arguments: FigureExample.all, FigureFormat.allCases)
  func theSameFigureIsTheSameBytes(_ example: FigureExample, _ format: FigureFormat) throws {
    func bytes() throws -> Data { try FigureFile.data(of: scene(example.output), as: format, scale: 0.5) }
    #expect(try bytes() == bytes())
  }

  @Test(arguments: FigureExample.all, [1, 23, 24, 40, 80, 300])
  func noLineIsWiderThanTheTerminal(_ example: FigureExample, _ columns: Int) throws {
    for style in TerminalChartTests.styles {
      let lines = try #require(
        Figures.terminalLines(for: example.output, columns: columns, rows: 24, style: style))
      for line in lines {
        #expect(CellText.columns(of: line.replacing(/\u{1B}\[[0-9;]*m/, with: "")) <= columns, "\(line)")
      }
    }
  }

  @Test(arguments: ["hidden-units", "layers", "predictions"])
  func terminalSnapshots(_ name: String) throws {
    let example = try #require(FigureExample.all.first { $0.name == name })
    let lines = try #require(
      Figures.terminalLines(for: example.output, columns: 80, rows: 24, style: TerminalChartTests.monochrome))
    expectSnapshot(lines.joined(separator: "\n") + "\n", "\(name)-80.txt")
  }

  @Test(arguments: ["layers", "predictions"])
  func svgSnapshots(_ name: String) throws {
    let example = try #require(FigureExample.all.first { $0.name == name })
    let scene = try #require(Figures.scene(for: example.output))
    expectSnapshot(String(decoding: try FigureFile.data(of: scene, as: .svg), as: UTF8.self), "\(name).svg")
  }

  @Test(arguments: ChartExample.all.filter { $0.name != "long-words" })
  func axesAreLabelledAndEverySeriesIsInTheLegend(_ example: ChartExample) throws {
    let chart = example.chart
    let said = try words(scene(.chart(chart)))
    #expect(said.contains(chart.x.label) && said.contains(chart.y.label))
    let names = chart.marks.compactMap { mark -> String? in
      switch mark {
      case .line(let line): line.name
      case .points(let points): points.name
      case .bars(let bars): bars.name
      case .histogram(let histogram): histogram.name
      case .boxes(let boxes): boxes.name
      case .path(let path): path.name
      case .spans(let spans): spans.name
      case .heatMap, .regions, .rule, .label: nil
      }
    }
    if names.count > 1 { for name in names { #expect(said.contains(name), "“\(name)” is not in the legend") } }
  }

  @Test func whatTheColoursMeanIsSaid() throws {
    for (chart, caption) in [
      (ChartExample.confusion, "share of the true class"), (ChartExample.landscape, "loss"),
      (ChartExample.weightsOverTime, "share of the values"), (ChartExample.attribution, "attribution"),
      (ChartExample.boundary, "output"),
    ] { #expect(try words(scene(.chart(chart))).contains(caption)) }
  }

  @Test(arguments: [
    Chart.roc(curves: []), .roc(curves: [.init("a", x: [], y: [])]), .precisionRecall(curves: []),
    .calibration(curves: []), .confusion(counts: []), .box(title: "b", label: "y", groups: []),
    .box(title: "b", label: "y", groups: [("a", [])]), .timeline(title: "t", lanes: [], tasks: []),
    .timeline(title: "t", lanes: ["a", "b"], tasks: []), .learningRates(rates: [], losses: []),
    .histogramOverTime(title: "h", label: "w", times: [], edges: [], counts: []),
    .landscape(
      title: "l", x: Axis("x"), y: Axis("y"), columns: 0, rows: 0, xRange: 0...1, yRange: 0...1, losses: []),
    .attribution(
      title: "a", values: [], rows: 0, columns: 0,
      over: ImageGrid.Picture(caption: "", width: 0, height: 0, channels: 1, pixels: [])),
    Chart(title: "r", x: Axis("x"), y: Axis("y"), marks: [.runs("a", x: [], [])]),
  ])
  func emptyDataSaysSo(_ chart: Chart) throws {
    let scene = try scene(.chart(chart))
    #expect(words(scene).contains("no data"), "\(chart.title)")
    expectWordsInside(scene)
    let lines = Figures.terminalLines(for: .chart(chart), columns: 80, rows: 24, style: TerminalChartTests.monochrome)
    #expect(lines?.joined().contains("no data") == true)
  }

  /// The plot: the L of the axis line.
  private func plot(_ scene: Scene) throws -> Scene.Point {
    for case .polyline(let points, _) in scene.elements where points.count == 3 {
      return Scene.Point(points[2].x - points[1].x, points[1].y - points[0].y)
    }
    throw Diagnostic("no-axis", "no axis line")
  }

  @Test(arguments: [(560.0, 340.0), (900, 500), (300, 600), (200, 100)])
  func theUnitSquareIsSquare(_ size: (Double, Double)) throws {
    for chart in [ChartExample.roc, ChartExample.precisionRecall, ChartExample.calibration] {
      let scene = try #require(Figures.scene(for: .chart(chart), width: size.0, height: size.1))
      let plot = try plot(scene)
      #expect(abs(plot.x - plot.y) < 0.01)
    }
  }

  @Test func proportionsThatAreNoneAreSaid() throws {
    for wanted in [0, -1, .nan, .infinity] {
      var chart = ChartExample.loss
      chart.aspect = wanted
      #expect(try words(scene(.chart(chart))).contains { $0.hasPrefix("The proportions asked for, ") })
    }
  }

  @Test func wrongPicturesAreMarkedByMoreThanColour() throws {
    let scene = try scene(.images(FigureExample.predictions))
    #expect(words(scene).filter { $0.hasPrefix("✗ ") } == ["✗ 2 → 1", "✗ 7 → 1"])
    #expect(words(scene).contains("True class → predicted class; ✗ marks the wrong ones, 2 of 12."))
    let frames = scene.elements.filter { if case .rectangle(_, _, nil, _?) = $0 { true } else { false } }
    #expect(frames.count == 2)
    #expect(scene.alternativeText.hasPrefix("Digits: 12 pictures, 2 of them wrong: 0 → 0, 1 → 1, 2 → 1"))
  }

  @Test func panelsShareTheirLegendScaleBarAndBounds() throws {
    let layers = try words(scene(.panels(FigureExample.layers)))
    #expect(layers.filter { $0 == "training" }.count == 1 && layers.filter { $0 == "2" }.count == 3)
    let units = try scene(.panels(FigureExample.hiddenUnits))
    #expect(words(units).filter { $0 == "answer" }.count == 1)
    let bars = units.flattenedElements.filter { if case .raster(_, 1, _, _) = $0 { true } else { false } }
    #expect(bars.count == 1)
    var apart = FigureExample.layers
    apart.sharesScales = false
    #expect(try words(scene(.panels(apart))).filter { $0 == "training" }.count == 3)
  }

  /// Pictures side by side are as large as their panels are wide, however many there are.
  @Test(arguments: [2, 3, 5], [1.0, 2]) func picturesFillTheirPanels(_ columns: Int, _ aspect: Double) throws {
    let chart = Chart(
      title: "weights", x: Axis(""), y: Axis(""),
      marks: [
        .heatMap(HeatMap("weight", rows: 30, columns: 30, values: (0..<900).map(Double.init), showsNumbers: false))
      ],
      aspect: aspect)
    let panels = Panels(title: "pictures", charts: [Chart](repeating: chart, count: 2 * columns), columns: columns)
    let rasters = try scene(.panels(panels), width: 820).flattenedElements.compactMap { element in
      if case .raster(let box, 30, 30, _) = element { box } else { nil as Scene.Rectangle? }
    }
    #expect(rasters.count == 2 * columns)
    for box in rasters {
      #expect(box.width > 0.7 * (820 - 60) / Double(columns) && abs(box.width / box.height - aspect) < 0.01, "\(box)")
    }
  }

  @Test func theFirstWorkerIsOnTop() throws {
    let scene = try scene(.chart(ChartExample.timeline))
    func y(_ wanted: String) throws -> Double {
      try #require(
        scene.flattenedElements.lazy.compactMap { element -> Double? in
          if case .text(wanted, let at, _, _, _, _) = element { at.y } else { nil }
        }.first)
    }
    #expect(try y("worker 0") < y("worker 1") && y("worker 1") < y("server"))
    // A bar's label stands in its lane.
    #expect(try abs(y("batch 1") - y("worker 1")) < 3)
    #expect(words(scene).contains("“update” labels without room in their bars are left out: 3."))
  }

  @Test func alternativeTextsSayTheNumbers() {
    func said(_ chart: Chart, _ part: String) {
      let text = AlternativeText.describe(chart)
      #expect(text.contains(part), "\(text)")
    }
    said(ChartExample.roc, "network (AUC 0.9) rises from 0 to 1 between false positive rate 0 and 1")
    said(ChartExample.confusion, "row Adelie: Adelie 50 (96 %), Chinstrap 2 (3.8 %), Gentoo 0 (0 %)")
    said(
      ChartExample.confusion, "111 of 117 are right (94.9 %); most often wrong: Chinstrap taken for Adelie, 3 times.")
    said(ChartExample.boxes, "once 90")
    said(ChartExample.boxes, "diverged no values, 2 values not finite")
    said(ChartExample.timeline, "forward: 6 bars for worker 0, worker 1, time (ms) 0 to 28, 22.5 in all")
    said(ChartExample.landscape, "gradient descent: a path of 41 points from (−1.7, 0.8) to (")
    said(ChartExample.landscape, "lowest 0.0146 near (−0.04, −0.02)")
    said(ChartExample.weightsOverTime, "2 values are not finite, the first at training step 750.")
    said(ChartExample.rates, "vertical line at 0.0021: suggested: 0.0021")
    said(ChartExample.seeds, ", with a band from ")
    #expect(
      AlternativeText.describe(.panels(FigureExample.hiddenUnits)).hasPrefix(
        "What each hidden unit answers: 8 charts. unit 0: answer over x₁ −1 to 1, x₂ −1 to 1: above 0 on "))
  }
}
