import Autodiff
import Datasets
import Optimizers
import Tensors

/// A multilayer perceptron made of scalars, as micrograd's example trains it on two moons: relu between the layers, a
/// max-margin loss over all points, a little weight decay, gradient descent.
struct ScalarNetwork {
  let points: [[Double]]
  /// −1 or 1.
  let targets: [Double]
  /// Layer → neuron → weights, then the bias.
  let weights: [[[Double]]]
  static let learningRate = 0.1
  static let decay = 1e-4

  init(points count: Int, hidden: [Int], seed: UInt64) {
    let moons = Examples.moons(count: count, seed: seed)
    points = (0..<count).map { row in (0..<2).map { Double(Float(moons.inputs[at: row * 2 + $0])) } }
    targets = (0..<count).map { moons.targets[at: $0] * 2 - 1 }
    var random = RandomSource(seed: seed)
    let sizes = [2] + hidden + [1]
    weights = zip(sizes, sizes.dropFirst()).map { inputs, outputs in
      (0..<outputs).map { _ in (0..<inputs).map { _ in random.uniform(in: -1..<1) } + [0] }
    }
  }

  /// One training step, built anew.
  func program() -> Program {
    let layers = weights.enumerated().map { l, neurons in
      neurons.enumerated().map { n, numbers in
        numbers.enumerated().map { i, number in Parameter("w\(l).\(n).\(i)", number, type: .float64) }
      }
    }
    let losses = zip(points, targets).map { point, target in
      relu(1 + -target * score(point.map { Tensor($0, type: .float64) }, layers))
    }
    let parameters = layers.flatMap { $0.flatMap { $0 } }
    let squares = parameters.map { $0 * $0 }
    let loss = total(losses) * (1 / Double(points.count)) + Self.decay * total(squares)
    return Program(minimizing: loss, over: parameters, by: GradientDescent(learningRate: Self.learningRate))
  }

  private func score(_ point: [Tensor], _ layers: [[[Parameter]]]) -> Tensor {
    var values = point
    for (l, neurons) in layers.enumerated() {
      values = neurons.map { weights in
        let sum = zip(weights, values).reduce(weights.last! as Tensor) { $0 + $1.0 * $1.1 }
        return l == layers.count - 1 ? sum : relu(sum)
      }
    }
    return values[0]
  }

  private func total(_ terms: [Tensor]) -> Tensor { terms.dropFirst().reduce(terms[0], +) }
}
