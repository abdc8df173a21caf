import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors

/// What a training with pseudo-labels did, round by round.
public struct PseudoLabelHistory: CustomStringConvertible {
  /// One round: a training, and what the model then said of the unlabelled examples.
  public struct Round {
    public let training: History
    /// The unlabelled examples of whose class the model is sure enough, by their numbers, ascending.
    public let sure: [Int]
    /// The class that it gives each of them: a pseudo-label.
    public let labels: [Int]
    /// How many of them each class has. A class without any is being forgotten.
    public let classCounts: [Int]
  }

  public let rounds: [Round]

  /// "round 1: 1614 sure, by class 200, 180, …", a line for each round.
  public var description: String {
    rounds.enumerated().map { number, round in
      "round \(number + 1): \(round.sure.count) sure, by class "
        + round.classCounts.map(String.init).joined(separator: ", ")
    }.joined(separator: "\n")
  }
}

/// Trains a classifier with its own answers as labels. Lee 2013, "Pseudo-label: the simple and efficient semi-supervised learning method
/// for deep neural networks", in rounds as in self-training (Scudder 1965, doi:10.1109/TIT.1965.1053799).
///
/// The first round learns from the labels alone. After every round, each unlabelled example of whose class the model is sure enough gets that
/// class as its label, and the next round learns from these and the real labels together, from the weights that the model
/// had at the beginning. So errors of a round are not carried along in the weights, only in the labels.
///
///     let history = train(
///       model, on: labelled, unlabelled: others.inputs, rounds: 3, steps: 1200, threshold: 0.9, by: Adam(), seed: 1)
///     print(history)              // how many were sure, by class
///
/// - Parameters:
///   - model: from inputs [n, …] to logits [n, classes].
///   - unlabelled: [m, …].
///   - rounds: trainings after the first; 0: labels alone.
///   - steps: of each training. With too few, a round is less sure and less right than the one before it.
///   - threshold: how probable the model has to take its answer to be sure.
///   - augmentation: changes every batch, each time in another way.
///   - rule: each round begins with a new memory of its own.
@discardableResult
public func train(
  _ model: any Layer, on labelled: Examples, unlabelled: NDArray, rounds: Int, steps: Int, threshold: Double = 0.95,
  batchSize: Int = 32, by rule: any UpdateRule, seed: UInt64 = RandomSource.currentSeed,
  augmentation: Augmentation? = nil, threads: Int? = nil, reporting: Reporting = Reporting()
) -> PseudoLabelHistory {
  let caller = "train(…, unlabelled:, rounds:)"
  checkUnlabelled(unlabelled, like: labelled, caller)
  checkThreshold(threshold, caller)
  guard rounds >= 0, steps >= 1 else {
    stop("\(caller) expects 0 or more rounds of 1 or more steps; got \(rounds) of \(steps).")
  }
  model.nameParts()
  let begin = model.kept.map { (parameter: $0, numbers: $0.value) }
  var (examples, made): (Examples, [PseudoLabelHistory.Round]) = (labelled, [])
  for round in 0...rounds {
    for (parameter, numbers) in begin { parameter.set(numbers) }
    let history = fit(
      model, examples, steps, batchSize, rule, seed &+ UInt64(round), augmentation, threads, reporting)
    let (sure, labels, counts) = sureAnswers(of: model, unlabelled, threshold)
    made.append(PseudoLabelHistory.Round(training: history, sure: sure, labels: labels, classCounts: counts))
    if case .diverged = history.ending { break }
    if Cancellation.isRequested { break }
    examples = Examples(
      inputs: concatenate([labelled.inputs, unlabelled.rows(sure)]),
      targets: concatenate([
        labelled.targets, NDArray(labels.map(Double.init), shape: [labels.count], type: labelled.targets.elementType),
      ]))
  }
  return PseudoLabelHistory(rounds: made)
}

private func fit(
  _ model: any Layer, _ examples: Examples, _ steps: Int, _ batchSize: Int, _ rule: any UpdateRule, _ seed: UInt64,
  _ augmentation: Augmentation?, _ threads: Int?, _ reporting: Reporting
) -> History {
  let batches = Batches(
    examples, size: Swift.min(batchSize, examples.count), seed: seed, augmentation: augmentation)
  let (x, y) = (Input("x", batches[0].inputs), Input("y", batches[0].targets))
  let program = buildStep(of: model, steps: steps) { pass in
    let loss = model.trainingLoss({ softmaxCrossEntropy(logits: $0, labels: $1) }, x, y, pass)
    return rule.program(
      minimizing: loss, over: model.parameters, seed: seed, memory: OptimizerMemory(), alongside: pass.updates)
  }
  return train(program, steps: steps, feed: batches.feed(x, y), threads: threads, reporting: reporting)
}

private func sureAnswers(of model: any Layer, _ inputs: NDArray, _ threshold: Double) -> (
  sure: [Int], labels: [Int], counts: [Int]
) {
  let probabilities = predict({ softmax(model($0)) }, inputs)
  let (values, classes) = (probabilities.doubles, probabilities.shape[1])
  var (sure, labels, counts): ([Int], [Int], [Int]) = ([], [], [Int](repeating: 0, count: classes))
  for row in 0..<inputs.rowCount {
    let own = Array(values[row * classes..<(row + 1) * classes])
    let label = argmax(own)
    guard own[label] >= threshold else { continue }
    sure.append(row)
    labels.append(label)
    counts[label] += 1
  }
  return (sure, labels, counts)
}
