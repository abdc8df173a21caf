import Autodiff
import Networks
import Optimizers
import Tensors
import Testing
import Training

/// What would train or measure something else without a word.
@Suite struct SilentMistakeTests {
  private static func refused(_ sentence: String, _ result: ExitTest.Result?) {
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(sentence), "\(text)")
  }

  @Test func aPassWhoseUpdatesAreLeftBehindIsRefused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = Sequential(Dense(2, 4), Dropout(0.5), Dense(4, 1))
      let x = Input("x", NDArray.ones([3, 2]))
      _ = TrainingStep(minimizing: mean(model(x, in: Pass(.training))), over: model.parameters, by: Adam())
    }
    Self.refused("alongside: pass.updates", result)
  }

  @Test func aPassWhoseUpdatesComeAlongDrawsAnew() {
    let model = Sequential(Dense(2, 64), Dropout(0.5), Dense(64, 1))
    let (x, pass) = (Input("x", NDArray.ones([3, 2])), Pass(.training))
    let step = TrainingStep(
      minimizing: mean(model(x, in: pass)), over: model.parameters, by: GradientDescent(learningRate: 1e-9),
      alongside: pass.updates)
    #expect(Set((0..<5).map { _ in step() }).count == 5)
  }

  @Test func probabilitiesSumToOne() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      NamedLoss.klDivergence.checkTargets(NDArray([[0.5, 0.5], [0.25, 0.25]]), answers: [2, 2])
    }
    Self.refused("which sum to 1 for each example; got 0.5 at [1]", result)
    NamedLoss.klDivergence.checkTargets(NDArray([[0.5, 0.5], [1, 0]]), answers: [2, 2])
  }

  @Test func aMetricOfOnesOwnComparesNumberByNumber() {
    let error = Metric("mae") { answers, targets in mean(abs(answers - targets)).scalar }
    let (column, row) = (NDArray([[1], [2], [3]]), NDArray([1, 2, 3]))
    #expect(error(column, row).number == 0 && error(row, column).number == 0)
  }
}
