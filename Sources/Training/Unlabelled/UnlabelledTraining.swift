import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors

/// Batches of examples without labels, each changed in two ways: the same examples in the same order, with draws of their own.
struct Views {
  let batches: Batches
  let first: Augmentation?
  let second: Augmentation?

  init(_ inputs: NDArray, batchSize: Int, seed: UInt64, _ first: Augmentation?, _ second: Augmentation?) {
    let targets = NDArray.zeros([inputs.rowCount], type: inputs.elementType)
    batches = Batches(
      Examples(inputs: inputs, targets: targets), size: Swift.min(batchSize, Swift.max(inputs.rowCount, 1)),
      seed: seed ^ 0x756E_6C61_62)
    (self.first, self.second) = (first, second)
  }

  subscript(step: Int) -> (first: NDArray, second: NDArray) {
    let batch = batches[step]
    func changed(_ augmentation: Augmentation?, _ stream: UInt64) -> NDArray {
      augmentation.map { $0(batch, seed: batches.seed ^ stream, step: step).inputs } ?? batch.inputs
    }
    return (changed(first, 0x6F6E_65), changed(second, 0x7477_6F))
  }
}

/// Builds a training step for so many steps, so that layers refuse to be left out of it and schedules know its length.
func buildStep<Built>(of model: any Layer, steps: Int, _ build: (Pass) -> Built) -> Built {
  model.nameParts()
  return Pass.$isTrainingStep.withValue(true) {
    TrainingLength.$current.withValue(steps) { build(Pass(.training)) }
  }
}

/// Refuses unlabelled inputs that are not what the labelled ones are.
func checkUnlabelled(_ inputs: NDArray, like examples: Examples, _ caller: String) {
  guard examples.count > 0 else { stop("\(caller) expects labelled examples; got none.") }
  guard inputs.rowCount > 0, inputs.shape.sizes.dropFirst() == examples.inputs.shape.sizes.dropFirst() else {
    stop(
      shapes:
        "\(caller) expects unlabelled inputs of the labelled ones' shape, [m, …] beside \(examples.inputs.shape); got "
        + "\(inputs.shape).")
  }
}

/// Refuses what is no probability.
func checkThreshold(_ threshold: Double, _ caller: String) {
  guard threshold > 0, threshold < 1 else {
    stop("\(caller) expects a threshold between 0 and 1, a probability such as 0.95; got \(threshold).")
  }
}
