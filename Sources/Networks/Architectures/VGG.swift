import Autodiff
import Tensors

extension Architecture {
  /// VGG-16, configuration D: thirteen convolutions with windows of 3×3 in five stages, each of which ends in a max
  /// pool, and three dense layers, which have nine tenths of the weights. Simonyan & Zisserman 2015, arXiv:1409.1556,
  /// table 1. The batch normalisation came later.
  ///
  /// - Parameters:
  ///   - stages: how many convolutions each stage has.
  ///   - hidden: how wide the dense layers are.
  public static func vgg16(
    classes: Int = 1000, channels: Int = 3, normalized: Bool = false, stages: [Int] = [2, 2, 3, 3, 3],
    width: Double = 1, size: Int = 224, hidden: Int = 4096, type: ElementType = .float32
  ) -> Architecture {
    checkArchitecture("VGG", classes: classes, channels: channels, width: width, size: size)
    checkCounts("VGG", stages, of: "convolution")
    let depth = stages.reduce(3, +)
    let filters = stages.indices.map { scaled(min(64 << $0, 512), by: width) }
    let side = size >> stages.count
    return Architecture(
      "VGG-\(depth)\(normalized ? " with batch norm" : "")", input: [size, size, channels], leastSide: 1 << stages.count
    ) {
      let convolutions = stages.indices.map { stage in
        let before = stage == 0 ? channels : filters[stage - 1]
        let layers = (0..<stages[stage]).flatMap { number -> [any Layer] in
          let convolution = Convolution2D(
            number == 0 ? before : filters[stage], filters[stage], window: 3, padding: 1,
            activation: normalized ? nil : .relu, type: type)
          return normalized
            ? [convolution, BatchNormalization(filters[stage], type: type), Activation.relu] : [convolution]
        }
        return Sequential(layers + [MaxPool2D(2)], name: "stage")
      }
      let head: [any Layer] = [
        Flatten(channelsFirst: true), Dense(side * side * filters.last!, hidden, activation: .relu, type: type),
        Dropout(0.5, type: type), Dense(hidden, hidden, activation: .relu, type: type), Dropout(0.5, type: type),
        Dense(hidden, classes, type: type),
      ]
      return convolutions + head
    }
  }
}

extension PublishedNetwork {
  static let vggs = [
    PublishedNetwork(
      "VGG-16", source: "Simonyan & Zisserman 2015, arXiv:1409.1556", parameters: 138_357_544,
      multiplyAccumulates: 15_470_264_320
    ) { .vgg16() },
    PublishedNetwork(
      "VGG-16 with batch norm", source: "Simonyan & Zisserman 2015, arXiv:1409.1556", parameters: 138_365_992,
      multiplyAccumulates: 15_470_264_320
    ) { .vgg16(normalized: true) },
  ]
}
