import Autodiff
import Networks
import Tensors
import Testing

/// Composed expressions against a public framework: values and gradients, every element, in Float64.
@Suite struct FixtureTests {
  private typealias Expression = @Sendable ([String: Parameter]) -> Tensor

  @Test(arguments: expressions.keys.sorted()) func expression(_ name: String) throws {
    let fixture = try #require(try fixture("expressions", as: [String: FixtureCase].self)[name])
    let operands = Dictionary(
      uniqueKeysWithValues: fixture.operands.map { ($0, Parameter($0, $1.array)) })
    let result = Self.expressions[name]!(operands)
    #expect(relativeError(result.value, fixture.result.array) < 1e-10)
    let names = fixture.gradients.keys.sorted()
    let loss = sum(result * Tensor(fixture.weights.array))
    let computed = gradients(of: loss, with: names.map { operands[$0]! })
    for (name, gradient) in zip(names, computed) {
      #expect(relativeError(gradient.value, fixture.gradients[name]!.array) < 1e-10, "∂/∂\(name)")
    }
    Graph(of: computed).checkInvariants()
  }

  @Test func everyFixtureIsUsed() throws {
    #expect(try fixture("expressions", as: [String: FixtureCase].self).keys.sorted() == Self.expressions.keys.sorted())
  }

  private static func mlp(_ p: [String: Parameter]) -> Tensor {
    tanh(p["x"]!.matmul(p["w1"]!) + p["b1"]!).matmul(p["w2"]!) + p["b2"]!
  }

  private static let expressions: [String: Expression] = [
    "softmax": { softmax($0["x"]!) },
    "logSoftmax": { logSoftmax($0["x"]!) },
    "logSoftmaxLarge": { logSoftmax($0["x"]!) },
    "softplus": { softplus($0["x"]!) },
    "sigmoid": { sigmoid($0["x"]!) },
    "variance": { variance($0["x"]!, axes: [0, 2]) },
    "normalised": { p in
      let x = p["x"]!
      let centred = x - mean(x, axes: [-1], keepingAxes: true)
      return centred / sqrt(variance(x, axes: [-1], keepingAxes: true) + 1e-5) * p["gain"]! + p["bias"]!
    },
    "softmaxCrossEntropy": { softmaxCrossEntropy(logits: $0["logits"]!, labels: $0["labels"]!) },
    "softmaxCrossEntropySoft": { softmaxCrossEntropy(logits: $0["logits"]!, probabilities: $0["probabilities"]!) },
    "binaryCrossEntropy": { binaryCrossEntropy(logits: $0["logits"]!, $0["target"]!) },
    "hinge": { hinge($0["scores"]!, $0["target"]!) },
    "mlpSquaredError": { meanSquaredError(mlp($0), $0["target"]!) },
    "mlpBinaryCrossEntropy": { binaryCrossEntropy(logits: mlp($0), $0["target"]!) },
    "matmulChain": { $0["a"]!.matmul($0["b"]!).matmul($0["c"]!).matmul($0["d"]!) },
    "matmulBatched": { $0["a"]!.matmul($0["b"]!) },
    "matmulShared": { $0["a"]!.matmul($0["b"]!) },
    "embedding": { tanh($0["table"]!.rows($0["indices"]!)) },
    "amax": { max($0["x"]!, axes: [1]) },
    "maximumTies": { maximum($0["x"]!, $0["y"]!) * minimum($0["x"]!, 2 * $0["y"]!) },
    "broadcasting": { p in (p["a"]! + p["b"]!) * p["c"]! / (2 + p["b"]! * p["b"]!) },
    "broadcastingOuter": { sum($0["a"]! * $0["b"]!, axes: [1]) },
    "slices": { p in
      let (x, y) = (p["x"]!, p["y"]!)
      return concatenate(
        [x.slice(1..<3) * y, y.slice(0..<1, axis: 1).broadcast(to: [2, 2]), x.slice(0..<2)], axis: 1)
    },
    "transposes": { p in
      tanh(p["x"]!.transposed([2, 0, 1]).reshaped([4, 6])).matmul(p["x"]!.reshaped([6, -1]))
    },
    "powers": { p in
      let x = p["x"]!
      return pow(x, 3) - pow(x, -1.5) + pow(x, 0.5) + log(x) + exp(sqrt(x))
    },
  ]
}
