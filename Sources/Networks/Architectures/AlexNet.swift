import Autodiff
import Tensors

extension Architecture {
  /// AlexNet in its second form: five convolutions and three dense layers. Krizhevsky 2014, arXiv:1404.5997, after
  /// Krizhevsky, Sutskever & Hinton 2012, whose channels are split over two processors and normalised
  /// (`LocalResponseNormalization`).
  ///
  /// - Parameter hidden: how wide the dense layers are.
  public static func alexNet(
    classes: Int = 1000, channels: Int = 3, width: Double = 1, size: Int = 224, hidden: Int = 4096,
    type: ElementType = .float32
  ) -> Architecture {
    checkArchitecture("AlexNet", classes: classes, channels: channels, width: width, size: size)
    func w(_ count: Int) -> Int { scaled(count, by: width) }
    func convolution(_ channels: Int, _ filters: Int, _ window: Int, stride: Int = 1, padding: Int) -> Convolution2D {
      Convolution2D(
        channels, filters, window: window, stride: stride, padding: .all(padding), activation: .relu, type: type)
    }
    let first = (size - 7) / 4 + 1
    let side = [0, 1, 2].reduce(first) { side, _ in (side - 3) / 2 + 1 }
    return Architecture("AlexNet", input: [size, size, channels], leastSide: 63) {
      [
        convolution(channels, w(64), 11, stride: 4, padding: 2), MaxPool2D(3, stride: 2),
        convolution(w(64), w(192), 5, padding: 2), MaxPool2D(3, stride: 2),
        convolution(w(192), w(384), 3, padding: 1), convolution(w(384), w(256), 3, padding: 1),
        convolution(w(256), w(256), 3, padding: 1), MaxPool2D(3, stride: 2), Flatten(channelsFirst: true),
        Dropout(0.5, type: type), Dense(side * side * w(256), hidden, activation: .relu, type: type),
        Dropout(0.5, type: type), Dense(hidden, hidden, activation: .relu, type: type),
        Dense(hidden, classes, type: type),
      ]
    }
  }
}

extension PublishedNetwork {
  static let alexNets = [
    PublishedNetwork(
      "AlexNet", source: "Krizhevsky 2014, arXiv:1404.5997", parameters: 61_100_840, multiplyAccumulates: 714_188_480
    ) { .alexNet() }
  ]
}
