import Autodiff
import Tensors

// Layers without a source of random numbers at hand: `Dense(2, 16)` draws by the current seed, in a lesson the lesson's. See
// `RandomSource()`.

extension Dense {
  /// The same, drawn by the current seed.
  public init(
    _ inputs: Int, _ outputs: Int, activation: Activation? = nil, hasBias: Bool = true,
    initializer: Initializer = .glorotUniform, type: ElementType = .float32, name: String = "dense"
  ) {
    var random = RandomSource()
    self.init(
      inputs, outputs, activation: activation, hasBias: hasBias, initializer: initializer, type: type, name: name,
      using: &random)
  }
}

extension GaussianNoise {
  /// The same, drawn by the current seed.
  public init(_ standardDeviation: Double, type: ElementType = .float32, name: String = "noise") {
    var random = RandomSource()
    self.init(standardDeviation, type: type, name: name, using: &random)
  }
}

extension GaussianCode {
  /// The same, drawn by the current seed.
  public init(weight: Double = 1, type: ElementType = .float32, name: String = "code") {
    var random = RandomSource()
    self.init(weight: weight, type: type, name: name, using: &random)
  }
}

extension Embedding {
  /// The same, drawn by the current seed.
  public init(
    _ count: Int, _ width: Int, initializer: Initializer = .normal(standardDeviation: 0.02),
    type: ElementType = .float32, name: String = "embedding"
  ) {
    var random = RandomSource()
    self.init(count, width, initializer: initializer, type: type, name: name, using: &random)
  }
}

extension Convolution1D {
  /// The same, drawn by the current seed.
  public init(
    _ channels: Int, _ filters: Int, window: Int, stride: Int = 1, padding: Padding = .same, dilation: Int = 1,
    groups: Int = 1, activation: Activation? = nil, hasBias: Bool = true, initializer: Initializer = .heUniform,
    type: ElementType = .float32, name: String = "convolution"
  ) {
    var random = RandomSource()
    self.init(
      channels, filters, window: window, stride: stride, padding: padding, dilation: dilation, groups: groups,
      activation: activation, hasBias: hasBias, initializer: initializer, type: type, name: name, using: &random)
  }
}

extension Convolution2D {
  /// The same, drawn by the current seed.
  public init(
    _ channels: Int, _ filters: Int, window: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .same,
    dilations: (Int, Int) = (1, 1), groups: Int = 1, activation: Activation? = nil, hasBias: Bool = true,
    initializer: Initializer = .heUniform, type: ElementType = .float32, name: String = "convolution"
  ) {
    var random = RandomSource()
    self.init(
      channels, filters, window: window, strides: strides, padding: padding, dilations: dilations, groups: groups,
      activation: activation, hasBias: hasBias, initializer: initializer, type: type, name: name, using: &random)
  }
}

extension Convolution2D {
  /// With square windows, drawn by the current seed.
  public init(
    _ channels: Int, _ filters: Int, window: Int, stride: Int = 1, padding: Padding = .same, dilation: Int = 1,
    groups: Int = 1, activation: Activation? = nil, hasBias: Bool = true, initializer: Initializer = .heUniform,
    type: ElementType = .float32, name: String = "convolution"
  ) {
    var random = RandomSource()
    self.init(
      channels, filters, window: window, stride: stride, padding: padding, dilation: dilation, groups: groups,
      activation: activation, hasBias: hasBias, initializer: initializer, type: type, name: name, using: &random)
  }
}

extension TransposedConvolution2D {
  /// With square windows, drawn by the current seed.
  public init(
    _ channels: Int, _ filters: Int, window: Int, stride: Int = 2, padding: Padding = .same, dilation: Int = 1,
    extra: Int = 0, groups: Int = 1, activation: Activation? = nil, hasBias: Bool = true,
    initializer: Initializer = .heUniform, type: ElementType = .float32, name: String = "transposed convolution"
  ) {
    var random = RandomSource()
    self.init(
      channels, filters, window: window, stride: stride, padding: padding, dilation: dilation, extra: extra,
      groups: groups, activation: activation, hasBias: hasBias, initializer: initializer, type: type, name: name,
      using: &random)
  }

  /// The same, drawn by the current seed.
  public init(
    _ channels: Int, _ filters: Int, window: (Int, Int), strides: (Int, Int) = (2, 2), padding: Padding = .same,
    dilations: (Int, Int) = (1, 1), extra: (Int, Int) = (0, 0), groups: Int = 1, activation: Activation? = nil,
    hasBias: Bool = true, initializer: Initializer = .heUniform, type: ElementType = .float32,
    name: String = "transposed convolution"
  ) {
    var random = RandomSource()
    self.init(
      channels, filters, window: window, strides: strides, padding: padding, dilations: dilations, extra: extra,
      groups: groups, activation: activation, hasBias: hasBias, initializer: initializer, type: type, name: name,
      using: &random)
  }
}

extension RNN {
  /// The same, drawn by the current seed.
  public init(
    _ features: Int, _ hidden: Int, activation: Activation = .tanh, returnsSequence: Bool = false,
    initializer: Initializer = .glorotUniform, type: ElementType = .float32, name: String = "rnn"
  ) {
    var random = RandomSource()
    self.init(
      features, hidden, activation: activation, returnsSequence: returnsSequence, initializer: initializer, type: type,
      name: name, using: &random)
  }
}

extension LSTM {
  /// The same, drawn by the current seed.
  public init(
    _ features: Int, _ hidden: Int, hasPeepholes: Bool = false, forgetBias: Double = 0, returnsSequence: Bool = false,
    initializer: Initializer = .glorotUniform, type: ElementType = .float32, name: String = "lstm"
  ) {
    var random = RandomSource()
    self.init(
      features, hidden, hasPeepholes: hasPeepholes, forgetBias: forgetBias, returnsSequence: returnsSequence,
      initializer: initializer, type: type, name: name, using: &random)
  }
}

extension GRU {
  /// The same, drawn by the current seed.
  public init(
    _ features: Int, _ hidden: Int, reset: GRU.Reset = .afterProduct, returnsSequence: Bool = false,
    initializer: Initializer = .glorotUniform, type: ElementType = .float32, name: String = "gru"
  ) {
    var random = RandomSource()
    self.init(
      features, hidden, reset: reset, returnsSequence: returnsSequence, initializer: initializer, type: type,
      name: name, using: &random)
  }
}

extension MultiHeadAttention {
  /// The same, drawn by the current seed.
  public init(
    _ width: Int, heads: Int, isCausal: Bool = false, isRotary: Bool = false, projections: Projections = .joint,
    sourceWidth: Int? = nil, dropout: Double = 0, initializer: Initializer = .glorotUniform,
    type: ElementType = .float32, name: String = "attention"
  ) {
    var random = RandomSource()
    self.init(
      width, heads: heads, isCausal: isCausal, isRotary: isRotary, projections: projections, sourceWidth: sourceWidth,
      dropout: dropout, initializer: initializer, type: type, name: name, using: &random)
  }
}

extension Dropout {
  /// The same, drawn by the current seed.
  public init(
    _ probability: Double, of unit: Unit = .numbers, type: ElementType = .float32, name: String = "dropout"
  ) {
    var random = RandomSource()
    self.init(probability, of: unit, type: type, name: name, using: &random)
  }
}

extension Convolution2D {
  /// `depthwise(_:multiplier:window:strides:padding:dilations:activation:hasBias:initializer:type:name:using:)`, drawn by the
  /// current seed.
  public static func depthwise(
    _ channels: Int, multiplier: Int = 1, window: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .same,
    dilations: (Int, Int) = (1, 1), activation: Activation? = nil, hasBias: Bool = true,
    initializer: Initializer = .heUniform, type: ElementType = .float32, name: String = "depthwise convolution"
  ) -> Convolution2D {
    var random = RandomSource()
    return depthwise(
      channels, multiplier: multiplier, window: window, strides: strides, padding: padding, dilations: dilations,
      activation: activation, hasBias: hasBias, initializer: initializer, type: type, name: name, using: &random)
  }
}
