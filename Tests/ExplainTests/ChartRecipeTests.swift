import Autodiff
import Display
import Explain
import Foundation
import Tensors
import Testing

@Suite struct ChartRecipeTests {
  /// Against counting by hand.
  @Test func histogramsCountEveryNumberOnce() throws {
    let array = NDArray([0, 0.1, 0.9, 1, 0.5, .nan, -.infinity, 0.24], type: .float64)
    guard case .histogram(let histogram) = array.histogram("w", bins: 4) else { throw Diagnostic("none", "none") }
    #expect(
      histogram.edges == [0, 0.25, 0.5, 0.75, 1] && histogram.counts == [3, 0, 1, 2] && histogram.nonFinite == 2)
    guard case .histogram(let one) = NDArray([7, 7], type: .float64).histogram("w", bins: 2) else {
      throw Diagnostic("none", "none")
    }
    #expect(one.counts.reduce(0, +) == 2 && one.edges.first! < 7 && one.edges.last! > 7)
    guard case .histogram(let none) = NDArray([.nan], type: .float64).histogram("w") else {
      throw Diagnostic("none", "none")
    }
    #expect(none.counts.isEmpty && none.nonFinite == 1)
  }

  @Test func histogramsOverTimeHaveTheSameBins() throws {
    let chart = Chart.histogramOverTime(
      title: "h", label: "w", times: [0, 1],
      values: [NDArray([0, 0, 1], type: .float64), NDArray([4, 3, 4, .nan], type: .float64)], bins: 2)
    guard case .heatMap(let map)? = chart.marks.first else { throw Diagnostic("none", "none") }
    #expect(map.values == [0, 1, 1, 0] && chart.y.lower == 0 && chart.y.upper == 4)
    #expect(chart.notes == ["1 value is not finite, the first at training step 1."])
  }

  /// The same colours whether channels come first or last.
  @Test func picturesOfEveryLayout() {
    let planar = NDArray([0, 1, 2, 3, 4, 5], shape: [1, 3, 1, 2], type: .float64).pictures(range: 0...5)
    let interleaved = NDArray([0, 2, 4, 1, 3, 5], shape: [1, 1, 2, 3], type: .float64).pictures(range: 0...5)
    #expect(planar == interleaved && planar[0].pixels == [0, 102, 204, 51, 153, 255])
    let grey = NDArray([-1, 0, 3, .nan], shape: [2, 1, 2], type: .float64).pictures(captions: ["a"])
    #expect(grey.map(\.caption) == ["a", ""] && grey.map(\.pixels) == [[0, 64], [255, 0]])
    #expect(grey.allSatisfy { $0.width == 2 && $0.height == 1 && $0.channels == 1 })
  }

  /// One channel first or last is grey; all images have the same black and white; the rest of many is said.
  @Test func stacksOfImagesAreGrids() {
    let images = NDArray((0..<24).map(Double.init), shape: [6, 2, 2], type: .float64)
    let grid = ImageGrid(images, captions: ["a"], columns: 3)
    #expect(grid.pictures.count == 6 && grid.columns == 3 && grid.notes.isEmpty)
    #expect(grid.pictures[0].caption == "a" && grid.pictures[5].caption.isEmpty)
    #expect(grid.pictures[0].pixels[0] == 0 && grid.pictures[5].pixels[3] == 255 && grid.pictures[3].pixels[0] == 133)
    #expect(ImageGrid(images.reshaped([6, 2, 2, 1])).pictures == ImageGrid(images).pictures)
    #expect(ImageGrid(images.reshaped([6, 1, 2, 2])).pictures == ImageGrid(images).pictures)
    #expect(ImageGrid(images.reshaped([2, 3, 2, 2])).pictures[0].channels == 3)
    let few = ImageGrid(images, limit: 2)
    #expect(few.pictures == Array(ImageGrid(images).pictures[..<2]) && few.notes == ["The first 2 of 6 images."])
  }

  @Test func predictionsNameTheirClasses() {
    let grid = ImageGrid.predictions(
      title: "t", images: NDArray([0, 1], shape: [2, 1, 1]), truths: NDArray([0, 7]), predictions: NDArray([0, 1]),
      classes: ["cat", "dog"])
    #expect(grid.pictures.map(\.caption) == ["cat → cat", "7 → dog"] && grid.pictures.map(\.isWrong) == [false, true])
  }

  /// Every unit's chart holds that unit's own answers, the lowest y first.
  @Test func unitsAreTakenApart() throws {
    let panels = Panels.units("hidden", x: 0...2, y: -1...1, rows: 2, type: .float64) { (points: NDArray) -> NDArray in
      NDArray((0..<4).flatMap { [points[at: 2 * $0], points[at: 2 * $0 + 1] * 10] }, shape: [4, 2], type: .float64)
    }
    let values = panels.charts.compactMap { chart -> [Double]? in
      if case .regions(let regions)? = chart.marks.first { regions.values } else { nil }
    }
    #expect(values == [[0.5, 1.5, 0.5, 1.5], [-5, -5, 5, 5]])
    #expect(panels.charts.map(\.title) == ["unit 0", "unit 1"])
    let planned = Panels.units("hidden", x: 0...2, y: -1...1, rows: 3) { (points: Tensor) -> Tensor in tanh(points) }
    #expect(planned.charts.count == 2)
  }

  @Test func aLandscapeIsSampledAtTheMiddlesOfItsCells() throws {
    let chart = Chart.landscape(
      title: "l", x: Axis("a"), y: Axis("b"), xRange: 0...4, yRange: 0...2, rows: 2
    ) { $0 + 100 * $1 }
    guard case .regions(let regions)? = chart.marks.first else { throw Diagnostic("none", "none") }
    #expect(regions.values == [51, 53, 151, 153] && regions.levels == [])
  }

  /// A loss that is known: steepest where the sigmoid of log rate is, at 0.01.
  @Test func theSuggestedRateIsWhereTheLossFallsFastest() throws {
    let rates = (0...80).map { pow(10, -6 + Double($0) * 0.1) }
    let losses = (0...80).map { index -> Double in
      let decade = -6 + Double(index) * 0.1
      return 2 - 1.5 / (1 + pow(10, -3 * (decade + 2))) + (decade > 0 ? decade * 5 : 0)
    }
    let test = LearningRateTest(rates: rates, losses: losses.dropLast(3) + [.nan, .infinity, 1])
    let suggested = try #require(test.suggested)
    #expect(abs(suggested / 0.01 - 1) < 0.3)
    #expect(test.smoothed.suffix(3).allSatisfy(\.isNaN) && test.smoothed.count == 81)
    #expect(LearningRateTest(rates: rates, losses: rates).suggested == nil)
    #expect(LearningRateTest(rates: [], losses: []).suggested == nil)
    #expect(LearningRateTest(rates: [1, 1, 1], losses: [3, 2, 1]).suggested == nil)
    let chart = Chart.learningRates(rangeTest: losses, rates: rates)
    #expect(chart.x.scale == .logarithmic && chart.marks.count == 3)
  }

}
