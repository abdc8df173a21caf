import Autodiff
import Tensors
import Testing

/// What convolution, pooling and `detached` promise beyond their samples.
@Suite struct ImageTests {
  private func image(_ rows: [[Double]], _ type: ElementType = .float32) -> Tensor {
    Tensor(rows, type: type).reshaped([1, rows.count, rows[0].count, 1])
  }

  /// Of equals the first wins, and NaN beats every number; what overlaps adds up.
  @Test(arguments: ElementType.allCases) func theFirstLargestGetsTheGradient(_ type: ElementType) {
    let x = Parameter("x", image([[1, 3, 3], [3, 2, .nan]], type).value)
    let z = maxPool(x, window: (2, 2), strides: (1, 1))
    #expect(z.value.doubles[0] == 3 && z.value.doubles[1].isNaN)
    let upstream = image([[10, 1]], type)
    let slope = gradient(of: sum(z * upstream), with: x).value
    #expect(slope.doubles == [0, 10, 0, 0, 0, 1])
    let same = Parameter("x", NDArray(repeating: -2, shape: [1, 2, 3, 1], type: type))
    let shared = maxPool(same, window: (2, 2), strides: (1, 1))
    #expect(gradient(of: sum(shared * upstream), with: same).value.doubles == [10, 1, 0, 0, 0, 0])
    #expect(maxPool(same, window: (3, 3), strides: (1, 1), padding: .same).value.doubles == [-2, -2, -2, -2, -2, -2])
  }

  @Test func paddingKeepsTheSize() {
    for (size, window, stride, dilation) in [
      (8, 3, 1, 1), (8, 5, 1, 1), (7, 2, 2, 1), (9, 3, 2, 1), (9, 3, 1, 2), (1, 1, 3, 1),
    ] {
      let same = WindowGeometry(
        image: (size, size), window: (window, window), strides: (stride, stride), padding: .same,
        dilations: (dilation, dilation))
      #expect(same.vertical.positions == (size + stride - 1) / stride)
      let extra = same.vertical.paddingAfter - same.vertical.paddingBefore
      #expect(extra == 0 || extra == 1)
    }
    let tooSmall = WindowGeometry(image: (2, 2), window: (3, 3))
    #expect(tooSmall.vertical.positions == 0)
  }

  @Test func theGeometryIsPrinted() {
    let x = Tensor(NDArray(repeating: 1, shape: [1, 8, 6, 4]))
    let w = Tensor(NDArray(repeating: 1, shape: [3, 2, 2, 4]))
    let z = convolution(
      x, w, strides: (2, 1), padding: .pixels(top: 1, left: 0, bottom: 1, right: 1), dilations: (1, 2), groups: 2)
    #expect(
      Graph(of: [z]).line(for: 2)
        == "%2 = convolution %0 %1 (3×2 on 8×6, stride 2×1, padding [1, 0, 1, 1], dilation 1×2, 2 groups)   "
        + "[1, 8, 6, 4]·[3, 2, 2, 4] → [1, 4, 5, 4]   convolution 2")
  }

  @Test func nothingFlowsThroughWhatIsDetached() {
    let x = Parameter("x", [1, 2], type: .float64)
    let loss = sum(x * x.detached())
    let slope = gradient(of: loss, with: x)
    #expect(slope.value.doubles == [1, 2])
    #expect(gradient(of: sum(x.detached()), with: x).value.doubles == [0, 0])
    let backward = Graph(of: [slope]).operations.filter { $0.phase == .backward }
    #expect(!backward.contains { $0.primitive === Primitive.accumulate })
  }
}
