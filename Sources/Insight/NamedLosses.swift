import Autodiff
import Datasets
import Networks
import Tensors
import Training

// Losses by their names: `loss: .softmaxCrossEntropy`, as `train` takes them.

extension LossLandscape {
  /// The loss of a model on examples, with a loss of the catalogue or a `NamedLoss` of one's own.
  public init(
    _ model: any Layer, on examples: Examples, loss: NamedLoss, around centre: Weights? = nil, batchSize: Int = 4096,
    threads: Int? = nil
  ) {
    self.init(
      model, on: examples, loss: loss.checked(on: examples), around: centre, batchSize: batchSize, threads: threads)
  }
}

extension Attack {
  /// The examples with changed inputs, by a loss of the catalogue or a `NamedLoss` of one's own.
  public func examples(
    for model: any Layer, loss: NamedLoss, on examples: Examples, toward targets: NDArray? = nil,
    batchSize: Int = 1024, threads: Int? = nil
  ) -> Examples {
    self.examples(
      for: model, loss: loss.checked(on: examples), on: examples, toward: targets, batchSize: batchSize,
      threads: threads)
  }
}

extension AttackResult {
  /// What an attack makes of examples, by a loss of the catalogue or a `NamedLoss` of one's own.
  public init(
    _ attack: any Attack, on model: any Layer, with examples: Examples, loss: NamedLoss, toward targets: NDArray? = nil
  ) {
    self.init(attack, on: model, with: examples, loss: loss.checked(on: examples), toward: targets)
  }
}

extension RobustnessCurve {
  /// The accuracy at each ε, by a loss of the catalogue or a `NamedLoss` of one's own.
  public init(
    of model: any Layer, on examples: Examples, epsilons: [Double], loss: NamedLoss,
    attack: (_ epsilon: Double) -> any Attack
  ) {
    self.init(of: model, on: examples, epsilons: epsilons, loss: loss.checked(on: examples), attack: attack)
  }
}
