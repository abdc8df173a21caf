import Autodiff
import Datasets
import Display
import Explain
import Foundation
import Optimizers
import Tensors
import Testing
import Training

/// NaN, infinity and zero are spelled one way, however they reach the screen and whatever sign their bits have.
@Suite struct SpecialNumberTests {
  private static let numbers: [Double] = [
    .nan, -.nan, 0 / -Double.infinity * .infinity, .infinity, -.infinity, -0.0, 1,
  ]

  /// Everything that the same number is printed by.
  private func texts(_ x: Double, _ type: ElementType) throws -> [String] {
    let w = Parameter("w", [x, 1], type: type)
    let scalar = Parameter("s", x, type: type)
    let constant = Tensor(x, type: type)
    let loss = sum(w * w) * scalar + constant
    let program = Program(minimizing: loss, over: [w, scalar], by: Momentum(learningRate: 0.5))
    let stepper = Stepper(program, steps: 2)
    var texts = [
      "\(w.value)", "\(scalar.value)", "\(scalar.value.scalar.isNaN ? scalar.scalar : 0)", format(x),
      w.value.summaryText, scalar.value.summaryText, format(x, significantDigits: 2), formatSpread(of: [x, 1]),
      program.graph.description, DemoFrame.KeyNumber("k", x, decimals: 2).text, MetricValue.value(x).description,
      "\(Attributes.number(x))", GradientLedgerText.text(loss, w),
    ]
    for output in [w.output, scalar.output, Summary(of: w.value).output, w.value.output] {
      texts.append("\(output)")
    }
    repeat {
      let view = stepper.view()
      texts += view.working + [view.localDerivative, view.headline] + view.events.map(\.value)
      texts += view.graph.nodes.flatMap { [$0.value, $0.gradient, $0.name] }
      texts += (view.ledger?.entries ?? []).flatMap { [$0.contribution, $0.runningSum, $0.source] }
    } while stepper.forward()
    stepper.move(toName: "s")
    texts.append(stepper.whatIf(x))
    let rows = gradientCheck(of: loss, with: [w])
    texts += table(of: rows).rows.flatMap { $0 }
    texts.append("\(train(program, steps: 2))")
    return texts
  }

  private enum GradientLedgerText {
    static func text(_ loss: Tensor, _ w: Tensor) -> String {
      GradientLedger(of: gradient(of: loss, with: w)).map { "\($0.output)" } ?? ""
    }
  }

  @Test(arguments: numbers, [ElementType.float32, .float64]) func oneSpelling(_ x: Double, _ type: ElementType) throws {
    for text in try texts(x, type) {
      // Swift's own spellings, and those of C; the case `.nan` of a debug description is none of ours.
      #expect(!text.contains(/NaN|NAN|-nan|−nan|\binf\b|\bINF\b|-inf|[-−]0(\.0+)?(?![\d.e%])/), "\(text)")
    }
  }

  @Test func whatTheyAre() {
    #expect(NDArray([.nan, -.nan, .infinity, -.infinity, -0.0, 0.1]).description == "[nan, nan, ∞, −∞, 0, 0.1]")
    #expect(NDArray([-.nan, 0.1], type: .float64).description == "[nan, 0.1]")
    #expect([Double.nan, -.nan, .infinity, -.infinity, -0.0].map { format($0) } == ["nan", "nan", "∞", "−∞", "0"])
    #expect(NDArray([.nan, -.nan]).summaryText == "all nan")
    #expect(NDArray([.infinity, -.infinity]).summaryText == "2 not finite")
  }
}
