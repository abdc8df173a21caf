import Autodiff
import Tensors

extension Architecture {
  /// ResNet-18: four stages of blocks of two convolutions, each with a way around it. He et al. 2016, arXiv:1512.03385,
  /// table 1.
  ///
  /// - Parameter blocks: how many blocks each stage has.
  public static func resNet18(
    classes: Int = 1000, channels: Int = 3, blocks: [Int] = [2, 2, 2, 2], width: Double = 1, size: Int = 224,
    type: ElementType = .float32
  ) -> Architecture {
    resNet(
      classes: classes, channels: channels, blocks: blocks, width: width, size: size, type: type, isBottleneck: false)
  }

  /// ResNet-50: blocks of three convolutions, the middle one on a quarter of the channels (a bottleneck). The same
  /// paper; as "v1.5", where that middle one takes the stride: in the paper the first does, with as many weights and 3.8
  /// billion multiply–adds instead of 4.1.
  ///
  /// - Parameter blocks: how many blocks each stage has.
  public static func resNet50(
    classes: Int = 1000, channels: Int = 3, blocks: [Int] = [3, 4, 6, 3], width: Double = 1, size: Int = 224,
    type: ElementType = .float32
  ) -> Architecture {
    resNet(
      classes: classes, channels: channels, blocks: blocks, width: width, size: size, type: type, isBottleneck: true)
  }

  private static func resNet(
    classes: Int, channels: Int, blocks: [Int], width: Double, size: Int, type: ElementType, isBottleneck: Bool
  ) -> Architecture {
    // How many convolutions a block has, and how many times as many channels it gives as its middle has.
    let (depth, wider) = isBottleneck ? (3, 4) : (2, 1)
    let title = "ResNet-\(2 + depth * blocks.reduce(0, +))"
    checkArchitecture(title, classes: classes, channels: channels, width: width, size: size)
    checkCounts(title, blocks, of: "block")
    let convolution = NormalizedConvolution(type: type)
    let last = convolution.with(nil)
    func body(_ channels: Int, _ filters: Int, stride: Int) -> [any Layer] {
      isBottleneck
        ? convolution(channels, filters, window: 1) + convolution(filters, filters, window: 3, stride: stride)
          + last(filters, wider * filters, window: 1)
        : convolution(channels, filters, window: 3, stride: stride) + last(filters, filters, window: 3)
    }
    return Architecture(title, input: [size, size, channels], leastSide: 2 << blocks.count) {
      let first = scaled(64, by: width)
      var now = first
      let stages = blocks.enumerated().map { stage, count -> any Layer in
        let middle = scaled(64 << stage, by: width)
        let layers = (0..<count).map { number -> any Layer in
          let stride = number == 0 && stage > 0 ? 2 : 1
          defer { now = wider * middle }
          let changes = stride > 1 || now != wider * middle
          return Residual(
            Sequential(body(now, middle, stride: stride)),
            shortcut: changes ? Sequential(last(now, wider * middle, window: 1, stride: stride)) : nil,
            activation: .relu, name: "block")
        }
        return Sequential(layers, name: "stage")
      }
      return convolution(channels, first, window: 7, stride: 2) + [MaxPool2D(3, stride: 2, padding: 1)] + stages
        + [GlobalAveragePool(), Dense(now, classes, type: type)]
    }
  }
}

extension PublishedNetwork {
  static let resNets = [
    PublishedNetwork(
      "ResNet-18", source: "He et al. 2016, arXiv:1512.03385", parameters: 11_689_512,
      multiplyAccumulates: 1_814_073_344
    ) { .resNet18() },
    PublishedNetwork(
      "ResNet-50", source: "He et al. 2016, arXiv:1512.03385", parameters: 25_557_032,
      multiplyAccumulates: 4_089_184_256
    ) { .resNet50() },
  ]
}
