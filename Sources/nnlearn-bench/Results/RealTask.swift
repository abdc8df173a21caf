import Datasets
import Insight
import Networks
import Optimizers
import Tensors
import Training

/// What is learnt from a real data set: how it is split, the network, what to compare it with.
///
/// A seed decides the split, the initial weights, the order of the examples and what dropout leaves out. The network stops
/// at its best epoch on examples of its own for choosing; scores are of examples that neither training nor choosing saw.
struct RealTask: Sendable {
  struct Parts {
    let training, validation, test: Examples
  }

  let name: String
  /// Of how many the network learns, and what the score is of.
  let data: String
  let network: String
  let metric: Metric
  let loss: @Sendable () -> Loss
  let parts: @Sendable (_ seed: UInt64) throws -> Parts
  let model: @Sendable (_ random: inout RandomSource) -> Sequential
  var rate = 0.002
  var batchSize = 32
  var epochs = 100
  var patience = 10
  let baselines: [any Baseline]

  /// The network's score, and the baselines'.
  func scores(_ seed: UInt64) throws -> (network: Double, baselines: [Double]) {
    let parts = try parts(seed)
    var random = RandomSource(seed: seed)
    let model = model(&random)
    train(
      model, on: parts.training, batchSize: batchSize, epochs: epochs, loss: loss(), by: Adam(learningRate: rate),
      seed: seed, validation: parts.validation, earlyStopping: EarlyStopping(patience: patience), reporting: .silent)
    func score(_ answers: NDArray) throws -> Double {
      let value = metric(answers.converted(to: .float32), parts.test.targets)
      guard let number = value.number else { throw NotMeasured(reason: "\(name): \(value)") }
      return number
    }
    return (
      try score(predict(model, parts.test.inputs)),
      try baselines.map { try score($0.fit(parts.training).predict(parts.test.inputs)) }
    )
  }
}

// MARK: - Splitting

extension RealTask {
  /// A fifth to measure with; of the rest, 15 % to choose with. Classes have the same share in all parts.
  static func stratified(_ examples: Examples, _ seed: UInt64) -> Parts {
    let (rest, test) = examples.stratifiedSplit(training: 0.8, seed: seed)
    let (training, validation) = rest.stratifiedSplit(training: 0.85, seed: seed)
    return Parts(training: training, validation: validation, test: test)
  }

  /// The same for numbers.
  static func plain(_ examples: Examples, _ seed: UInt64) -> Parts {
    let parts = examples.split(training: 0.68, validation: 0.12, seed: seed)
    return Parts(training: parts.training, validation: parts.validation, test: parts.test)
  }
}

extension RealTask.Parts {
  /// With columns of mean 0 and standard deviation 1 in the training part.
  func standardised() -> Self {
    let standard = Standardisation(fitting: training.inputs)
    return mapInputs { standard($0) }
  }

  func mapInputs(_ change: (NDArray) -> NDArray) -> Self {
    Self(
      training: training.mapInputs(change), validation: validation.mapInputs(change), test: test.mapInputs(change))
  }
}
