import Insight
import Networks
import Tensors
import Testing

/// The control with random weights, and how it says that maps are alike.
@Suite struct RandomisedWeightsTests {
  private let fixtures = AttributionFixtures.all

  @Test func similaritiesAreThoseOfSciPy() throws {
    for (i, pair) in fixtures.similarities.enumerated() {
      let similarity = MapSimilarity(pair.a.array, pair.b.array)
      let own = [similarity.rankCorrelation, similarity.absoluteRankCorrelation, similarity.structure]
      expectClose(
        try own.map { try #require($0.number) }, [pair.rank, pair.absoluteRank, pair.structure], 1e-10, "pair \(i)")
      let same = MapSimilarity(pair.a.array, pair.a.array)
      #expect(
        [same.rankCorrelation, same.absoluteRankCorrelation, same.structure].allSatisfy { $0.number! > 1 - 1e-12 })
    }
  }

  @Test func aMapWithoutADifferenceIsLikeNoOther() {
    let flat = NDArray(repeating: 0, shape: [3, 3])
    let map = NDArray((0..<9).map(Double.init), shape: [3, 3])
    let similarity = MapSimilarity(flat, map)
    #expect(similarity.rankCorrelation.reason == "a map is the same everywhere")
    #expect(similarity.structure.reason == "a map is 0 everywhere, or not finite")
    var broken = map
    broken[1, 1] = .nan
    #expect(MapSimilarity(broken, map).rankCorrelation.number == nil)
  }

  private func network(_ random: inout RandomSource) -> Sequential {
    Sequential(
      Convolution2D(2, 4, window: (3, 3), activation: .relu, type: .float64, using: &random), MaxPool2D(),
      Convolution2D(4, 5, window: (3, 3), activation: .tanh, type: .float64, using: &random), Flatten(),
      Dense(60, 3, type: .float64, using: &random))
  }

  /// Every method: a network compared with one of the same seed has the same maps; with others it has not.
  @Test(arguments: Attributions.all.indices) func onlyTheSameWeightsGiveTheSameMaps(_ index: Int) throws {
    let method = Attributions.all[index]
    var random = RandomSource(seed: 11)
    let model = network(&random)
    let pictures = fixtures.pictures.array
    let control = method.control(
      of: model, on: pictures, labels: fixtures.labels, seeds: [11, 12, 13], remade: network)
    #expect(control.random.count == 3 && control.similarities.map(\.count) == [4, 4, 4])
    #expect(control.random[0].values.hasSameBits(as: control.trained.values))
    #expect(control.similarities[0].allSatisfy { $0.rankCorrelation.number.map { $0 > 1 - 1e-9 } ?? true })
    for i in 1...2 {
      #expect(control.random[i].values != control.trained.values)
      #expect(control.similarities[i].allSatisfy { ($0.rankCorrelation.number ?? 0) < 0.95 })
    }
    let all = control.similarities.flatMap { $0 }.compactMap(\.rankCorrelation.number)
    #expect(abs(try #require(control.mean(\.rankCorrelation).number) - all.reduce(0, +) / Double(all.count)) < 1e-12)
  }

  /// A map that shows the picture, whatever the network, is what the control is there to find.
  private struct Brightness: Attribution {
    static let name = "brightness"
    static let formula = "m = x"
    static let source = ""
    static let explanation = ""

    func maps(_ question: AttributionQuestion) -> AttributionMaps {
      let scores = [Double](repeating: 0, count: question.labels.count)
      return AttributionMaps(self, question, values: question.inputs, scores: scores)
    }
  }

  @Test func aMapOfThePictureAloneIsFound() {
    var random = RandomSource(seed: 11)
    let control = Brightness().control(
      of: network(&random), on: fixtures.pictures.array, labels: fixtures.labels, remade: network)
    #expect(control.mean(\.rankCorrelation).number == 1 && control.mean(\.structure).number! > 1 - 1e-12)
  }
}
