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
}
