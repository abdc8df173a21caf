import Autodiff
import Tensors

extension Architecture {
  /// DenseNet-121: in each of four blocks every layer sees what all before it gave, side by side. Huang et al. 2017,
  /// arXiv:1608.06993, table 1, with bottlenecks and with transitions that halve the channels.
  ///
  /// - Parameters:
  ///   - blocks: how many layers each block has.
  ///   - growth: how many channels each layer adds.
  public static func denseNet121(
    classes: Int = 1000, channels: Int = 3, blocks: [Int] = [6, 12, 24, 16], growth: Int = 32, size: Int = 224,
    type: ElementType = .float32
  ) -> Architecture {
    let title = "DenseNet-\(2 * blocks.reduce(0, +) + blocks.count + 1)"
    checkArchitecture(title, classes: classes, channels: channels, width: 1, size: size)
    checkSizes(title, ["growth": growth])
    checkCounts("DenseNet", blocks, of: "layer", inEach: "blocks")
    let convolution = NormalizedConvolution(type: type)
    func plain(_ channels: Int, _ filters: Int, window: Int) -> any Layer {
      Convolution2D(channels, filters, window: window, padding: .symmetric, hasBias: false, type: type)
    }
    return Architecture(title, input: [size, size, channels], leastSide: 2 << blocks.count) {
      var now = 2 * growth
      var stages = convolution(channels, now, window: 7, stride: 2) + [MaxPool2D(3, stride: 2, padding: 1)]
      for (number, count) in blocks.enumerated() {
        let layers = (0..<count).map { _ -> any Layer in
          defer { now += growth }
          let body: [any Layer] =
            [convolution.normalization(now), Activation.relu] + convolution(now, 4 * growth, window: 1)
            + [plain(4 * growth, growth, window: 3)]
          return Concatenation(Identity(), Sequential(body), name: "dense layer")
        }
        stages.append(Sequential(layers, name: "dense block"))
        if number < blocks.count - 1 {
          stages.append(
            Sequential(
              convolution.normalization(now), Activation.relu, plain(now, now / 2, window: 1), AveragePool2D(2),
              name: "transition"))
          now /= 2
        }
      }
      return stages + [
        convolution.normalization(now), Activation.relu, GlobalAveragePool(), Dense(now, classes, type: type),
      ]
    }
  }
}

extension PublishedNetwork {
  static let denseNets = [
    PublishedNetwork(
      "DenseNet-121", source: "Huang et al. 2017, arXiv:1608.06993", parameters: 7_978_856,
      multiplyAccumulates: 2_834_161_664
    ) { .denseNet121() }
  ]
}
