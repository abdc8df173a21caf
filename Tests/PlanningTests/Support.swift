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

/// Compares every element of every output of a program: the plan's against the reference kernels'.
func expectSame(
  _ program: Program, threads: Int = 1, tolerance: Double = 2e-5, by techniques: PlanTechniques = .all,
  _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let plan = try Plan(program, threads: threads, by: techniques.subtracting(.thrift))
  plan.run()
  let execution = Execution(program.graph)
  execution.run()
  let parameters = Set(program.assignments.flatMap { [$0.before, $0.after] })
  for id in program.graph.outputs where !parameters.contains(id) {
    let tensor = program.graph[id].tensor
    expectClose(
      plan.value(of: tensor), execution.value(id), tolerance,
      "\(comment?.rawValue ?? "") \(program.graph.line(for: id))",
      sourceLocation: sourceLocation)
  }
  plan.storeParameters()
  for assignment in program.assignments {
    expectClose(
      assignment.parameter.value, execution.value(assignment.after), tolerance,
      "\(comment?.rawValue ?? "") \(assignment.parameter.name)", sourceLocation: sourceLocation)
  }
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
