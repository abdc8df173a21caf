import Insight
import Networks
import Tensors
import Testing
import Training

@Suite struct FeatureVisualisationTests {
  private let weights: NDArray
  private let linear: Sequential

  init() {
    var random = RandomSource(seed: 5)
    weights = .normal([12, 3], type: .float64, using: &random)
    linear = Sequential(Flatten(), Dense(weights: weights, bias: nil))
  }

  /// Of a linear model the way up is known: one step goes along the weights, many end at the corner of the range.
  @Test func goesAlongTheWeights() {
    var random = RandomSource(seed: 6)
    let noise = (0..<12).map { _ in 0.5 + 0.1 * random.normal() }
    let one = FeatureVisualisation(steps: 1, rate: 0.01, decay: 0.1, jitter: 0, seed: 6)
      .inputs(of: linear, input: [3, 4], labels: [2, 0])
    let many = FeatureVisualisation(steps: 2000, rate: 1, decay: 0, jitter: 0, seed: 6)
      .inputs(of: linear, input: [3, 4], labels: [2, 0])
    for (i, label) in [2, 0].enumerated() {
      let w = (0..<12).map { weights[$0, label] }
      let length = (w.reduce(0) { $0 + $1 * $1 } / 12).squareRoot()
      expectClose(
        one.values.rows([i]).doubles, zip(noise, w).map { min(1, max(0, 0.9 * $0 + 0.01 * $1 / length)) }, 1e-12)
      #expect(many.values.rows([i]).doubles == w.map { $0 > 0 ? 1 : 0 })
      #expect(abs(many.activationsBefore[i] - zip(noise, w).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-12)
      #expect(abs(many.activations[i] - w.reduce(0) { $0 + max(0, $1) }) < 1e-12)
    }
    #expect(many.names == ["class 2", "class 0"] && many.values.shape == [2, 3, 4])
  }

  /// On a plan and by the reference kernels; every class and channel is raised, within the range.
  @Test(arguments: [ElementType.float64, .float32]) func raisesWhatItIsAskedFor(_ type: ElementType) {
    let network = AttributionFixtures.all.network(type)
    let method = FeatureVisualisation(steps: 60, range: -1...2, seed: 3)
    let classes = method.inputs(of: network, input: [6, 8, 2], labels: [0, 1, 2])
    let channels = method.inputs(of: network, input: [6, 8, 2], channels: [3, 0], of: "convolution 1")
    let units = method.inputs(of: network, input: [6, 8, 2], channels: [7], of: "flatten")
    for found in [classes, channels, units] {
      #expect(zip(found.activations, found.activationsBefore).allSatisfy { $0 > $1 }, "\(found.names)")
      #expect(found.values.doubles.allSatisfy { (-1...2).contains($0) } && found.values.elementType == type)
    }
    #expect(channels.names == ["convolution 1, channel 3", "convolution 1, channel 0"])
    let answers = predict(network, classes.values)
    expectClose(classes.activations, (0..<3).map { answers[$0, $0] }, type == .float64 ? 1e-12 : 1e-5)
    let again = method.inputs(of: network, input: [6, 8, 2], labels: [0, 1, 2])
    #expect(again.values.hasSameBits(as: classes.values))
    let other = FeatureVisualisation(steps: 60, range: -1...2, seed: 4).inputs(
      of: network, input: [6, 8, 2], labels: [0])
    #expect(other.values != classes.values.rows([0]))
  }

  /// A model that looks at one pixel only: with jitter its neighbours are raised as well.
  @Test func jitterSpreadsWhatDependsOnOnePixel() {
    var one = NDArray(repeating: 0, shape: [25, 1], type: .float64)
    one[12, 0] = 1
    let model = Sequential(Flatten(), Dense(weights: one, bias: nil))
    func raised(_ jitter: Int) -> [Int] {
      let found = FeatureVisualisation(steps: 300, decay: 0, jitter: jitter, seed: 1)
        .inputs(of: model, input: [5, 5], labels: [0])
      return (0..<25).filter { found.values[at: $0] == 1 }
    }
    #expect(raised(0) == [12] && raised(1) == [6, 7, 8, 11, 12, 13, 16, 17, 18])
  }
}
