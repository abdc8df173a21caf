import Autodiff
import Tensors

/// Each feature shifted to mean 0 and scaled to variance 1 over the batch, then scaled by a gain and shifted by a bias that
/// are learnt. Ioffe & Szegedy 2015, arXiv:1502.03167, algorithms 1 and 2.
///
///     z = (x − mean) / √(variance + ε) · gain + bias        over all axes but the last
///
/// Training uses the batch's own mean and variance, and keeps moving averages of them (of the variance that divides by
/// n − 1); evaluation uses the averages, so that an example's answer does not depend on the others.
///
/// x: [n, …, features], gain, bias and both averages: [features] → [n, …, features]
public struct BatchNormalization: Layer {
  public let gain: Parameter
  public let bias: Parameter
  /// The moving averages, 0 and 1 at first.
  public let mean: Parameter
  public let variance: Parameter
  /// The part of a moving average that a training step replaces; above 0, at most 1.
  public let momentum: Double
  /// ε: keeps the division finite where all numbers are equal.
  public let epsilon: Double
  public var name: String { didSet { relabel() } }

  /// With gains of 1 and biases of 0.
  public init(
    _ features: Int, momentum: Double = 0.1, epsilon: Double = 1e-5, type: ElementType = .float32,
    name: String = "batch norm"
  ) {
    checkSizes("BatchNormalization", ["features": features])
    guard momentum > 0, momentum <= 1, epsilon > 0, epsilon.isFinite else {
      stop(
        "BatchNormalization expects a momentum above 0 and at most 1 and an ε above 0; got \(momentum) and \(epsilon). "
          + "0.1 and 1e-5 are usual.")
    }
    func filled(_ name: String, _ number: Double) -> Parameter {
      Parameter(name, NDArray(repeating: number, shape: [features], type: type))
    }
    gain = filled("gain", 1)
    bias = filled("b", 0)
    mean = filled("mean", 0)
    variance = filled("variance", 1)
    self.momentum = momentum
    self.epsilon = epsilon
    self.name = name
    relabel()
  }

  public var parameters: [Parameter] { [gain, bias] }
  public var state: [Parameter] { [mean, variance] }
  public var features: Int { gain.shape[0] }
  public var rowInput: RowInput { .size(features) }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank >= 2 && $0.sizes.last == features }, wanted: "[n, …, \(features)]")
    return labelled {
      guard pass.isTraining else {
        return (x - mean) * (gain / sqrt(variance + epsilon)) + bias
      }
      let count = x.shape.count / features
      guard count > 1 else { stop(oneNumber(x)) }
      let axes = Array(0..<x.rank - 1)
      let average = Autodiff.mean(x, axes: axes).named("mean of the batch")
      let centred = x - average
      let spread = Autodiff.mean(centred * centred, axes: axes).named("variance of the batch")
      keep(average, in: mean, pass)
      keep(spread * (Double(count) / Double(count - 1)), in: variance, pass)
      return centred * (gain / sqrt(spread + epsilon)) + bias
    }
  }

  /// A single example has no spread. In training it is mostly a last batch of which one example is left.
  private func oneNumber(_ x: Tensor) -> String {
    let need = "\(self) expects at least 2 numbers of each feature to train with, as one number has no spread"
    guard let split = BatchSplit.current, split.size > 1, split.examples > 1,
      split.examples % split.size == 1
    else {
      return "\(need); got \(x.shapeText). Train with at least 2 examples in each batch."
    }
    let sizes = split.sizesWithoutSingles
    let choice = sizes.isEmpty ? "" : " batchSize: \(sizes.map(String.init).joined(separator: " or ")) leaves none."
    return
      "\(need); the last batch has 1 example, as \(split.examples) examples in batches of \(split.size) leave 1 over."
      + choice
  }

  /// The moving average with one value more.
  private func keep(_ value: Tensor, in state: Parameter, _ pass: Pass) {
    let before = pass.value(of: state)
    pass.set(state, to: before + momentum * (value.detached() - before))
  }

  private func relabel() { label(["gain": gain, "b": bias, "mean": mean, "variance": variance]) }

  public var description: String { "BatchNormalization(\(features))" }
}

extension BatchNormalization {
  public static let kind = LayerKind(
    BatchNormalization.self, formula: "z = (x − mean) / √(variance + ε) · gain + bias, over the examples of a batch",
    source: "Ioffe & Szegedy 2015, arXiv:1502.03167",
    explanation: """
      Each feature is brought to mean 0 and variance 1 over the batch, then scaled and shifted by learnt numbers. In use, \
      averages kept while training take the place of the batch's.
      """,
    samples: [
      LayerSample([5, 3]) { type, _ in BatchNormalization(3, type: type) },
      LayerSample([2, 3, 2, 2]) { type, _ in BatchNormalization(2, type: type) },
    ])
}
