import Display
import Tensors

/// Stops the cell unless `value` is what the prose around it relies on: at most `tolerance` away from `wanted`.
///
/// `expect("accuracy", accuracy, near: 0.97, within: 0.01)`. `nnlearn check` then fails when the number has drifted.
public func expect(_ what: String, _ value: Double, near wanted: Double, within tolerance: Double) {
  guard !(abs(value - wanted) <= tolerance) else { return }
  stop(
    expectation: "The text relies on this: \(what) is \(format(wanted)), give or take \(format(tolerance)). "
      + "It is \(format(value)) now."
  )
}

/// Stops the cell unless `condition`, which the prose around it relies on, holds: `expect("ReLU is ahead", relu > tanh)`.
public func expect(_ what: String, _ condition: Bool) {
  if !condition { stop(expectation: "The text relies on this, and it is not so now: \(what).") }
}

/// The same without words: `expect(accuracy > 0.9)`.
public func expect(_ condition: Bool) {
  if !condition { stop(expectation: "The text relies on the condition of this `expect`, and it does not hold now.") }
}
