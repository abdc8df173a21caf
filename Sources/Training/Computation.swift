import Autodiff
import Planning
import Tensors

/// Values that are computed again and again: on a plan or, where they cannot be planned, by the reference kernels.
package final class Computation {
  private let outputs: [Tensor]
  private let executor: Executor

  private enum Executor {
    case plan(Plan)
    case reference(Execution)
  }

  package convenience init(_ output: Tensor, threads: Int? = nil) { self.init([output], threads: threads) }

  package init(_ outputs: [Tensor], threads: Int? = nil) {
    self.outputs = outputs
    let program = Program(outputs)
    do {
      executor = .plan(try Plan(program, threads: threads))
    } catch  where error.kind == .notPlannable {
      executor = .reference(Execution(program.graph))
    } catch {
      stop("this was not computed: \(error)")
    }
  }

  /// Takes the numbers that parameters and inputs hold now.
  package func loadParameters() {
    switch executor {
    case .plan(let plan): plan.loadLeaves()
    case .reference(let execution): execution.loadLeaves()
    }
  }

  /// Gives an input or parameter numbers for this computation only: its own stay as they are.
  /// - Precondition: of its shape and element type.
  package func set(_ variable: Variable, _ contents: NDArray) {
    switch executor {
    case .plan(let plan):
      plan.set(variable, contents)
    case .reference(let execution):
      guard let id = execution.graph.id(of: variable) else { return }
      execution.rewind(to: 0)
      execution.store(contents, in: id)
    }
  }

  package func value() -> NDArray { values()[0] }

  /// All outputs, computed once.
  package func values() -> [NDArray] {
    switch executor {
    case .plan(let plan):
      plan.run()
      return outputs.map(plan.value(of:))
    case .reference(let execution):
      execution.run()
      return outputs.map(execution.value(of:))
    }
  }
}
