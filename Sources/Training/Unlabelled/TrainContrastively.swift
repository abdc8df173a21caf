import Autodiff
import Datasets
import Networks
import Optimizers
import Tensors

/// Trains an encoder without labels: two changed views of one example should have similar encodings, views of different examples
/// different ones. SimCLR: Chen, Kornblith, Norouzi & Hinton 2020, arXiv:2002.05709.
///
///     train(encoder, contrasting: pictures.inputs, views: .shift(pixels: 2), projection: Dense(64, 32), steps: 400, by: Adam())
///     let features = predict(encoder, pictures.inputs)
///
/// What the views change, the encodings learn to ignore: views that change what matters for the class harm.
///
/// - Parameters:
///   - encoder: from inputs [n, …] to features [n, width].
///   - inputs: [m, …], of 2 or more examples.
///   - views: drawn for each of the two views by itself.
///   - projection: from features to what the loss compares; thrown away afterwards. nil: the features themselves.
///   - temperature: τ of `contrastiveLoss`.
@discardableResult
public func train(
  _ encoder: any Layer, contrasting inputs: NDArray, views: Augmentation, projection: (any Layer)? = nil,
  batchSize: Int = 128, temperature: Double = 0.5, steps: Int, by rule: any UpdateRule,
  seed: UInt64 = RandomSource.currentSeed, threads: Int? = nil, reporting: Reporting = Reporting(),
  observe: @escaping (TrainingEvent) -> Void = { _ in }
) -> History {
  guard inputs.rowCount >= 2, batchSize >= 2 else {
    stop(
      "train(…, contrasting:) expects 2 or more examples in all and in a batch; got \(inputs.rowCount) and \(batchSize)."
    )
  }
  let pairs = Views(inputs, batchSize: batchSize, seed: seed, views, views)
  let (first, second) = (Input("view 1", pairs[0].first), Input("view 2", pairs[0].second))
  let model: any Layer = projection.map { Sequential(encoder, $0) } ?? encoder
  let program = buildStep(of: model, steps: steps) { pass in
    let loss = contrastiveLoss(
      pass.run(model, on: first), pass.run(model, on: second), temperature: temperature)
    return Program(
      minimizing: pass.addingPenalties(to: loss), over: model.parameters, by: rule,
      memory: OptimizerMemory(), alongside: pass.updates)
  }
  return train(
    program, steps: steps,
    feed: { step in
      let pair = pairs[step]
      return [(first, pair.first), (second, pair.second)]
    }, threads: threads, reporting: reporting, observe: observe)
}
