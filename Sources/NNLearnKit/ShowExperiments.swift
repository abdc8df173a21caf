import Display
import Statistics

/// Shows what each arm reached, the tests of their differences, and the verdict. `show(result.chart)` draws it.
public func show(_ comparison: Comparison) {
  Outlet.send(comparison.output)
  Outlet.send(.table(comparison.tests))
  Outlet.send(.text(comparison.verdict + "\n"))
}

/// Shows what each arm reached at which rate, and says where the best lies at the edge of the grid. `show(sweep.chart)` draws
/// it, and `show(sweep.comparison())` compares the arms.
public func show(_ sweep: Sweep) {
  Outlet.send(sweep.output)
  if !sweep.warning.isEmpty { Outlet.send(.text(sweep.warning + "\n")) }
}
