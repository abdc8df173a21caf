import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors
import Testing
import Training

extension TrainTests {
  @Suite struct RangeTests {
    @Test func findsARateThatTrains() throws {
      let fit = try DigitsFit()
      let before = fit.parameters
      func test() -> LearningRateRange {
        learningRateRangeTest(
          fit.model, on: fit.training, from: 1e-4, to: 100, loss: softmaxCrossEntropy(logits:labels:),
          by: { GradientDescent(learningRate: $0) }, seed: 1)
      }
      let range = test()
      for (a, b) in zip(before, fit.parameters) { #expect(a.hasSameBits(as: b)) }
      #expect(range.rates.count == range.losses.count && range.losses.count > 20 && range.losses.count <= 100)
      #expect(range.rates.first == 1e-4 && zip(range.rates, range.rates.dropFirst()).allSatisfy { $0 < $1 })
      #expect(test().losses == test().losses)
      let suggestion = try #require(range.suggestion)
      #expect((0.005...2).contains(suggestion), "\(range)")
      // It trains, a rate a hundredth of it hardly does, and the largest tried does not.
      func trained(_ rate: Double) throws -> Double {
        let fit = try DigitsFit()
        let history = train(
          fit.model, on: fit.training, epochs: 3, loss: softmaxCrossEntropy(logits:labels:),
          by: GradientDescent(learningRate: rate), seed: 1)
        return history.losses.suffix(20).reduce(0, +) / 20
      }
      let good = try trained(suggestion)
      #expect(good < (try trained(suggestion / 100)) / 2)
      #expect(!(try trained(range.rates.last!) < good * 2))
    }

    @Test func isReadOffTheSmoothedLoss() {
      let losses = [2.0, 1, 0.5, 0.6, 1, 9, 80, 700, .nan]
      let range = LearningRateRange(rates: losses.indices.map { Double($0 + 1) }, losses: losses)
      #expect(abs(range.smoothed[1] - (0.9 * 0.1 * 2 + 0.1 * 1) / 0.19) < 1e-12)
      #expect(range.best!.rate == 4 && range.suggestion == 0.4)
      #expect(LearningRateRange(rates: [1, 2], losses: [1, 2]).suggestion == nil)
      #expect(LearningRateRange(rates: [], losses: []).suggestion == nil)
    }

    @Test func misuseEndsWithASentence() async {
      await #expect(processExitsWith: .failure) {
        let fit = try DigitsFit()
        _ = learningRateRangeTest(
          fit.model, on: fit.training, from: 1, to: 0.1, loss: softmaxCrossEntropy(logits:labels:),
          by: { Adam(learningRate: $0) }, seed: 1)
      }
      await #expect(processExitsWith: .failure) {
        let fit = try DigitsFit()
        _ = learningRateRangeTest(
          fit.model, on: fit.training, steps: 1, loss: softmaxCrossEntropy(logits:labels:),
          by: { Adam(learningRate: $0) }, seed: 1)
      }
    }
  }
}
