import Autodiff
import Datasets
import Networks
import Optimizers
import Planning
import Tensors
import Training

/// What each rank of a training does: the same on a process and in a simulation. Its numbers are those of its own plans; the
/// model is looked at, and not changed.
struct RankTraining {
  let model: any Layer
  let examples: Examples
  let batchSize: Int
  let epochs: Int
  let loss: Loss
  let rule: any UpdateRule
  let averaging: Averaging
  let sharding: Sharding
  let weighting: Weighting
  let seed: UInt64
  let ranks: any Communicator

  /// On rank 0 the losses, the parameters and the model's state; on others nothing.
  func run() throws -> [NDArray] {
    model.nameParts()
    let parameters = model.parameters
    ranks.expectSame(
      "training",
      "\(model.signature), parameters \(parameters.map { "\($0.name) \($0.elementType) \($0.shape)" }), \(rule), "
        + "\(averaging), \(examples.count) examples, batches of \(batchSize), \(epochs) epochs, seed \(seed)")
    let supply = try ShardSupply(
      of: examples, batchSize: batchSize, seed: seed, sharding, rank: ranks.rank, ranks: ranks.count)
    let state = PlanState()
    let memory = OptimizerMemory()
    var steps: [Int: RankStep] = [:]
    for count in supply.counts {
      steps[count] = try TrainingLength.$current.withValue(epochs * supply.perEpoch) {
        try RankStep(self, batch: count, first: supply.rows(firstOf: count), memory, state)
      }
    }
    let any = steps[supply.counts[0]]!
    let trained = parameters.map { any.plan.bytes(of: $0) }
    var record = LossRecord()
    for number in 0..<epochs * supply.perEpoch {
      ranks.begin(step: number)
      let rows = supply.rows(of: number)
      let step = steps[supply.count(of: number)]!
      let (loss, weight) = ranks.compute("computing", examples: rows.count) { step.run(examples.rows(rows)) }
      record.add(loss, weight: weight)
      if case .parameters(let interval) = averaging, (number + 1) % interval == 0 { average(parameters, trained) }
      // A gradient that is not finite is so on all ranks: they end together.
      if case .gradients = averaging, !loss.isFinite { throw notFinite(number) }
    }
    if case .parameters(let interval) = averaging, epochs * supply.perEpoch % interval != 0 {
      average(parameters, trained)
    }
    // What each rank has seen of its examples: running statistics, counters.
    for value in model.state where any.program.graph.id(of: value) != nil {
      average([value], [any.plan.bytes(of: value)])
    }
    let losses = averaging == .gradients ? record.losses : record.joined(over: ranks, areSums: any.isSum)
    if let bad = losses.firstIndex(where: { !$0.isFinite }) { throw notFinite(bad) }
    guard ranks.rank == 0 else { return [] }
    let kept = parameters + model.state
    return [NDArray(losses, type: .float64)]
      + kept.map { any.program.graph.id(of: $0) == nil ? $0.value : Self.array(any.plan.bytes(of: $0), like: $0) }
  }

  private func notFinite(_ step: Int) -> ParallelProblem {
    ParallelProblem(
      "The loss of step \(step) is NaN or infinite. The model is as it was before training; a smaller learning rate may "
        + "help.", step: step)
  }

  /// Gives all ranks the mean of what each has.
  private func average(_ parameters: [Parameter], _ places: [UnsafeMutableRawBufferPointer]) {
    for (parameter, place) in zip(parameters, places) where !place.isEmpty {
      ranks.mean(Self.array(place, like: parameter)).withUnsafeBytes { place.copyMemory(from: $0) }
    }
  }

  private static func array(_ bytes: UnsafeMutableRawBufferPointer, like parameter: Parameter) -> NDArray {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return parameter.value }
    return NDArray(copying: base, shape: parameter.shape, type: parameter.elementType)
  }
}

/// Which examples a rank gets at each step.
struct ShardSupply {
  let perEpoch: Int
  /// How many examples all ranks have in a step: of the first, and of the last of an epoch.
  let counts: [Int]
  private let batches: Batches
  /// Where its own examples begin, where it has some for good.
  private let start: Int
  private let own: (_ batch: Int) -> Range<Int>
  private let ofAll: Int?

  init(
    of examples: Examples, batchSize: Int, seed: UInt64, _ sharding: Sharding, rank: Int, ranks n: Int
  ) throws {
    switch sharding {
    case .ofEachBatch:
      batches = Batches(examples, size: batchSize, seed: seed, lastBatch: .kept)
      perEpoch = batches.countPerEpoch
      counts = [batches.count(of: 0), batches.count(of: perEpoch - 1)].distinctNumbers
      if let small = counts.first(where: { $0 < n }) {
        let which = counts.count > 1 && small == counts[1] ? "the last batch of an epoch" : "a batch"
        throw ParallelProblem(
          "Each rank expects at least 1 example of a batch; \(which) has \(small) for \(n) ranks. Take fewer ranks, or "
            + "another batchSize: of \(examples.count) examples, batches of \(batchSize) leave "
            + "\(examples.count % batchSize) for the last.")
      }
      own = { shard(of: $0, rank: rank, ranks: n) }
      (start, ofAll) = (0, nil)
    case .ofExamples:
      let size = batchSize / n
      let rows = shard(of: examples.count, rank: rank, ranks: n)
      perEpoch = size == 0 ? 0 : examples.count / n / size
      guard perEpoch > 0 else {
        throw ParallelProblem(
          "Each rank expects at least 1 example of a batch, and a batch of its own examples; got batches of "
            + "\(batchSize) of \(examples.count) examples for \(n) ranks.")
      }
      batches = Batches(examples.rows(Array(rows)), size: size, seed: seed)
      counts = [size * n]
      own = { _ in 0..<size }
      (start, ofAll) = (rows.lowerBound, size * n)
    }
  }

  func count(of step: Int) -> Int { ofAll ?? batches.count(of: step) }

  /// Epochs of all ranks begin together, also where some have an example more.
  func rows(of step: Int) -> [Int] {
    let number = step / perEpoch * batches.countPerEpoch + step % perEpoch
    let all = batches.indices(of: number)
    return all[own(all.count)].map { $0 + start }
  }

  /// As many rows as the rank has of a batch of so many.
  func rows(firstOf count: Int) -> [Int] { rows(of: count == self.count(of: 0) ? 0 : perEpoch - 1) }
}

/// One rank's training step for batches of one size.
private final class RankStep {
  let program: Program
  let plan: Plan
  let isSum: Bool
  private let x: Input
  private let y: Input
  /// What the loss weighs beside other ranks'.
  private let weight: Tensor

  /// - Parameter batch: how many examples all ranks have together.
  init(
    _ training: RankTraining, batch: Int, first rows: [Int], _ memory: OptimizerMemory, _ state: PlanState
  ) throws {
    let first = training.examples.rows(rows)
    let (x, y) = (Input("x", first.inputs), Input("y", first.targets))
    let (model, ranks) = (training.model, training.ranks)
    let parts = Pass.$isTrainingStep.withValue(true) {
      let pass = Pass(.training)
      let loss = model.trainingLoss(training.loss, x, y, pass)
      checkComparisons(in: Graph(of: [loss]), inputs: x, targets: y)
      let weights = RankWeights(of: loss, examples: rows.count, batch: batch, ranks: ranks.count, training.weighting)
      let share = weights.share { allReduce($0, over: ranks) }
      guard case .gradients = training.averaging else {
        return (
          Program(
            minimizing: loss, over: model.parameters, by: training.rule, memory: memory, alongside: pass.updates,
            watching: [weights.own]), weights
        )
      }
      let slopes = gradients(of: loss, with: model.parameters)
      let whole = phase(.backward) {
        slopes.map { slope in allReduce(share * slope, over: ranks) }
      }
      let wholeLoss = phase(.loss) { allReduce(share * loss, over: ranks).named("loss of all ranks") }
      let updates = training.rule.updates(of: model.parameters, with: whole, memory: memory)
      return (Program(loss: wholeLoss, updates: updates + pass.updates, watching: [weights.own]), weights)
    }
    (program, weight, isSum) = (parts.0, parts.1.own, parts.1.isSum)
    (self.x, self.y) = (x, y)
    plan = try Plan(program, keeping: [weight], threads: 1, state: state)
  }

  func run(_ batch: Examples) -> (loss: Double, weight: Double) {
    plan.set(x, batch.inputs)
    plan.set(y, batch.targets)
    plan.run()
    return (plan.loss, plan.value(of: weight).scalar)
  }
}

/// How much each rank's loss and gradient count among those of all.
struct RankWeights {
  /// This rank's.
  let own: Tensor
  let isSum: Bool
  /// The part of the whole, where it is known beforehand.
  private let known: Double?
  private let type: ElementType

  init(of loss: Tensor, examples: Int, batch: Int, ranks: Int, _ weighting: Weighting) {
    type = loss.elementType
    switch (BatchWeight(of: loss), weighting) {
    case (.sum, _): (own, isSum, known) = (Tensor(1, type: type), true, 1)
    case (_, .equal): (own, isSum, known) = (Tensor(1, type: type), false, 1 / Double(ranks))
    case (.examples, .byExamples):
      (own, isSum, known) = (Tensor(Double(examples), type: type), false, Double(examples) / Double(batch))
    case (.total(let weight), .byExamples): (own, isSum, known) = (weight, false, nil)
    }
  }

  /// - Parameter sum: over all ranks.
  func share(_ sum: (Tensor) -> Tensor) -> Tensor {
    known.map { Tensor($0, name: "share", type: type) } ?? phase(.loss) { (own / sum(own)).named("share") }
  }
}

/// The losses of a rank's steps.
private struct LossRecord {
  private(set) var losses: [Double] = []
  private var weights: [Double] = []

  mutating func add(_ loss: Double, weight: Double) {
    losses.append(loss)
    weights.append(weight)
  }

  /// Of all ranks together, each by its weight.
  func joined(over ranks: any Communicator, areSums: Bool) -> [Double] {
    let own = zip(losses, weights).map { $0 * $1 } + weights
    let all = ranks.sum(NDArray(own, type: .float64)).doubles
    let half = losses.count
    return (0..<half).map { areSums ? all[$0] : all[$0] / all[half + $0] }
  }
}

extension [Int] {
  fileprivate var distinctNumbers: [Int] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
