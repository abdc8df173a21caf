import Autodiff
import Datasets
import Display
import Networks
import Optimizers
import Tensors
import Training

/// Trains, and shows a moment after each of at most a hundred epochs; then the training as a stepper.
///
///     demonstrate(model, on: training, epochs: 200, loss: loss, by: Adam(), seed: seed, validation: others) { epoch in
///       losses.add(at: epoch.epoch + 1, ["training": epoch.trainingLoss, "validation": epoch.validationLoss!])
///       return DemoFrame("What to look at.", numbers: losses.numbers(), figure: .chart(losses.chart()))
///     }
///
/// - Parameters:
///   - moments: how many are shown at most; the first epochs singly, later ones increasingly far apart. Early stopping ends
///     the film where it ends the training.
///   - moment: what is shown after an epoch, when the model's parameters hold what was learnt so far. Where it stands is
///     filled in.
@discardableResult
public func demonstrate(
  _ model: any Layer, on examples: Examples, batchSize: Int = 32, epochs: Int, loss: @escaping Loss,
  by method: any TrainingMethod, seed: UInt64 = RandomSource.currentSeed, augmentation: Augmentation? = nil,
  validation: Examples? = nil, metrics: [Metric] = [], earlyStopping: EarlyStopping? = nil, moments: Int = 100,
  moment: @escaping (EpochSummary) -> DemoFrame
) -> History {
  let shown = Set(DemoFrame.moments(of: epochs, count: moments))
  let perEpoch = (examples.count + batchSize - 1) / max(1, batchSize)
  let history = train(
    model, on: examples, batchSize: batchSize, epochs: epochs, loss: loss, by: method, seed: seed,
    augmentation: augmentation, validation: validation, metrics: metrics, earlyStopping: earlyStopping
  ) { event in
    guard case .epoch(let summary) = event, shown.contains(summary.epoch + 1) else { return }
    let count = summary.epoch + 1
    show(placed(moment(summary), "epoch", count, of: epochs, trainingSteps: [count * perEpoch - 1]))
  }
  show(Stepper(history))
  return history
}

/// The same with a loss of the catalogue, or a `NamedLoss` of one's own: `loss: .softmaxCrossEntropy`.
@discardableResult
public func demonstrate(
  _ model: any Layer, on examples: Examples, batchSize: Int = 32, epochs: Int, loss: NamedLoss,
  by method: any TrainingMethod, seed: UInt64 = RandomSource.currentSeed, augmentation: Augmentation? = nil,
  validation: Examples? = nil, metrics: [Metric] = [], earlyStopping: EarlyStopping? = nil, moments: Int = 100,
  moment: @escaping (EpochSummary) -> DemoFrame
) -> History {
  demonstrate(
    model, on: examples, batchSize: batchSize, epochs: epochs, loss: loss.checked(on: examples), by: method, seed: seed,
    augmentation: augmentation, validation: validation, metrics: metrics, earlyStopping: earlyStopping,
    moments: moments,
    moment: moment)
}

/// Shows trainings that have been made one after the other as if they had run side by side, moment by moment; then each as a
/// stepper. They are counted in epochs, or where they know of none in training steps.
///
/// - Parameter moment: what is shown after so many epochs or steps, counted from 1.
public func demonstrate(_ histories: [History], moments: Int = 100, moment: (Int) -> DemoFrame) {
  let isInEpochs = histories.allSatisfy { $0.stepsPerEpoch != nil }
  let counts = histories.map { isInEpochs ? $0.losses.count / max(1, $0.stepsPerEpoch!) : $0.losses.count }
  let total = counts.max() ?? 0
  for count in DemoFrame.moments(of: total, count: moments) where total > 0 {
    let steps = histories.map { min($0.losses.count, count * (isInEpochs ? $0.stepsPerEpoch! : 1)) - 1 }
    show(placed(moment(count), isInEpochs ? "epoch" : "step", count, of: total, trainingSteps: steps))
  }
  for history in histories { show(Stepper(history)) }
}

/// Shows a moment for each of 1, 2 … `count` of anything: pixels that are hidden, layers that are added, percent of
/// trainings that have different numbers of steps.
///
/// - Parameters:
///   - unit: what is counted, in the singular.
///   - trainings: shown as steppers in the end; each is at its first step at the first moment, at its last at the last.
///   - moment: what is shown at that count; it may compute.
public func demonstrate(_ unit: String, _ count: Int, trainings: [History] = [], moment: (Int) -> DemoFrame) {
  for number in DemoFrame.moments(of: count) where count > 0 {
    let steps = trainings.map { $0.losses.count * number / count - 1 }
    show(placed(moment(number), unit, number, of: count, trainingSteps: steps))
  }
  for history in trainings { show(Stepper(history)) }
}

/// Lets two players train against each other, as `train(generator:discriminator:…)` does, and shows a moment before the first
/// step, after every `sampling` steps and at the end; then the training as a stepper.
///
///     demonstrate(generator: generator, discriminator: discriminator, on: digits, noise: 32, steps: 1000) { step, images in
///       DemoFrame("What to look at.", numbers: […], figure: .chart(.mosaic("made of noise", images)))
///     }
///
/// - Parameter moment: what is shown after so many steps, with what the generator then makes of the same noise, [samples, …].
///   The players' parameters hold what was learnt so far.
@discardableResult
public func demonstrate(
  generator: any Layer, discriminator: Discriminator, on examples: Examples, noise: Int, batchSize: Int = 50,
  steps: Int,
  by rule: any UpdateRule = Adam(learningRate: 0.001, momentDecay: 0.5), generatorRule: (any UpdateRule)? = nil,
  loss: GeneratorLoss = .nonSaturating, labelSmoothing: Double = 0, labelled: Examples? = nil,
  seed: UInt64 = RandomSource.currentSeed, samples: Int = 16, sampling: Int = 20,
  moment: @escaping (_ step: Int, _ images: NDArray) -> DemoFrame
) -> AdversarialHistory {
  let game = train(
    generator: generator, discriminator: discriminator, on: examples, noise: noise, batchSize: batchSize, steps: steps,
    by: rule, generatorRule: generatorRule, loss: loss, labelSmoothing: labelSmoothing, labelled: labelled, seed: seed,
    samples: samples, sampling: sampling
  ) { _ in
  } onSamples: { step, images in
    show(placed(moment(step, images), "step", step, of: steps, trainingSteps: [step - 1]))
  }
  show(Stepper(game.training))
  return game
}

private func placed(
  _ frame: DemoFrame, _ unit: String, _ moment: Int, of total: Int, trainingSteps: [Int] = []
) -> DemoFrame {
  var frame = frame
  (frame.unit, frame.moment, frame.total, frame.trainingSteps) = (unit, moment, total, trainingSteps.map { max(0, $0) })
  return frame
}
