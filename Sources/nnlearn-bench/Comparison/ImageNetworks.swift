import Autodiff
import Networks

/// The networks of W11 and W12, as Peers/image_networks.py lists them.
enum ImageNetworks {
  /// Three stages of a block each, every convolution with a batch normalisation.
  static func resNet() -> Sequential {
    func normalized(_ channels: Int, _ filters: Int, window: Int = 3, stride: Int = 1) -> [any Layer] {
      [
        Convolution2D(channels, filters, window: window, stride: stride, padding: .symmetric, hasBias: false),
        BatchNormalization(filters),
      ]
    }
    var layers = normalized(3, 16) + [Activation.relu]
    var now = 16
    for (filters, stride) in [(16, 1), (32, 2), (64, 2)] {
      let body = normalized(now, filters, stride: stride) + [Activation.relu] + normalized(filters, filters)
      let shortcut = now == filters ? nil : Sequential(normalized(now, filters, window: 1, stride: stride))
      layers.append(Residual(Sequential(body), shortcut: shortcut, activation: .relu))
      now = filters
    }
    return Sequential(layers + [GlobalAveragePool(), Dense(now, 10)])
  }

  /// Without dropout, whose draws are every library's own.
  static func mobileNetV2() -> Sequential {
    Sequential(Architecture.mobileNetV2(classes: 10, size: 96).parts.filter { !($0 is Dropout) })
  }

  /// The names that the arrays of its parameters have, in their order: filters, then the normalisation's gain and bias.
  static func names(of network: any Layer) -> [String] {
    let convolutions = network.parameters.count { $0.shape.rank == 4 }
    return (0..<convolutions).flatMap { ["c\($0).w", "n\($0).gain", "n\($0).bias"] } + ["head.w", "head.b"]
  }
}
