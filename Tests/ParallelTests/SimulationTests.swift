import Autodiff
import Datasets
import Networks
import Optimizers
import Parallel
import Tensors
import Testing
import Training

@Suite("ranks on a virtual clock") struct SimulationTests {
  private let rule = GradientDescent(learningRate: 0.1)

  /// Batches of 5 of 19 examples, which 2, 3 and 4 ranks share unevenly; the last of an epoch has 4.
  @Test(arguments: [1, 2, 3, 4]) func ranksDoWhatALoopDoes(ranks: Int) throws {
    let task = LinearTask(19)
    let expected = task.naive(steps: 12, rate: 0.1) { task.batches(5).indices(of: $0) }
    let history = try trainInParallel(
      task.model, on: task.examples, ranks: ranks, place: .simulated(Cluster()), batchSize: 5, epochs: 3,
      loss: .meanSquaredError, by: rule, seed: 1)
    #expect(areNear(task.learnt, expected.weights))
    #expect(areNear(history.losses, expected.losses))
  }

  /// Two ranks share 5 examples as 2 and 3: that they count alike is another algorithm.
  @Test func unweightedShardsGoAnotherWay() throws {
    let (weighted, equal) = (LinearTask(15), LinearTask(15))
    for (task, weighting) in [(weighted, Weighting.byExamples), (equal, .equal)] {
      try trainInParallel(
        task.model, on: task.examples, ranks: 2, place: .simulated(Cluster()), batchSize: 5, epochs: 3,
        loss: .meanSquaredError, by: rule, weighting: weighting, seed: 1)
    }
    #expect(!areNear(weighted.learnt, equal.learnt, within: 1e-4))
  }

  /// One step of gradient descent from the same weights: averaging the parameters averages the gradients.
  @Test func averagingParametersEveryStepIsAveragingGradients() throws {
    let (gradients, parameters, rare) = (LinearTask(), LinearTask(), LinearTask())
    for (task, averaging) in [
      (gradients, Averaging.gradients), (parameters, .parameters(every: 1)), (rare, .parameters(every: 3)),
    ] {
      try trainInParallel(
        task.model, on: task.examples, ranks: 2, place: .simulated(Cluster()), batchSize: 4, epochs: 2,
        loss: .meanSquaredError, by: rule, averaging: averaging, seed: 1)
    }
    #expect(areNear(gradients.learnt, parameters.learnt))
    #expect(!areNear(gradients.learnt, rare.learnt, within: 1e-6))
  }

  @Test func ownExamplesStayWithTheirRank() throws {
    let task = LinearTask()
    // Without an update, the mean loss of an epoch is that of all examples, whoever has them.
    let history = try trainInParallel(
      task.model, on: task.examples, ranks: 2, place: .simulated(Cluster()), batchSize: 4, epochs: 2,
      loss: .meanSquaredError, by: GradientDescent(learningRate: 1e-15), sharding: .ofExamples, seed: 1)
    let loss = evaluate(task.model, on: task.examples, loss: .meanSquaredError)
    #expect(history.losses.count == 8)
    #expect(abs(history.losses.prefix(4).reduce(0, +) / 4 - loss) < 1e-12)
  }

  // MARK: - Server

  @Test func oneWorkerIsPlainTraining() throws {
    let task = LinearTask()
    let expected = task.naive(steps: 9, rate: 0.1) {
      Batches(task.examples, size: 4, seed: 1).indices(of: $0)
    }
    let history = try trainByServer(
      task.model, on: task.examples, workers: 1, batchSize: 4, steps: 9, loss: .meanSquaredError, by: rule, seed: 1)
    #expect(areNear(task.learnt, expected.weights))
    #expect(areNear(history.losses, expected.losses))
    #expect(history.updates.allSatisfy { $0.staleness == 0 && $0.worker == 1 })
  }

  /// Of n workers that are equally fast, each finds the updates of the n − 1 others.
  @Test(arguments: [2, 3, 5]) func gradientsOfSeveralWorkersAreStale(workers: Int) throws {
    let task = LinearTask()
    let history = try trainByServer(
      task.model, on: task.examples, workers: workers, batchSize: 4, steps: 40, loss: .meanSquaredError, by: rule,
      seed: 1)
    #expect(history.updates.map(\.staleness) == (0..<40).map { min($0, workers - 1) })
    #expect(history.losses.suffix(5).max()! < history.losses[0])
  }

  @Test func aSlowWorkerIsStaler() throws {
    let task = LinearTask()
    let history = try trainByServer(
      task.model, on: task.examples, workers: 3, on: Cluster(secondsPerExample: 1e-3, slowness: [2: 5]), batchSize: 4,
      steps: 60, loss: .meanSquaredError, by: rule, seed: 1)
    let slow = history.updates.filter { $0.worker == 2 }
    #expect((3...8).contains(slow.count))
    // Meanwhile the two others make about five updates each; they themselves miss one or two.
    let fast = history.updates.filter { $0.worker != 2 }.map(\.staleness)
    #expect(slow.allSatisfy { $0.staleness >= 6 } && fast.max()! <= 2, "\(history.updates)")
    #expect(history.timeline.seconds(of: "computing", rank: 2) > 0)
  }

  // MARK: - Clock

  /// The formula is what the simulation does.
  @Test(arguments: [1, 2, 4, 8]) func theClockKeepsTheFormula(ranks: Int) throws {
    let task = LinearTask()
    let cluster = Cluster(latency: 1e-3, bandwidth: 1e4, secondsPerExample: 0.01, slowness: [1: 2])
    let history = try trainInParallel(
      task.model, on: task.examples, ranks: ranks, place: .simulated(cluster), batchSize: 16, epochs: 5,
      loss: .meanSquaredError, by: rule, seed: 1)
    // Weights, bias and the loss are a sum each.
    let once = try inParallel(ranks: ranks, on: .simulated(cluster)) { ranks in
      ranks.expectSame("training", "x")
      return []
    }
    let sums = [16, 8, 8].map { cluster.seconds(summing: $0, ranks: ranks) }.reduce(0, +)
    let step =
      cluster.secondsPerStep(batch: 16, bytes: 0, ranks: ranks) - cluster.seconds(summing: 0, ranks: ranks) + sums
    #expect(abs(history.seconds - once.seconds - 5 * step) < 1e-9)
  }

  @Test func moreRanksCanBeSlower() {
    let cluster = Cluster(latency: 1e-3, bandwidth: 1e8, secondsPerExample: 1e-4)
    let speeds = [1, 2, 4, 16, 64].map { cluster.speedUp(batch: 64, bytes: 40_000, ranks: $0) }
    #expect(speeds[0] == 1 && speeds[4] < 1)
    #expect(cluster.speedUp(batch: 100_000, bytes: 40_000, ranks: 4) > 3.9)
    #expect(cluster.secondsPerStep(batch: 3, bytes: 8, ranks: 4).isNaN)
  }

  @Test func messagesTakeTheirTime() throws {
    let cluster = Cluster(latency: 0.5, bandwidth: 100, secondsPerExample: 1)
    let result = try inParallel(ranks: 2, on: .simulated(cluster)) { ranks in
      if ranks.rank == 0 {
        ranks.compute("computing", examples: 3) {}
        ranks.send(NDArray.zeros([25]), to: 1)
        return []
      }
      return [ranks.receive(from: 0)]
    }
    #expect(result.seconds == 3 + 0.5 + 1)
    #expect(result.answers[1][0].shape == [25])
    #expect(result.timeline.seconds(of: "wait", rank: 1) == 4.5)
    #expect(abs(result.timeline.idleFraction(except: ["computing"]) - 2.0 / 3) < 1e-12)
  }

  @Test func badInputIsRefused() {
    let task = LinearTask()
    func refusal(_ body: () throws -> Void) -> String {
      do { try body() } catch { return "\(error)" }
      return "nothing was refused"
    }
    let cluster = RankPlace.simulated(Cluster())
    func train(ranks: Int = 2, _ batch: Int = 4, _ averaging: Averaging = .gradients, rate: Double = 0.1) throws {
      try trainInParallel(
        task.model, on: task.examples, ranks: ranks, place: cluster, batchSize: batch, epochs: 60,
        loss: .meanSquaredError, by: GradientDescent(learningRate: rate), averaging: averaging, seed: 1)
    }
    #expect(refusal { try train(ranks: 0) }.contains("from 1 to 64 ranks; got 0"))
    #expect(refusal { try train(ranks: 5) }.contains("a batch has 4 for 5 ranks"))
    #expect(refusal { try train(0) }.contains("got 0 and 60"))
    #expect(refusal { try train(4, .parameters(every: 0)) }.contains("expects 1 step or more; got 0"))
    let before = task.learnt
    #expect(refusal { try train(rate: 1e30) }.contains("is NaN or infinite"))
    #expect(task.learnt == before)
    #expect(
      refusal {
        _ = try trainByServer(
          task.model, on: task.examples, workers: 0, steps: 1, loss: .meanSquaredError, by: rule)
      }.contains("expects 1 to 63 workers"))
    #expect(
      refusal {
        _ = try Program(ranks: 17, of: task.model, on: task.examples, loss: .meanSquaredError, by: rule)
      }.contains("got 17 ranks for 16 examples"))
  }
}

@Suite struct PipelineTests {
  /// (p − 1) / (m + p − 1), of either order (Huang et al. 2019, section 2.3).
  @Test(arguments: [1, 2, 4], [1, 3, 8]) func bubbles(stages: Int, parts: Int) throws {
    let expected = Double(stages - 1) / Double(parts + stages - 1)
    for order in Pipeline.Order.allCases {
      let pipeline = try Pipeline(stages: stages, forward: 1, backward: 2, order: order)
      #expect(abs(try pipeline.bubble(microBatches: parts) - expected) < 1e-12, "\(order)")
    }
  }

  @Test func oneForwardOneBackwardKeepsLess() throws {
    let all = try Pipeline(stages: 3, order: .allForwardFirst)
    let one = try Pipeline(stages: 3, order: .oneForwardOneBackward)
    #expect((0..<3).map { all.mostKept(by: $0, microBatches: 8) } == [8, 8, 8])
    #expect((0..<3).map { one.mostKept(by: $0, microBatches: 8) } == [3, 2, 1])
  }

  /// Nothing begins before what it needs has ended, and no rank does two things at once.
  @Test(arguments: Pipeline.Order.allCases) func theScheduleHolds(order: Pipeline.Order) throws {
    let pipeline = try Pipeline(forward: [1, 3, 2], backward: [2, 1, 4], transfer: 0.5, order: order)
    let spans = try pipeline.timeline(microBatches: 5).spans
    #expect(spans.count == 30)
    func span(_ stage: Int, _ part: Int, _ activity: String) -> Timeline.Span {
      spans.first { $0.rank == stage && $0.label == "\(part)" && $0.activity == activity }!
    }
    for part in 0..<5 {
      for stage in 1..<3 {
        #expect(span(stage, part, "forward").start >= span(stage - 1, part, "forward").end + 0.5)
        #expect(span(stage - 1, part, "backward").start >= span(stage, part, "backward").end + 0.5)
      }
      #expect(span(2, part, "backward").start >= span(2, part, "forward").end)
    }
    for stage in 0..<3 {
      let own = spans.filter { $0.rank == stage }.sorted { $0.start < $1.start }
      for (a, b) in zip(own, own.dropFirst()) { #expect(b.start >= a.end) }
    }
  }

  @Test func badInputIsRefused() throws {
    #expect(throws: ParallelProblem.self) { try Pipeline(stages: 0) }
    #expect(throws: ParallelProblem.self) { try Pipeline(forward: [1], backward: []) }
    #expect(throws: ParallelProblem.self) { try Pipeline(stages: 2).timeline(microBatches: 0) }
  }
}
