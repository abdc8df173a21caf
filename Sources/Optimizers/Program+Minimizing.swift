import Autodiff

extension Program {
  /// One training step: the loss, its gradients, and the update that a rule makes of them.
  ///
  ///     let program = Program(minimizing: loss, over: [w, b], by: GradientDescent(learningRate: 0.1))
  ///
  /// - Parameters:
  ///   - parameters: what is changed; one that is listed twice is one.
  ///   - memory: shared with other programs that train the same parameters, for batches of another size.
  ///   - clipping: changes the gradients before the update, for example `{ clippedByNorm($0, limit: 1) }`.
  ///   - alongside: further changes of each training step, such as those of a training pass: `pass.updates`.
  ///   - watching: further values that the program computes, for showing.
  public init(
    minimizing loss: Tensor, over parameters: [Parameter], by rule: any UpdateRule,
    memory: OptimizerMemory = .automatic(), clipping: ([Tensor]) -> [Tensor] = { $0 },
    alongside others: [Assignment] = [], watching: [Tensor] = []
  ) {
    let parameters = parameters.distinct
    memory.serve(rule)
    let slopes = clipping(gradients(of: loss, with: parameters))
    let updates = rule.updates(of: parameters, with: slopes, memory: memory)
    self.init(loss: loss, updates: updates + others, watching: watching)
  }
}
