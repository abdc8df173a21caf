import Autodiff

/// What makes a training step of a loss: an update rule, which follows gradients, or a genetic algorithm, which does not.
public protocol TrainingMethod: Sendable, CustomStringConvertible {
  /// One training step that lessens a loss.
  ///
  /// - Parameters:
  ///   - loss: one number.
  ///   - parameters: what is changed.
  ///   - seed: of the method's random draws, if it makes any.
  ///   - memory: shared with other programs that train the same parameters.
  ///   - others: further changes of each training step, such as those of a training pass.
  func program(
    minimizing loss: Tensor, over parameters: [Parameter], seed: UInt64, memory: OptimizerMemory,
    alongside others: [Assignment]
  ) -> Program
}

extension UpdateRule {
  public func program(
    minimizing loss: Tensor, over parameters: [Parameter], seed: UInt64, memory: OptimizerMemory,
    alongside others: [Assignment]
  ) -> Program {
    Program(minimizing: loss, over: parameters, by: self, memory: memory, alongside: others)
  }
}

extension GeneticAlgorithm: TrainingMethod {
  public func program(
    minimizing loss: Tensor, over parameters: [Parameter], seed: UInt64, memory: OptimizerMemory,
    alongside others: [Assignment]
  ) -> Program {
    Program(evolving: loss, over: parameters, by: self, seed: seed, memory: memory, alongside: others)
  }
}
