import Autodiff
import CKernels

extension Lowering {
  /// A parameter that is given another's numbers gets those from before the step, whichever of the two is written first: they
  /// are copied before any parameter changes. So is a kept value that is a parameter's own number, as the loss `sum(w)` of one w.
  mutating func copyAssignedParameters(_ program: Program, keeping kept: Set<Int>) {
    let changed = Set(program.assignments.map { values[$0.before].node })
    for id in kept.sorted()
    where changed.contains(values[id].node) && !program.assignments.contains(where: { $0.before == id }) {
      values[id] = add(.elementwise(NN_COPY, 0), [values[id]], values[id].shape, for: id)
    }
    for assignment in program.assignments {
      let value = values[assignment.after]
      guard changed.contains(value.node), value.node != values[assignment.before].node || !value.view.isContiguous
      else { continue }
      values[assignment.after] = add(.elementwise(NN_COPY, 0), [value], value.shape, for: assignment.after)
    }
  }
}
