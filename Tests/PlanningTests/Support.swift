import Autodiff
import Planning
import Tensors
import Testing

/// Numbers in the sample's range, whole ones where indices are wanted.
func array(_ shape: Shape, in range: Range<Double>, whole: Bool, random: inout RandomSource) -> NDArray {
  NDArray(
    (0..<shape.count).map { _ in
      let number = range.lowerBound + (range.upperBound - range.lowerBound) * random.uniform()
      return whole ? number.rounded(.down) : number
    }, shape: shape)
}

/// Compares every element with the naive kernels': of every operation, as the stepper shows it, and of every output of a plan;
/// and the same for the program in Float64.
///
/// - Parameters:
///   - tolerance: in Float32.
///   - fineTolerance: in Float64.
func expectSame(
  _ program: Program, threads: Int = 1, tolerance: Double = 2e-5, fineTolerance: Double = 1e-12,
  by techniques: PlanTechniques = .all, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  // Converted before the plan gives the parameters new numbers.
  let fine = try converted(program, to: .float64)
  for (program, tolerance) in [(program, tolerance), (fine, fineTolerance)] {
    try expectSame(
      oneType: program, threads, tolerance, techniques,
      "\(program.graph.elementType) \(comment?.rawValue ?? "")", sourceLocation)
  }
}

private func expectSame(
  oneType program: Program, _ threads: Int, _ tolerance: Double, _ techniques: PlanTechniques, _ comment: String,
  _ sourceLocation: SourceLocation
) throws {
  let plan = try Plan(program, threads: threads, by: techniques.subtracting(.thrift))
  plan.run()
  let naive = program.graph.naiveValues()
  func compare(_ value: NDArray, _ id: Int) {
    expectClose(
      value, naive[id], tolerance, "\(comment) \(program.graph.line(for: id))", sourceLocation: sourceLocation)
  }
  let execution = Execution(program.graph)
  execution.run()
  for operation in program.graph.operations where !operation.isLeaf {
    // From the operands that it had: differences upstream are not its own.
    let operands = program.graph.operands(of: operation.id).map(execution.value)
    expectClose(
      execution.value(operation.id), program.graph.naiveValue(of: operation.id, from: operands), tolerance,
      "\(comment) \(program.graph.line(for: operation.id))", sourceLocation: sourceLocation)
  }
  let parameters = Set(program.assignments.flatMap { [$0.before, $0.after] })
  for id in program.graph.outputs where !parameters.contains(id) {
    compare(plan.value(of: program.graph[id].tensor), id)
  }
  plan.storeParameters()
  for assignment in program.assignments { compare(assignment.parameter.value, assignment.after) }
}

func expectClose(
  _ a: NDArray, _ b: NDArray, _ tolerance: Double, _ comment: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard a.shape == b.shape else {
    Issue.record("\(comment): \(a.shape) is not \(b.shape)", sourceLocation: sourceLocation)
    return
  }
  let scale = Swift.max(1, b.doubles.filter(\.isFinite).map(abs).max() ?? 1)
  for (i, (x, y)) in zip(a.doubles, b.doubles).enumerated() {
    let isSame = x == y || (x.isNaN && y.isNaN) || abs(x - y) <= tolerance * scale
    if !isSame {
      Issue.record("\(comment): element \(i) is \(x), not \(y)", sourceLocation: sourceLocation)
      return
    }
  }
}

/// The same operations on leaves of another element type, with the same numbers.
func converted(_ program: Program, to type: ElementType) throws -> Program {
  let graph = program.graph
  var made: [Tensor] = []
  for operation in graph.operations {
    let operands = graph.operands(of: operation.id).map { made[$0] }
    made.append(
      try phase(operation.phase) {
        guard operation.isLeaf else { return try operation.primitive.apply(operands, operation.attributes) }
        let contents = operation.tensor.value.converted(to: type)
        if operation.tensor is Parameter { return Parameter(operation.name, contents) }
        return operation.tensor is Input ? Input(operation.name, contents) : Tensor(contents, name: operation.name)
      })
  }
  let assigned = Set(program.assignments.flatMap { [$0.before, $0.after] })
  let outputs = graph.outputs.filter { !assigned.contains($0) && $0 != program.loss }.map { made[$0] }
  guard let loss = program.loss else { return Program(outputs) }
  let updates = program.assignments.map { assignment in
    Assignment(made[assignment.before] as! Parameter, made[assignment.after].operands[1])
  }
  return Program(loss: made[loss], updates: updates, watching: outputs)
}
