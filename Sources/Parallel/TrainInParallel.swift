import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors
import Training

/// What ranks have in common while they train.
public enum Averaging: Sendable, Equatable, CustomStringConvertible {
  /// Every step: the gradients, summed over ranks before the update, so that all ranks have the same parameters at every
  /// moment (synchronous data parallelism).
  case gradients
  /// The parameters, after so many steps that each rank makes by itself (local SGD; Stich 2019, ICLR).
  case parameters(every: Int)

  public var description: String {
    switch self {
    case .gradients: "gradients averaged every step"
    case .parameters(let steps): "parameters averaged every \(steps) steps"
    }
  }
}

/// Which examples a rank trains on.
public enum Sharding: Sendable {
  /// Its part of each batch, and every batch is one of all examples.
  case ofEachBatch
  /// Always its own part of the examples, in the order in which they stand: batches of batchSize / ranks of them. What is
  /// left over waits for another epoch's order.
  case ofExamples
}

/// How much a rank counts in an average of gradients.
public enum Weighting: Sendable {
  /// By its number of examples, so that the average is that of the whole batch; by the sum of their weights where the loss
  /// weighs them.
  case byExamples
  /// As much as every other. An example on a rank that has fewer then counts more.
  case equal
}

/// What a training by several ranks was like.
public struct ParallelHistory {
  /// Of each step, over the examples of all ranks, before its update.
  public let losses: [Double]
  public let ranks: Int
  public let timeline: Timeline
  /// From the start of the first rank to the end of the last, by the virtual clock where they were simulated.
  public let seconds: Double
  /// Of all parameters together: what a sum of gradients moves.
  public let parameterBytes: Int

  public var stepsPerSecond: Double { seconds > 0 ? Double(losses.count) / seconds : 0 }
}

/// Trains a model by several ranks, each of which computes with its part of every batch. Afterwards the model's parameters
/// hold what was learnt.
///
///     let history = try trainInParallel(
///       model, on: digits, ranks: 2, batchSize: 64, epochs: 3, loss: .softmaxCrossEntropy, by: Adam(), seed: 1)
///
/// Any number of ranks goes the way of `train(model, on: …)` with the same seed, but for rounding; the same number of ranks has the
/// same bits every time. Two things differ: batch normalisation normalises by each rank's own examples, and dropout
/// draws for the places of a shard.
///
/// When a rank dies or hangs the model is left as it was, and the problem says which rank, where and when.
///
/// - Parameters:
///   - ranks: how many; at most as many as the smallest batch has examples.
///   - place: processes of this machine, each of one thread, or simulated ranks.
///   - batchSize: of all ranks together.
///   - averaging: the gradients at every step, or the parameters now and then.
///   - sharding: of each batch, or of the examples for good.
///   - weighting: of ranks whose shards are not equally large.
@discardableResult
public func trainInParallel(
  _ model: any Layer, on examples: Examples, ranks count: Int, place: RankPlace = .processes(), batchSize: Int = 32,
  epochs: Int, loss: @escaping Loss, by rule: any UpdateRule, averaging: Averaging = .gradients,
  sharding: Sharding = .ofEachBatch, weighting: Weighting = .byExamples, seed: UInt64 = RandomSource.currentSeed
) throws -> ParallelHistory {
  guard batchSize > 0, epochs >= 0 else {
    throw ParallelProblem(
      "trainInParallel expects batches of 1 example or more, and 0 epochs or more; got \(batchSize) and \(epochs).")
  }
  if case .parameters(let steps) = averaging, steps < 1 {
    throw ParallelProblem("averaging: .parameters(every:) expects 1 step or more; got \(steps).")
  }
  guard !model.parameters.isEmpty else {
    throw ParallelProblem("trainInParallel expects parameters to train; \(model.signature) has none.")
  }
  // What would be refused on each rank is refused here, before any starts.
  if count > 0 { _ = try ShardSupply(of: examples, batchSize: batchSize, seed: seed, sharding, rank: 0, ranks: count) }
  let result = try inParallel(ranks: count, on: place) { ranks in
    try RankTraining(
      model: model, examples: examples, batchSize: batchSize, epochs: epochs, loss: loss, rule: rule,
      averaging: averaging, sharding: sharding, weighting: weighting, seed: seed, ranks: ranks
    ).run()
  }
  let learnt = result.answers[0]
  for (parameter, array) in zip(model.parameters + model.state, learnt.dropFirst()) { parameter.set(array) }
  return ParallelHistory(
    losses: learnt[0].doubles, ranks: count, timeline: result.timeline, seconds: result.seconds,
    parameterBytes: model.parameters.reduce(0) { $0 + $1.shape.count * $1.elementType.byteCount })
}

extension Program {
  /// One step of synchronous data parallelism with all its ranks in one list of operations, to be stepped through, drawn and
  /// explained: each rank's forward and backward pass over its part of a batch, the sums over ranks, the update.
  ///
  ///     let program = try Program(ranks: 3, of: model, on: batch, loss: .meanSquaredError, by: GradientDescent(learningRate: 0.1))
  ///     show(Stepper(program))
  ///
  /// It computes what the ranks of `trainInParallel` compute.
  public init(
    ranks count: Int, of model: any Layer, on batch: Examples, loss: Loss, by rule: any UpdateRule,
    weighting: Weighting = .byExamples
  ) throws {
    guard count > 0, count <= batch.count else {
      throw ParallelProblem(
        "Each rank expects at least 1 example of a batch; got \(count) ranks for \(batch.count) examples.")
    }
    guard model.state.isEmpty else {
      throw ParallelProblem(
        "Program(ranks:) expects a model without a state, because every rank has one of its own; got \(model.signature)."
      )
    }
    model.nameParts()
    let parts = (0..<count).map { rank in
      module("rank \(rank)") {
        let rows = shard(of: batch.count, rank: rank, ranks: count)
        let own = batch.rows(Array(rows))
        let (x, y) = (Input("x of rank \(rank)", own.inputs), Input("y of rank \(rank)", own.targets))
        let answer = model.trainingLoss(loss, x, y, Pass(.training)).named("loss of rank \(rank)")
        checkComparisons(in: Graph(of: [answer]), inputs: x, targets: y)
        return (
          loss: answer, slopes: gradients(of: answer, with: model.parameters),
          weights: RankWeights(of: answer, examples: rows.count, batch: batch.count, ranks: count, weighting)
        )
      }
    }
    let total = parts.map(\.weights.own)
    let shares = parts.map { part in part.weights.share { _ in allReduce(total) } }
    let whole = phase(.backward) {
      model.parameters.indices.map { number in
        allReduce(zip(shares, parts).map { share, part in share * part.slopes[number] })
      }
    }
    let wholeLoss = phase(.loss) {
      allReduce(zip(shares, parts).map { share, part in share * part.loss }).named("loss of all ranks")
    }
    self.init(
      loss: wholeLoss, updates: rule.updates(of: model.parameters, with: whole, memory: OptimizerMemory()))
  }
}
