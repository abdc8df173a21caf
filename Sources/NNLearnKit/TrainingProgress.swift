import Display
import Explain
import Tensors
import Training

extension Reporting {
  /// On the page: where training takes long, how far it has come and the loss; and always what its reader should know, once
  /// in a cell.
  package static func showOnPage() {
    useAsStandard(every: .milliseconds(100)) {
      var isLong = false
      return { progress in
        if let notice = progress.notice {
          Outlet.sendOnce(.diagnostic(Diagnostic("training-notice", severity: .note, notice)))
        }
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
