import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors

/// Trains two players against each other: a generator makes examples of noise, a discriminator tells them from real ones. Goodfellow
/// et al. 2014, arXiv:1406.2661.
///
///     let game = train(generator: generator, discriminator: discriminator, on: digits, noise: 32, steps: 700, seed: 1)
///     show(images: game.samples.last!.images)
///
/// One step is one program: both gradients are of the players as they were before the step, then both change, each by an optimizer of
/// its own. It ends as `train(_:steps:feed:)` does.
///
/// With `labelled` examples the discriminator has a logit for each of K classes and learns them too: its loss is then
/// cross-entropy(D(x), y) of a batch of labelled examples + that of real against made ones, with D(x) = Z / (Z + 1), Z = Σ exp l.
/// Salimans et al. 2016, arXiv:1606.03498, section 5.
///
/// - Parameters:
///   - generator: from noise [n, noise], normal with mean 0 and standard deviation 1, to examples [n, …].
///   - examples: real ones, [n, …]; their targets do not matter.
///   - noise: how many numbers an example is made of.
///   - rule: the discriminator's, and the generator's unless `generatorRule` is another.
///   - loss: what the generator makes small.
///   - labelSmoothing: the target of real examples is 1 less so much.
///   - labelled: some examples with classes [n] from 0 to K − 1.
///   - seed: of noise and batches; the same seed trains the same.
///   - samples: how many the generator makes of the same noise, before the first step, every `sampling` steps and at the end.
///   - onSamples: is told each time.
@discardableResult
public func train(
  generator: any Layer, discriminator: Discriminator, on examples: Examples, noise: Int, batchSize: Int = 50,
  steps: Int,
  by rule: any UpdateRule = Adam(learningRate: 0.001, momentDecay: 0.5), generatorRule: (any UpdateRule)? = nil,
  loss: GeneratorLoss = .nonSaturating, labelSmoothing: Double = 0, labelled: Examples? = nil,
  seed: UInt64 = RandomSource.currentSeed, samples: Int = 16, sampling: Int = 100, threads: Int? = nil,
  reporting: Reporting = Reporting(), observe: @escaping (TrainingEvent) -> Void = { _ in },
  onSamples: @escaping (_ step: Int, _ images: NDArray) -> Void = { _, _ in }
) -> AdversarialHistory {
  guard noise > 0, samples > 0, sampling > 0 else {
    stop(
      "train(generator:…) expects noise, samples and sampling of at least 1; got \(noise), \(samples) and \(sampling).")
  }
  let game = AdversarialGame(
    generator, discriminator, examples, labelled, noise: noise, batchSize: batchSize, rule, generatorRule ?? rule, loss,
    labelSmoothing, seed)
  var (generatorLosses, gradients): ([Double], [Double]) = ([], [])
  var win = OutrightWin(labelSmoothing: labelSmoothing)
  var drawn: [(step: Int, images: NDArray)] = []
  let fixed = game.noise(count: samples, stream: -1)
  func draw(_ step: Int) {
    drawn.append((step, predict(generator, fixed, threads: threads)))
    onSamples(step, drawn.last!.images)
  }
  draw(0)
  var loop = TrainingLoop(steps: steps)
  loop.isWhole = true
  loop.threads = threads
  loop.reporting = reporting
  loop.observe = observe
  loop.afterStep = { step, made in
    generatorLosses.append(made.value(of: game.generatorLoss, at: step).scalar)
    gradients.append(made.value(of: game.generatorGradient, at: step).scalar)
    win.note(
      step: step, telling: made.value(of: game.telling, at: step).scalar, generatorGradient: gradients[step])
    guard (step + 1) % sampling == 0, step + 1 < steps else { return }
    made.storeParameters()
    draw(step + 1)
  }
  let history = loop.train(Course(game.program, .feed(game.feed)))
  drawn.removeAll { $0.step > history.lastStep }
  if drawn.last!.step < history.lastStep { draw(history.lastStep) }
  return AdversarialHistory(
    training: history, generatorLosses: Array(generatorLosses.prefix(history.losses.count)),
    generatorGradients: Array(gradients.prefix(history.losses.count)), samples: drawn,
    notices: [win.notice, game.unlabelledNotice].compactMap { $0 })
}
