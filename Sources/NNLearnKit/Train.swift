import Autodiff
import Display
import Training

/// Trains as `train(_:steps:feed:report:)` does and, where that takes long, shows how far it has come and the loss.
@discardableResult
public func train(_ program: Program, steps: Int, feed: @escaping Feed) -> History {
  var isLong = false
  let start = ContinuousClock.now
  return Training.train(program, steps: steps, feed: feed, every: .milliseconds(100)) { progress in
    isLong = isLong || progress.stepsDone < progress.stepsTotal
    guard isLong else { return }
    Outlet.send(
      .progress(
        Progress(
          label: "training", fraction: Double(progress.stepsDone) / Double(max(progress.stepsTotal, 1)),
          unitsDone: progress.stepsDone, unitsTotal: progress.stepsTotal,
          secondsElapsed: (ContinuousClock.now - start) / .seconds(1), loss: thinned(progress.losses, to: 60))))
  }
}

/// The same with what the inputs hold now at every step.
@discardableResult
public func train(_ program: Program, steps: Int) -> History { train(program, steps: steps) { _ in [] } }
