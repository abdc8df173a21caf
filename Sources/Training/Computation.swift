import Autodiff
import Planning
import Tensors

/// A value that is computed again and again: on a plan or, where it cannot be planned, by the reference kernels.
final class Computation {
  private let output: Tensor
  private let executor: Executor

  private enum Executor {
    case plan(Plan)
    case reference(Execution)
  }

  init(_ output: Tensor, threads: Int? = nil) {
    self.output = output
    let program = Program(output)
    do {
      executor = .plan(try Plan(program, threads: threads))
    } catch  where error.kind == .notPlannable {
      executor = .reference(Execution(program.graph))
    } catch {
      stop("this was not computed: \(error)")
    }
  }

  /// Takes the numbers that parameters and inputs hold now.
  func loadParameters() {
    switch executor {
    case .plan(let plan): plan.loadLeaves()
    case .reference(let execution): execution.loadLeaves()
    }
  }

  /// - Precondition: of the input's shape and element type.
  func set(_ input: Input, _ contents: NDArray) {
    switch executor {
    case .plan(let plan):
      plan.set(input, contents)
    case .reference(let execution):
      guard let id = execution.graph.id(of: input) else { return }
      execution.rewind(to: 0)
      execution.store(contents, in: id)
    }
  }

  func value() -> NDArray {
    switch executor {
    case .plan(let plan):
      plan.run()
      return plan.value(of: output)
    case .reference(let execution):
      execution.run()
      return execution.value(of: output)
    }
  }
}
