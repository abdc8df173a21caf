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
      "ResNet-\(2 + 2 * blocks.reduce(0, +))", classes: classes, channels: channels, blocks: blocks, width: width,
      size: size, type: type, wider: 1, ResNetBlock.basic)
  }

  /// ResNet-50: blocks of three convolutions, the middle one on a quarter of the channels (a bottleneck). The same
  /// paper; as "v1.5", where that middle one takes the stride: in the paper the first does, with the same weights and
  /// cost.
  ///
  /// - Parameter blocks: how many blocks each stage has.
  public static func resNet50(
    classes: Int = 1000, channels: Int = 3, blocks: [Int] = [3, 4, 6, 3], width: Double = 1, size: Int = 224,
    type: ElementType = .float32
  ) -> Architecture {
    resNet(
      "ResNet-\(2 + 3 * blocks.reduce(0, +))", classes: classes, channels: channels, blocks: blocks, width: width,
      size: size, type: type, wider: 4, ResNetBlock.bottleneck)
  }

  /// - Parameter wider: how many times as many channels a block gives as its middle has.
  private static func resNet(
    _ title: String, classes: Int, channels: Int, blocks: [Int], width: Double, size: Int, type: ElementType,
    wider: Int,
    _ body: @escaping (NormalizedConvolution, Int, Int, Int) -> [any Layer]
  ) -> Architecture {
    checkArchitecture(title, classes: classes, channels: channels, width: width, size: size)
    guard !blocks.isEmpty, blocks.allSatisfy({ $0 > 0 }) else {
      stop("\(title) expects one block or more in each of its stages; got \(blocks).")
    }
    let convolution = NormalizedConvolution(type: type)
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
            Sequential(body(convolution, now, middle, stride)),
            shortcut: changes
              ? Sequential(convolution.with(nil)(now, wider * middle, window: 1, stride: stride)) : nil,
            activation: .relu, name: "block")
        }
        return Sequential(layers, name: "stage")
      }
      return convolution(channels, first, window: 7, stride: 2) + [MaxPool2D(3, stride: 2, padding: 1)] + stages
        + [GlobalAveragePool(), Dense(now, classes, type: type)]
    }
  }
}

private enum ResNetBlock {
  static func basic(_ convolution: NormalizedConvolution, _ channels: Int, _ filters: Int, stride: Int) -> [any Layer] {
    convolution(channels, filters, window: 3, stride: stride) + convolution.with(nil)(filters, filters, window: 3)
  }

  static func bottleneck(
    _ convolution: NormalizedConvolution, _ channels: Int, _ filters: Int, stride: Int
  ) -> [any Layer] {
    convolution(channels, filters, window: 1) + convolution(filters, filters, window: 3, stride: stride)
      + convolution.with(nil)(filters, 4 * filters, window: 1)
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
