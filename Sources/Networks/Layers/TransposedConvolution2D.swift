import Autodiff
import Tensors

/// Each pixel spreads over the pixels under a window, weighted by small filters, and what falls on one place is summed:
/// with strides, images grow. Zeiler et al. 2010, doi:10.1109/CVPR.2010.5539957; Dumoulin & Visin 2016, arXiv:1603.07285.
///
/// x: [n, rows, columns, channels], W: [window height, window width, filters / groups, channels], b: [filters]
/// → [n, height, width, filters], where height = rows · stride with `same` padding, otherwise
/// (rows − 1) · stride + dilation · (window height − 1) + 1 + extra − padding above and below
///
/// What a convolution with these strides, padding and filters maps images of the larger size to is this layer's input:
/// the layer computes that convolution's gradient.
public struct TransposedConvolution2D: Layer {
  public let weights: Parameter
  /// nil: without.
  public let bias: Parameter?
  public let activation: Activation?
  /// How far apart neighbouring pixels are spread: (down, to the right).
  public let strides: (Int, Int)
  /// What is cut off at the sides.
  public let padding: Padding
  /// How far apart the places lie that one pixel spreads over.
  public let dilations: (Int, Int)
  /// Rows at the bottom and columns at the right that are there beside. PyTorch calls them `output_padding`.
  public let extra: (Int, Int)
  /// Into how many groups channels and filters are split.
  public let groups: Int
  public var name: String { didSet { label(["w": weights, "b": bias]) } }

  /// With these weights.
  ///
  /// - Parameters:
  ///   - weights: [window height, window width, filters / groups, channels].
  ///   - bias: [filters], or nil for none.
  public init(
    weights: NDArray, bias: NDArray?, strides: (Int, Int) = (2, 2), padding: Padding = .same,
    dilations: (Int, Int) = (1, 1), extra: (Int, Int) = (0, 0), groups: Int = 1, activation: Activation? = nil,
    name: String = "transposed convolution"
  ) {
    self.init(
      Parameter("w", weights), bias: bias, strides: strides, padding: padding, dilations: dilations, extra: extra,
      groups: groups, activation: activation, name: name)
  }

  private init(
    _ weights: Parameter, bias: NDArray?, strides: (Int, Int), padding: Padding, dilations: (Int, Int),
    extra: (Int, Int), groups: Int, activation: Activation?, name: String
  ) {
    guard weights.shape.rank == 4, bias == nil || bias!.shape == [weights.shape[2] * groups] else {
      stop(
        shapes:
          "TransposedConvolution2D expects weights [window height, window width, filters / groups, channels] and a bias [filters]; "
          + "got \(weights.shape) and \(bias.map { "\($0.shape)" } ?? "no bias").")
    }
    checkSizes(
      "TransposedConvolution2D",
      ["strides": min(strides.0, strides.1), "dilations": min(dilations.0, dilations.1), "groups": groups])
    guard weights.shape[3] % groups == 0 else {
      stop("TransposedConvolution2D expects groups that divide the \(weights.shape[3]) channels; got \(groups).")
    }
    self.weights = weights
    self.bias = bias.map { Parameter("b", $0) }
    self.activation = activation
    self.strides = strides
    self.padding = padding
    self.dilations = dilations
    self.extra = extra
    self.groups = groups
    self.name = name
    label(["w": self.weights, "b": self.bias])
  }

  /// With random weights, and biases of 0.
  public init(
    _ channels: Int, _ filters: Int, window: (Int, Int), strides: (Int, Int) = (2, 2), padding: Padding = .same,
    dilations: (Int, Int) = (1, 1), extra: (Int, Int) = (0, 0), groups: Int = 1, activation: Activation? = nil,
    hasBias: Bool = true, initializer: Initializer = .heUniform, type: ElementType = .float32,
    name: String = "transposed convolution", using random: inout RandomSource
  ) {
    checkSizes(
      "TransposedConvolution2D",
      [
        "channels": channels, "filters": filters, "window height": window.0, "window width": window.1,
        "strides": min(strides.0, strides.1), "groups": groups,
      ])
    guard filters % groups == 0 else {
      stop("TransposedConvolution2D expects groups that divide the \(filters) filters; got \(groups).")
    }
    // Each result is a sum over the window's places that the strides let meet it.
    let area = max(window.0 * window.1 / (strides.0 * strides.1), 1)
    let fan = Initializer.Fan(in: area * channels / groups, out: window.0 * window.1 * filters / groups)
    let weights = initializer.weights(
      [window.0, window.1, filters / groups, channels], fan: fan, type: type, using: &random)
    let bias = hasBias ? NDArray(repeating: 0, shape: [filters], type: type) : nil
    self.init(
      weights, bias: bias, strides: strides, padding: padding, dilations: dilations, extra: extra, groups: groups,
      activation: activation, name: name)
  }

  public var parameters: [Parameter] { [weights] + [bias].compactMap { $0 } }
  public var channels: Int { weights.shape[3] }
  public var filters: Int { weights.shape[2] * groups }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(
      x, { $0.rank == 4 && $0[3] == channels && $0[1] > 0 && $0[2] > 0 },
      wanted: "images [n, rows, columns, \(channels)]")
    return labelled {
      let z = transposedConvolution(
        x, weights, strides: strides, padding: padding, dilations: dilations, extra: extra, groups: groups)
      return activation.applied(to: bias.map { z + $0 } ?? z)
    }
  }

  public var description: String {
    let part = groups == 1 ? "" : ", \(groups) groups"
    return
      "TransposedConvolution2D(\(channels) → \(filters), \(weights.shape[0])×\(weights.shape[1])\(part)\(activation.suffix))"
  }
}

extension TransposedConvolution2D {
  public static let kind = LayerKind(
    TransposedConvolution2D.self, formula: "z = x ∗ᵀ W + b",
    source: "Zeiler et al. 2010, doi:10.1109/CVPR.2010.5539957",
    explanation: """
      Each pixel paints a small pattern, weighted by its own number, and overlapping patterns add up: a convolution \
      backwards, with which images grow.
      """,
    samples: [
      LayerSample([2, 2, 3, 2]) { type, random in
        TransposedConvolution2D(2, 3, window: (3, 3), activation: .tanh, type: type, using: &random)
      },
      LayerSample([1, 3, 2, 2]) { type, random in
        TransposedConvolution2D(
          2, 1, window: (4, 2), strides: (2, 1), padding: .pixels(top: 1, left: 0, bottom: 1, right: 1), hasBias: false,
          type: type, using: &random)
      },
      LayerSample([2, 2, 2, 3]) { type, random in
        TransposedConvolution2D(3, 2, window: (1, 2), strides: (2, 3), type: type, using: &random)
      },
      LayerSample([1, 2, 3, 4]) { type, random in
        TransposedConvolution2D(
          4, 2, window: (2, 3), strides: (2, 2), padding: .symmetric, dilations: (2, 1), extra: (1, 0), groups: 2,
          type: type, using: &random)
      },
    ])
}
