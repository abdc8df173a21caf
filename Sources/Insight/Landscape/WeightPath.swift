import Autodiff
import Networks
import Tensors
import Training

/// The way of a training through the space of weights: points along it, in order.
///
///     let history = train(model, …)
///     let path = history.path(of: model)
public struct WeightPath: Sendable {
  public let points: [Weights]
  /// Before which training step each point was; the last may be after all steps.
  public let steps: [Int]

  /// - Parameter steps: one for each point; nil: 0, 1, 2, …
  public init(_ points: [Weights], steps: [Int]? = nil) {
    let steps = steps ?? Array(points.indices)
    guard let first = points.first, steps.count == points.count else {
      stop(
        "WeightPath expects at least one point and a step for each; got \(points.count) points and \(steps.count) "
          + "steps."
      )
    }
    for point in points.dropFirst() { first.check(point) }
    self.points = points
    self.steps = steps
  }

  /// How long the way is, from point to point: at least the distance of its ends.
  public var length: Double { zip(points, points.dropFirst()).reduce(0) { $0 + $1.0.distance(to: $1.1) } }
}

extension History {
  /// The way that a model's weights took: those that were kept along the training, up to about 130 at equal distances, and
  /// those after its last step. What the training did not change is as the model has it now.
  ///
  /// - Parameter model: the one that was trained.
  public func path(of model: any Layer) -> WeightPath { path(model.parameters, state: model.state) }

  /// The way that some parameters took.
  public func path(of parameters: [Parameter]) -> WeightPath { path(parameters, state: []) }

  private func path(_ parameters: [Parameter], state: [Parameter]) -> WeightPath {
    let layout = StateLayout(run.program)
    guard parameters.contains(where: { parameter in layout.parameters.contains { $0 === parameter } }) else {
      stop("path(of:) expects parameters that were trained in this history; it trained others.")
    }
    var states = run.keptStates.filter { $0.step < lastStep }
    states.append((lastStep, lastState))
    let points = states.map { _, bytes in
      let kept = zip(layout.parameters.map(ObjectIdentifier.init), layout.arrays(bytes))
      let arrays = Dictionary(kept) { $1 }
      func values(_ own: [Parameter]) -> [NDArray] { own.distinct.map { arrays[ObjectIdentifier($0)] ?? $0.value } }
      return Weights(values(parameters), state: values(state))
    }
    return WeightPath(points, steps: states.map(\.step))
  }
}
