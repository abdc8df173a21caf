import Autodiff
import Datasets
import Insight
import Networks
import Optimizers
import Tensors
import Testing
import Training

/// A layer in two places is one set of dimensions of the space of weights.
@Suite struct SharedParameterTests {
  private static let examples = Examples(
    inputs: NDArray([[1.0, 2], [3, -1], [0, 0.5]]), targets: NDArray([[1.0, 0], [0, 1], [0.5, 0.5]]))

  /// A layer of one's own that lists its part's parameters once for each use.
  private struct Twice: Layer {
    var name = "twice"
    let part: Dense
    var parameters: [Parameter] { part.parameters + part.parameters }
    func callAsFunction(_ x: Tensor, in pass: Pass) -> Tensor { part(part(x, in: pass), in: pass) }
    var description: String { "Twice" }
  }

  @Test func landscapesAndPathsHaveItOnce() {
    let part = Dense(weights: NDArray([[0.5, -1], [1, 0.25]]), bias: NDArray([0.1, -0.2]))
    for model in [Twice(part: part), Sequential(part, part)] as [any Layer] {
      let weights = Weights(of: model)
      #expect(weights.count == 6 && Weights(of: part.parameters + part.parameters) == weights)
      #expect(
        Weights(weights.parameters.map { NDArray(repeating: 0, shape: $0.shape) }).distance(to: weights)
          == weights.parameters.flatMap(\.doubles).reduce(0) { $0 + $1 * $1 }.squareRoot())
      let direction = Direction.random(for: model, seed: 2, normalization: .none)
      let landscape = LossLandscape(model, on: Self.examples, loss: meanSquaredError)
      let curve = landscape.along(direction, -1...1, points: 3)
      let expected = curve.positions.map { position in loss(at: weights.moved(along: (direction, position))) }
      #expect(
        zip(curve.losses, expected).allSatisfy { abs($0 - $1) < 1e-5 * max(1, $1) }, "\(curve.losses), \(expected)")
      model.set(weights.moved(along: (direction, 0.5)))
      #expect(
        abs(evaluate(model, on: Self.examples, loss: meanSquaredError) - landscape.loss(at: Weights(of: model))) < 1e-6)
      model.set(weights)
      let history = train(
        model, on: Self.examples, batchSize: 3, epochs: 3, loss: meanSquaredError, by: Adam(), seed: 1,
        reporting: .silent)
      let path = history.path(of: model)
      #expect(path.points.first == weights && path.points.last == Weights(of: model))
      #expect(history.path(of: part.parameters + part.parameters).points.last == Weights(of: model))
      model.set(weights)
    }
  }

  /// (x · w + b) · w + b by hand.
  private func loss(at weights: Weights) -> Double {
    let (w, b) = (weights.parameters[0].doubles, weights.parameters[1].doubles)
    func layer(_ x: [Double]) -> [Double] { [x[0] * w[0] + x[1] * w[2] + b[0], x[0] * w[1] + x[1] * w[3] + b[1]] }
    let (x, y) = (Self.examples.inputs, Self.examples.targets)
    let squares = (0..<3).flatMap { row -> [Double] in
      let answer = layer(layer([x[row, 0], x[row, 1]]))
      return (0..<2).map { (answer[$0] - y[row, $0]) * (answer[$0] - y[row, $0]) }
    }
    return squares.reduce(0, +) / 6
  }
}
