import Tensors
import Testing
import Training

@Suite struct MetricNumberTests {
  @Test func aMetricIsComparedLikeANumber() {
    let share = Metric.accuracy(NDArray([1, 0, 1, 1]), NDArray([1, 0, 0, 1]))
    #expect(share.scalar == 0.75 && Double(share) == 0.75 && share == 0.75)
    #expect(share > 0.5 && share < 1 && share >= 0.75 && share <= 0.75)
    #expect([share, 0.25, 1].max() == 1)
  }

  @Test func whatIsUndefinedSaysWhy() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = MetricValue.undefined("class 3 never occurs") > 0.5
    }
    let text = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
    #expect(text.contains("the metric has no number here: class 3 never occurs. Its `number` is nil."))
  }
}
