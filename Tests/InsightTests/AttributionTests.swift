import Insight
import Networks
import Tensors
import Testing
import Training

/// Every method beside PyTorch's numbers, beside closed forms, and beside itself.
@Suite struct AttributionTests {
  private static let fixtures = AttributionFixtures.all

  @Test(arguments: AttributionFixtures.methods.indices, [ElementType.float64, .float32])
  func everyNumberIsThatOfPyTorch(_ index: Int, _ type: ElementType) throws {
    let (name, method) = AttributionFixtures.methods[index]
    let expected = try #require(Self.fixtures.maps[name])
    let maps = method.maps(
      of: Self.fixtures.network(type), on: Self.fixtures.pictures.array.converted(to: type),
      labels: Self.fixtures.labels)
    #expect(maps.values.shape == Shape(expected.shape) && maps.values.elementType == type)
    expectClose(maps.values.doubles, expected.values, type == .float64 ? 1e-12 : 2e-5, name)
    expectClose(maps.scores, Self.fixtures.scores, type == .float64 ? 1e-12 : 2e-5, "scores")
  }

  @Test func everyMethodOfTheCatalogueHasNumbersFromElsewhere() {
    let compared = Set(AttributionFixtures.methods.map { type(of: $0.method).name })
    #expect(compared.union([SmoothGrad.name]) == Set(Attributions.all.map { type(of: $0).name }))
  }

  @Test func theProbabilityHasMapsOfItsOwn() throws {
    let maps = Saliency(keepingSigns: true).maps(
      of: Self.fixtures.network(), on: Self.fixtures.pictures.array, labels: Self.fixtures.labels, score: .probability)
    expectClose(maps.values.doubles, try #require(Self.fixtures.maps["probability"]).values, 1e-12)
    expectClose(maps.scores, Self.fixtures.probabilities, 1e-12)
  }

  /// ∂s/∂x against s(x + h) − s(x − h), number by number.
  @Test func gradientsAreFiniteDifferences() {
    let (network, pictures) = (Self.fixtures.network(), Self.fixtures.pictures.array)
    let labels = Self.fixtures.labels
    let maps = Saliency(keepingSigns: true).maps(of: network, on: pictures, labels: labels)
    let (h, size) = (1e-6, pictures.count / labels.count)
    func scores(_ place: Int, _ change: Double) -> NDArray {
      var changed = pictures
      for i in labels.indices { changed[at: i * size + place] += change }
      return predict(network, changed)
    }
    for place in 0..<size {
      let (up, down) = (scores(place, h), scores(place, -h))
      for (i, label) in labels.enumerated() {
        let slope = (up[i, label] - down[i, label]) / (2 * h)
        #expect(abs(maps.values[at: i * size + place] - slope) < 1e-6, "picture \(i), number \(place)")
      }
    }
  }

  // MARK: - What holds for all

  private static let kinds = Attributions.all.indices

  /// A map depends on its own input and label only, and is the same every time.
  @Test(arguments: kinds) func mapsDoNotDependOnEachOther(_ index: Int) {
    let method = Attributions.all[index]
    let (network, pictures) = (Self.fixtures.network(), Self.fixtures.pictures.array)
    let together = method.maps(of: network, on: pictures, labels: Self.fixtures.labels)
    for (i, label) in Self.fixtures.labels.enumerated() {
      let alone = method.maps(of: network, on: pictures.rows([i]), label: label)
      expectClose(alone.values.doubles, together.values.rows([i]).doubles, 1e-12, "\(method), picture \(i)")
    }
    #expect(
      method.maps(of: network, on: pictures, labels: Self.fixtures.labels).values.hasSameBits(as: together.values))
    #expect(together.pictures.shape == [4, 6, 8] && together.labels == Self.fixtures.labels)
    #expect(together.method == method.description && together.inputs == pictures)
  }

  /// Many inputs are asked about in several batches.
  @Test(arguments: kinds) func manyInputs(_ index: Int) {
    let method = Attributions.all[index]
    var random = RandomSource(seed: 3)
    let network = Sequential(
      Convolution2D(1, 2, window: (3, 3), activation: .relu, using: &random), Flatten(), Dense(32, 3, using: &random))
    let pictures = NDArray.normal([300, 4, 4, 1], using: &random)
    let labels = (0..<300).map { $0 % 3 }
    let all = method.maps(of: network, on: pictures, labels: labels)
    let last = method.maps(of: network, on: pictures.rows([299]), label: labels[299])
    expectClose(all.values.rows([299]).doubles, last.values.doubles, 1e-5, "\(method)")
    #expect(all.scores.count == 300 && abs(all.scores[299] - last.scores[0]) < 1e-5)
  }

  /// Pictures without an axis of channels are as good as those with one channel.
  @Test(arguments: kinds) func picturesWithoutChannels(_ index: Int) {
    let method = Attributions.all[index]
    var random = RandomSource(seed: 4)
    let convolution = Convolution2D(1, 2, window: (3, 3), activation: .relu, using: &random)
    let dense = Dense(40, 3, using: &random)
    let pictures = NDArray.normal([2, 4, 5], using: &random)
    let flat = method.maps(
      of: Sequential(Reshape([4, 5, 1]), convolution, Flatten(), dense), on: pictures, labels: [2, 1])
    let deep = method.maps(
      of: Sequential(convolution, Flatten(), dense), on: pictures.reshaped([2, 4, 5, 1]), labels: [2, 1])
    #expect(flat.pictures.hasSameBits(as: deep.pictures) && flat.pictures.shape == [2, 4, 5])
  }

  @Test func theCatalogueIsWhole() {
    let names = Attributions.all.map { type(of: $0).name }
    #expect(Set(names).count == names.count && names.count == 6)
    for method in Attributions.all {
      let kind = type(of: method)
      #expect(!kind.formula.isEmpty && kind.source.contains("20") && !kind.explanation.isEmpty)
      #expect(method.description.hasPrefix(kind.name))
    }
  }
}

/// Of a linear model s = x · W + b every map is known.
@Suite struct LinearAttributionTests {
  private let weights: NDArray
  private let pictures: NDArray
  private let model: Sequential

  init() {
    var random = RandomSource(seed: 7)
    weights = .normal([12, 3], type: .float64, using: &random)
    pictures = .normal([2, 3, 4], type: .float64, using: &random)
    let bias = NDArray.normal([3], type: .float64, using: &random)
    model = Sequential(Flatten(), Dense(weights: weights, bias: bias))
  }

  private func column(_ label: Int) -> [Double] { (0..<12).map { weights[$0, label] } }

  private func expect(_ method: any Attribution, _ wanted: (_ x: [Double], _ w: [Double]) -> [Double]) {
    let maps = method.maps(of: model, on: pictures, labels: [1, 2])
    for (i, label) in [1, 2].enumerated() {
      expectClose(maps.values.rows([i]).doubles, wanted(pictures.rows([i]).doubles, column(label)), 1e-12, "\(method)")
    }
  }

  @Test func gradientsAreTheWeights() {
    expect(Saliency()) { _, w in w.map(abs) }
    expect(Saliency(keepingSigns: true)) { _, w in w }
    expect(SmoothGrad()) { _, w in w }
    expect(GradientTimesInput()) { x, w in zip(x, w).map(*) }
  }

  @Test(arguments: [1, 3, 50]) func integratedGradientsAreExactWithAnyNumberOfSteps(_ steps: Int) throws {
    let baseline = NDArray((0..<12).map { Double($0) / 5 }, shape: [3, 4], type: .float64)
    expect(IntegratedGradients(steps: steps)) { x, w in zip(x, w).map(*) }
    let method = IntegratedGradients(steps: steps, baseline: baseline)
    expect(method) { x, w in (0..<12).map { (x[$0] - baseline[at: $0]) * w[$0] } }
    let maps = method.maps(of: model, on: pictures, labels: [1, 2])
    #expect(try #require(maps.completenessGaps).allSatisfy { abs($0) < 1e-12 })
    let start = predict(model, baseline.reshaped([1, 3, 4]))
    expectClose(try #require(maps.baselineScores), [start[0, 1], start[0, 2]], 1e-12)
    #expect(Saliency().maps(of: model, on: pictures, label: 0).completenessGaps == nil)
  }

  /// What a patch takes away is Σ w (x − fill) over it.
  @Test func occlusionTakesAwayWhatIsCovered() {
    expect(Occlusion(window: (1, 1), fill: 0.25)) { x, w in zip(x, w).map { ($0 - 0.25) * $1 } }
    expect(Occlusion(window: (3, 4))) { x, w in
      [Double](repeating: zip(x, w).reduce(0) { $0 + $1.0 * $1.1 }, count: 12)
    }
    // Columns 0 1, 1 2, 2 3: the inner ones are covered twice.
    expect(Occlusion(window: (3, 2))) { x, w in
      let lost = (0..<4).map { column in (0..<3).reduce(0) { $0 + x[$1 * 4 + column] * w[$1 * 4 + column] } }
      let pairs = (0..<3).map { lost[$0] + lost[$0 + 1] }
      let row = [pairs[0], (pairs[0] + pairs[1]) / 2, (pairs[1] + pairs[2]) / 2, pairs[2]]
      return row + row + row
    }
  }

  /// A convolution of 1×1 windows without an activation: every weight is known.
  @Test func gradCAMWeighsChannelsByTheirMeanGradient() {
    let filters = NDArray([2, -1], shape: [1, 1, 1, 2], type: .float64)
    var random = RandomSource(seed: 8)
    let dense = NDArray.normal([24, 3], type: .float64, using: &random)
    let network = Sequential(
      Reshape([3, 4, 1]), Convolution2D(weights: filters, bias: nil), Flatten(), Dense(weights: dense, bias: nil))
    let maps = GradCAM().maps(of: network, on: pictures, label: 2)
    let means = (0..<2).map { k in (0..<12).reduce(0) { $0 + dense[2 * $1 + k, 2] } / 12 }
    let factor = 2 * means[0] - means[1]
    expectClose(maps.values.doubles, pictures.doubles.map { max(0, factor * $0) }, 1e-12)
  }
}

@Suite struct SmoothedAttributionTests {
  private let fixtures = AttributionFixtures.all

  /// The gap closes as steps are added: it is below a part of the score that falls with them.
  @Test func theCompletenessGapVanishes() throws {
    let network = fixtures.network()
    func gap(_ steps: Int) throws -> Double {
      let maps = IntegratedGradients(steps: steps).maps(
        of: network, on: fixtures.pictures.array, labels: fixtures.labels)
      let sums = maps.values.doubles.reduce(0, +)
      let gaps = try #require(maps.completenessGaps)
      let wanted = zip(maps.scores, try #require(maps.baselineScores)).reduce(0) { $0 + $1.0 - $1.1 }
      #expect(abs(gaps.reduce(0, +) - (sums - wanted)) < 1e-9)
      return gaps.map(abs).max()!
    }
    let gaps = try [1, 8, 64, 512].map(gap)
    #expect(zip(gaps, gaps.dropFirst()).allSatisfy { $0 > 2 * $1 }, "\(gaps)")
    #expect(gaps[0] > 0.05 && gaps[3] < gaps[0] / 200, "\(gaps)")
  }

  /// The mean of the gradients at the points that its draws lead to.
  @Test func smoothGradIsAMeanOfGradients() {
    let (network, pictures) = (fixtures.network(), fixtures.pictures.array)
    let maps = SmoothGrad(samples: 5, noise: 0.3, seed: 9).maps(of: network, on: pictures, labels: fixtures.labels)
    var random = RandomSource(seed: 9)
    var sums = [Double](repeating: 0, count: pictures.count)
    let size = pictures.count / 4
    for _ in 0..<5 {
      let draws = (0..<size).map { _ in random.normal() }
      for i in 0..<4 {
        let own = pictures.rows([i]).doubles
        let deviation = 0.3 * (own.max()! - own.min()!)
        let noisy = NDArray(zip(own, draws).map { $0 + deviation * $1 }, shape: [1, 6, 8, 2], type: .float64)
        let slopes = Saliency(keepingSigns: true).maps(of: network, on: noisy, label: fixtures.labels[i]).values
        for place in 0..<size { sums[i * size + place] += slopes[at: place] / 5 }
      }
    }
    expectClose(maps.values.doubles, sums, 1e-12)
  }

  @Test func withoutNoiseSmoothGradIsTheGradient() {
    let (network, pictures) = (fixtures.network(), fixtures.pictures.array)
    let smooth = SmoothGrad(samples: 3, noise: 0).maps(of: network, on: pictures, labels: fixtures.labels)
    let plain = Saliency(keepingSigns: true).maps(of: network, on: pictures, labels: fixtures.labels)
    expectClose(smooth.values.doubles, plain.values.doubles, 1e-12)
    let other = SmoothGrad(seed: 1).maps(of: network, on: pictures, labels: fixtures.labels)
    #expect(other.values != SmoothGrad(seed: 2).maps(of: network, on: pictures, labels: fixtures.labels).values)
  }
}
