import Display
import Figures
import Foundation
import Testing

@Suite struct RecipeNumberTests {
  private func line(_ mark: Mark?) throws -> Mark.Line {
    guard case .line(let line)? = mark else { throw Diagnostic("no-line", "not a line") }
    return line
  }

  /// Against sums written out.
  @Test func runsBecomeTheirMeanAndBand() throws {
    let runs = [[1.0, 4, 7], [2, 5], [6, 0, 1]]
    let range = try line(.runs("a", x: [0, 1, 2], runs))
    #expect(range.y == [3, 3, 4] && range.lower == [1, 0, 1] && range.upper == [6, 5, 7])
    let deviation = try line(.runs("a", x: [0, 1, 2], runs, spread: .standardDeviation))
    for (index, wanted) in [7.0, 7, 18].enumerated() {
      #expect(abs(deviation.upper![index] - deviation.y[index] - wanted.squareRoot()) < 1e-12)
      #expect(abs(deviation.y[index] - deviation.lower![index] - wanted.squareRoot()) < 1e-12)
    }
    let one = try line(.runs("a", x: [0, 1], [[1, 2]]))
    #expect(one.y == [1, 2] && one.lower == nil && one.upper == nil)
    let broken = try line(.runs("a", x: [0], [[1], [.nan]]))
    #expect(broken.y[0].isNaN)
  }

  /// scikit-learn's example for both scores: truths 0 0 1 1, scores 0.1 0.4 0.35 0.8; AUC 0.75, average precision 0.8333.
  @Test func areasAreThoseOfScikitLearn() throws {
    let roc = Chart.roc(curves: [.init("a", x: [0, 0, 0.5, 0.5, 1], y: [0, 0.5, 0.5, 1, 1])])
    #expect(try line(roc.marks.first).name == "a (AUC 0.75)")
    let curve = Chart.Curve("a", x: [1, 1, 0.5, 0.5, 0], y: [0.5, 2.0 / 3, 0.5, 1, 1])
    #expect(try line(Chart.precisionRecall(curves: [curve]).marks.first).name == "a (AP 0.833)")
    let ascending = Chart.Curve("a", x: curve.x.reversed(), y: curve.y.reversed())
    #expect(try line(Chart.precisionRecall(curves: [ascending]).marks.first).name == "a (AP 0.833)")
  }

  @Test func confusionSharesAreOfTheRow() {
    let map = HeatMap.confusion(counts: [[3, 1], [0, 0], [5]], labels: ["a"])
    #expect(map.rows == 3 && map.columns == 2 && map.rowLabels == ["a", "1", "2"] && map.columnLabels == ["a", "1"])
    #expect(map.values.prefix(2) == [0.75, 0.25] && map.values[2].isNaN && map.values[4] == 1 && map.values[5].isNaN)
    #expect(
      map.inscriptions == ["3\n75 %", "1\n25 %", "0\nno examples", "0\nno examples", "5\n100 %", "?\nno examples"])
  }

  @Test func histogramsOverTimeKeepTheirShares() throws {
    let chart = Chart.histogramOverTime(
      title: "h", label: "w", times: [0, 10, 20], edges: [0, 1, 2], counts: [[1, 3], [0, 0], [2, 2]])
    guard case .heatMap(let map)? = chart.marks.first else { throw Diagnostic("no-map", "not a heat map") }
    #expect(map.values == [0.75, 0, 0.5, 0.25, 0, 0.5])
    #expect(chart.x.lower == -5 && chart.x.upper == 25 && chart.y.lower == 0 && chart.y.upper == 2)
    let uneven = Chart.histogramOverTime(
      title: "h", label: "w", times: [0, 10, 100], edges: [0, 1, 2], counts: [[1, 3], [0, 0], [2, 2]])
    guard case .heatMap(let named)? = uneven.marks.first else { throw Diagnostic("no-map", "not a heat map") }
    #expect(named.columnLabels == ["0", "10", "100"] && uneven.x.lower == nil)
  }

  /// numpy.percentile with its default "linear", and matplotlib's boxplot_stats for the whiskers.
  @Test func quartilesAreThoseOfNumPy() throws {
    let four = try #require(Quartiles(of: [4, 1, 3, 2]))
    #expect([four.lowerWhisker, four.lower, four.median, four.upper, four.upperWhisker] == [1, 1.75, 2.5, 3.25, 4])
    let outlier = try #require(Quartiles(of: [1, 2, 3, 4, 5, 6, 100, .nan]))
    #expect([outlier.lower, outlier.median, outlier.upper, outlier.upperWhisker] == [2.5, 4, 5.5, 6])
    #expect(Quartiles(of: [.nan, .infinity]) == nil && Quartiles(of: []) == nil)
    #expect(try #require(Quartiles(of: [7])).median == 7)
  }

  @Test(arguments: [(0.01, 50.0), (1e-12, 1e3), (-3, 8), (1e-9, 2e-9), (1, 150)])
  func contourLevelsLieBetweenTheExtremes(_ low: Double, _ high: Double) {
    let levels = ContourLevels.resolved([], for: [low, (low + high) / 2, high, .nan, .infinity])
    #expect(levels.count >= 2 && levels.count <= 14 && levels == levels.sorted() && Set(levels).count == levels.count)
    #expect(levels.allSatisfy { $0 > low && $0 < high })
    #expect(ContourLevels.resolved([3, 1, .nan, 3], for: [low, high]) == [1, 3])
    #expect(ContourLevels.resolved([], for: [low, low]).isEmpty && ContourLevels.resolved([], for: []).isEmpty)
  }

  /// A plane stays a plane between the middles of its cells.
  @Test func refiningMixesInProportion() {
    let grid = FoldedGrid(rows: 3, columns: 4, values: (0..<12).map { Double($0 % 4) * 2 + Double($0 / 4) }, limit: 100)
    let fine = grid.refined(limit: 12 * 16)
    #expect(fine.rows == 12 && fine.columns == 16)
    for row in 2..<10 {
      for column in 2..<14 {
        let wanted = ((Double(column) + 0.5) / 4 - 0.5) * 2 + (Double(row) + 0.5) / 4 - 0.5
        #expect(abs(fine.values[row * 16 + column] - wanted) < 1e-12)
      }
    }
    #expect(FoldedGrid(rows: 1, columns: 3, values: [1, .nan, 2], limit: 9).refined(limit: 90).values.count == 3)
  }

  @Test func chartsInOneLineHoldTheNumbers() {
    let line = Chart.line([3, 1, 2])
    #expect(line.marks == [.line("value", x: [0, 1, 2], y: [3, 1, 2])] && line.notes.isEmpty)
    #expect(Chart.line([3, 1], x: [5, 7]).marks == [.line("value", x: [5, 7], y: [3, 1])])
    let lines = Chart.lines(["a": [1, 2], "b": [3]], x: [0, 10])
    #expect(lines.marks == [.line("a", x: [0, 10], y: [1, 2]), .line("b", x: [0], y: [3])])
    #expect(lines.notes == ["x and y are not equally long: 1 numbers have no partner and are not drawn."])
    #expect(Chart.points(x: [1, 2], y: [3, 4]).marks == [.points("y", x: [1, 2], y: [3, 4])])
    let bars = Chart.bars(["p": 1, "q": 2])
    #expect(bars.marks == [.bars("value", [1, 2])] && bars.x.categories == ["p", "q"])
    #expect(Chart.line([]).marks.count == 1)
  }

  @Test func everyNewValueSurvivesTheWire() throws {
    for example in ChartExample.recipes {
      let output = Output.chart(example.chart)
      let back = try Wire.decode(Output.self, from: Wire.encode(output))
      // NaN differs from itself: compared as it travels.
      #expect(try Wire.encode(back) == Wire.encode(output))
    }
    for example in FigureExample.all {
      let back = try Wire.decode(Output.self, from: Wire.encode(example.output))
      #expect(try Wire.encode(back) == Wire.encode(example.output))
    }
  }
}
