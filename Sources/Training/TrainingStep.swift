import Autodiff
import Networks
import Optimizers
import Planning
import Tensors

/// One training step, compiled: for training loops of your own, at the speed of `train`.
///
///     let (x, y) = (Input("x", batches[0].inputs), Input("y", batches[0].targets))
///     let step = TrainingStep(minimizing: meanSquaredError(model(x), y), over: model.parameters, by: Adam())
///     for number in 0..<200 {
///       x.set(batches[number].inputs)
///       y.set(batches[number].targets)
///       let loss = step()
///     }
///
/// Parameters and inputs hold, at every moment, what the last step made of them: they may be read, set, saved and trained by
/// other steps in between, as the two networks of a GAN are. Numbers that were read, `w.value`, stay what they are.
///
/// With a rule written on the spot, all parameters change at once, each by gradients of the parameters as they were:
///
///     let step = TrainingStep(minimizing: loss, over: [w, b]) { p, g in p - 0.1 * g }
///
/// `Stepper(step.program)` goes through what it does, operation by operation.
public final class TrainingStep {
  public let program: Program
  private let plan: Plan
  /// Whatever the program reads that can be set, and which of its versions the plan has.
  private var variables: [(variable: Variable, version: Int)]
  /// Where the variables that the step changes stand there, and what reads their numbers from the plan.
  private let changed: [(place: Int, read: () -> NDArray)]

  /// A step of any program that has a loss.
  ///
  /// - Parameter threads: how many share the work where there is enough of it; nil: as many as there are processors.
  public init(_ program: Program, threads: Int? = nil) {
    guard program.loss != nil, program.repeats else {
      stop(
        "TrainingStep expects a program with a loss and updates, such as Program(minimizing: loss, over: [w, b], by: rule)."
      )
    }
    checkComparisons(in: program)
    CallRecords.check(program)
    self.program = program
    do {
      plan = try Plan(program, threads: threads)
    } catch {
      stop("this training step was not compiled: \(error)")
    }
    let variables = program.graph.operations.compactMap { operation in
      (operation.tensor as? Variable).map { (variable: $0, version: $0.version) }
    }
    let places = Dictionary(
      uniqueKeysWithValues: variables.enumerated().map { (ObjectIdentifier($1.variable), $0) })
    let plan = plan
    self.variables = variables
    changed = program.assignments.map { assignment in
      let parameter = assignment.parameter
      let (shape, type) = (parameter.shape, parameter.elementType)
      let bytes = UnsafeRawBufferPointer(plan.bytes(of: parameter))
      return (places[ObjectIdentifier(parameter)]!, { TrainingStep.numbers(at: bytes, shape, type) })
    }
  }

  /// A step that makes a loss smaller by an update rule.
  ///
  /// - Parameters:
  ///   - loss: one number.
  ///   - parameters: what is changed; others stay as they are.
  ///   - memory: shared with steps that train the same parameters on batches of another size.
  ///   - alongside: further changes, such as those of a training pass: `pass.updates`.
  public convenience init(
    minimizing loss: Tensor, over parameters: [Parameter], by rule: any UpdateRule,
    memory: OptimizerMemory = .automatic(), alongside others: [Assignment] = [], threads: Int? = nil
  ) {
    self.init(
      Program(minimizing: loss, over: parameters, by: rule, memory: memory, alongside: others), threads: threads)
  }

  /// A step that makes a loss smaller by a rule written on the spot.
  ///
  /// - Parameter rule: from a parameter and its gradient, ∂loss/∂parameter of the same shape, to its new numbers.
  public convenience init(
    minimizing loss: Tensor, over parameters: [Parameter], alongside others: [Assignment] = [], threads: Int? = nil,
    _ rule: (_ parameter: Parameter, _ gradient: Tensor) -> Tensor
  ) {
    let updates = updates(of: parameters, with: gradients(of: loss, with: parameters.distinct), rule)
    self.init(Program(loss: loss, updates: updates + others), threads: threads)
  }

  /// What the parameters hold stays with them.
  deinit { for (place, _) in changed { _ = variables[place].variable.contents } }

  /// Makes the step once, and answers with the loss before it.
  ///
  /// NaN and infinity are numbers like others here: look at the loss, and stop.
  @discardableResult
  public func callAsFunction() -> Double {
    for place in variables.indices where variables[place].variable.version != variables[place].version {
      let variable = variables[place].variable
      plan.set(variable, variable.contents!)
      variables[place].version = variable.version
    }
    plan.run()
    for (place, read) in changed {
      variables[place].variable.renew(read)
      variables[place].version = variables[place].variable.version
    }
    Variable.noteChanges()
    return plan.loss
  }

  private static func numbers(at bytes: UnsafeRawBufferPointer, _ shape: Shape, _ type: ElementType) -> NDArray {
    // An empty array has no address.
    shape.count == 0
      ? NDArray(repeating: 0, shape: shape, type: type) : NDArray(copying: bytes.baseAddress!, shape: shape, type: type)
  }
}

/// Changes parameters once, all of them together: the new numbers of each are computed from what all of them held before.
///
///     let loss = meanSquaredError(x.matmul(w) + b, y)
///     for _ in 0..<100 { update([w, b], minimizing: loss) { p, g in p - 0.1 * g } }
///
/// Setting one after the other, `w.set((w - 0.1 * gw).value)` and then b, computes b's gradient with the new w: another
/// algorithm. A loop of many steps is faster with `TrainingStep`, which is compiled once.
///
/// - Parameters:
///   - alongside: further changes, such as those of a training pass: `pass.updates`.
///   - rule: from a parameter and its gradient, ∂loss/∂parameter of the same shape, to its new numbers.
/// - Returns: the loss before the change.
@discardableResult
public func update(
  _ parameters: [Parameter], minimizing loss: Tensor, alongside others: [Assignment] = [],
  _ rule: (_ parameter: Parameter, _ gradient: Tensor) -> Tensor
) -> Double {
  let slopes = gradients(of: loss, with: parameters.distinct)
  return carryOut(updates(of: parameters, with: slopes, rule) + others, answering: loss).scalar
}

/// The same with gradients, or other directions, that have been asked for: `update([w, b], with: gradients) { p, g in … }`.
public func update(
  _ parameters: [Parameter], with gradients: [Tensor],
  _ rule: (_ parameter: Parameter, _ gradient: Tensor) -> Tensor
) {
  guard let first = parameters.first else { return }
  _ = carryOut(updates(of: parameters, with: gradients, rule), answering: first)
}

/// Computes everything, and only then changes anything. Answers with the other value as it was before.
private func carryOut(_ updates: [Assignment], answering other: Tensor) -> NDArray {
  let program = Program(loss: other, updates: updates)
  checkComparisons(in: program)
  CallRecords.check(program)
  let execution = Execution(program.graph)
  let before = execution.value(of: other)
  let values = updates.map { execution.value(of: $0.value) }
  for (update, value) in zip(updates, values) { update.parameter.set(value) }
  return before
}

private func updates(
  of parameters: [Parameter], with gradients: [Tensor], _ rule: (Parameter, Tensor) -> Tensor
) -> [Assignment] {
  let parameters = parameters.distinct
  guard parameters.count == gradients.count else {
    stop("an update expects a gradient for each of \(parameters.count) parameters; got \(gradients.count).")
  }
  return phase(.update) {
    zip(parameters, gradients).map { w, g in
      guard g.shape == w.shape else {
        stop(shapes: "an update expects a gradient of the shape of '\(w.name)', \(w.shape); got \(g.shape).")
      }
      let new = rule(w, g)
      guard new.shape == w.shape, new.elementType == w.elementType else {
        stop(
          shapes:
            "an update expects new numbers of the shape of '\(w.name)', \(w.elementType) \(w.shape); got \(new.elementType) "
            + "\(new.shape).")
      }
      return Assignment(w, new)
    }
  }
}
