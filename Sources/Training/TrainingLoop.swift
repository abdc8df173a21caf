import Autodiff
import Planning
import Tensors

/// The loop over training steps, whoever computes them.
struct TrainingLoop {
  let steps: Int
  let threads: Int?
  let interval: Duration
  /// After every so many steps the parameters are given what was learnt so far, and measured.
  var stepsPerEpoch: Int?
  var measure: (() -> Double)?

  init(steps: Int, threads: Int?, interval: Duration) {
    guard steps >= 0 else { stop("a number of training steps was wanted, 0 or more, but \(steps) came.") }
    self.steps = steps
    self.threads = threads
    self.interval = interval
  }

  func train(_ course: Course, report: (TrainingProgress) -> Void) -> History {
    let (made, notice) = executor(of: course)
    var meter = Meter(stepsTotal: steps, interval: interval, notice: notice)
    var ending = History.Ending.completed
    var validationLosses: [Double] = []
    for step in 0..<steps {
      if Cancellation.isRequested {
        ending = .cancelled
        break
      }
      if let problem = made.make(step) {
        ending = .diverged(problem)
        break
      }
      if let stepsPerEpoch, let measure, (step + 1) % stepsPerEpoch == 0 {
        made.storeParameters()
        validationLosses.append(measure())
      }
      if meter.isDue() { report(meter.progress(of: made.run)) }
    }
    if case .diverged = ending {} else if let problem = made.lateProblem() { ending = .diverged(problem) }
    made.storeParameters()
    report(meter.progress(of: made.run))
    return History(
      losses: made.run.losses, ending: ending, run: made.run, stepsPerEpoch: stepsPerEpoch,
      validationLosses: validationLosses, notice: notice)
  }

  /// The plan, or where there is none the reference kernels and why.
  private func executor(of course: Course) -> (any TrainingSteps, notice: String?) {
    do {
      return (try PlannedSteps(course, threads: threads), nil)
    } catch  where error.kind == .notPlannable {
      return (ReferenceSteps(course), "Trained by the reference kernels, which are slower: \(error)")
    } catch {
      stop("training was not begun: \(error)")
    }
  }
}

/// When to report, and how fast it goes.
private struct Meter {
  let stepsTotal: Int
  let interval: Duration
  let notice: String?
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now

  init(stepsTotal: Int, interval: Duration, notice: String?) {
    self.stepsTotal = stepsTotal
    self.interval = interval
    self.notice = notice
  }

  mutating func isDue() -> Bool {
    let now = ContinuousClock.now
    guard now - last >= interval else { return false }
    last = now
    return true
  }

  func progress(of run: Run) -> TrainingProgress {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return TrainingProgress(
      stepsDone: run.losses.count, stepsTotal: stepsTotal, losses: run.losses,
      stepsPerSecond: seconds > 0 ? Double(run.losses.count) / seconds : 0, notice: notice)
  }
}
