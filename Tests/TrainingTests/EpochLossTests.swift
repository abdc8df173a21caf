import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors
import Testing
import Training

/// The loss of an epoch is that of its examples together, however they fall into batches.
@Suite struct EpochLossTests {
  private static let count = 33
  private static let losses: [(name: String, loss: @Sendable (Tensor, Tensor) -> Tensor)] = [
    ("mean", { meanSquaredError($0, $1, reduction: .mean) }),
    ("sum", { meanSquaredError($0, $1, reduction: .sum) }),
    ("own sum", { sum(abs($0 - $1)) }),
    ("own mean", { mean(abs($0 - $1)) }),
    ("labels", { softmaxCrossEntropy(logits: $0, labels: $1, reduction: .mean) }),
    ("weighted", { softmaxCrossEntropy(logits: $0, labels: $1, weights: [0.1, 3]) }),
    ("ignoring", { softmaxCrossEntropy(logits: $0, labels: $1, ignoring: 1) }),
    ("weighted, ignoring", { softmaxCrossEntropy(logits: $0, labels: $1, weights: [0.1, 3], ignoring: 0) }),
    ("summed labels", { softmaxCrossEntropy(logits: $0, labels: $1, reduction: .sum) }),
  ]

  @Test(arguments: losses.map(\.name), [1, 4, 32, 33]) func everyExampleCountsAlike(name: String, batchSize: Int) {
    let loss = Self.losses.first { $0.name == name }!.loss
    let hasLabels = !["mean", "sum", "own sum", "own mean"].contains(name)
    let inputs = NDArray((0..<Self.count).map { [Double($0 % 7) - 3] })
    let targets = NDArray((0..<Self.count).map { $0 % 5 == 0 ? 1.0 : 0 })
    let examples = Examples(inputs: inputs, targets: hasLabels ? targets : targets.reshaped([Self.count, 1]))
    let width = hasLabels ? 2 : 1
    let model = Dense(
      weights: NDArray((0..<width).map { 0.5 - Double($0) }, shape: [1, width]),
      bias: NDArray([Double](repeating: 0.1, count: width)))
    let whole = loss(model(Tensor(examples.inputs)), Tensor(examples.targets)).value.scalar
    for seed in 1...3 as ClosedRange<UInt64> {
      let history = train(
        model, on: examples, batchSize: batchSize, epochs: 1, loss: loss, by: GradientDescent(learningRate: 1e-12),
        seed: seed, validation: examples)
      #expect(abs(history.epochs[0].trainingLoss - whole) < 1e-5 * max(1, abs(whole)), "\(seed)")
      #expect(abs(history.epochs[0].validationLoss! - whole) < 1e-5 * max(1, abs(whole)))
    }
    let split = evaluate(model, on: examples, loss: loss, batchSize: batchSize)
    #expect(abs(split - whole) < 1e-5 * max(1, abs(whole)))
  }
}
