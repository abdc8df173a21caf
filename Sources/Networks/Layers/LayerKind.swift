import Autodiff
import Tensors

/// A kind of layer as the catalogue lists it: what it computes, in a formula and in plain words, and layers to try.
///
/// To add one: a `static let kind` below the layer, listed in `all`. It is then gradient-checked, trained by the plan and
/// by the reference kernels, printed, listed in Docs/LAYERS.md, and explained wherever a layer is.
public struct LayerKind: Sendable, CustomStringConvertible {
  /// "Dense"
  public let name: String
  fileprivate let type: ObjectIdentifier
  /// With x, z, and the parameters by their letters: "z = x · W + b".
  public let formula: String
  /// The paper that introduced it; "" where there is none.
  public let source: String
  /// What it does, in a sentence or two.
  public let explanation: String
  /// What tests build, and on what.
  public let samples: [LayerSample]

  public init(
    _ type: any Layer.Type, formula: String, source: String, explanation: String, samples: [LayerSample]
  ) {
    name = "\(type)"
    self.type = ObjectIdentifier(type)
    self.formula = formula
    self.source = source
    self.explanation = explanation
    self.samples = samples
  }

  public var description: String { "\(name)   \(formula)" }

  public static let all: [LayerKind] = [
    Dense.kind, Embedding.kind, Convolution1D.kind, Convolution2D.kind, TransposedConvolution2D.kind, MaxPool2D.kind,
    AveragePool2D.kind, GlobalMaxPool.kind, GlobalAveragePool.kind, Upsampling2D.kind, BatchNormalization.kind,
    LayerNormalization.kind, GroupNormalization.kind, RMSNormalization.kind, Dropout.kind, RNN.kind, LSTM.kind,
    GRU.kind,
    Bidirectional.kind, Stacked.kind, Masked.kind, MultiHeadAttention.kind, SinusoidalPositions.kind,
    LearntPositions.kind, TransformerBlock.kind, TransformerStack.kind, Transformer.kind, LanguageModel.kind,
    TextEncoder.kind, TextClassifier.kind, Flatten.kind, Reshape.kind, Sequential.kind, Residual.kind,
    Concatenation.kind, Identity.kind,
    MaxPool1D.kind, AveragePool1D.kind, Resize2D.kind, SqueezeExcitation.kind, PReLU.kind,
    LocalResponseNormalization.kind, GaussianNoise.kind, SparseCode.kind, GaussianCode.kind,
  ]
}

extension Layer {
  /// What the catalogue says of it; nil of what it does not list.
  public var kind: LayerKind? { LayerKind.all.first { $0.type == ObjectIdentifier(Self.self) } }
}

/// A layer to try, and the shape of a batch that it takes.
public struct LayerSample: Sendable {
  public let input: Shape
  /// Where the input is whole numbers from 0 on: how many there are. No gradient reaches it then.
  public let wholeBelow: Int?
  /// Is the last feature of a step 1, and 0 in the padding that follows a sequence's end?
  public let isMarked: Bool
  private let make: @Sendable (ElementType, inout RandomSource) -> any Layer

  public init(
    _ input: Shape, wholeBelow: Int? = nil, marked isMarked: Bool = false,
    _ make: @escaping @Sendable (ElementType, inout RandomSource) -> any Layer
  ) {
    self.isMarked = isMarked
    self.input = input
    self.wholeBelow = wholeBelow
    self.make = make
  }

  public func layer(_ type: ElementType = .float32, using random: inout RandomSource) -> any Layer {
    make(type, &random)
  }

  /// Numbers of the input's shape, or of a batch of another size: normal, or whole ones.
  public func numbers(
    examples: Int? = nil, _ type: ElementType = .float32, using random: inout RandomSource
  ) -> NDArray {
    var input = input
    if let examples { input[0] = examples }
    guard let wholeBelow else {
      var numbers = NDArray.normal(input, type: type, using: &random)
      if isMarked { mark(&numbers) }
      return numbers
    }
    let whole = (0..<input.count).map { _ in Double(random.integer(below: wholeBelow)) }
    return NDArray(whole, shape: input, type: type)
  }

  /// Sequences of all lengths, the longest first.
  private func mark(_ numbers: inout NDArray) {
    let (time, features) = (numbers.shape[1], numbers.shape[2])
    for step in 0..<numbers.shape[0] * time {
      let (row, place) = (step / time, step % time)
      numbers[at: (step + 1) * features - 1] = place < time - row % time ? 1 : 0
    }
  }
}
