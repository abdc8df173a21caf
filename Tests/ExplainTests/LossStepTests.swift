import Autodiff
import Explain
import Networks
import Tensors
import Testing

@Suite struct LossStepTests {
  /// Each event of the loss's own operations: "%3 = |%2|   …".
  private func lines(_ loss: Tensor) -> [String] {
    let stepper = Stepper(loss)
    var lines: [String] = []
    repeat {
      let view = stepper.view()
      if view.phase == .loss { lines.append(view.working.joined(separator: " ")) }
    } while stepper.forward()
    return lines
  }

  /// By hand: |e| = |3 − 1| = 2, cut off at δ = 1, so L = 1 · (2 − ½ · 1) = 1.5.
  @Test func huberReadsAsOnTheBlackboard() {
    let loss = huber(Parameter("p", 3, type: .float64), Input("y", 1, type: .float64))
    #expect(
      lines(loss) == [
        "%2 = p − y = 3 − 1 = 2", "|e| = abs(%2) = |2| = 2, since 2 > 0", "δ = 1",
        "c = minimum(|e|, δ) = min(2, 1) = 1, since 2 > 1",
        "0.5 = 0.5", "%7 = 0.5 · c = 0.5 · 1 = 0.5", "%8 = |e| − %7 = 2 − 0.5 = 1.5",
        "%9 = c · %8 = 1 · 1.5 = 1.5", "%10 = mean(%9) = (1.5) / 1 = 1.5",
      ])
  }

  @Test(arguments: Losses.all) func everyStepHasAWorking(_ loss: NamedLoss) {
    let (prediction, target) = loss.sample(type: .float64)
    let lines = lines(loss(Parameter("z", prediction), Input("y", target)))
    #expect(lines.count > 1 && lines.allSatisfy { $0.contains(" = ") })
  }
}
