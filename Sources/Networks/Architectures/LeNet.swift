import Autodiff
import Tensors

extension Architecture {
  /// LeNet-5 as it is mostly built: two convolutions, each followed by a mean over 2×2 pixels, and three dense
  /// layers. LeCun, Bottou, Bengio & Haffner 1998, doi:10.1109/5.726791, section II.B. The paper's second convolution
  /// leaves out some connections, its pools have weights, and its last layer measures distances.
  ///
  /// - Parameter size: an image's side. The paper's images of 28×28 lie in 32×32 pixels; here a border of 2 is added.
  public static func leNet5(
    classes: Int = 10, channels: Int = 1, width: Double = 1, size: Int = 28, activation: Activation = .tanh,
    type: ElementType = .float32
  ) -> Architecture {
    checkArchitecture("LeNet-5", classes: classes, channels: channels, width: width, size: size)
    func w(_ count: Int) -> Int { scaled(count, by: width) }
    let side = (size / 2 - 4) / 2
    return Architecture("LeNet-5", input: [size, size, channels], leastSide: 12) {
      [
        Convolution2D(channels, w(6), window: 5, padding: .symmetric, activation: activation, type: type),
        AveragePool2D(2),
        Convolution2D(w(6), w(16), window: 5, padding: .valid, activation: activation, type: type),
        AveragePool2D(2), Flatten(channelsFirst: true),
        Dense(side * side * w(16), w(120), activation: activation, type: type),
        Dense(w(120), w(84), activation: activation, type: type),
        Dense(w(84), classes, type: type),
      ]
    }
  }
}

extension PublishedNetwork {
  static let leNets = [
    PublishedNetwork(
      "LeNet-5", source: "LeCun, Bottou, Bengio & Haffner 1998, doi:10.1109/5.726791", parameters: 61_706,
      multiplyAccumulates: 416_520
    ) { .leNet5() }
  ]
}
