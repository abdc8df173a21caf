import Autodiff
import Tensors

/// How long a training step is: a number, which stays the same, or a schedule, which changes from step to step.
///
///     Adam(learningRate: 0.001)
///     Adam(learningRate: CosineDecay(from: 0.01, steps: 500))
///     Adam(learningRate: WarmUp(steps: 50, then: CosineDecay(from: 0.01, steps: 450)))
///
/// It asks for nothing, so that numbers, which are rates, get no new members. To write one of your own, see
/// `LearningRateSchedule`.
public protocol LearningRate: Sendable, CustomStringConvertible {}

extension Double: LearningRate {}
extension Int: LearningRate {}

/// A learning rate that changes from step to step. Only `rate(at:)` must be written:
///
///     struct InverseTime: LearningRateSchedule {
///       func rate(at t: Tensor) -> Tensor { 0.1 / (1 + t / 100) }
///     }
///     Adam(learningRate: InverseTime())
///
/// A schedule is made of operations on a counter of the steps, which the rule's memory keeps; so it is stepped through, drawn,
/// compiled and rewound like everything else. A step is one update: an epoch has as many as it has batches.
///
/// To add one to the library: a struct in a file of its own, its paper and formula above it, with everything below, and an
/// entry in `LearningRates.all`.
public protocol LearningRateSchedule: LearningRate {
  /// As lessons call it: "cosine decay".
  static var name: String { get }
  /// On one line, from the step t = 0, 1, …
  static var formula: String { get }
  /// The publication: authors, year and place.
  static var source: String { get }

  /// How many steps a training with it has; nil: any number. Training refuses another.
  var length: Int? { get }
  /// The same schedule for a training of so many steps, where its length was left open: `OneCycle(peak: 0.003)`. Left out:
  /// itself.
  func fitted(to steps: Int) -> any LearningRateSchedule
  /// The rate as operations.
  /// - Parameter t: the number of the step, counted from 0: a scalar.
  func rate(at t: Tensor) -> Tensor
  /// The same as a number: for charts.
  func value(at step: Int) -> Double
}

extension LearningRateSchedule {
  public static var name: String { "\(Self.self)" }
  public static var formula: String { "" }
  public static var source: String { "" }
  public var description: String { settingsText(self) }

  public var length: Int? { nil }
  public func fitted(to steps: Int) -> any LearningRateSchedule { self }
  public func value(at step: Int) -> Double { rate(at: Tensor(Double(step), type: .float64)).scalar }

  /// The rates of the first steps: for charts.
  public func values(_ steps: Int) -> [Double] { (0..<steps).map { value(at: $0) } }
}

/// Every kind of learning rate there is, with settings that suit a training of a few hundred steps.
public enum LearningRates {
  public static let all: [any LearningRateSchedule] = [
    ConstantRate(0.1), StepDecay(from: 0.1, factor: 0.5, every: 30), ExponentialDecay(from: 0.1, factor: 0.99),
    PolynomialDecay(from: 0.1, steps: 100), CosineDecay(from: 0.1, steps: 100), OneCycle(peak: 0.1, steps: 100),
    WarmUp(steps: 10, then: CosineDecay(from: 0.1, steps: 90)), ExponentialGrowth(from: 1e-4, to: 1, steps: 100),
  ]
}

/// The same rate at every step, which is what a number stands for.
public struct ConstantRate: LearningRateSchedule {
  public static let name = "constant"
  public static let formula = "η"
  public static let source = "–"

  public let rate: Double

  public init(_ rate: Double) { self.rate = rate }

  public func value(at step: Int) -> Double { rate }
  public func rate(at t: Tensor) -> Tensor { Tensor(rate, name: "η", type: t.elementType) }
  public var description: String { "\(rate)" }
}

extension LearningRate {
  /// Itself, or the number as a constant rate.
  package var schedule: any LearningRateSchedule {
    switch self {
    case let schedule as any LearningRateSchedule: schedule
    case let number as Double: ConstantRate(number)
    case let number as Int: ConstantRate(Double(number))
    default: stop("learningRate must be a number or a LearningRateSchedule; got \(type(of: self)).")
    }
  }
}

// MARK: - For rules

/// η as an update uses it, and what it changes from step to step: the counter of a schedule.
func rate(
  _ learningRate: any LearningRate, like parameters: [Parameter], memory: OptimizerMemory
) -> (η: Tensor, updates: [Assignment]) {
  let schedule = TrainingLength.fitted(learningRate.schedule)
  if let constant = schedule as? ConstantRate { return (setting("η", constant.rate, like: parameters), []) }
  let t = memory.number("t", type: parameters.first?.elementType ?? .float32)
  let η = module("schedule") { schedule.rate(at: t) }.named("η")
  guard let length = schedule.length else { return (η, [Assignment(t, t + 1)]) }
  return (η, [Assignment(t, t + 1, scheduledFor: length, by: "\(schedule)")])
}

/// - Parameter name: the argument's, as it is written in the call.
func checkLearningRate(_ learningRate: any LearningRate, _ name: String = "learningRate") {
  let first = learningRate.schedule.value(at: 0)
  guard first > 0, first.isFinite else {
    stop("\(name) must be above 0 and finite; got \(first). Try 0.1, and divide by 10 while the loss grows.")
  }
}

/// - Parameter steps: nil: those of the training.
func checkSteps(_ steps: Int?, _ name: String = "steps") {
  guard steps ?? 1 > 0 else { stop("\(name) must be at least 1; got \(steps!).") }
}

/// How many steps a schedule has; ends with a sentence where that is still open.
func known(_ steps: Int?, _ schedule: any LearningRateSchedule) -> Int {
  guard let steps else { stop(openLength(schedule)) }
  return steps
}

private func openLength(_ schedule: any LearningRateSchedule) -> String {
  "\(schedule) does not know how many steps its training has. train(model, on: …) and train(on: …) { … } tell it; elsewhere, say "
    + "so: steps: 200."
}

/// How many updates the training makes for which a step is being built.
package enum TrainingLength {
  /// nil: not known.
  @TaskLocal package static var current: Int?

  static func fitted(_ schedule: any LearningRateSchedule) -> any LearningRateSchedule {
    current.map { $0 > 0 ? schedule.fitted(to: $0) : schedule } ?? schedule
  }
}

/// "InverseRoot(start: 0.1)": a type and its stored properties.
func settingsText(_ value: Any) -> String {
  let settings = Mirror(reflecting: value).children.map { "\($0.label.map { $0 + ": " } ?? "")\($0.value)" }
  return "\(type(of: value))(\(settings.joined(separator: ", ")))"
}

/// - Parameter end: the rate that a decay approaches.
func checkEnd(
  _ end: Double, of start: Double, _ name: String = "The last rate (to:)", _ limit: String = "the first rate"
) {
  guard end >= 0, end <= start else {
    stop("\(name) must be at least 0 and at most \(limit), \(start); got \(end).")
  }
}
