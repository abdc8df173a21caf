import Autodiff
import Datasets
import Display
import Explain
import Tensors
import Testing

@Suite struct GrowingCurvesTests {
  private static func curves() -> GrowingCurves {
    let curves = GrowingCurves("loss", x: "epoch", to: 10)
    for epoch in [1, 2, 5] { curves.add(at: epoch, ["own": 4 / Double(epoch), "others": 3]) }
    return curves
  }

  private static func lines(_ chart: Chart) -> [Mark.Line] {
    chart.marks.compactMap { if case .line(let line) = $0 { line } else { nil } }
  }

  @Test func theyGrowOnAnAxisThatStays() {
    let early = Self.lines(Self.curves().chart(upTo: 2)), late = Self.lines(Self.curves().chart())
    #expect(early.map(\.x) == [[1, 2], [1, 2]] && late.map(\.x) == [[1, 2, 5], [1, 2, 5]])
    #expect(late.map(\.y) == [[4, 2, 0.8], [3, 3, 3]])
    for chart in [Self.curves().chart(upTo: 2), Self.curves().chart()] {
      #expect(
        chart.x.lower == 0 && chart.x.upper == 10 && chart.y.lower == 0 && chart.y.upper! > 4 && chart.y.upper! < 4.2)
    }
    #expect(Set(late.map(\.role)).count == 2)
  }

  @Test func valuesAreThoseOfTheLastMoment() {
    let curves = Self.curves()
    #expect(curves.value("own") == 0.8 && curves.value("own", at: 4) == 2 && curves.value("own", at: 2) == 2)
    #expect(curves.value("own", at: 0).isNaN && curves.value("nobody").isNaN)
    #expect(curves.numbers(at: 2) == [.init("own", 2), .init("others", 3)])
    #expect(curves.numbers { .percent($0, $1) }.map(\.text) == ["80 %", "300 %"])
  }

  @Test func wholeCurvesAndNumbersThatAreNotFinite() {
    let curves = GrowingCurves("loss", x: "step", to: 3, rules: [.horizontalRule("chance", at: 1)])
    curves.add("a", [2, .nan, .infinity])
    let chart = curves.chart()
    #expect(Self.lines(chart)[0].x == [1, 2, 3] && Self.lines(chart)[0].y.count == 3)
    #expect(chart.marks.first == .horizontalRule("chance", at: 1))
    #expect(GrowingCurves("loss", x: "step", to: 0).chart().x.upper == 1)
  }
}

@Suite struct MosaicTests {
  private static func map(_ chart: Chart) throws -> HeatMap {
    try #require(chart.marks.compactMap { if case .heatMap(let map) = $0 { map } else { nil } }.first)
  }

  /// Three images of 2×3 pixels, two in a row: the second lies right of the first, the third below, and the rest is filled up.
  @Test func imagesLieSideBySide() throws {
    let images = NDArray((0..<18).map(Double.init), shape: [3, 2, 3])
    let chart = Chart.mosaic("three", images, columns: 2, range: 0...15)
    let map = try Self.map(chart)
    #expect(map.rows == 4 && map.columns == 6 && map.range == 0...15)
    #expect(
      map.values == [
        0, 1, 2, 6, 7, 8,
        3, 4, 5, 9, 10, 11,
        12, 13, 14, 0, 0, 0,
        15, 15, 15, 0, 0, 0,
      ])
    #expect(chart.alternativeText == "three: 3 images of 2×3 pixels.")
    #expect(try Self.map(.mosaic("three", images.reshaped([3, 2, 3, 1]), columns: 2, range: 0...15)) == map)
    #expect(try Self.map(.mosaic("three", images, columns: 8)).columns == 9)
  }
}

@Suite struct BoundaryChartTests {
  @Test func aNeuronsBoundaryIsWhereItsLogitIsZero() throws {
    let examples = Examples(
      inputs: NDArray([[-1, 0], [1, 0], [0, -2], [0, 2]]), targets: NDArray([0, 1, 1, 0], shape: [4, 1]))
    let chart = Chart.boundary(
      "who?", classes: ("no", "yes"), x: "a", y: "b", training: examples, rows: 10
    ) { points in
      points.matmul(Tensor([[1], [-1]]))
    }
    guard case .regions(let regions) = chart.marks[0] else { return #expect(Bool(false)) }
    #expect(regions.boundary == 0.5 && regions.columns == 10 && regions.rows == 10)
    for row in 0..<10 {
      for column in 0..<10 {
        func middle(_ index: Int, _ range: ClosedRange<Double>) -> Double {
          range.lowerBound + (Double(index) + 0.5) / 10 * (range.upperBound - range.lowerBound)
        }
        let logit = middle(column, regions.xRange) - middle(row, regions.yRange)
        #expect(abs(regions.values[10 * row + column] - sigmoid(Tensor(logit)).scalar) < 1e-5)
      }
    }
    let points = chart.marks.compactMap { if case .points(let points) = $0 { points } else { nil } }
    #expect(points.map(\.name) == ["no", "yes"])
    #expect(points.map(\.x) == [[-1, 0], [1, 0]] && points.map(\.y) == [[0, 2], [0, -2]])
    #expect(regions.xRange.lowerBound < -1 && regions.xRange.upperBound > 1)
  }
}
