import Autodiff
import Networks
import Optimizers
import Planning
import Tensors
import Testing

extension PlanTests {
  @Test("what does not fit is refused before anything is allocated, and says what to do")
  func memory() throws {
    let x = Input("x", NDArray(repeating: 1, shape: [512, 100]))
    let w = Parameter("w", NDArray(repeating: 0.01, shape: [100, 100]))
    let program = Program(minimizing: sum(tanh(x.matmul(w))), over: [w], by: GradientDescent(learningRate: 0.1))
    do {
      _ = try Plan(program, availableMemory: 100_000)
      Issue.record("a plan in 100 kB was made")
    } catch {
      #expect(error.kind == .outOfMemory)
      #expect(error.description.contains("1 MB are available"))
      #expect(error.description.contains("A batch smaller than 512"))
    }
    #expect(throws: Never.self) { try Plan(program, availableMemory: 100_000_000) }
    #expect(throws: Never.self) { try Plan(program) }
  }

  @Test("what another plan of the same state holds is not wanted twice")
  func sharedMemory() throws {
    let w = Parameter("w", NDArray(repeating: 0.01, shape: [1000, 1000]))
    let program = Program(loss: sum(w), updates: [Assignment(w, w * 0.5)])
    let state = PlanState()
    #expect(throws: PlanProblem.self) { try Plan(program, state: state, availableMemory: 3_000_000) }
    _ = try Plan(program, state: state, availableMemory: 9_000_000)
    #expect(throws: Never.self) { try Plan(program, state: state, availableMemory: 3_000_000) }
  }

  @Test("threads that were ended start again, and compute the same")
  func workers() throws {
    let x = Input("x", NDArray(repeating: 0.5, shape: [512, 64]))
    let w = Parameter("w", NDArray(repeating: 0.01, shape: [64, 64]))
    let plan = try Plan(Program(sum(tanh(x.matmul(w)), axes: [0])), threads: 2)
    let output = plan.program.graph[plan.program.graph.outputs[0]].tensor
    plan.run()
    let first = plan.value(of: output)
    Workers.stop()
    plan.run()
    #expect(plan.value(of: output).hasSameBits(as: first))
  }
}
