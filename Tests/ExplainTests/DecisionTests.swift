import Autodiff
import Display
import Explain
import Tensors
import Testing

@Suite struct DecisionTests {
  /// On a plan and by the reference kernels.
  @Test func regionsOfATensorModelAreThoseOfItsValues() {
    var random = RandomSource(seed: 1)
    let w1 = Tensor(NDArray.normal([2, 16], using: &random))
    let w2 = Tensor(NDArray.normal([16, 1], using: &random))
    func model(_ points: Tensor) -> Tensor { sigmoid(tanh(points.matmul(w1)).matmul(w2)) }
    let planned = Mark.decision("class 1", x: -2...2, y: -1...3, rows: 31) { model($0) }
    let stepped = Mark.decision("class 1", x: -2...2, y: -1...3, rows: 31) { model(Tensor($0)).value }
    guard case .regions(let a) = planned, case .regions(let b) = stepped else {
      Issue.record("\(planned)")
      return
    }
    #expect(a.values.count == 31 * 31 && a.values.max()! > 0.9 && a.values.min()! < 0.1)
    for (x, y) in zip(a.values, b.values) { #expect(abs(x - y) < 1e-5) }
    #expect(a.xRange == b.xRange && a.yRange == b.yRange && a.boundary == b.boundary)
  }
}
