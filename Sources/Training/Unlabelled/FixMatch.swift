import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors

/// Consistency training: what a model is sure of when it sees an unlabelled example weakly changed, it should also say when it sees
/// it strongly changed. Sohn et al. 2020, arXiv:2001.07685.
///
///     L = H(y, p(x)) + λ · (1/m) Σ 1[max p(weak u) ≥ τ] · H(argmax p(weak u), p(strong u))
///
/// H is the cross-entropy. The weakly changed view only gives the label: no gradient flows through it.
public struct FixMatch: Sendable, CustomStringConvertible {
  /// Changes the labelled examples, too; nil: none.
  public let weak: Augmentation?
  public let strong: Augmentation
  /// τ.
  public let threshold: Double
  /// λ.
  public let weight: Double
  /// How many unlabelled examples stand beside each labelled one of a batch: μ.
  public let ratio: Int

  public init(
    weak: Augmentation?, strong: Augmentation, threshold: Double = 0.95, weight: Double = 1, ratio: Int = 4
  ) {
    checkThreshold(threshold, "FixMatch")
    guard weight >= 0, weight.isFinite, ratio >= 1 else {
      stop("FixMatch expects a weight (λ) of 0 or more and a ratio (μ) of 1 or more; got \(weight) and \(ratio).")
    }
    (self.weak, self.strong, self.threshold, self.weight, self.ratio) = (weak, strong, threshold, weight, ratio)
  }

  public var description: String {
    "FixMatch, weak \(weak?.description ?? "none"), strong \(strong), τ \(threshold), λ \(weight)"
  }
}

/// What a consistency training did.
public struct FixMatchHistory: CustomStringConvertible {
  public let training: History
  /// Of each step, what part of the unlabelled examples the model was sure of: those alone taught.
  public let sureShares: [Double]

  /// "700 steps: loss 2.31 → 0.05, sure of 0 → 0.81 of the unlabelled"
  public var description: String {
    let ends = [sureShares.first, sureShares.last].map { $0.map { "\((100 * $0).rounded() / 100)" } ?? "–" }
    return "\(training.losses.count) steps: sure of \(ends[0]) → \(ends[1]) of the unlabelled examples"
  }
}

/// Trains a classifier on labelled and unlabelled examples together, by `FixMatch`.
///
///     let history = train(
///       model, on: labelled, unlabelled: others.inputs, steps: 700, by: Adam(learningRate: 0.002),
///       consistency: FixMatch(weak: .shift(pixels: 1), strong: .shift(pixels: 2).then(.cutout(size: 5))), seed: 1)
///     history.sureShares
///
/// - Parameters:
///   - model: from inputs [n, …] to logits [n, classes].
///   - unlabelled: [m, …].
///   - batchSize: labelled examples of a step; of unlabelled ones, `ratio` times as many, at most all.
@discardableResult
public func train(
  _ model: any Layer, on labelled: Examples, unlabelled: NDArray, batchSize: Int = 32, steps: Int,
  by rule: any UpdateRule, consistency: FixMatch, seed: UInt64 = RandomSource.currentSeed, threads: Int? = nil,
  reporting: Reporting = Reporting(), observe: @escaping (TrainingEvent) -> Void = { _ in }
) -> FixMatchHistory {
  checkUnlabelled(unlabelled, like: labelled, "train(…, consistency:)")
  let batches = Batches(
    labelled, size: Swift.min(batchSize, labelled.count), seed: seed, augmentation: consistency.weak)
  let views = Views(
    unlabelled, batchSize: batches.size * consistency.ratio, seed: seed, consistency.weak, consistency.strong)
  let first = (batches[0], views[0])
  let (x, y) = (Input("x", first.0.inputs), Input("y", first.0.targets))
  let (weak, strong) = (Input("weak", first.1.first), Input("strong", first.1.second))
  var watched: Tensor!
  let program = buildStep(of: model, steps: steps) { pass in
    let known = softmaxCrossEntropy(logits: pass.run(model, on: x), labels: y)
    let guess = softmax(pass.run(model, on: weak))
    let answer = pass.run(model, on: strong)
    let (consistent, share) = consistencyLoss(answer, guess, threshold: consistency.threshold)
    watched = share
    let loss = pass.addingPenalties(to: phase(.loss) { known + consistency.weight * consistent })
    return Program(
      minimizing: loss, over: model.parameters, by: rule, memory: OptimizerMemory(), alongside: pass.updates,
      watching: [share])
  }
  var shares: [Double] = []
  var loop = TrainingLoop(steps: steps)
  loop.isWhole = true
  loop.threads = threads
  loop.reporting = reporting
  loop.observe = observe
  loop.afterStep = { step, made in shares.append(made.value(of: watched, at: step).scalar) }
  let history = loop.train(
    Course(
      program,
      .feed { step in
        let (batch, pair) = (batches[step], views[step])
        return [(x, batch.inputs), (y, batch.targets), (weak, pair.first), (strong, pair.second)]
      }))
  return FixMatchHistory(training: history, sureShares: Array(shares.prefix(history.losses.count)))
}

/// The second term of FixMatch's loss, and the share of examples that take part in it.
///
/// - Parameters:
///   - logits: of strongly changed examples, [m, classes].
///   - guess: probabilities of the weakly changed ones, [m, classes]. No gradient flows to them.
///   - threshold: τ.
public func consistencyLoss(_ logits: Tensor, _ guess: Tensor, threshold: Double) -> (loss: Tensor, share: Tensor) {
  guard logits.shape.rank == 2, logits.shape == guess.shape else {
    stop(
      shapes: "consistencyLoss expects logits and probabilities of one shape, [m, classes]; got \(logits.shape) and "
        + "\(guess.shape).")
  }
  checkThreshold(threshold, "consistencyLoss")
  return phase(.loss) {
    module("consistency") {
      let guess = guess.detached()
      let level = Tensor(threshold, name: "τ", type: guess.elementType)
      let isSure = (max(guess, axes: [1]) .>= level).named("is sure")
      let label = argmax(guess, axis: 1).detached().named("pseudo-label")
      let costs = softmaxCrossEntropy(logits: logits, labels: label, reduction: .none)
      return (mean(isSure * costs), mean(isSure).named("share of sure ones"))
    }
  }
}
