import Autodiff
import Networks
import Optimizers
import Tensors

/// Networks of every kind that plans are made for, large enough that two threads share the work.
enum ExampleNetwork: CaseIterable, Sendable {
  case dense, convolutional, recurrent, attention, normalised

  static let batch = 48

  /// A training step that always begins from the same numbers.
  func program(by rule: any UpdateRule = Adam(learningRate: 0.01)) -> Program {
    var random = RandomSource(seed: 11)
    let x = Input("x", array(Shape([Self.batch] + example), in: -1..<1, whole: false, random: &random))
    let y = Input("y", array([Self.batch], in: 0..<4, whole: true, random: &random))
    let model = model(&random)
    let pass = Pass(.training)
    return Program(
      minimizing: softmaxCrossEntropy(logits: model(x, in: pass), labels: y), over: model.parameters, by: rule,
      clipping: { clippedByNorm($0, limit: 1) }, alongside: pass.updates)
  }

  /// The softmax takes no notice of the keys' bias, so its gradient is rounding, which Adam would blow up: rules under
  /// which rounding stays small.
  var steadyRule: any UpdateRule { self == .attention ? Momentum(learningRate: 0.05) : Adam(learningRate: 0.01) }

  private var example: [Int] {
    switch self {
    case .dense: [40]
    case .convolutional, .normalised: [8, 8, 1]
    case .recurrent: [6, 8]
    case .attention: [6, 16]
    }
  }

  private func model(_ random: inout RandomSource) -> any Layer {
    switch self {
    case .dense:
      Sequential(Dense(40, 320, activation: .relu, using: &random), Dense(320, 4, using: &random))
    case .convolutional:
      Sequential(
        Convolution2D(1, 8, window: (3, 3), activation: .relu, using: &random), MaxPool2D((2, 2)),
        Convolution2D(8, 12, window: (3, 3), activation: .tanh, using: &random), MaxPool2D((2, 2)), Flatten(),
        Dense(48, 4, using: &random))
    case .normalised:
      Sequential(
        Convolution2D(1, 8, window: (3, 3), hasBias: false, using: &random), BatchNormalization(8), Activation.relu,
        MaxPool2D((2, 2)), Flatten(), Dense(128, 64, activation: .relu, using: &random), Dropout(0.4, using: &random),
        Dense(64, 4, using: &random))
    case .recurrent:
      Sequential(LSTM(8, 24, using: &random), Dense(24, 4, using: &random))
    case .attention:
      Sequential(
        LayerNormalization(16), MultiHeadAttention(16, heads: 2, isCausal: true, using: &random), Flatten(),
        Dense(96, 4, using: &random))
    }
  }
}
