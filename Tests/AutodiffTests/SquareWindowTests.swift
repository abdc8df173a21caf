import Autodiff
import Networks
import Tensors
import Testing

/// One number for both directions is the same layer as the pair.
@Suite struct SquareWindowTests {
  private let images: Tensor = {
    var random = RandomSource(seed: 1)
    return Tensor(.uniform([2, 8, 7, 3], using: &random))
  }()

  /// Made with the same random numbers.
  private func expectSame(_ square: (inout RandomSource) -> any Layer, _ pair: (inout RandomSource) -> any Layer) {
    var (first, second) = (RandomSource(seed: 4), RandomSource(seed: 4))
    let (a, b) = (square(&first), pair(&second))
    #expect("\(a)" == "\(b)" && a.name == b.name)
    #expect(a(images).value.hasSameBits(as: b(images).value), "\(a)")
  }

  @Test func layers() {
    expectSame({ Convolution2D(3, 4, window: 3, using: &$0) }, { Convolution2D(3, 4, window: (3, 3), using: &$0) })
    expectSame(
      { Convolution2D(3, 4, window: 3, stride: 2, padding: 1, dilation: 2, activation: .relu, using: &$0) },
      {
        Convolution2D(
          3, 4, window: (3, 3), strides: (2, 2), padding: .all(1), dilations: (2, 2), activation: .relu, using: &$0)
      })
    expectSame(
      { Convolution2D.depthwise(3, window: 3, stride: 2, using: &$0) },
      { Convolution2D.depthwise(3, window: (3, 3), strides: (2, 2), using: &$0) })
    expectSame(
      { TransposedConvolution2D(3, 2, window: 4, using: &$0) },
      { TransposedConvolution2D(3, 2, window: (4, 4), using: &$0) })
    expectSame({ _ in MaxPool2D(2) }, { _ in MaxPool2D((2, 2)) })
    expectSame(
      { _ in MaxPool2D(3, stride: 1, padding: 1) }, { _ in MaxPool2D((3, 3), strides: (1, 1), padding: .all(1)) })
    expectSame({ _ in AveragePool2D(3, stride: 2) }, { _ in AveragePool2D((3, 3), strides: (2, 2)) })
    expectSame({ _ in Upsampling2D(3) }, { _ in Upsampling2D((3, 3)) })
  }

  @Test func functions() {
    var random = RandomSource(seed: 2)
    let filters = Tensor(NDArray.uniform([3, 3, 3, 2], using: &random))
    for (square, pair) in [
      (
        convolution(images, filters, stride: 2, padding: 1),
        convolution(images, filters, strides: (2, 2), padding: .all(1))
      ),
      (convolution(images, filters, dilation: 2), convolution(images, filters, dilations: (2, 2))),
      (maxPool(images, window: 2), maxPool(images, window: (2, 2))),
      (averagePool(images, window: 3, stride: 1), averagePool(images, window: (3, 3), strides: (1, 1))),
      (repeated(images, by: 2), repeated(images, by: (2, 2))),
    ] {
      #expect(square.value.hasSameBits(as: pair.value))
    }
    let small = Tensor(NDArray.uniform([1, 3, 3, 2], using: &random))
    #expect(
      transposedConvolution(small, filters, stride: 2).value
        .hasSameBits(as: transposedConvolution(small, filters, strides: (2, 2)).value))
  }

  @Test func badSizesEndWithASentence() async {
    await #expect(processExitsWith: .failure) { _ = MaxPool2D(0) }
    await #expect(processExitsWith: .failure) { _ = AveragePool2D(2, stride: 0) }
    await #expect(processExitsWith: .failure) { _ = Upsampling2D(-1) }
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      _ = Convolution2D(1, 1, window: 3, stride: 0, using: &random)
    }
  }
}
