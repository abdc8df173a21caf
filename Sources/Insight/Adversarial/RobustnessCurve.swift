import Autodiff
import Datasets
import Networks
import Numerals
import Tensors
import Training

/// How right a classifier stays under attacks of growing size: robust accuracy against ε.
///
///     RobustnessCurve(of: model, on: digits, epsilons: [0, 0.05, 0.1]) { FastGradientSign(epsilon: $0) }
///
/// An attack that finds nothing proves nothing: a curve says at most how much the model withstands.
public struct RobustnessCurve: Sendable, Equatable, CustomStringConvertible {
  /// In the inputs' unit.
  public let epsilons: [Double]
  /// The share of right answers at each ε, from 0 to 1.
  public let accuracies: [Double]

  /// - Parameters:
  ///   - model: from inputs [n, …] to logits [n, k], each of its own input only.
  ///   - examples: inputs [n, …] within the attacks' range, and labels [n].
  ///   - loss: what the attacks climb.
  ///   - attack: for each ε.
  public init(
    of model: any Layer, on examples: Examples, epsilons: [Double],
    loss: Loss = softmaxCrossEntropy(logits:labels:), attack: (_ epsilon: Double) -> any Attack
  ) {
    guard !epsilons.isEmpty else { stop("RobustnessCurve expects at least one ε; got none.") }
    self.epsilons = epsilons
    accuracies = epsilons.map { epsilon in
      let attacked = attack(epsilon).examples(for: model, loss: loss, on: examples)
      return Confidence(of: model, on: attacked.inputs).accuracy(examples.targets)
    }
  }

  /// "0 → 0.97, 0.05 → 0.62, 0.1 → 0.11"
  public var description: String {
    zip(epsilons, accuracies).map { "\(significantText($0)) → \(significantText($1))" }.joined(separator: ", ")
  }
}
