import Display
import Figures
import Foundation
import Testing

/// The hard cases every kind of mark has to survive.
enum DataCase: String, CaseIterable, Sendable {
  case empty, one, constant, nan, infinite, huge, tiny, negative, mixed, mismatched

  var values: [Double] {
    switch self {
    case .empty: []
    case .one: [3]
    case .constant: Array(repeating: 1e9, count: 12)
    case .nan: Array(repeating: .nan, count: 12)
    case .infinite: [.infinity, -.infinity, .infinity, -.infinity]
    case .huge: [-.greatestFiniteMagnitude, 0, .greatestFiniteMagnitude, 1e300]
    case .tiny: [.leastNonzeroMagnitude, -.leastNormalMagnitude, 0, .leastNormalMagnitude / 8]
    case .negative: [-1, -2, -3, -4]
    case .mixed, .mismatched: [1, .nan, 2.5, .infinity, -3, -.infinity, 0, 1e-9, 1e9]
    }
  }
}

enum MarkKind: String, CaseIterable, Sendable {
  case line, band, points, bars, histogram, boxes, heatMap, overlay, regions, classes, contours, path, spans, rule,
    label

  func mark(_ data: DataCase) -> Mark {
    let values = data.values
    let places = data == .infinite || data == .huge ? values : values.indices.map(Double.init)
    let short = data == .mismatched ? Array(values.dropLast(3)) : values
    switch self {
    case .line: return .line(.init("a", x: places, y: short))
    case .band:
      return .line(.init("a", x: places, y: values, lower: short.map { $0 - 1 }, upper: values.map { $0 + 1 }))
    case .points: return .points(.init("a", x: values, y: short))
    case .bars: return .bars(.init("a", values: values, errors: short))
    case .histogram:
      return .histogram(.init("a", edges: short, counts: (0..<max(0, values.count - 1)).map { $0 * $0 }, nonFinite: 2))
    case .boxes: return .boxes(.init("a", groups: [values, [], short]))
    case .overlay:
      let picture = ImageGrid.Picture(
        caption: "", width: 2, height: 1, channels: 1, pixels: data == .mismatched ? [1] : [0, 255])
      return .heatMap(
        .init(
          "a", rows: 1, columns: short.count, values: short, scale: .sequential,
          inscriptions: values.map { "\($0)\n2" },
          range: 0...(data == .infinite ? .infinity : 1), over: picture))
    case .contours:
      return .regions(
        .init(
          "a", columns: values.count, rows: 1, xRange: -1...1, yRange: -1...1, values: values,
          levels: data == .mixed ? short : []))
    case .path: return .path(.init("a", x: places, y: short))
    case .spans:
      return .spans(
        .init("a", lanes: values.indices.map { $0 - 1 }, starts: places, ends: short, labels: ["one \u{7}", ""]))
    case .heatMap: return .heatMap(.init("a", rows: 1, columns: short.count, values: values))
    case .regions:
      return .regions(
        .init("a", columns: short.count, rows: 1, xRange: 0...1, yRange: 2...2, values: values, boundary: 0))
    case .classes:
      return .regions(
        .init("a", columns: 2, rows: 2, xRange: -1...1, yRange: -1...1, values: [0, 1, 2, values.first ?? 0]))
    case .rule: return .rule(.init("a", data == .one ? .vertical : .horizontal, at: values.first ?? 0))
    case .label: return .label(.init("a \u{7} label\n", x: values.first ?? 0, y: values.last ?? 0))
    }
  }
}

@Suite struct ChartSceneTests {
  @Test(arguments: MarkKind.allCases, DataCase.allCases)
  func everyMarkSurvivesEveryCase(_ kind: MarkKind, _ data: DataCase) throws {
    for scale in [Axis.Scale.linear, .logarithmic, .categories] {
      let chart = Chart(
        title: "\(kind) \(data)", x: Axis("x", scale: scale), y: Axis("y", scale: scale),
        marks: [kind.mark(data), .line(.init("b", x: [0, 1], y: [1, 2]))])
      for theme in [Theme.light, .dark, .print] {
        for marks in [chart.marks, [chart.marks[0]]] {
          var chart = chart
          chart.marks = marks
          let scene = try #require(Figures.scene(for: .chart(chart), theme: theme))
          expectWordsInside(scene)
          #expect(!scene.alternativeText.isEmpty)
          _ = try FigureFile.data(of: scene, as: .svg)
        }
      }
      let scene = try #require(Figures.scene(for: .chart(chart), width: 280, height: 200))
      _ = try FigureFile.data(of: scene, as: .png, scale: 0.5)
      _ = try FigureFile.data(of: scene, as: .pdf)
    }
  }

  @Test(arguments: ChartExample.all, [(560.0, 340.0), (160, 120), (900, 200), (240, 700), (0, 0)])
  func wordsAreInsideAndTouchNoOthers(_ example: ChartExample, _ size: (Double, Double)) throws {
    let scene = try #require(
      Figures.scene(for: .chart(example.chart), width: size.0, height: size.1))
    #expect(scene.width >= size.0 && scene.height < 2000)
    expectWordsInside(scene)
    expectWordsApart(scene)
  }

  @Test(arguments: ChartExample.all, FigureFormat.allCases)
  func theSameChartIsTheSameBytes(_ example: ChartExample, _ format: FigureFormat) throws {
    func bytes() throws -> Data {
      try FigureFile.data(of: #require(Figures.scene(for: .chart(example.chart))), as: format, scale: 1)
    }
    #expect(try bytes() == bytes())
  }

  @Test(arguments: [
    "loss", "bars", "matrix", "logarithmic", "empty", "seeds", "rates", "roc", "confusion", "boxes", "timeline",
    "attribution",
  ])
  func svgSnapshots(_ name: String) throws {
    let example = try #require(ChartExample.all.first { $0.name == name })
    let scene = try #require(Figures.scene(for: .chart(example.chart)))
    expectSnapshot(String(decoding: try FigureFile.data(of: scene, as: .svg), as: UTF8.self), "\(name).svg")
  }

  @Test func severalSeriesGetALegendAndOneDoesNot() throws {
    #expect(words(of: ChartExample.loss).isSuperset(of: ["training", "validation"]))
    let line = Mark.line(.init("only", x: [0, 1], y: [0, 1]))
    #expect(!words(of: Chart(title: "", x: Axis("x"), y: Axis("y"), marks: [line])).contains("only"))
    let unnamed = Mark.line(.init("", x: [0, 1], y: [1, 0]))
    #expect(words(of: Chart(title: "", x: Axis("x"), y: Axis("y"), marks: [line, unnamed])).contains("series 2"))
  }

  @Test func whatHasNoPlaceIsSaid() {
    #expect(words(of: ChartExample.scatter).contains("3 values are not finite: 1 nan (×), 1 ∞ (▲), 1 −∞ (▼)."))
    #expect(words(of: ChartExample.matrix).contains("3 values are not finite: 1 nan, 1 ∞, 1 −∞."))
    #expect(
      words(of: ChartExample.logarithmic)
        .contains("2 values are not positive, without a place on a logarithmic axis (▼)."))
    #expect(words(of: ChartExample.largeMatrix).contains("200 × 100 cells: each one drawn is the mean of 3 × 2."))
    #expect(words(of: ChartExample.empty).contains("no data"))
    var zoomed = ChartExample.loss
    zoomed.x.upper = 100
    #expect(words(of: zoomed).contains("201 values lie outside the axes."))
    zoomed.x.lower = 500
    #expect(words(of: zoomed).contains("The bounds asked for “step” are no range; the data's own are used."))
  }

  @Test func aHundredThousandPointsKeepTheirExtremesAndASmallFile() throws {
    var values = (0..<100_000).map { sin(Double($0) / 300) }
    values[54_321] = 9
    values[70_000] = -7
    let places = values.indices.map(Double.init)
    for mark in [Mark.line(.init("a", x: places, y: values)), .points(.init("a", x: places, y: values))] {
      var chart = Chart(title: "many", x: Axis("x"), y: Axis("y"), marks: [mark])
      (chart.y.lower, chart.y.upper) = (-7, 9)
      let scene = try #require(Figures.scene(for: .chart(chart)))
      let ys = scene.flattenedElements.flatMap { element -> [Double] in
        switch element {
        case .polyline(let points, let stroke) where stroke.width == 1.75: points.map(\.y)
        case .ellipse(let box, _, _): [box.midY]
        default: []
        }
      }
      let baseline = try #require(axisSpan(scene))
      #expect(abs(ys.max()! - baseline.upperBound) < 0.01 && abs(ys.min()! - baseline.lowerBound) < 0.01)
      #expect(ys.count < 20_000)
      #expect(try FigureFile.data(of: scene, as: .svg).count < 2_000_000)
    }
  }

  /// Top and bottom of the plot: the ends of the axis line.
  private func axisSpan(_ scene: Scene) -> ClosedRange<Double>? {
    for case .polyline(let points, _) in scene.elements where points.count == 3 {
      return points[0].y...points[1].y
    }
    return nil
  }

  private func words(of chart: Chart) -> Set<String> {
    let scene = Figures.scene(for: .chart(chart), width: 800)
    return Set(
      (scene?.flattenedElements ?? []).compactMap { if case .text(let text, _, _, _, _, _) = $0 { text } else { nil } })
  }
}

/// Every word lies inside the canvas, by its measured size.
func expectWordsInside(_ scene: Scene, sourceLocation: SourceLocation = #_sourceLocation) {
  let canvas = Scene.Rectangle(x: 0, y: 0, width: scene.width, height: scene.height)
  for element in scene.flattenedElements {
    guard let box = Scene.bounds(ofText: element) else { continue }
    #expect(canvas.contains(box, tolerance: 0.01), "\(element) leaves the canvas", sourceLocation: sourceLocation)
  }
}

/// No word lies on another.
func expectWordsApart(_ scene: Scene, sourceLocation: SourceLocation = #_sourceLocation) {
  let boxes = scene.flattenedElements.compactMap { element -> (String, Scene.Rectangle)? in
    guard case .text(let text, _, _, _, _, _) = element, let box = Scene.bounds(ofText: element) else { return nil }
    return (text, box.inset(by: 0.5))
  }
  for (index, (text, box)) in boxes.enumerated() {
    for (other, otherBox) in boxes[..<index] {
      let overlap =
        min(box.maxX, otherBox.maxX) > max(box.x, otherBox.x)
        && min(box.maxY, otherBox.maxY) > max(box.y, otherBox.y)
      #expect(!overlap, "“\(text)” lies on “\(other)”", sourceLocation: sourceLocation)
    }
  }
}

@Suite struct ChartExcessTests {
  private func words(_ scene: Scene) -> [String] {
    scene.flattenedElements.compactMap { if case .text(let text, _, _, _, _, _) = $0 { text } else { nil } }
  }

  @Test func aThousandSeriesLabelsAndWordsStayAFigure() throws {
    let lines = (0..<300).map { Mark.line(.init("series \($0)", x: [0, 1], y: [Double($0), 0])) }
    let labels = (0..<300).map { Mark.label(.init("label \($0)", x: 0.5, y: 150)) }
    let title = String(repeating: "word ", count: 100_000)
    let chart = Chart(title: title, x: Axis("x"), y: Axis("y"), marks: lines + labels)
    let scene = try #require(Figures.scene(for: .chart(chart)))
    expectWordsInside(scene)
    #expect(scene.height < 1500)
    #expect(words(scene).contains("… and 276 more"))
    #expect(words(scene).contains { $0.hasPrefix("No room in the plot for “label") && $0.hasSuffix("other labels.") })
  }
}
