import Autodiff
import Tensors

/// Small filters moved along time: each output step is a weighted sum of the steps under the window, plus a bias, then
/// the activation. Waibel et al. 1989, doi:10.1109/29.21701; with causal padding and dilation as in van den Oord et al.
/// 2016, arXiv:1609.03499.
///
/// x: [n, time, channels], W: [window, channels / groups, filters], b: [filters] → [n, steps, filters]
///
/// It is the convolution of images that are one pixel high.
public struct Convolution1D: Layer {
  /// What surrounds a sequence before the window moves over it.
  public enum Padding: Hashable, Sendable {
    /// Nothing.
    case valid
    /// Zeros at both ends, so that stride 1 keeps the length.
    case same
    /// Zeros at the beginning only, so that no step sees a later one.
    case causal
    /// That many zeros before and after. `padding: 1` is one at both ends.
    case steps(before: Int, after: Int)
  }

  public let weights: Parameter
  /// nil: without.
  public let bias: Parameter?
  public let activation: Activation?
  public let stride: Int
  public let padding: Padding
  /// How far apart the steps under the window lie.
  public let dilation: Int
  /// Into how many groups channels and filters are split.
  public let groups: Int
  public var name: String { didSet { label(["w": weights, "b": bias]) } }

  /// With these weights.
  ///
  /// - Parameters:
  ///   - weights: [window, channels / groups, filters].
  ///   - bias: [filters], or nil for none.
  public init(
    weights: NDArray, bias: NDArray?, stride: Int = 1, padding: Padding = .same, dilation: Int = 1, groups: Int = 1,
    activation: Activation? = nil, name: String = "convolution"
  ) {
    guard weights.shape.rank == 3, bias == nil || bias!.shape == [weights.shape[2]] else {
      stop(
        shapes:
          "Convolution1D expects weights [window, channels, filters] and a bias [filters]; got \(weights.shape) and "
          + "\(bias.map { "\($0.shape)" } ?? "no bias").")
    }
    checkSizes("Convolution1D", ["stride": stride, "dilation": dilation, "groups": groups])
    guard weights.shape[2] % groups == 0 else {
      stop("Convolution1D expects groups that divide the \(weights.shape[2]) filters; got \(groups).")
    }
    self.weights = Parameter("w", weights)
    self.bias = bias.map { Parameter("b", $0) }
    self.activation = activation
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.name = name
    label(["w": self.weights, "b": self.bias])
  }

  /// With random weights, and biases of 0.
  public init(
    _ channels: Int, _ filters: Int, window: Int, stride: Int = 1, padding: Padding = .same, dilation: Int = 1,
    groups: Int = 1, activation: Activation? = nil, hasBias: Bool = true, initializer: Initializer = .heUniform,
    type: ElementType = .float32, name: String = "convolution", using random: inout RandomSource
  ) {
    checkSizes("Convolution1D", ["channels": channels, "filters": filters, "window": window, "groups": groups])
    guard channels % groups == 0 else {
      stop("Convolution1D expects groups that divide the \(channels) channels; got \(groups).")
    }
    let weights = initializer(
      [window, channels / groups, filters],
      fan: .init(in: window * channels / groups, out: window * filters / groups), type: type, using: &random)
    let bias = hasBias ? NDArray(repeating: 0, shape: [filters], type: type) : nil
    self.init(
      weights: weights, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups,
      activation: activation, name: name)
  }

  public var parameters: [Parameter] { [weights] + [bias].compactMap { $0 } }
  public var window: Int { weights.shape[0] }
  public var channels: Int { weights.shape[1] * groups }
  public var filters: Int { weights.shape[2] }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank == 3 && $0[2] == channels }, wanted: "[n, time, \(channels)]")
    return labelled {
      let sums = alongTime(x) {
        convolution(
          $0, weights.reshaped([1, window, channels / groups, filters]), strides: (1, stride),
          padding: padding.ofImages(window: window, dilation: dilation), dilations: (1, dilation), groups: groups)
      }
      return activation.applied(to: bias.map { sums + $0 } ?? sums)
    }
  }

  public var description: String {
    "Convolution1D(\(channels) → \(filters), \(window)\(padding == .causal ? ", causal" : "")\(activation.suffix))"
  }
}

/// A sequence [n, time, features] as images that are one pixel high, and back.
func alongTime(_ x: Tensor, _ body: (Tensor) -> Tensor) -> Tensor {
  let z = body(x.reshaped([x.shape[0], 1, x.shape[1], x.shape[2]]))
  return z.reshaped([z.shape[0], z.shape[2], z.shape[3]])
}

extension Convolution1D.Padding: ExpressibleByIntegerLiteral {
  public init(integerLiteral count: Int) { self = .steps(before: count, after: count) }

  /// What surrounds images that are one pixel high, before a window of this length moves over them.
  func ofImages(window: Int, dilation: Int = 1) -> Tensors.Padding {
    switch self {
    case .valid: .valid
    case .same: .same
    case .causal: .pixels(top: 0, left: dilation * (window - 1), bottom: 0, right: 0)
    case .steps(let before, let after): .pixels(top: 0, left: before, bottom: 0, right: after)
    }
  }
}

extension Convolution1D {
  public static let kind = LayerKind(
    Convolution1D.self, formula: "z = x ∗ W + b", source: "Waibel et al. 1989, doi:10.1109/29.21701",
    explanation: """
      Small filters move along time: each output is a weighted sum of neighbouring steps, with the same weights \
      everywhere. With causal padding no step sees a later one.
      """,
    samples: [
      LayerSample([2, 5, 2]) { type, random in
        Convolution1D(2, 3, window: 3, activation: .tanh, type: type, using: &random)
      },
      LayerSample([2, 6, 2]) { type, random in
        Convolution1D(
          2, 4, window: 2, stride: 2, padding: .causal, dilation: 2, groups: 2, hasBias: false, type: type,
          using: &random)
      },
      LayerSample([2, 5, 1]) { type, random in
        Convolution1D(1, 2, window: 3, stride: 2, padding: 2, type: type, using: &random)
      },
    ])
}
