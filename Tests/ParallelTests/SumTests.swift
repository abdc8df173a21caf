import Autodiff
import Datasets
import Networks
import Optimizers
import Parallel
import Planning
import Tensors
import Testing
import Training

@Suite("allReduce") struct SumTests {
  @Test func ofOneRankItIsTheTerm() throws {
    let result = try inParallel(ranks: 1, on: .simulated(Cluster())) { ranks in
      [allReduce(Tensor([1, 2]), over: ranks).value, ranks.sum(NDArray([3]))]
    }
    #expect(result.answers[0][0] == NDArray([1, 2]))
    #expect(result.answers[0][1] == NDArray([3]))
  }

  /// (x₀ + x₁) + x₂ and no other order, in every executor.
  @Test func termsAreAddedInTheOrderOfTheRanks() throws {
    let terms = [0.1, 1e16, -1e16]
    let expected = (0.1 + 1e16) + -1e16
    #expect(expected != 0.1 + (1e16 + -1e16))
    let together = allReduce(terms.map { Tensor([$0], type: .float64) })
    #expect(together.value.doubles == [expected])
    let plan = try Plan(Program(together))
    plan.run()
    #expect(plan.value(of: together).doubles == [expected])
    let result = try inParallel(ranks: 3, on: .simulated(Cluster())) { ranks in
      let own = allReduce(Tensor([terms[ranks.rank]], type: .float64), over: ranks)
      let plan = try Plan(Program(own), threads: 1)
      plan.run()
      return [own.value, plan.value(of: own), ranks.sum(NDArray([terms[ranks.rank]], type: .float64))]
    }
    for answers in result.answers { #expect(answers.map(\.doubles) == [[expected], [expected], [expected]]) }
  }

  /// L = Σ over ranks of Σ cᵣ z², with z = Σ over ranks of xᵣ²: each rank's derivative against finite differences of the
  /// whole.
  @Test func theDerivativeIsASumOverRanks() throws {
    let (x, c) = ([0.3, -1.2, 0.7], [1.0, 0.5, -2.0])
    func loss(_ x: [Double]) -> Double {
      let z = x.reduce(0) { $0 + $1 * $1 }
      return c.reduce(0) { $0 + $1 * z * z }
    }
    let result = try inParallel(ranks: 3, on: .simulated(Cluster())) { ranks in
      let own = Parameter("x", [x[ranks.rank]], type: .float64)
      let z = allReduce(own * own, over: ranks)
      return [gradient(of: sum(c[ranks.rank] * z * z), with: own).value]
    }
    for rank in 0..<3 {
      var (up, down) = (x, x)
      up[rank] += 1e-5
      down[rank] -= 1e-5
      #expect(abs(result.answers[rank][0].scalar - (loss(up) - loss(down)) / 2e-5) < 1e-8)
    }
  }

  @Test func theExplanationNamesTheRanks() {
    let context = ElementContext(
      operands: [0.5, 0.25, -0.013].map { NDArray([$0], type: .float64) }, result: NDArray([0.737], type: .float64),
      attributes: .none, index: [0], format: { "\($0)" })
    let lines = Primitive.allReduce.working(for: context).lines
    #expect(lines.count == 3 && lines[2].contains("0.013") && lines[2].hasSuffix("rank 2"), "\(lines)")
    let own = ElementContext(
      operands: [NDArray([-0.013], type: .float64)], result: NDArray([0.737], type: .float64),
      attributes: .ranks(own: 2, of: 3), index: [0], format: { "\($0)" })
    #expect(Primitive.allReduce.working(for: own).reason == "rank 2 of 3 contributes -0.013")
  }

  /// All ranks in one list of operations: what the stepper shows is what the ranks compute.
  @Test(arguments: [1, 2, 3]) func theProgramOfAllRanksComputesTheirStep(ranks: Int) throws {
    let (shown, trained) = (LinearTask(15), LinearTask(15))
    let program = try Program(
      ranks: ranks, of: shown.model, on: shown.examples.rows(shown.batches(5).indices(of: 0)), loss: .meanSquaredError,
      by: GradientDescent(learningRate: 0.1))
    let execution = Execution(program.graph)
    let history = try trainInParallel(
      trained.model, on: trained.examples, ranks: ranks, place: .simulated(Cluster()), batchSize: 5, epochs: 1,
      loss: .meanSquaredError, by: GradientDescent(learningRate: 0.1), seed: 1)
    execution.run()
    #expect(abs(execution.value(program.loss!).scalar - history.losses[0]) <= 1e-15)
    let text = program.graph.description
    #expect(text.contains("allReduce") && (ranks == 1 || text.contains("rank 1")))
    // The gradient of the whole batch.
    let whole = gradients(
      of: meanSquaredError(
        shown.model(Tensor(shown.examples.rows(shown.batches(5).indices(of: 0)).inputs)),
        Tensor(shown.examples.rows(shown.batches(5).indices(of: 0)).targets)), with: shown.model.parameters)
    for (assignment, slope) in zip(program.assignments, whole) {
      let change = execution.value(assignment.before).doubles.indices.map {
        execution.value(assignment.before).doubles[$0] - execution.value(assignment.after).doubles[$0]
      }
      for (a, b) in zip(change, slope.value.doubles) { #expect(abs(a - 0.1 * b) < 1e-14) }
    }
  }
}

/// 16 examples of a line in two inputs, with noise; one unit.
struct LinearTask {
  let model: Dense
  let examples: Examples

  init(_ count: Int = 16) {
    var random = RandomSource(seed: 7)
    let inputs = NDArray.normal([count, 2], type: .float64, using: &random)
    let targets = (0..<count).map { 2 * inputs[$0, 0] - inputs[$0, 1] + 0.5 + 0.1 * random.normal() }
    examples = Examples(inputs: inputs, targets: NDArray(targets, shape: [count, 1], type: .float64))
    model = Dense(2, 1, type: .float64, using: &random)
  }

  func batches(_ size: Int) -> Batches { Batches(examples, size: size, seed: 1, lastBatch: .kept) }

  /// Weights and bias after plain gradient descent on batches, by loops.
  func naive(steps: Int, rate: Double, batch: (Int) -> [Int]) -> (weights: [Double], losses: [Double]) {
    var w = model.parameters.flatMap { $0.value.doubles }
    var losses: [Double] = []
    for step in 0..<steps {
      var (slope, loss) = ([0.0, 0, 0], 0.0)
      let rows = batch(step)
      for row in rows {
        let x = [examples.inputs[row, 0], examples.inputs[row, 1], 1]
        let error = zip(w, x).reduce(0) { $0 + $1.0 * $1.1 } - examples.targets[row, 0]
        loss += error * error / Double(rows.count)
        for i in 0..<3 { slope[i] += 2 * error * x[i] / Double(rows.count) }
      }
      for i in 0..<3 { w[i] -= rate * slope[i] }
      losses.append(loss)
    }
    return (w, losses)
  }

  var learnt: [Double] { model.parameters.flatMap { $0.value.doubles } }
}

func areNear(_ a: [Double], _ b: [Double], within tolerance: Double = 1e-12) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance }
}
