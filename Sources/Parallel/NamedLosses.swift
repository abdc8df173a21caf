import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors
import Training

/// `trainInParallel` with a loss of the catalogue, or a `NamedLoss` of one's own.
@discardableResult
public func trainInParallel(
  _ model: any Layer, on examples: Examples, ranks count: Int, place: RankPlace = .processes(), batchSize: Int = 32,
  epochs: Int, loss: NamedLoss, by rule: any UpdateRule, averaging: Averaging = .gradients,
  sharding: Sharding = .ofEachBatch, weighting: Weighting = .byExamples, seed: UInt64 = RandomSource.currentSeed
) throws -> ParallelHistory {
  try trainInParallel(
    model, on: examples, ranks: count, place: place, batchSize: batchSize, epochs: epochs,
    loss: loss.checked(on: examples), by: rule, averaging: averaging, sharding: sharding, weighting: weighting,
    seed: seed)
}

/// `trainByServer` with a loss of the catalogue, or a `NamedLoss` of one's own.
@discardableResult
public func trainByServer(
  _ model: any Layer, on examples: Examples, workers: Int, on cluster: Cluster = Cluster(), batchSize: Int = 32,
  steps: Int,
  loss: NamedLoss, by rule: any UpdateRule, seed: UInt64 = RandomSource.currentSeed
) throws -> ServerHistory {
  try trainByServer(
    model, on: examples, workers: workers, on: cluster, batchSize: batchSize, steps: steps,
    loss: loss.checked(on: examples), by: rule, seed: seed)
}

extension Program {
  /// `Program(ranks: …)` with a loss of the catalogue, or a `NamedLoss` of one's own.
  public init(
    ranks count: Int, of model: any Layer, on batch: Examples, loss: NamedLoss, by rule: any UpdateRule,
    weighting: Weighting = .byExamples
  ) throws {
    try self.init(
      ranks: count, of: model, on: batch, loss: loss.checked(on: batch), by: rule, weighting: weighting)
  }
}
