import Autodiff
import Datasets
import Networks
import Numerals
import Tensors
import Training

/// What an attack did to a classifier: its answers before and after.
///
///     let result = AttackResult(FastGradientSign(epsilon: 0.1), on: model, with: digits)
///     result.accuracy.after
public struct AttackResult: Sendable, CustomStringConvertible {
  public let attack: any Attack
  /// As they were, with the true labels.
  public let originals: Examples
  /// As they are now, with the same labels.
  public let examples: Examples
  /// The labels that the attacker wanted, [n]; nil: any but the true ones.
  public let wanted: NDArray?
  /// What the model answered, and how sure it was.
  public let before: Confidence
  public let after: Confidence

  /// - Parameters:
  ///   - model: from inputs [n, …] to logits [n, k], each of its own input only.
  ///   - examples: inputs [n, …] within the attack's range, and labels [n].
  ///   - loss: what the attack climbs.
  ///   - targets: the labels that the model shall be made to answer, [n]; nil: any but the true ones.
  public init(
    _ attack: any Attack, on model: any Layer, with examples: Examples,
    loss: Loss = softmaxCrossEntropy(logits:labels:), toward targets: NDArray? = nil
  ) {
    self.attack = attack
    originals = examples
    wanted = targets
    before = Confidence(of: model, on: examples.inputs)
    for labels in [examples.targets, targets].compactMap({ $0 }) {
      _ = before.checkedLabels(labels, rows: examples.count)
    }
    self.examples = attack.examples(for: model, loss: loss, on: examples, toward: targets)
    after = Confidence(of: model, on: self.examples.inputs)
  }

  /// The share of right answers, from 0 to 1. After an attack it is called robust accuracy.
  public var accuracy: (before: Double, after: Double) {
    (before.accuracy(originals.targets), after.accuracy(originals.targets))
  }

  /// Which examples the attack turned: the answer was right and is not any more or, toward labels, was another and is what
  /// the attacker wanted.
  public var turned: [Int] {
    let truths = originals.targets.doubles.map { Int($0) }
    guard let wanted = wanted?.doubles.map({ Int($0) }) else {
      return truths.indices.filter { before.labels[$0] == truths[$0] && after.labels[$0] != truths[$0] }
    }
    return truths.indices.filter { before.labels[$0] != wanted[$0] && after.labels[$0] == wanted[$0] }
  }

  /// The share of those that it could turn, which it turned; undefined when there was none.
  public var successRate: MetricValue {
    let aims = wanted ?? originals.targets
    let hits = zip(before.labels, aims.doubles).count { $0 == Int($1) }
    let candidates = wanted == nil ? hits : before.count - hits
    guard candidates > 0 else {
      return .undefined(wanted == nil ? "no answer was right before" : "every answer was as wanted before")
    }
    return .value(Double(turned.count) / Double(candidates))
  }

  /// What was added to each input, [n, …].
  public var perturbation: NDArray {
    let changes = zip(examples.inputs.doubles, originals.inputs.doubles).map { $0 - $1 }
    return NDArray(changes, shape: examples.inputs.shape, type: examples.inputs.elementType)
  }

  /// "FGSM, ε 0.1: accuracy 0.97 → 0.12"
  public var description: String {
    let accuracy = accuracy
    return "\(attack): accuracy \(significantText(accuracy.before)) → \(significantText(accuracy.after))"
  }
}
