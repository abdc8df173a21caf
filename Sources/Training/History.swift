import Autodiff
import Numerals

/// What happened in a training: the loss of every step, and how it ended.
public struct History: CustomStringConvertible {
  public enum Ending: Equatable, Sendable {
    /// All steps were made.
    case completed
    /// Someone asked to stop; the steps made so far count.
    case cancelled
    /// The validation loss had not improved for as long as early stopping bears.
    case stoppedEarly
    /// A step made a number that is NaN or infinite; it was not taken.
    case diverged(NonFinite)
  }

  /// One for each step, of the parameters before that step's update.
  public let losses: [Double]
  public let ending: Ending
  /// For any value of any step. Every step begins with what training had there, to the last bit: parameters were kept now and
  /// then, and plans make the steps between again. The step itself is executed operation by operation; sums that training
  /// split among threads are added in another order, which changes their last digits.
  public let run: Run
  /// How many steps make an epoch; nil where training knew of none.
  public let stepsPerEpoch: Int?
  /// What was known after each whole epoch; empty where training knew of none.
  public let epochs: [EpochSummary]
  /// The names of the metrics in `epochs`.
  public let metricNames: [String]
  /// With early stopping, the epoch whose parameters were put back, counted from 0.
  public let restoredEpoch: Int?
  /// The first step that was made here: nil unless a checkpoint was gone on from.
  public let resumedStep: Int?
  /// What the steps changed, as it was after the last one that was taken, in the order of the run's assignments.
  package let lastState: [UInt8]
  /// What the reader should know of the checkpoint: that training went on from it, or that it could not be written.
  public let notice: String?

  /// How many steps were taken: the last one of a training that diverged was not.
  package var lastStep: Int { if case .diverged = ending { losses.count - 1 } else { losses.count } }

  /// The loss on the validation examples after each whole epoch; empty without such examples.
  public var validationLosses: [Double] { epochs.compactMap(\.validationLoss) }

  /// A metric on the validation examples after each whole epoch; empty when it was not asked for.
  public func validation(_ metric: Metric) -> [MetricValue] {
    guard let column = metricNames.firstIndex(of: metric.name) else { return [] }
    return epochs.map { $0.metrics[column] }
  }

  /// The same as numbers, NaN where the metric is undefined: `history.validationNumbers(.accuracy)`.
  public func validationNumbers(_ metric: Metric) -> [Double] { validation(metric).map { $0.number ?? .nan } }

  /// The epoch with the smallest validation loss, counted from 0; nil without validation examples.
  public var bestEpoch: Int? { epochs.last { $0.isBest }?.epoch }

  /// The step with the smallest loss, the first of several; nil when no loss is finite.
  public var best: (step: Int, loss: Double)? {
    losses.indices.filter { losses[$0].isFinite }.min { losses[$0] < losses[$1] }.map { ($0, losses[$0]) }
  }

  /// "200 steps: loss 2.31 → 0.12, best 0.11 at step 190"; then, on lines of their own, what made it diverge, and the notice.
  public var description: String { [summary, notice].compactMap { $0 }.joined(separator: "\n") }

  private var summary: String {
    var text = losses.count == 1 ? "1 step" : "\(losses.count) steps"
    if let first = losses.first, let last = losses.last { text += ": loss \(short(first)) → \(short(last))" }
    if let best { text += ", best \(short(best.loss)) at step \(best.step)" }
    switch ending {
    case .completed: return text
    case .cancelled: return text + "; stopped on request"
    case .stoppedEarly:
      return text
        + "; stopped early after epoch \(epochs.count), with the parameters of epoch \((restoredEpoch ?? -1) + 1)"
    case .diverged(let problem): return text + "\n" + problem.description
    }
  }

  /// With six significant digits; `losses` has all of them.
  private func short(_ number: Double) -> String { significantText(number, digits: 6) }
}

/// The first operation of a training step whose result is NaN or infinite.
public struct NonFinite: Equatable, Sendable, CustomStringConvertible {
  /// Counted from 0.
  public let trainingStep: Int
  /// Its id in the program's graph.
  public let event: Int
  /// The operation as the graph prints it.
  public let operation: String
  /// Row-major position of its first such number, and the number.
  public let element: Int
  public let number: Double

  public var description: String {
    "Training stopped at step \(trainingStep): \(operation) made \(exactText(number)), at element \(element). "
      + "The parameters are as they were before this step. "
      + "A smaller learning rate often helps, or data whose numbers are all finite."
  }
}
