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

/// Compares every element with the naive kernels': of every operation, as the stepper shows it, and of every output of a plan.
func expectSame(
  _ program: Program, threads: Int = 1, tolerance: Double = 2e-5, by techniques: PlanTechniques = .all,
  _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let plan = try Plan(program, threads: threads, by: techniques.subtracting(.thrift))
  plan.run()
  let naive = program.graph.naiveValues()
  func compare(_ value: NDArray, _ id: Int, _ executor: String) {
    expectClose(
      value, naive[id], tolerance, "\(comment?.rawValue ?? "") \(executor) \(program.graph.line(for: id))",
      sourceLocation: sourceLocation)
  }
  let execution = Execution(program.graph)
  execution.run()
  for id in 0..<program.graph.count { compare(execution.value(id), id, "execution") }
  let parameters = Set(program.assignments.flatMap { [$0.before, $0.after] })
  for id in program.graph.outputs where !parameters.contains(id) {
    compare(plan.value(of: program.graph[id].tensor), id, "plan")
  }
  plan.storeParameters()
  for assignment in program.assignments { compare(assignment.parameter.value, assignment.after, "plan") }
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
