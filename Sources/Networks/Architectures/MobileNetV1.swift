import Autodiff
import Tensors

extension Architecture {
  /// MobileNet: each convolution split into a depthwise one, which sees where, and one of 1×1, which sees what.
  /// Howard et al. 2017, arXiv:1704.04861, table 1; with ReLU6 and TensorFlow's padding, as published with its
  /// weights.
  ///
  /// - Parameter width: the paper's α.
  public static func mobileNetV1(
    classes: Int = 1000, channels: Int = 3, width: Double = 1, size: Int = 224, type: ElementType = .float32
  ) -> Architecture {
    checkArchitecture("MobileNetV1", classes: classes, channels: channels, width: width, size: size)
    let convolution = NormalizedConvolution(
      activation: .relu6, padding: .same, momentum: 0.01, epsilon: 0.001, type: type)
    let sizes =
      [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]
      + [(Int, Int)](repeating: (512, 1), count: 5) + [(1024, 2), (1024, 1)]
    return Architecture("MobileNetV1", input: [size, size, channels], leastSide: 32) {
      var now = scaled(32, by: width)
      var stages: [any Layer] = [Sequential(convolution(channels, now, window: 3, stride: 2), name: "stem")]
      for (filters, stride) in sizes {
        let filters = scaled(filters, by: width)
        stages.append(
          Sequential(
            convolution(now, now, window: 3, stride: stride, groups: now) + convolution(now, filters, window: 1),
            name: "block"))
        now = filters
      }
      return stages + [GlobalAveragePool(), Dropout(0.001, type: type), Dense(now, classes, type: type)]
    }
  }
}

extension PublishedNetwork {
  static let mobileNetV1s = [
    PublishedNetwork(
      "MobileNetV1", source: "Howard et al. 2017, arXiv:1704.04861", parameters: 4_231_976,
      multiplyAccumulates: 568_740_352
    ) { .mobileNetV1() }
  ]
}
