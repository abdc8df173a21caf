import Autodiff
import Tensors

extension Architecture {
  /// MobileNetV2: blocks that are wide inside and narrow between. Sandler et al. 2018, arXiv:1801.04381, table 2.
  public static func mobileNetV2(
    classes: Int = 1000, channels: Int = 3, width: Double = 1, size: Int = 224, type: ElementType = .float32
  ) -> Architecture {
    checkArchitecture("MobileNetV2", classes: classes, channels: channels, width: width, size: size)
    let convolution = NormalizedConvolution(activation: .relu6, type: type)
    return Architecture("MobileNetV2", input: [size, size, channels], leastSide: 32) {
      var now = scaledByEights(32, by: width)
      var stages: [any Layer] = [Sequential(convolution(channels, now, window: 3, stride: 2), name: "stem")]
      for (expansion, filters, count, stride) in [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
      ] {
        let filters = scaledByEights(Double(filters), by: width)
        let blocks = (0..<count).map { number -> any Layer in
          defer { now = filters }
          return InvertedResidual(
            channels: now, expanded: expansion * now, filters: filters, window: 3, stride: number == 0 ? stride : 1
          ).layer(convolution)
        }
        stages.append(Sequential(blocks, name: "stage"))
      }
      let last = scaledByEights(1280, by: max(1, width))
      stages.append(Sequential(convolution(now, last, window: 1), name: "last convolution"))
      return stages + [GlobalAveragePool(), Dropout(0.2, type: type), Dense(last, classes, type: type)]
    }
  }
}

extension PublishedNetwork {
  static let mobileNetV2s = [
    PublishedNetwork(
      "MobileNetV2", source: "Sandler et al. 2018, arXiv:1801.04381", parameters: 3_504_872,
      multiplyAccumulates: 300_774_272
    ) { .mobileNetV2() }
  ]
}
