import Autodiff
import Tensors

extension Architecture {
  /// EfficientNet-B0: MobileNetV2's blocks with squeeze-and-excitation and SiLU, of sizes found by a search. Tan & Le
  /// 2019, arXiv:1905.11946, table 1.
  ///
  /// - Parameters:
  ///   - width: the paper's factor of channels, for B1 to B7 above 1.
  ///   - depth: its factor of blocks.
  public static func efficientNetB0(
    classes: Int = 1000, channels: Int = 3, width: Double = 1, depth: Double = 1, size: Int = 224,
    type: ElementType = .float32
  ) -> Architecture {
    efficientNet(
      "EfficientNet-B0", classes: classes, channels: channels, width: width, depth: depth, size: size, type: type,
      isLite: false)
  }

  /// EfficientNet-Lite0: without squeeze-and-excitation, and with ReLU6, so that whole numbers of 8 bits do. Liu
  /// 2020, "Higher accuracy on vision models with EfficientNet-Lite", TensorFlow's blog. Its stem, its last
  /// convolution, and how many blocks the first and the last stage have are not scaled.
  public static func efficientNetLite0(
    classes: Int = 1000, channels: Int = 3, width: Double = 1, depth: Double = 1, size: Int = 224,
    type: ElementType = .float32
  ) -> Architecture {
    efficientNet(
      "EfficientNet-Lite0", classes: classes, channels: channels, width: width, depth: depth, size: size, type: type,
      isLite: true)
  }

  private static func efficientNet(
    _ title: String, classes: Int, channels: Int, width: Double, depth: Double, size: Int, type: ElementType,
    isLite: Bool
  ) -> Architecture {
    checkArchitecture(title, classes: classes, channels: channels, width: width, size: size)
    checkFactor(title, "depth", depth)
    let convolution = NormalizedConvolution(activation: isLite ? .relu6 : .silu, type: type)
    let rows = [
      (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4),
      (6, 3, 1, 320, 1),
    ]
    let counts = rows.enumerated().map { number, row in
      isLite && (number == 0 || number == rows.count - 1) ? row.4 : Int((Double(row.4) * depth).rounded(.up))
    }
    let total = Double(counts.reduce(0, +))
    return Architecture(title, input: [size, size, channels], leastSide: 32) {
      var now = scaledByEights(32, by: isLite ? 1 : width)
      var done = 0
      var stages: [any Layer] = [Sequential(convolution(channels, now, window: 3, stride: 2), name: "stem")]
      for ((expansion, window, stride, filters, _), count) in zip(rows, counts) {
        let filters = scaledByEights(Double(filters), by: width)
        let blocks = (0..<count).map { number -> any Layer in
          defer { (now, done) = (filters, done + 1) }
          return InvertedResidual(
            channels: now, expanded: expansion * now, filters: filters, window: window,
            stride: number == 0 ? stride : 1,
            excitation: isLite ? nil : (max(1, now / 4), .silu, .sigmoid), dropped: 0.2 * Double(done) / total
          ).layer(convolution)
        }
        stages.append(Sequential(blocks, name: "stage"))
      }
      let last = scaledByEights(1280, by: isLite ? 1 : width)
      stages.append(Sequential(convolution(now, last, window: 1), name: "last convolution"))
      return stages + [GlobalAveragePool(), Dropout(0.2, type: type), Dense(last, classes, type: type)]
    }
  }
}

extension PublishedNetwork {
  static let efficientNets = [
    PublishedNetwork(
      "EfficientNet-B0", source: "Tan & Le 2019, arXiv:1905.11946", parameters: 5_288_548,
      multiplyAccumulates: 385_814_752
    ) { .efficientNetB0() },
    PublishedNetwork(
      "EfficientNet-Lite0", source: "Liu 2020, Higher accuracy on vision models with EfficientNet-Lite",
      parameters: 4_652_008, multiplyAccumulates: 385_187_552
    ) { .efficientNetLite0() },
  ]
}
