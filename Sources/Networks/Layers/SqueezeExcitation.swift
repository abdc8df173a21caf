import Autodiff
import Tensors

/// Each channel weighed by what all channels together say of the whole image: the mean of each (squeeze), two small
/// layers, and a gate between 0 and 1 for each channel (excitation). Hu, Shen & Sun 2018, arXiv:1709.01507, equations
/// 2 to 4.
///
///     z = x · gate(W₂ · activation(W₁ · mean of x + b₁) + b₂)
///
/// x: [n, height, width, channels] → the same shape
public struct SqueezeExcitation: Layer {
  /// The activation is in the first, the gate in the second; both are convolutions with 1×1 windows.
  public let squeeze, excite: Convolution2D
  public var name: String { didSet { owned.label(under: name) } }
  private let owned: Parts

  /// - Parameters:
  ///   - squeezed: how many numbers the channels are summed up in.
  ///   - gate: from 0 to 1.
  public init(
    _ channels: Int, squeezed: Int, activation: Activation = .relu, gate: Activation = .sigmoid,
    initializer: Initializer = .heUniform, type: ElementType = .float32, name: String = "squeeze-excitation",
    using random: inout RandomSource
  ) {
    checkSizes("SqueezeExcitation", ["channels": channels, "squeezed": squeezed])
    squeeze = Convolution2D(
      channels, squeezed, window: 1, activation: activation, initializer: initializer, type: type, using: &random)
    excite = Convolution2D(
      squeezed, channels, window: 1, activation: gate, initializer: initializer, type: type, using: &random)
    owned = Parts(["squeeze": squeeze, "excite": excite])
    self.name = name
    owned.label(under: name)
  }

  public var parts: [any Layer] { owned.layers }
  public var parameters: [Parameter] { owned.parameters }
  public var channels: Int { squeeze.channels }

  public func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor {
    check(x, { $0.rank == 4 && $0[3] == channels }, wanted: "images [n, height, width, \(channels)]")
    return labelled {
      let means = mean(x, axes: [1, 2]).reshaped([x.shape[0], 1, 1, channels])
      return x * owned.layers.reduce(means) { pass.run($1, on: $0) }
    }
  }

  public var description: String {
    "SqueezeExcitation(\(channels) → \(squeeze.filters) → \(channels)\(squeeze.activation.suffix)\(excite.activation.suffix))"
  }
}

extension SqueezeExcitation {
  /// The same, drawn by the current seed.
  public init(
    _ channels: Int, squeezed: Int, activation: Activation = .relu, gate: Activation = .sigmoid,
    initializer: Initializer = .heUniform, type: ElementType = .float32, name: String = "squeeze-excitation"
  ) {
    var random = RandomSource()
    self.init(
      channels, squeezed: squeezed, activation: activation, gate: gate, initializer: initializer, type: type,
      name: name, using: &random)
  }

  public static let kind = LayerKind(
    SqueezeExcitation.self, formula: "z = x · gate(W₂ · activation(W₁ · mean of x + b₁) + b₂)",
    source: "Hu, Shen & Sun 2018, arXiv:1709.01507",
    explanation: """
      Turns each channel up or down by what all channels together say of the whole image: their means go through two \
      small layers, which give a gate between 0 and 1 for each.
      """,
    samples: [
      LayerSample([2, 3, 2, 4]) { type, random in
        SqueezeExcitation(4, squeezed: 3, activation: .silu, type: type, using: &random)
      }
    ])
}
