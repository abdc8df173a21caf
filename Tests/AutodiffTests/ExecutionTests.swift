import Autodiff
import Tensors
import Testing

/// One operation at a time by the compiled kernels: the naive kernels say what is right.
@Suite struct ExecutionTests {
  @Test(arguments: SampleCase.all, ElementType.allCases)
  func samples(_ item: SampleCase, _ type: ElementType) throws {
    let z = try item.primitive.apply(item.operands(type), item.sample.attributes)
    check(z)
  }

  /// Shapes as they occur in trainings: several vectors and a rest, several blocks, and more than one worker.
  @Test(arguments: ElementType.allCases) func realSizes(_ type: ElementType) {
    var random = RandomSource(seed: 1)
    func x(_ shape: Shape) -> Tensor { Parameter("x", .uniform(shape, in: 0.5..<1.5, type: type, using: &random)) }
    check(tanh(x([301, 217])) * x([217]) + x([301, 1]) / x([]))
    check(x([130, 70]).matmul(x([70, 33])), x([130, 70]).transposed().matmul(x([130, 5])))
    check(x([5, 3, 40, 30]).matmul(x([5, 3, 30, 20])), x([9, 21, 33]).matmul(x([33, 17])))
    check(x([200, 300]).matmul(x([300, 250])))
    check(sum(x([7, 300, 9]), axes: [0, 2]), mean(x([40, 1000]), axes: [1]), max(x([900, 50]), axes: [0]))
    check(sum(x([1 << 19])), mean(x([3, 5, 7, 11]), axes: [1, 3], keepingAxes: true))
    check(convolution(x([4, 13, 11, 3]), x([3, 3, 3, 17]), padding: .same))
    check(concatenate([x([30, 7]), x([30, 9])], axis: 1).slice(3..<12, axis: 1) * x([30, 9]))
  }

  /// Whatever rearranges numbers is read where they lie, by everything that reads it.
  @Test func views() {
    var random = RandomSource(seed: 2)
    let x = Parameter("x", .uniform([2, 3, 4, 5], in: 0.5..<1.5, type: .float64, using: &random))
    let rearranged: [Tensor] = [
      x.transposed([3, 1, 2, 0]), x.transposed([0, 1, 3, 2]), x.slice(1..<3, axis: 3), x.slice(1..<2, axis: 1),
      x.transposed([1, 0, 2, 3]).reshaped([6, 20]), x.transposed().reshaped([6, 20]),
      x.slice(0..<1, axis: 0).broadcast(to: [3, 3, 4, 5]), x.slice(2..<3, axis: 3).broadcast(to: [2, 3, 4, 3]),
      sum(x, axes: [0]).broadcast(to: [2, 2, 3, 4, 5]), x.transposed([2, 3, 0, 1]).slice(1..<4, axis: 0),
    ]
    for view in rearranged {
      check(
        view, exp(view), view + view.reshaped([-1]).reshaped(view.shape.sizes), sum(view, axes: [1]), max(view),
        concatenate([view, view], axis: view.rank - 1), view.matmul(view.transposed()), view.transposed().detached())
    }
    check(
      x.transposed([3, 2, 1, 0]) - x.transposed([3, 2, 1, 0]).detached() * rearranged[0].transposed([0, 2, 1, 3]))
  }

  /// A number put in a view's place changes what comes after it and nothing before.
  @Test func overrides() {
    let w = Parameter("w", [[1, 2, 3], [4, 5, 6]])
    let turned = w.transposed()
    let run = Run(Program(sum(turned * 2), w * 1))
    let id = run.program.graph.id(of: turned)!
    run.finishStep()
    let branch = run.branch(at: id, contents: NDArray([[1, 1], [1, 1], [1, 1]]))
    branch.finishStep()
    #expect(branch.execution.value(branch.program.graph.outputs[0]).scalar == 12)
    #expect(branch.execution.value(branch.program.graph.outputs[1]) == w.value)
    #expect(run.execution.value(run.program.graph.outputs[0]).scalar == 42)
  }

  @Test func handedOverBlocksStay() {
    let w = Parameter("w", [1, 2])
    let run = Run(Program(loss: sum(w * w), updates: [Assignment(w, w * 3)]))
    let trace = run.record(0..<4)
    let next = run.program.assignments[0].after
    #expect((0..<4).map { trace.value(next, step: $0)!.doubles } == [[3, 6], [9, 18], [27, 54], [81, 162]])
    run.load(step: 4)
    run.finishStep()
    #expect(run.execution.value(next).doubles == [243, 486])
    #expect(run.losses == [5, 45, 405, 3645, 32805])
    run.load(step: 1)
    run.finishStep()
    #expect(run.execution.value(next).doubles == [9, 18])
  }

  private func check(_ outputs: Tensor...) {
    let graph = Graph(of: outputs)
    let execution = Execution(graph)
    execution.run()
    let tolerance = graph.elementType == .float32 ? 2e-6 : 1e-14
    for (id, expected) in graph.naiveValues().enumerated() {
      let value = execution.value(id)
      #expect(relativeError(value, expected) <= tolerance, "\(graph.line(for: id))")
      execution.withValue(id) { bytes in value.withUnsafeBytes { #expect($0.elementsEqual(bytes)) } }
      for offset in [0, value.count / 2, value.count - 1] where value.count > 0 {
        #expect(execution.number(id, at: offset) == value[at: offset])
      }
    }
  }
}
