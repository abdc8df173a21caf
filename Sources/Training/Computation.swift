import Autodiff
import Planning
import Tensors

/// Values that are computed again and again, on a plan.
package final class Computation {
  private let outputs: [Tensor]
  private let plan: Plan

  package convenience init(_ output: Tensor, threads: Int? = nil) { self.init([output], threads: threads) }

  package init(_ outputs: [Tensor], threads: Int? = nil) {
    self.outputs = outputs
    do {
      plan = try Plan(Program(outputs), threads: threads)
    } catch {
      stop("this was not computed: \(error)")
    }
  }

  /// Takes the numbers that parameters and inputs hold now.
  package func loadParameters() { plan.loadLeaves() }

  /// Gives an input or parameter numbers for this computation only: its own stay as they are.
  /// - Precondition: of its shape and element type.
  package func set(_ variable: Variable, _ contents: NDArray) { plan.set(variable, contents) }

  package func value() -> NDArray { values()[0] }

  /// All outputs, computed once.
  package func values() -> [NDArray] {
    plan.run()
    return outputs.map(plan.value(of:))
  }
}
