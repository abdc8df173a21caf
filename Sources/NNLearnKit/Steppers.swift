import Display
import Synchronization

/// The steppers that cells have shown, so that a reader can move them later.
package enum Steppers {
  private struct State: @unchecked Sendable {
    var live: [Int: any Steppable] = [:]
    var next = 0
  }
  private static let state = Mutex(State())

  /// The first number for the steppers of the cell that runs next.
  package static func startNumbering(at first: Int) {
    state.withLock { $0.next = first }
  }

  static func register(_ stepper: any Steppable) -> Output {
    nonisolated(unsafe) let stepper = stepper
    let id = state.withLock { state in
      state.live[state.next] = stepper
      state.next += 1
      return state.next - 1
    }
    do {
      return .steps(StepThrough(id: id, title: stepper.title, view: try stepper.perform(.show)))
    } catch {
      return .diagnostic(diagnostic(error))
    }
  }

  package static func perform(
    _ command: StepCommand, on id: Int, showing extent: StepExtent
  ) -> Result<StepView, Diagnostic> {
    guard let stepper = state.withLock({ $0.live[id].map { UncheckedBox($0) } })?.value else {
      return .failure(
        Diagnostic("no-such-stepper", "No stepper \(id) is live.", hint: "Run the cell that shows it again."))
    }
    do {
      return .success(try stepper.perform(command, showing: extent))
    } catch {
      return .failure(diagnostic(error))
    }
  }

  private static func diagnostic(_ error: any Error) -> Diagnostic {
    error as? Diagnostic ?? Diagnostic("step-failed", "The stepper cannot do that: \(error).")
  }

  private struct UncheckedBox: @unchecked Sendable {
    let value: any Steppable
    init(_ value: any Steppable) { self.value = value }
  }
}
