import Autodiff
import Datasets
import Foundation
import Networks
import Optimizers
import Tensors
import Testing
import Training

extension TrainTests {
  /// A layer in two places, trained and written to files: as the same network with one weight matrix written by hand.
  @Suite struct SharedParameters {
    private static let weights = NDArray([[0.5, -1], [2, 0.25]])
    private static let bias = NDArray([0.1, -0.2])
    private static let examples = Examples(
      inputs: NDArray([[1.0, 2], [3, -1], [0, 0.5], [-1, 1], [0.2, 0.2]]),
      targets: NDArray([[1.0, 0], [0, 1], [0.5, 0.5], [1, 1], [0, 0]]))

    private func shared() -> (layer: Dense, model: Sequential) {
      let layer = Dense(weights: Self.weights, bias: Self.bias, activation: .tanh)
      return (layer, Sequential(layer, layer))
    }

    /// tanh(tanh(x · w + b) · w + b)
    private struct ByHand: Layer {
      var name = "by hand"
      let w = Parameter("w", SharedParameters.weights)
      let b = Parameter("b", SharedParameters.bias)
      var parameters: [Parameter] { [w, b] }
      func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { tanh(tanh(x.matmul(w) + b).matmul(w) + b) }
      var description: String { "ByHand" }
    }

    private static let methods: [any TrainingMethod] =
      UpdateRules.all + [
        Adam(learningRate: 0.1).clipped(norm: 0.1), Momentum(learningRate: 0.1).penalized(l1: 0.1, l2: 0.3),
        GeneticAlgorithm(population: 8),
      ]

    @discardableResult
    private func fit(_ model: any Layer, _ method: any TrainingMethod, checkpoint: Checkpoint? = nil, epochs: Int = 4)
      -> History
    {
      train(
        model, on: Self.examples, batchSize: 2, epochs: epochs, loss: meanSquaredError, by: method, seed: 1,
        checkpoint: checkpoint, threads: 1, reporting: .silent)
    }

    @Test(arguments: methods.indices) func trainsAsOneCopy(_ number: Int) {
      let ((_, model), hand) = (shared(), ByHand())
      let (a, b) = (fit(model, Self.methods[number]), fit(hand, Self.methods[number]))
      #expect(zip(a.losses, b.losses).allSatisfy { abs($0 - $1) < 1e-6 }, "\(Self.methods[number])")
      for (one, other) in zip(model.parameters, hand.parameters) {
        expectClose(one.value, other.value, 1e-6, "\(Self.methods[number])")
      }
    }

    @Test func aClippedStepIsAsLongAsTheLimit() {
      let (layer, model) = shared()
      let before = layer.weights.value.doubles + layer.bias!.value.doubles
      train(
        model, on: Self.examples, batchSize: 5, epochs: 1, loss: meanSquaredError,
        by: GradientDescent(learningRate: 1).clipped(norm: 0.1), seed: 1, reporting: .silent)
      let after = layer.weights.value.doubles + layer.bias!.value.doubles
      let length = zip(after, before).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      #expect(abs(length - 0.1) < 1e-6)
    }

    @Test func weightFilesHoldItOnce() throws {
      let file = FileManager.default.temporaryDirectory.appending(path: "shared-\(UUID().uuidString).safetensors").path
      defer { unlink(file) }
      let ((_, model), (_, other)) = (shared(), shared())
      fit(model, Adam(learningRate: 0.1))
      try model.saveWeights(to: file)
      #expect(try SafeTensors(file: file).arrays.keys.sorted() == ["dense 1.b", "dense 1.w"])
      try other.loadWeights(from: file)
      #expect(zip(model.parameters, other.parameters).allSatisfy { $0.value.hasSameBits(as: $1.value) })
    }

    @Test func checkpointsGoOn() {
      let file = FileManager.default.temporaryDirectory.appending(path: "shared-\(UUID().uuidString).safetensors").path
      defer { unlink(file) }
      let ((_, whole), (_, first), (_, second)) = (shared(), shared(), shared())
      let expected = fit(whole, Adam(learningRate: 0.1))
      fit(first, Adam(learningRate: 0.1), checkpoint: Checkpoint(file), epochs: 2)
      let history = fit(second, Adam(learningRate: 0.1), checkpoint: Checkpoint(file))
      #expect(history.resumedStep == 6 && history.losses == expected.losses)
      #expect(zip(whole.parameters, second.parameters).allSatisfy { $0.value.hasSameBits(as: $1.value) })
    }
  }
}
