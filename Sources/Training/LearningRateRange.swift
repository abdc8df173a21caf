import Autodiff
import Datasets
import Networks
import Numerals
import Optimizers
import Tensors

/// How a training bears ever larger learning rates: each step made with a rate a little above the one before.
public struct LearningRateRange: Sendable, CustomStringConvertible {
  /// The rate of each step made, and the loss before it.
  public let rates: [Double]
  public let losses: [Double]
  /// The losses as a moving average, in which nine tenths of the past are kept, made unbiased.
  public let smoothed: [Double]

  public init(rates: [Double], losses: [Double]) {
    self.rates = rates
    self.losses = losses
    var (average, weight) = (0.0, 0.0)
    smoothed = losses.map { loss in
      average = 0.9 * average + 0.1 * loss
      weight = 0.9 * weight + 0.1
      return average / weight
    }
  }

  /// Where the smoothed loss is least; nil when it never falls below the first one.
  public var best: (rate: Double, loss: Double)? {
    let step = smoothed.indices.filter { smoothed[$0].isFinite }.min { smoothed[$0] < smoothed[$1] }
    guard let step, smoothed[step] < smoothed[0] else { return nil }
    return (rates[step], smoothed[step])
  }

  /// A tenth of the rate at which the smoothed loss is least: there it still falls fast, with a distance to where it
  /// grows. nil when it never falls: then the lowest rate was too high, or the range too short.
  public var suggestion: Double? { best.map { $0.rate / 10 } }

  public var description: String {
    let tried = "\(rates.count) learning rates from \(rates.first ?? .nan) on"
    guard let best, let suggestion else { return tried + ": the loss never fell" }
    return tried + ": the loss is least at \(exactText(best.rate)), so \(suggestion) is worth a try"
  }
}

/// The learning-rate range test: trains with a rate that grows exponentially from step to step, until the loss has grown
/// to several times its least or a step overflows. Smith 2017, arXiv:1506.01186, section 3.3. The model's parameters are
/// afterwards what they were.
///
///     let range = learningRateRangeTest(
///       model, on: digits, loss: .softmaxCrossEntropy, by: { Adam(learningRate: $0) }, seed: 1)
///     range.suggestion
///
/// - Parameters:
///   - lowest: the rate of the first step; above 0.
///   - highest: the rate of the last step.
///   - steps: how many, at least 2; 100 in a range of 10⁶ make 15 a power of ten.
///   - rule: the update rule with a given rate.
///   - seed: of the examples' order.
public func learningRateRangeTest(
  _ model: any Layer, on examples: Examples, batchSize: Int = 32, from lowest: Double = 1e-6, to highest: Double = 1,
  steps: Int = 100, loss: @escaping Loss, by rule: (any LearningRate) -> any UpdateRule,
  seed: UInt64 = RandomSource.currentSeed, threads: Int? = nil
) -> LearningRateRange {
  let growth = ExponentialGrowth(from: lowest, to: highest, steps: steps)
  let batches = Batches(examples, size: min(batchSize, examples.count), seed: seed)
  let (x, y) = (Input("x", batches[0].inputs), Input("y", batches[0].targets))
  let pass = Pass(.training)
  let cost = model.trainingLoss(loss, x, y, pass)
  let program = Program(minimizing: cost, over: model.parameters, by: rule(growth), alongside: pass.updates)
  let before = program.assignments.map { ($0.parameter, $0.parameter.value) }
  let history = train(program, steps: steps, feed: batches.feed(x, y), threads: threads)
  for (parameter, numbers) in before { parameter.set(numbers) }
  return LearningRateRange(rates: growth.values(history.losses.count), losses: history.losses).untilItGrew()
}

extension LearningRateRange {
  /// Without the steps after the smoothed loss has come to four times its least: they would hide the rest in a chart.
  fileprivate func untilItGrew() -> LearningRateRange {
    var least = Double.infinity
    let end = smoothed.firstIndex { loss in
      least = min(least, loss)
      return !(loss <= 4 * least)
    }
    let count = (end ?? smoothed.count - 1) + 1
    return LearningRateRange(rates: Array(rates.prefix(count)), losses: Array(losses.prefix(count)))
  }
}
