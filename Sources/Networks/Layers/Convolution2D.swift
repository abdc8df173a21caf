import Autodiff
import Tensors

/// Small filters moved over images: each output pixel is a weighted sum of the pixels under the window, plus a bias, then
/// the activation. The same weights serve everywhere. LeCun et al. 1989, doi:10.1162/neco.1989.1.4.541.
///
/// x: [n, height, width, channels], W: [window height, window width, channels / groups, filters], b: [filters]
/// → [n, rows, columns, filters]
public struct Convolution2D: Layer {
  public let weights: Parameter
  /// nil: without.
  public let bias: Parameter?
  public let activation: Activation?
  /// How far the window moves: (down, to the right).
  public let strides: (Int, Int)
  public let padding: Padding
  /// How far apart the pixels under the window lie.
  public let dilations: (Int, Int)
  /// Into how many groups channels and filters are split; as many as channels: a depthwise convolution.
  public let groups: Int
  public var name: String { didSet { label(["w": weights, "b": bias]) } }

  /// With these weights.
  ///
  /// - Parameters:
  ///   - weights: [window height, window width, channels / groups, filters].
  ///   - bias: [filters], or nil for none.
  public init(
    weights: NDArray, bias: NDArray?, strides: (Int, Int) = (1, 1), padding: Padding = .same,
    dilations: (Int, Int) = (1, 1), groups: Int = 1, activation: Activation? = nil, name: String = "convolution"
  ) {
    self.init(
      Parameter("w", weights), bias: bias, strides: strides, padding: padding, dilations: dilations, groups: groups,
      activation: activation, name: name)
  }

  private init(
    _ weights: Parameter, bias: NDArray?, strides: (Int, Int), padding: Padding, dilations: (Int, Int), groups: Int,
    activation: Activation?, name: String
  ) {
    guard weights.shape.rank == 4, bias == nil || bias!.shape == [weights.shape[3]] else {
      stop(
        shapes:
          "Convolution2D expects weights [window height, window width, channels, filters] and a bias [filters]; got "
          + "\(weights.shape) and \(bias.map { "\($0.shape)" } ?? "no bias").")
    }
    checkSizes(
      "Convolution2D",
      [
        "strides": min(strides.0, strides.1), "dilations": min(dilations.0, dilations.1), "groups": groups,
      ])
    guard weights.shape[3] % groups == 0 else {
      stop("Convolution2D expects groups that divide the \(weights.shape[3]) filters; got \(groups).")
    }
    self.weights = weights
    self.bias = bias.map { Parameter("b", $0) }
    self.activation = activation
    self.strides = strides
    self.padding = padding
    self.dilations = dilations
    self.groups = groups
    self.name = name
    label(["w": self.weights, "b": self.bias])
  }

  /// With random weights, and biases of 0.
  public init(
    _ channels: Int, _ filters: Int, window: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .same,
    dilations: (Int, Int) = (1, 1), groups: Int = 1, activation: Activation? = nil, hasBias: Bool = true,
    initializer: Initializer = .heUniform, type: ElementType = .float32, name: String = "convolution",
    using random: inout RandomSource
  ) {
    checkSizes(
      "Convolution2D",
      [
        "channels": channels, "filters": filters, "window height": window.0, "window width": window.1, "groups": groups,
      ])
    guard channels % groups == 0 else {
      stop("Convolution2D expects groups that divide the \(channels) channels; got \(groups).")
    }
    let area = window.0 * window.1
    let weights = initializer.weights(
      [window.0, window.1, channels / groups, filters],
      fan: .init(in: area * channels / groups, out: area * filters / groups), type: type, using: &random)
    let bias = hasBias ? NDArray(repeating: 0, shape: [filters], type: type) : nil
    self.init(
      weights, bias: bias, strides: strides, padding: padding, dilations: dilations, groups: groups,
      activation: activation, name: name)
  }

  /// Filters that see one channel each: a depthwise convolution. Followed by one with 1×1 windows it does nearly what a
  /// whole one does, with far fewer products. Chollet 2017, arXiv:1610.02357; Howard et al. 2017, arXiv:1704.04861.
  ///
  /// - Parameter multiplier: how many filters see each channel.
  public static func depthwise(
    _ channels: Int, multiplier: Int = 1, window: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .same,
    dilations: (Int, Int) = (1, 1), activation: Activation? = nil, hasBias: Bool = true,
    initializer: Initializer = .heUniform, type: ElementType = .float32, name: String = "depthwise convolution",
    using random: inout RandomSource
  ) -> Convolution2D {
    Convolution2D(
      channels, channels * multiplier, window: window, strides: strides, padding: padding, dilations: dilations,
      groups: channels, activation: activation, hasBias: hasBias, initializer: initializer, type: type, name: name,
      using: &random)
  }

  public var parameters: [Parameter] { [weights] + [bias].compactMap { $0 } }
  public var channels: Int { weights.shape[2] * groups }
  public var filters: Int { weights.shape[3] }
  /// Does each filter see one channel?
  public var isDepthwise: Bool { groups > 1 && groups == channels }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank == 4 && $0[3] == channels }, wanted: "images [n, height, width, \(channels)]")
    return labelled {
      let z = convolution(x, weights, strides: strides, padding: padding, dilations: dilations, groups: groups)
      return activation.applied(to: bias.map { z + $0 } ?? z)
    }
  }

  public var description: String {
    let part = groups == 1 ? "" : isDepthwise ? ", depthwise" : ", \(groups) groups"
    return "Convolution2D(\(channels) → \(filters), \(weights.shape[0])×\(weights.shape[1])\(part)\(activation.suffix))"
  }
}

extension Convolution2D {
  public static let kind = LayerKind(
    Convolution2D.self, formula: "z = x ∗ W + b", source: "LeCun et al. 1989, doi:10.1162/neco.1989.1.4.541",
    explanation: """
      Small filters move over an image: each output is a weighted sum of the pixels under the window, with the same \
      weights everywhere. What it learns is which small patterns to look for.
      """,
    samples: [
      LayerSample([2, 4, 5, 2]) { type, random in
        Convolution2D(2, 3, window: (3, 3), activation: .tanh, type: type, using: &random)
      },
      LayerSample([2, 5, 5, 2]) { type, random in
        Convolution2D(
          2, 2, window: (2, 3), strides: (2, 1), padding: .all(1), dilations: (1, 2), groups: 2, hasBias: false,
          type: type,
          using: &random)
      },
      LayerSample([2, 4, 4, 3]) { type, random in
        Convolution2D.depthwise(3, window: (3, 3), strides: (2, 2), type: type, using: &random)
      },
    ])
}
