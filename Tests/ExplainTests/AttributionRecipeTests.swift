import Datasets
import Display
import Explain
import Insight
import Networks
import Tensors
import Testing

/// Attributions as charts: what is shown where.
@Suite struct AttributionRecipeTests {
  private let pictures: NDArray

  init() {
    var random = RandomSource(seed: 2)
    pictures = .uniform([2, 3, 4], in: 0..<1, using: &random)
  }

  private func model(_ random: inout RandomSource) -> Sequential { Sequential(Flatten(), Dense(12, 3, using: &random)) }

  private func map(_ chart: Chart) throws -> HeatMap {
    guard case .heatMap(let map)? = chart.marks.first else { throw Diagnostic("none", "none") }
    return map
  }

  /// Every map is divided by its greatest number and lies over its own picture.
  @Test(arguments: Attributions.all.indices.dropLast()) func mapsLieOverTheirPictures(_ index: Int) throws {
    var random = RandomSource(seed: 3)
    let maps = Attributions.all[index].maps(of: model(&random), on: pictures, labels: [2, 0])
    guard case .panels(let panels) = maps.output else { throw Diagnostic("none", "none") }
    #expect(panels.title == maps.method && panels.charts.count == 2)
    #expect(panels.charts[0].title.hasPrefix("class 2, score") && panels.charts[1].title.hasPrefix("class 0, score"))
    for (i, chart) in panels.charts.enumerated() {
      let map = try map(chart)
      let own = maps.pictures.rows([i]).doubles
      let greatest = own.map(abs).max()!
      #expect(map.rows == 3 && map.columns == 4 && map.values == own.map { $0 / greatest })
      #expect(map.picture == pictures.pictures(range: pictureRange(i))[i])
    }
  }

  private func pictureRange(_ i: Int) -> ClosedRange<Double> {
    let own = pictures.rows([i]).doubles
    return own.min()!...own.max()!
  }

  /// Two channels become a grey picture, three a coloured one.
  @Test func picturesOfAnyChannels() throws {
    var random = RandomSource(seed: 4)
    for (channels, shown) in [(1, 1), (2, 1), (3, 3)] {
      let inputs = NDArray.uniform([1, 2, 2, channels], in: 0..<1, using: &random)
      let model = Sequential(Flatten(), Dense(4 * channels, 2, using: &random))
      let picture = try map(Saliency().maps(of: model, on: inputs, label: 1).chart(0)).picture
      #expect(picture?.channels == shown && picture?.width == 2)
    }
  }

  @Test func controlsStandBesideTheirMaps() throws {
    var random = RandomSource(seed: 5)
    let trained = model(&random)
    let controls = [Saliency() as any Attribution, Occlusion()].map {
      $0.control(of: trained, on: pictures, labels: [0, 1], seeds: [1, 2], remade: model)
    }
    let panels = Panels.controls("why?", controls, input: 1)
    let likeness = controls.map { format($0.similarities[0][1].rankCorrelation.number!, significantDigits: 2) }
    #expect(
      panels.charts.map(\.title) == [
        "saliency", "random weights: \(likeness[0])", "occlusion", "random weights: \(likeness[1])",
      ])
    let random0 = controls[0].random[0].pictures.rows([1]).doubles
    #expect(try map(panels.charts[1]).values == random0.map { $0 / random0.map(abs).max()! })
    guard case .panels(let own) = controls[0].output else { throw Diagnostic("none", "none") }
    #expect(own.charts.count == 2 && own.title == "saliency")
  }

  @Test func weightsAndFiltersAreLaidOutAsPixels() throws {
    let filters = NDArray((0..<24).map(Double.init), shape: [2, 3, 2, 2])
    let panels = Convolution2D(weights: filters, bias: nil).filterPanels(channel: 1)
    #expect(panels.charts.count == 2)
    #expect(try map(panels.charts[0]).rows == 2)
    #expect(try map(panels.charts[1]).values == (0..<6).map { filters[$0 / 3, $0 % 3, 1, 1] })
    let examples = Examples(
      inputs: NDArray([[0, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0]]), targets: NDArray([0, 1, 2]))
    let fitted = LogisticRegression().fit(examples)
    let classes = fitted.weightPanels(rows: 2, columns: 3)
    #expect(classes.charts.map(\.title) == ["class 0", "class 1", "class 2"])
    #expect(try map(classes.charts[2]).values == (0..<6).map { fitted.weights[$0, 2] })
  }

  @Test func theLargestWeightsComeFirst() throws {
    let examples = Examples(
      inputs: NDArray([[0, 5, 1], [1, -5, 1], [0, 5, 2], [1, -5, 1.5]]), targets: NDArray([0, 1, 0, 1]))
    let fitted = LogisticRegression().fit(examples, names: ExampleNames(columns: ["a", "b", "c"]))
    let sizes = (0..<3).map { abs(fitted.weights[$0, 0]) }
    let order = (0..<3).sorted { sizes[$0] > sizes[$1] }
    let chart = fitted.weightChart(largest: 2)
    #expect(chart.y.categories == order.prefix(2).map { ["a", "b", "c"][$0] })
    guard case .spans(let bars)? = chart.marks.first else { throw Diagnostic("none", "none") }
    let expected = order.prefix(2).map { fitted.weights[$0, 0] }
    #expect(bars.lanes == [0, 1])
    #expect(bars.starts == expected.map { min($0, 0) } && bars.ends == expected.map { max($0, 0) })
    #expect(chart.notes == ["Only the 2 columns of 3 with the largest weights are shown."])
    #expect(fitted.weightChart().y.categories == ["a", "b", "c"] && fitted.weightChart().notes.isEmpty)
  }

  @Test func whatFeaturesAnswerToIsAGridOfPictures() {
    var random = RandomSource(seed: 6)
    let found = FeatureVisualisation(steps: 3).inputs(
      of: Sequential(Flatten(), Dense(12, 3, using: &random)), input: [3, 4, 1], labels: [0, 2])
    guard case .images(let grid) = found.output else {
      Issue.record("no pictures")
      return
    }
    #expect(grid.pictures.count == 2 && grid.pictures[1].width == 4 && grid.pictures[1].caption.hasPrefix("class 2: "))
  }
}
