import Autodiff
import Explain
import Networks
import Tensors
import Testing

@Suite struct LossStepTests {
  /// Each event of the loss's own operations: "|e| = abs(p−y)   …".
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
        "p−y = p − y = 3 − 1 = 2", "|e| = abs(p−y) = |2| = 2, since 2 > 0", "δ = 1",
        "c = minimum(|e|, δ) = min(2, 1) = 1, since 2 > 1",
        "0.5 = 0.5", "0.5·c = 0.5 · c = 0.5 · 1 = 0.5", "|e|−0.5·c = |e| − (0.5·c) = 2 − 0.5 = 1.5",
        "c·(|e|−0.5·c) = c · (|e|−0.5·c) = 1 · 1.5 = 1.5", "mean 10 = mean(c·(|e|−0.5·c)) = (1.5) / 1 = 1.5",
      ])
  }

  @Test(arguments: Losses.all) func everyStepHasAWorking(_ loss: NamedLoss) {
    let (prediction, target) = loss.sample(type: .float64)
    let lines = lines(loss(Parameter("z", prediction), Input("y", target)))
    #expect(lines.count > 1 && lines.allSatisfy { $0.contains(" = ") })
  }
}
