import Autodiff
import Tensors

// Windows, strides and factors as one number, which counts for both directions: `MaxPool2D(2)`, `window: 3, stride: 2`. As pairs,
// (down, to the right), they are written where each layer stands.

extension Convolution2D {
  /// With square windows, random weights, and biases of 0.
  public init(
    _ channels: Int, _ filters: Int, window: Int, stride: Int = 1, padding: Padding = .same, dilation: Int = 1,
    groups: Int = 1, activation: Activation? = nil, hasBias: Bool = true, initializer: Initializer = .heUniform,
    type: ElementType = .float32, name: String = "convolution", using random: inout RandomSource
  ) {
    self.init(
      channels, filters, window: (window, window), strides: (stride, stride), padding: padding,
      dilations: (dilation, dilation), groups: groups, activation: activation, hasBias: hasBias,
      initializer: initializer, type: type, name: name, using: &random)
  }

  /// Filters that see one channel each, with square windows.
  public static func depthwise(
    _ channels: Int, multiplier: Int = 1, window: Int, stride: Int = 1, padding: Padding = .same, dilation: Int = 1,
    activation: Activation? = nil, hasBias: Bool = true, initializer: Initializer = .heUniform,
    type: ElementType = .float32, name: String = "depthwise convolution", using random: inout RandomSource
  ) -> Convolution2D {
    depthwise(
      channels, multiplier: multiplier, window: (window, window), strides: (stride, stride), padding: padding,
      dilations: (dilation, dilation), activation: activation, hasBias: hasBias, initializer: initializer, type: type,
      name: name, using: &random)
  }
}

extension TransposedConvolution2D {
  /// With square windows, random weights, and biases of 0.
  public init(
    _ channels: Int, _ filters: Int, window: Int, stride: Int = 2, padding: Padding = .same, dilation: Int = 1,
    extra: Int = 0, groups: Int = 1, activation: Activation? = nil, hasBias: Bool = true,
    initializer: Initializer = .heUniform, type: ElementType = .float32, name: String = "transposed convolution",
    using random: inout RandomSource
  ) {
    self.init(
      channels, filters, window: (window, window), strides: (stride, stride), padding: padding,
      dilations: (dilation, dilation), extra: (extra, extra), groups: groups, activation: activation, hasBias: hasBias,
      initializer: initializer, type: type, name: name, using: &random)
  }
}

extension MaxPool2D {
  /// With square windows.
  /// - Parameter stride: the window's own size unless told otherwise.
  public init(
    _ window: Int, stride: Int? = nil, padding: Padding = .valid, roundsUp: Bool = false,
    name: String = "max pool"
  ) {
    self.init(
      (window, window), strides: stride.map { ($0, $0) }, padding: padding, roundsUp: roundsUp,
      name: name)
  }
}

extension AveragePool2D {
  /// With square windows.
  /// - Parameter stride: the window's own size unless told otherwise.
  public init(
    _ window: Int, stride: Int? = nil, padding: Padding = .valid, roundsUp: Bool = false, countsPadding: Bool = false,
    name: String = "average pool"
  ) {
    self.init(
      (window, window), strides: stride.map { ($0, $0) }, padding: padding, roundsUp: roundsUp,
      countsPadding: countsPadding,
      name: name)
  }
}

extension Upsampling2D {
  /// By the same factor in both directions.
  public init(_ factor: Int, method: Method = .nearest, name: String = "upsampling") {
    self.init((factor, factor), method: method, name: name)
  }
}
