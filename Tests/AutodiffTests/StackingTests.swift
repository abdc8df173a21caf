import Autodiff
import Tensors
import Testing

@Suite struct StackingTests {
  /// Every axis, also counted from the end, against the places counted one by one.
  @Test(arguments: -3...2) func stackedAlongEveryAxis(axis: Int) {
    let parts = (0..<4).map { k in NDArray((0..<6).map { Double(10 * k + $0) }, shape: [2, 3]) }
    let whole = stack(parts, axis: axis)
    let place = axis < 0 ? axis + 3 : axis
    var sizes = [2, 3]
    sizes.insert(4, at: place)
    #expect(whole.shape == Shape(sizes))
    for k in 0..<4 {
      for i in 0..<2 {
        for j in 0..<3 {
          let number =
            switch place {
            case 0: whole[k, i, j]
            case 1: whole[i, k, j]
            default: whole[i, j, k]
            }
          #expect(number == Double(10 * k + 3 * i + j))
        }
      }
    }
    #expect(stack(parts.map { Tensor($0) }, axis: axis).value == whole)
  }

  @Test func gradientsGoToTheParts() {
    let (x, y) = (Parameter("x", [1, 2]), Parameter("y", [3, 4]))
    let weights = Tensor([[1, 2], [3, 4]])
    let slopes = gradients(of: sum(stack([x, y], axis: 1) * weights), with: [x, y])
    #expect(slopes[0].value == NDArray([1, 3]) && slopes[1].value == NDArray([2, 4]))
  }

  @Test func firstOfEquals() {
    #expect(argmax([1, 3, 3]) == 1 && argmin([2.5, 0.5, 0.5]) == 1 && argmax([7]) == 0)
  }
}
