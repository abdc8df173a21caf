import Autodiff
import Datasets
import Foundation
import Insight
import Networks
import Tensors
import Testing

/// Attacks with the adversarial examples that PyTorch finds.
struct AttackFixtures: Decodable, Sendable {
  struct Network: Decodable, Sendable {
    struct Layer: Decodable, Sendable {
      let weights: BaselineFixtures.Array
      let bias: BaselineFixtures.Array
    }
    let activation: String
    let layers: [Layer]
    let filters: BaselineFixtures.Array?

    func model(_ type: ElementType) -> Sequential {
      let activation = ["tanh": Activation.tanh, "relu": .relu][self.activation]
      var parts: [any Networks.Layer] = []
      if let filters = filters?.array.converted(to: type) {
        parts = [Convolution2D(weights: filters, bias: nil, padding: .valid, activation: activation), Flatten()]
      }
      for (number, layer) in layers.enumerated() {
        parts.append(
          Dense(
            weights: layer.weights.array.converted(to: type), bias: layer.bias.array.converted(to: type),
            activation: number + 1 < layers.count ? activation : nil))
      }
      return Sequential(parts)
    }
  }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let network: Network
    let inputs: BaselineFixtures.Array
    let labels: [Double]
    let targets: [Double]?
    let epsilon: Double
    let stepSize: Double?
    let steps: Int
    let lower: Double?
    let upper: Double?
    let logits: BaselineFixtures.Array
    let result: BaselineFixtures.Array
    let logitsAfter: BaselineFixtures.Array
    var testDescription: String { name }

    var attack: any Attack {
      let range = lower.flatMap { lower in upper.map { lower...$0 } }
      guard let stepSize else { return FastGradientSign(epsilon: epsilon, range: range) }
      return ProjectedGradientDescent(epsilon: epsilon, stepSize: stepSize, steps: steps, range: range)
    }

    func examples(_ type: ElementType) -> Examples {
      Examples(inputs: inputs.array.converted(to: type), targets: NDArray(labels, type: type))
    }
  }

  let cases: [Case]

  static let all: [Case] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/attacks.json")
    guard let data = try? Data(contentsOf: file) else { return [] }
    return (try? JSONDecoder().decode(Self.self, from: data).cases) ?? []
  }()
}
