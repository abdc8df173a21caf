import Numerals

/// What happens in a training, told as it happens: `train(…, observe: { event in … })`. Values only: who is told changes
/// nothing, but may ask to stop: `Cancellation.request()`.
public enum TrainingEvent: Sendable, Equatable {
  /// - Parameter step: the first step to be made: 0, or where a checkpoint goes on.
  case began(step: Int, of: Int)
  /// - Parameter loss: of the parameters before the step's update.
  case step(Int, loss: Double)
  /// An epoch has ended; the model's parameters hold what was learnt so far.
  case epoch(EpochSummary)
  case saved(checkpoint: String, step: Int)
  case ended(History.Ending)
}

/// What is known after an epoch.
public struct EpochSummary: Sendable, Equatable, CustomStringConvertible {
  /// Counted from 0.
  public let epoch: Int
  /// The mean of its examples' losses, each as it was when its batch was trained on.
  public let trainingLoss: Double
  /// On the validation examples; nil without such examples.
  public let validationLoss: Double?
  /// On the validation examples, in the order in which the metrics were asked for.
  public let metrics: [MetricValue]
  /// Is this validation loss the best so far?
  public let isBest: Bool

  /// "epoch 3: loss 0.4312, validation loss 0.5021, accuracy 0.91, best so far"
  public var description: String {
    var facts = ["loss \(significantText(trainingLoss))"]
    if let validationLoss { facts.append("validation loss \(significantText(validationLoss))") }
    facts += metrics.map { "\($0)" }
    if isBest { facts.append("best so far") }
    return "epoch \(epoch): " + facts.joined(separator: ", ")
  }
}
