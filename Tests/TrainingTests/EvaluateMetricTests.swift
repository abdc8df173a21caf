import Datasets
import Networks
import Tensors
import Testing
import Training

@Suite struct EvaluateMetricTests {
  @Test func aMetricOfAModelIsThatOfItsAnswers() {
    let examples = Examples.moons(count: 50, seed: 1)
    let model = Dense(2, 2)
    let answers = predict(model, examples.inputs)
    #expect(
      evaluate(model, on: examples, metric: .accuracy) == Metric.accuracy(answers, examples.targets).number)
  }

  @Test func aSamplerWithoutASourceDrawsByTheCurrentSeed() {
    let logits = NDArray.zeros([50, 4])
    let (first, second) = withSeed(3) { (Sampler()(logits: logits), Sampler()(logits: logits)) }
    #expect(first != second)
    #expect(withSeed(3) { Sampler()(logits: logits) } == first)
  }

  /// The first of several that are highest, as in `Metric.accuracy`.
  @Test func theClassWithTheHighestScoreIsPredicted() {
    let identity = Sequential(
      Dense(weights: NDArray([[1, 0, 0], [0, 1, 0], [0, 0, 1]]), bias: NDArray([0, 0, 0])))
    let scores = NDArray([[0.1, 2, -1], [3, 3, 1], [-5, -4, -3], [-1, -1, -1]])
    #expect(predictedClasses(identity, scores) == [1, 0, 2, 0])
    #expect(predictedClasses(identity, scores, batchSize: 3) == [1, 0, 2, 0])
    let labels = NDArray([1, 0, 2, 0])
    #expect(Metric.accuracy(scores, labels).number == 1)
  }
}
