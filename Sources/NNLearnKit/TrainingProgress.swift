import Display
import Explain
import Tensors
import Training

extension Reporting {
  /// On the page: where training takes long, how far it has come and the loss.
  package static func showOnPage() {
    useAsStandard(every: .milliseconds(100)) {
      var isLong = false
      return { progress in
        isLong = isLong || progress.stepsDone < progress.stepsTotal
        guard isLong else { return }
        Outlet.send(
          .progress(
            Progress(
              label: "training", fraction: Double(progress.stepsDone) / Double(max(progress.stepsTotal, 1)),
              unitsDone: progress.stepsDone, unitsTotal: progress.stepsTotal, secondsElapsed: progress.seconds,
              loss: thinned(progress.losses, to: 60))))
      }
    }
  }
}
