import Autodiff
import Tensors

// How soon a training got somewhere, what it cost, and the way that its parameters took.

extension History {
  /// How many epochs it took until the validation loss was below a goal; nil: it never was.
  public func epochs(untilLossBelow goal: Double) -> Int? {
    epochs.firstIndex { ($0.validationLoss ?? .infinity) < goal }.map { $0 + 1 }
  }

  /// How many epochs it took until a metric on the validation examples reached a goal; nil: it never did.
  public func epochs(until metric: Metric, isAtLeast goal: Double) -> Int? {
    validationNumbers(metric).firstIndex { $0 >= goal }.map { $0 + 1 }
  }

  /// The multiplications, additions and function values of all training steps of one epoch, with their updates; what
  /// measuring on validation examples costs is left out. 0 where training knew of no epochs, or ended within the first.
  public var flopsPerEpoch: Double {
    guard let steps = stepsPerEpoch, steps <= lastStep else { return 0 }
    return Double(steps - 1) * flops(ofStep: 0) + flops(ofStep: steps - 1)
  }

  /// A smaller last batch has a program of its own.
  private func flops(ofStep step: Int) -> Double { Double(run.program(ofStep: step).graph.flops) }

  /// What a parameter was before each training step: as many values as there are losses.
  ///
  ///     let history = train(Program(minimizing: loss, over: [w], by: Adam()), steps: 100)
  ///     history.values(of: w)[99]       // belongs to history.losses[99]
  public func values(of parameter: Parameter) -> [NDArray] {
    losses.indices.map { step in
      run.load(step: step)
      return run.execution.value(of: parameter)
    }
  }
}
