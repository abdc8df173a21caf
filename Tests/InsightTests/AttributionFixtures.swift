import Foundation
import Insight
import Networks
import Tensors

/// A small convolutional network, and what PyTorch says of it.
struct AttributionFixtures: Decodable, Sendable {
  struct Pair: Decodable, Sendable {
    let a: BaselineFixtures.Array
    let b: BaselineFixtures.Array
    let rank: Double
    let absoluteRank: Double
    let structure: Double
  }

  let parameters: [String: BaselineFixtures.Array]
  let pictures: BaselineFixtures.Array
  let labels: [Int]
  let baseline: BaselineFixtures.Array
  let scores: [Double]
  let probabilities: [Double]
  let maps: [String: BaselineFixtures.Array]
  let similarities: [Pair]

  static let all: AttributionFixtures = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/attribution.json")
    guard let data = try? Data(contentsOf: file), let all = try? JSONDecoder().decode(Self.self, from: data) else {
      preconditionFailure("Tests/Fixtures/attribution.json is not what make_attribution_fixtures.py writes")
    }
    return all
  }()

  /// The methods that maps were computed for, by their names in the file.
  static let methods: [(name: String, method: any Attribution)] = [
    ("saliency", Saliency()), ("saliencyWithSigns", Saliency(keepingSigns: true)),
    ("gradientTimesInput", GradientTimesInput()), ("integratedGradients", IntegratedGradients()),
    ("integratedGradientsFromBaseline", IntegratedGradients(steps: 7, baseline: all.baseline.array)),
    ("occlusion", Occlusion()), ("occlusionWide", Occlusion(window: (2, 3), strides: (2, 2), fill: 0.5)),
    ("gradCAM", GradCAM()), ("gradCAMOfFirst", GradCAM(layer: "convolution 1")),
  ]

  func network(_ type: ElementType = .float64) -> Sequential {
    func numbers(_ name: String) -> NDArray { parameters[name]!.array.converted(to: type) }
    return Sequential(
      Convolution2D(weights: numbers("w1"), bias: numbers("b1"), activation: .relu), MaxPool2D(),
      Convolution2D(weights: numbers("w2"), bias: numbers("b2"), activation: .tanh), Flatten(),
      Dense(weights: numbers("w3"), bias: numbers("b3")))
  }
}
