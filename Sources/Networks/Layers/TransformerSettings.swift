import Autodiff
import Tensors

/// What Transformers are made to: how wide, how many heads and layers, and how a layer is put together.
///
///     TransformerSettings(width: 32, heads: 4, layers: 2)
public struct TransformerSettings: Sendable {
  /// Where a layer normalises.
  public enum Normalization: String, Sendable, CaseIterable {
    /// What goes into attention and feedforward part: z = x + f(norm(x)). Xiong et al. 2020, arXiv:2002.04745.
    case before
    /// What comes out, as first published: z = norm(x + f(x)). Vaswani et al. 2017.
    case after
  }

  public var width: Int
  public var heads: Int
  public var layers: Int
  /// How wide the feedforward part is inside; 4 · width unless said.
  public var feedForward: Int
  public var activation: Activation
  public var normalization: Normalization
  /// The probability with which a number that attention or the feedforward part adds becomes 0 in training.
  public var dropout: Double
  /// The probability with which a step does without a place that it attends to, in training.
  public var attentionDropout: Double
  /// ε of the normalisations.
  public var epsilon: Double
  public var projections: MultiHeadAttention.Projections
  /// Are positions told by turning queries and keys?
  public var isRotary: Bool
  /// Of all weights.
  public var initializer: Initializer
  public var type: ElementType

  public init(
    width: Int, heads: Int, layers: Int = 1, feedForward: Int? = nil, activation: Activation = .gelu,
    normalization: Normalization = .before, dropout: Double = 0, attentionDropout: Double = 0,
    epsilon: Double = 1e-5, projections: MultiHeadAttention.Projections = .joint, isRotary: Bool = false,
    initializer: Initializer = .glorotUniform, type: ElementType = .float32
  ) {
    checkSizes(
      "TransformerSettings",
      ["width": width, "heads": heads, "layers": layers, "feedForward": feedForward ?? 1])
    self.width = width
    self.heads = heads
    self.layers = layers
    self.feedForward = feedForward ?? 4 * width
    self.activation = activation
    self.normalization = normalization
    self.dropout = dropout
    self.attentionDropout = attentionDropout
    self.epsilon = epsilon
    self.projections = projections
    self.isRotary = isRotary
    self.initializer = initializer
    self.type = type
  }

  /// How many numbers one layer learns: attention, feedforward part and their normalisations; with attention to a
  /// memory, that and its normalisation too.
  public func parametersPerLayer(readsMemory: Bool = false) -> Int {
    let attention = 4 * (width * width + width)
    let feed = 2 * width * feedForward + feedForward + width
    return (readsMemory ? 2 : 1) * (attention + 2 * width) + feed + 2 * width
  }

  func attention(isCausal: Bool, isRotary: Bool, _ name: String, using random: inout RandomSource) -> MultiHeadAttention
  {
    MultiHeadAttention(
      width, heads: heads, isCausal: isCausal, isRotary: isRotary,
      projections: projections, dropout: attentionDropout, initializer: initializer, type: type, name: name,
      using: &random)
  }

  func norm(_ name: String) -> LayerNormalization {
    LayerNormalization(width, epsilon: epsilon, type: type, name: name)
  }

  func dense(
    _ inputs: Int, _ outputs: Int, activation: Activation? = nil, name: String = "dense",
    using random: inout RandomSource
  ) -> Dense {
    Dense(
      inputs, outputs, activation: activation, initializer: initializer, type: type, name: name, using: &random)
  }

  var description: String { "\(width), \(heads) heads" }
}
