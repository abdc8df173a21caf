import Autodiff
import CKernels

extension Lowering {
  /// A parameter that is given another's numbers gets those from before the step, whichever of the two is written first: they
  /// are copied before any parameter changes.
  mutating func copyAssignedParameters(_ program: Program) {
    let changed = Set(program.assignments.map { values[$0.before].node })
    for assignment in program.assignments {
      let value = values[assignment.after]
      guard changed.contains(value.node), value.node != values[assignment.before].node || !value.view.isContiguous
      else { continue }
      values[assignment.after] = add(.elementwise(NN_COPY, 0), [value], value.shape, for: assignment.after)
    }
  }
}
