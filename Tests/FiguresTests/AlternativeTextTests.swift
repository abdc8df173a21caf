import Display
import Figures
import Testing

@Suite struct AlternativeTextTests {
  @Test(arguments: ChartExample.all)
  func everyKindOfChartIsDescribed(_ example: ChartExample) throws {
    let scene = try #require(Figures.scene(for: .chart(example.chart)))
    #expect(scene.alternativeText.hasPrefix(example.chart.title))
    #expect(scene.alternativeText.count > example.chart.title.count + 10)
    #expect(scene.alternativeText.hasSuffix("."))
  }

  @Test func aLineSaysWhereItStartsEndsAndTurns() {
    let chart = Chart(
      title: "Training", x: Axis("step"), y: Axis("loss"),
      marks: [.line(.init("loss", x: [0, 100, 150, 200], y: [2.31, 0.5, 0.04, 0.12]))])
    #expect(
      AlternativeText.describe(chart)
        == "Training: loss falls from 2.31 to 0.12 between step 0 and 200, lowest 0.04 at 150.")
  }

  @Test func barsHistogramsMatricesAndRegionsSayTheirNumbers() {
    #expect(
      AlternativeText.describe(ChartExample.bars).contains("measured: relu 92.1 ± 0.6, sigmoid 88.9 ± 1.2"))
    #expect(
      AlternativeText.describe(ChartExample.histogram).contains("98 in the fullest bin, −0.1 to 0; 3 values not finite")
    )
    #expect(
      AlternativeText.describe(ChartExample.matrix).contains("3 × 4 cells, values from −2 to 2; 3 values not finite"))
    #expect(AlternativeText.describe(ChartExample.boundary).contains("above 0.5 on 60."))
    #expect(AlternativeText.describe(ChartExample.empty) == "Nothing yet: an empty chart, no data.")
  }

  @Test func aMatrixIsNamedOnce() {
    let map = HeatMap("∂L/∂W", rows: 1, columns: 2, values: [1, 2])
    #expect(AlternativeText.describe(map.output) == "∂L/∂W: 1 × 2 cells, values from 1 to 2.")
  }

  @Test func theAuthorsWordsWin() {
    var chart = ChartExample.loss
    chart.alternativeText = "What the author wrote."
    #expect(AlternativeText.describe(.chart(chart)) == "What the author wrote.")
    #expect(Figures.scene(for: .chart(chart))?.alternativeText == "What the author wrote.")
  }
}

@Suite struct TableAndImageTests {
  static let table = Table(
    title: "Gradient check", columns: ["argument", "analytic", "numeric"],
    alignments: [.leading, .trailing, .trailing],
    rows: [["w", "0.1252", "0.1252"], ["b", "−3.1", "−3.1"], ["short row"]])

  @Test(arguments: [560.0, 200, 40, 0])
  func tablesFitTheirWords(_ width: Double) throws {
    let scene = try #require(Figures.scene(for: .table(Self.table), width: width))
    expectWordsInside(scene)
    #expect(scene.alternativeText == "Gradient check: 3 rows, 3 columns: argument, analytic, numeric.")
  }

  @Test func longTablesAreCutAndSaySo() throws {
    let rows = (0..<5000).map { ["\($0)"] }
    let scene = try #require(Figures.scene(for: .table(Table(columns: ["n"], rows: rows))))
    let words = scene.elements.compactMap { if case .text(let text, _, _, _, _, _) = $0 { text } else { nil } }
    #expect(words.joined(separator: " ").hasSuffix("199 The first 200 of 5000 rows."))
    let empty = try #require(Figures.scene(for: .table(Table(columns: [], rows: []))))
    expectWordsInside(empty)
  }

  @Test func picturesAreDrawnPixelByPixel() throws {
    let picture = ImageGrid.Picture(caption: "7", width: 2, height: 2, channels: 1, pixels: [0, 255, 255, 0])
    let grid = ImageGrid(title: "Digits", pictures: [picture, picture, picture], columns: 2)
    let scene = try #require(Figures.scene(for: .images(grid)))
    expectWordsInside(scene)
    let rasters = scene.elements.compactMap { element -> [Color]? in
      if case .raster(_, 2, 2, let colors) = element { colors } else { nil }
    }
    #expect(rasters == Array(repeating: [.black, .white, .white, .black], count: 3))
    #expect(scene.alternativeText == "Digits: 3 pictures: 7, 7, 7.")
  }

  @Test(arguments: [(2, 2, 1, 3), (2, 2, 3, 4), (-1, 2, 1, 2), (Int.max, 2, 1, 0), (0, 0, 1, 0), (1, 1, 2, 2)])
  func brokenPicturesAreSaidNotDrawn(_ width: Int, _ height: Int, _ channels: Int, _ count: Int) throws {
    let picture = ImageGrid.Picture(
      caption: "broken", width: width, height: height, channels: channels, pixels: Array(repeating: 9, count: count))
    let grid = ImageGrid(title: "", pictures: [picture], columns: 0)
    let scene = try #require(Figures.scene(for: .images(grid)))
    expectWordsInside(scene)
    #expect(!scene.elements.contains { if case .raster = $0 { true } else { false } })
    #expect(
      scene.elements.contains {
        if case .text(let text, _, _, _, _, _) = $0 { text.contains("not drawn") } else { false }
      })
  }
}
