import Foundation
import Numerals
import Synchronization

/// How far a training has come, for showing.
public struct TrainingProgress: Sendable {
  /// How many steps have been made, of how many.
  public let stepsDone: Int
  public let stepsTotal: Int
  public let losses: [Double]
  public let stepsPerSecond: Double
  /// Since training began.
  public let seconds: Double

  /// nil before the first step.
  public var secondsLeft: Double? {
    stepsPerSecond > 0 ? Double(stepsTotal - stepsDone) / stepsPerSecond : nil
  }

  /// "step 120 of 450 · 240 a second · 2 s left · loss 0.214"
  public var line: String {
    var parts = ["step \(stepsDone) of \(stepsTotal)"]
    if stepsPerSecond > 0 { parts.append("\(significantText(stepsPerSecond, digits: 3)) a second") }
    if let secondsLeft, stepsDone < stepsTotal { parts.append("\(Int(secondsLeft.rounded(.up))) s left") }
    if let loss = losses.last { parts.append("loss \(significantText(loss, digits: 3))") }
    return parts.joined(separator: " · ")
  }
}

/// Who is shown how far a training has come, and how often.
public struct Reporting {
  public let interval: Duration
  public let report: (TrainingProgress) -> Void

  /// - Parameter report: called every `interval`, and once at the end.
  public init(every interval: Duration = .milliseconds(50), _ report: @escaping (TrainingProgress) -> Void) {
    self.interval = interval
    self.report = report
  }

  public static var silent: Reporting { Reporting { _ in } }

  /// What every training does that is not told otherwise: in a lesson progress on the page; in a program of your own a
  /// line on its terminal, once it takes longer than a second.
  public init() {
    let standard = Self.standard.withLock { $0 }
    self.init(every: standard.interval, standard.make())
  }

  private struct Standard: Sendable {
    var interval = Duration.milliseconds(100)
    var make: @Sendable () -> (TrainingProgress) -> Void = { terminalLine() }
  }

  private static let standard = Mutex(Standard())

  /// Replaces what trainings do that are not told otherwise.
  /// - Parameter make: called once for each training.
  package static func useAsStandard(
    every interval: Duration, _ make: @escaping @Sendable () -> (TrainingProgress) -> Void
  ) {
    standard.withLock { $0 = Standard(interval: interval, make: make) }
  }

  private static func terminalLine() -> (TrainingProgress) -> Void {
    guard isatty(STDERR_FILENO) == 1 else { return { _ in } }
    var isShown = false
    return { progress in
      let isLast = progress.stepsDone == progress.stepsTotal
      guard isShown || (progress.seconds > 1 && !isLast) else { return }
      isShown = true
      FileHandle.standardError.write(Data("\r\u{1B}[K\(progress.line)\(isLast ? "\n" : "")".utf8))
    }
  }
}
