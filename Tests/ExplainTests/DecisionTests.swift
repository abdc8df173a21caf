import Autodiff
import Datasets
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

  // MARK: - What targets mean

  /// 1 and 0, or 1 and −1, flat or in columns: the same points.
  @Test func aBoundaryTakesYesAndNoAsLossesDo() async {
    let inputs = NDArray([[0, 1], [1, 0], [2, 2], [-1, 1]])
    func points(_ targets: NDArray) -> [[Double]] {
      let chart = Chart.boundary(
        "t", classes: (no: "no", yes: "yes"), x: "x", y: "y", training: Examples(inputs: inputs, targets: targets),
        rows: 4
      ) { $0.slice(0..<1, axis: 1) }
      return chart.marks.compactMap { mark in if case .points(let points) = mark { points.x } else { nil } }
    }
    let expected = [[0.0, -1], [1, 2]]
    #expect(points(NDArray([0, 1, 1, 0])) == expected)
    #expect(points(NDArray([-1, 1, 1, -1])) == expected)
    #expect(points(NDArray([[-1], [1], [1], [-1]])) == expected)
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let examples = Examples(inputs: NDArray([[0, 1], [1, 0]]), targets: NDArray([0, 2]))
      _ = Chart.boundary("t", classes: (no: "no", yes: "yes"), x: "x", y: "y", training: examples, rows: 4) { $0 }
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("a boundary expects labels, whole numbers from 0 to 1; target 1 is 2.0."))
  }

  /// Labels, or scores of which the highest wins, as metrics take them.
  @Test func aGridOfPicturesTakesAnswersAsMetricsDo() async {
    let images = NDArray(repeating: 0, shape: [3, 2, 2])
    let truths = NDArray([0, 1, 2])
    func captions(_ predictions: NDArray) -> [String] {
      ImageGrid.predictions(
        title: "t", images: images, truths: truths, predictions: predictions, classes: ["T-shirt", "coat", "bag"]
      ).pictures.map(\.caption)
    }
    let scores = NDArray([[9.324, 1, -2], [0, 0.5, 0.4], [3, 1, 2]])
    #expect(captions(scores) == captions(NDArray([0, 1, 0])))
    #expect(captions(scores)[2].contains("bag") && captions(scores)[2].contains("T-shirt"))
    #expect(!captions(scores).joined().contains("9.3"))
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = ImageGrid.predictions(
        title: "t", images: NDArray(repeating: 0, shape: [3, 2, 2]), truths: NDArray([0, 1]),
        predictions: NDArray([0, 1]))
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("expects a label for each of 3 images; got truths [2]."))
  }
}
