import Insight
import Networks
import Tensors
import Testing
import Training

/// What is left of a score when a map's pixels are blank.
@Suite struct ErasureTests {
  /// A linear model of 2×3 pixels: what a pixel adds to the score is known.
  private let weights = NDArray([[1, 0], [-2, 0], [3, 0], [0.5, 0], [0, 1], [-1, 0]], type: .float64)
  private var model: Sequential {
    Sequential(Flatten(), Dense(weights: weights, bias: NDArray([0, 0], type: .float64)))
  }
  private let pictures = NDArray(
    [1, 1, 1, 1, 1, 1, 2, 1, 0, 4, 0, 1], shape: [2, 2, 3], type: .float64)

  @Test func whatAMapRanksHighestIsBlankedAndNothingElse() {
    let maps = GradientTimesInput().maps(of: model, on: pictures, label: 0)
    // Of the second picture, pixel 0 adds 2 and pixel 3 adds 2; pixel 2 is blank already.
    #expect(maps.erasing(1).doubles == [1, 1, 0, 1, 1, 1, 0, 1, 0, 4, 0, 1])
    #expect(maps.erasing(2).doubles == [0, 1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 1])
    #expect(maps.erasing(2, to: 9).doubles == [9, 1, 9, 1, 1, 1, 9, 1, 0, 9, 0, 1])
    #expect(maps.erasing(0) == pictures && maps.erasing(99).doubles.allSatisfy { $0 == 0 })
  }

  @Test func aScoreFallsByWhatThePixelsAdded() {
    let maps = GradientTimesInput().maps(of: model, on: pictures, label: 0)
    expectClose(maps.falls(of: model, erasing: 1), [3, 2], 1e-12)
    expectClose(maps.falls(of: model, erasing: 2), [4, 4], 1e-12)
    // All of them: the whole score.
    expectClose(maps.falls(of: model, erasing: 6), maps.scores, 1e-12)
  }

  @Test func theScaleOfAMapIsItsGreatestNumber() {
    let maps = GradientTimesInput().maps(of: model, on: pictures, label: 0)
    #expect(maps.greatest() == 3 && maps.greatest(1) == 2)
  }

  @Test func allChannelsOfAPixelGo() {
    let colours = NDArray((0..<12).map { Double($0 + 1) }, shape: [1, 2, 2, 3], type: .float64)
    let w = NDArray((0..<24).map { $0 % 2 == 0 ? Double($0 / 2) : 0 }, shape: [12, 2], type: .float64)
    let sum = Sequential(Flatten(), Dense(weights: w, bias: NDArray([0, 0], type: .float64)))
    let maps = GradientTimesInput().maps(of: sum, on: colours, label: 0)
    #expect(maps.erasing(1).doubles == (1...9).map(Double.init) + [0, 0, 0])
  }

  @Test func theControlIsTheMeanOverItsSeeds() throws {
    func remade(_ random: inout RandomSource) -> Sequential {
      Sequential(Flatten(), Dense(6, 2, type: .float64, using: &random))
    }
    var random = RandomSource(seed: 3)
    let trained = remade(&random)
    let control = GradientTimesInput().control(
      of: trained, on: pictures, labels: [0, 1], seeds: [3, 4, 5], remade: remade)
    let each = control.random.map { $0.falls(of: trained, erasing: 2) }
    expectClose(
      control.randomFalls(of: trained, erasing: 2), (0..<2).map { i in (each[0][i] + each[1][i] + each[2][i]) / 3 },
      1e-12)
    // The network of seed 3 is the trained one.
    #expect(each[0] == control.trained.falls(of: trained, erasing: 2))
    let bySeed = control.bySeed(\.rankCorrelation)
    #expect(bySeed.count == 3 && bySeed[0] > 1 - 1e-9)
    let all = try #require(control.mean(\.rankCorrelation).number)
    #expect(abs(bySeed.reduce(0, +) / 3 - all) < 1e-12)
  }
}
