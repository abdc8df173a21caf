import Numerals
import Tensors

/// What happened in a game of generator and discriminator.
///
///     show(images: game.samples.last!.images)
///     show(game.training)                             // the discriminator's losses
///     show(Stepper(game.training, at: 10))            // any step of both, operation by operation
public struct AdversarialHistory: CustomStringConvertible {
  /// The steps, each of which trains both; its losses are the discriminator's.
  public let training: History
  /// Of each step, before its updates.
  public let generatorLosses: [Double]
  /// Of each step, the length of the generator's gradient.
  public let generatorGradients: [Double]
  /// What the generator made of the same noise before the first step, along the way and at the end: [samples, …] each.
  public let samples: [(step: Int, images: NDArray)]
  /// What the reader should know: that the discriminator won outright, from which step on; that classes had no labels.
  public let notices: [String]

  public var discriminatorLosses: [Double] { training.losses }

  /// "700 steps: discriminator 1.39 → 1.31, generator 0.69 → 0.82", and the notices.
  public var description: String {
    func change(_ losses: [Double]) -> String {
      guard let first = losses.first, let last = losses.last else { return "no step" }
      return "\(significantText(first, digits: 3)) → \(significantText(last, digits: 3))"
    }
    let steps = "\(training.losses.count) \(training.losses.count == 1 ? "step" : "steps")"
    var lines = ["\(steps): discriminator \(change(discriminatorLosses)), generator \(change(generatorLosses))"]
    if case .diverged(let problem) = training.ending { lines.append(problem.description) }
    return (lines + notices).joined(separator: "\n")
  }
}

/// Notices when a discriminator wins outright: so many steps in a row its loss is nearly the least there is, and there is little left to learn from.
struct OutrightWin {
  static let steps = 50

  /// A twentieth of the way from the least loss that the targets allow to that of one who guesses, 2 log 2.
  let limit: Double
  private(set) var begin: Int?
  private var run = 0
  private var firstGradient: Double?
  private var gradient = 0.0

  init(labelSmoothing: Double) {
    let entropy = [labelSmoothing, 1 - labelSmoothing].reduce(0) { sum, p in p > 0 ? sum - p * Double.log(p) : sum }
    limit = entropy + 0.05 * (2 * Double.log(2) - entropy)
  }

  /// - Parameter telling: the loss of telling real from made, without that of classes.
  mutating func note(step: Int, telling: Double, generatorGradient: Double) {
    firstGradient = firstGradient ?? generatorGradient
    guard begin == nil else { return }
    run = telling < limit ? run + 1 : 0
    if run == Self.steps {
      begin = step + 1 - Self.steps
      gradient = generatorGradient
    }
  }

  var notice: String? {
    guard let begin, let firstGradient else { return nil }
    let share = firstGradient > 0 ? gradient / firstGradient : 0
    return
      "From step \(begin) on the discriminator wins outright, for at least \(Self.steps) steps: its loss stays below "
      + "\(significantText(limit, digits: 2)) (guessing: 1.39), and the generator's gradient is then "
      + "\(significantText(share, digits: 2)) times what it was at step 0. A lower learning rate for the discriminator often helps, "
      + "or labelSmoothing: 0.1, or .nonSaturating in place of .saturating."
  }
}
