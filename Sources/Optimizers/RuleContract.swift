import Autodiff
import Numerals
import Tensors

/// Holds an update rule to what training, checkpoints and steppers rely on; ends with a sentence that says what to write
/// where it does not: for a test or a cell beside a rule of one's own.
///
///     checkUpdateRule(SignMomentum(learningRate: 0.01))
///
/// Every parameter gets new numbers once, finite ones of its shape, in both element types, and whatever is remembered from
/// step to step is in the memory.
public func checkUpdateRule(_ rule: any UpdateRule) {
  for type in [ElementType.float32, .float64] {
    let parameters = [
      Parameter("w", [[0.5, -1, 2], [0, 1.5, -0.25]], type: type), Parameter("b", [0.5, -0.5, 1], type: type),
    ]
    let gradients = [Tensor([[1, -2, 0], [0.5, 0, 3]], type: type), Tensor([0.1, 0, -1], type: type)]
    let memory = OptimizerMemory()
    let updates = rule.updates(of: parameters, with: gradients, memory: memory)
    for w in parameters where updates.count(where: { $0.parameter === w }) != 1 {
      stop(
        "\(rule) expects to give '\(w.name)' new numbers once; got \(updates.count { $0.parameter === w }) assignments. Answer "
          + "with Assignment(w, …) for each parameter.")
    }
    let known = Set((parameters + memory.parameters).map(ObjectIdentifier.init))
    if let other = updates.first(where: { !known.contains(ObjectIdentifier($0.parameter)) })?.parameter {
      stop(
        "\(rule) changes '\(other.name)', which is neither trained nor remembered: a batch of another size would have its own. "
          + "Take it from the memory: memory.slot(\"m\", of: w).")
    }
    let again = rule.updates(of: parameters, with: gradients, memory: memory)
    guard updates.map(\.parameter).elementsEqual(again.map(\.parameter), by: ===) else {
      stop("\(rule) changes other parameters when its update is built again. Build the same operations each time.")
    }
    let run = Run(Program(loss: sum(gradients[1]), updates: updates))
    for step in 0..<3 {
      run.load(step: step)
      run.finishStep()
      for (w, numbers) in run.updatedParameters() {
        guard let number = numbers.doubles.first(where: { !$0.isFinite }) else { continue }
        stop("\(rule) makes \(exactText(number)) of '\(w.name)' at step \(step), from finite gradients.")
      }
    }
  }
}

/// Holds a schedule to what charts and training rely on: its rates are above 0, or 0 at the end, finite, and the same as
/// numbers and as operations.
///
///     checkSchedule(InverseRoot(), steps: 200)
///
/// - Parameter steps: of a training with it.
public func checkSchedule(_ schedule: any LearningRateSchedule, steps: Int) {
  checkSteps(steps)
  let schedule = schedule.fitted(to: steps)
  if let length = schedule.length, length != steps {
    stop("\(schedule) is made for \(length) steps, but \(steps) are to be checked.")
  }
  for step in 0..<steps {
    let number = schedule.value(at: step)
    let operations = schedule.rate(at: Tensor(Double(step), type: .float64))
    guard operations.shape.count == 1 else {
      stop(shapes: "\(schedule) expects a rate of one number; got \(operations.shape). t is a scalar.")
    }
    guard number >= 0, number.isFinite, step > 0 || number > 0 else {
      stop("\(schedule) has the rate \(exactText(number)) at step \(step); a rate is finite and not below 0.")
    }
    guard abs(number - operations.scalar) <= 1e-9 * max(1, abs(number)) else {
      stop(
        "\(schedule) is \(exactText(number)) at step \(step) as a number, but \(exactText(operations.scalar)) as operations. "
          + "Leave `value(at:)` out: it is then what `rate(at:)` computes.")
    }
  }
}
