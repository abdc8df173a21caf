import Autodiff
import Tensors

extension Architecture {
  /// MobileNetV3-large: MobileNetV2's blocks with sizes found by a search, squeeze-and-excitation in some, and hard
  /// swish in the second half. Howard et al. 2019, arXiv:1905.02244, table 1.
  public static func mobileNetV3Large(
    classes: Int = 1000, channels: Int = 3, width: Double = 1, size: Int = 224, type: ElementType = .float32
  ) -> Architecture {
    checkArchitecture("MobileNetV3-large", classes: classes, channels: channels, width: width, size: size)
    let convolution = NormalizedConvolution(activation: .hardSwish, momentum: 0.01, epsilon: 0.001, type: type)
    func w(_ count: Int) -> Int { scaledByEights(Double(count), by: width) }
    return Architecture("MobileNetV3-large", input: [size, size, channels], leastSide: 32) {
      var now = w(16)
      var stages: [any Layer] = [Sequential(convolution(channels, now, window: 3, stride: 2), name: "stem")]
      for row in MobileNetV3Row.large {
        let expanded = w(row.expanded)
        stages.append(
          InvertedResidual(
            channels: now, expanded: expanded, filters: w(row.filters), window: row.window, stride: row.stride,
            excitation: row.hasExcitation ? (scaledByEights(Double(expanded) / 4), .relu, .hardSigmoid) : nil
          ).layer(convolution.with(row.isHard ? .hardSwish : .relu)))
        now = w(row.filters)
      }
      stages.append(Sequential(convolution(now, 6 * now, window: 1), name: "last convolution"))
      return stages + [
        GlobalAveragePool(), Dense(6 * now, w(1280), activation: .hardSwish, type: type), Dropout(0.2, type: type),
        Dense(w(1280), classes, type: type),
      ]
    }
  }
}

/// A row of the paper's table 1.
private struct MobileNetV3Row {
  let window, expanded, filters: Int
  let hasExcitation, isHard: Bool
  let stride: Int

  init(_ window: Int, _ expanded: Int, _ filters: Int, excites: Bool = false, hard: Bool = false, stride: Int = 1) {
    self.window = window
    self.expanded = expanded
    self.filters = filters
    hasExcitation = excites
    isHard = hard
    self.stride = stride
  }

  static let large = [
    MobileNetV3Row(3, 16, 16), MobileNetV3Row(3, 64, 24, stride: 2), MobileNetV3Row(3, 72, 24),
    MobileNetV3Row(5, 72, 40, excites: true, stride: 2), MobileNetV3Row(5, 120, 40, excites: true),
    MobileNetV3Row(5, 120, 40, excites: true), MobileNetV3Row(3, 240, 80, hard: true, stride: 2),
    MobileNetV3Row(3, 200, 80, hard: true), MobileNetV3Row(3, 184, 80, hard: true),
    MobileNetV3Row(3, 184, 80, hard: true),
    MobileNetV3Row(3, 480, 112, excites: true, hard: true), MobileNetV3Row(3, 672, 112, excites: true, hard: true),
    MobileNetV3Row(5, 672, 160, excites: true, hard: true, stride: 2),
    MobileNetV3Row(5, 960, 160, excites: true, hard: true), MobileNetV3Row(5, 960, 160, excites: true, hard: true),
  ]
}

extension PublishedNetwork {
  static let mobileNetV3s = [
    PublishedNetwork(
      "MobileNetV3-large", source: "Howard et al. 2019, arXiv:1905.02244", parameters: 5_483_032,
      multiplyAccumulates: 216_589_760
    ) { .mobileNetV3Large() }
  ]
}
