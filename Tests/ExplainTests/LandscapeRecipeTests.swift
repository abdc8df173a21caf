import Autodiff
import Display
import Explain
import Insight
import Tensors
import Testing

@Suite struct LandscapeRecipeTests {
  private let w = Parameter("w", [0, 0], type: .float64)
  private var landscape: LossLandscape { LossLandscape(sum(w * w), over: [w]) }
  private let right = Direction([NDArray([1, 0])], name: "w₁")
  private let up = Direction([NDArray([0, 1])], name: "w₂")

  @Test func linesBecomeLines() {
    let curve = landscape.along(right, -1...1, points: 3)
    let chart = curve.chart()
    #expect(chart.marks == [.line("loss", x: [-1, 0, 1], y: [1, 0, 1], role: .loss)])
    #expect(chart.x.label == "w₁" && chart.y.label == "loss" && curve.output == .chart(chart))
    let one = lossChart(along: [("a", curve), ("b", curve)])
    #expect(one.marks.count == 2 && one.x.label == "w₁")
    #expect(lossChart(along: [("a", curve), ("b", landscape.along(up))]).x.label == "position on the line")
  }

  @Test func planesBecomeContoursWithTheirWays() throws {
    let plane = landscape.over(right, up, x: -1...1, y: 0...4, columns: 2, rows: 2)
    func way(_ places: [[Double]]) -> WeightPath { WeightPath(places.map { Weights([NDArray($0, type: .float64)]) }) }
    let chart = plane.chart(title: "bowl", levels: [1, 2], paths: [("down", way([[1, 3], [0, 0]]))])
    guard case .regions(let regions)? = chart.marks.first, case .path(let path)? = chart.marks.last else {
      throw Diagnostic("none", "none")
    }
    #expect(regions.values == [1.25, 1.25, 9.25, 9.25] && regions.levels == [1, 2])
    #expect(regions.xRange == -1...1 && regions.yRange == 0...4 && regions.columns == 2 && regions.rows == 2)
    #expect(path.name == "down" && path.x == [1, 0] && path.y == [3, 0])
    #expect(chart.title == "bowl" && chart.x.label == "w₁" && chart.y.label == "w₂")
    #expect(chart.notes.isEmpty)
    #expect(plane.chart().marks.count == 1 && plane.output == .chart(plane.chart()))
  }

  /// Of a way that leaves the plane, a note says how much of it is seen: here 9 of 9 + 16.
  @Test func whatIsNotSeenIsSaid() {
    let v = Parameter("v", [0, 0, 0], type: .float64)
    let plane = LossLandscape(sum(v * v), over: [v]).over(
      Direction([NDArray([1, 0, 0])]), Direction([NDArray([0, 1, 0])]), columns: 1, rows: 1)
    let way = WeightPath([Weights([NDArray([0, 3, 4], type: .float64)])])
    let note = "out: 36 % of its squared distances from the centre lie in this plane."
    #expect(plane.chart(paths: [("out", way)]).notes == [note])
  }
}
