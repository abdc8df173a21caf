import Autodiff
import Datasets
import Insight
import Networks
import Tensors
import Testing

/// The size of each layer's gradient, against the derivatives written out by hand.
@Suite struct GradientSizesTests {
  @Test func twoLinearLayersByHand() {
    let first = Dense(weights: NDArray([2, -1], shape: [1, 2], type: .float64), bias: nil)
    let second = Dense(weights: NDArray([3, 4], shape: [2, 1], type: .float64), bias: nil)
    let network = Sequential(first, second)
    let x = Tensor(NDArray([5], shape: [1, 1], type: .float64))
    // y = x (w₁ v₁ + w₂ v₂): ∂y/∂w = x v, ∂y/∂v = x w.
    let sizes = gradientSizes(of: sum(network(x)), in: network)
    let byHand: [Double] = [312.5, 62.5].map { $0.squareRoot() }  // of 15, 20 and of 10, 5
    #expect(sizes.count == 2)
    #expect(zip(sizes, byHand).allSatisfy { abs($0 - $1) < 1e-9 }, "\(sizes), \(byHand)")
  }
}
