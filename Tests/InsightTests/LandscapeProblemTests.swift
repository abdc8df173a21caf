import Autodiff
import Datasets
import Insight
import Networks
import Optimizers
import Tensors
import Testing
import Training

/// What landscapes refuse, and the sentence they end with.
@Suite struct LandscapeProblemTests {
  typealias Misuse = ProblemTests.Misuse

  private static func model(_ hidden: Int = 3) -> Sequential {
    var random = RandomSource(seed: 1)
    return Sequential(Dense(2, hidden, using: &random), Dense(hidden, 1, using: &random))
  }

  private static let data = Examples(inputs: NDArray([[1, 2], [3, 4]]), targets: NDArray([[1], [2]]))

  private static func landscape() -> LossLandscape { LossLandscape(model(), on: data, loss: meanSquaredError) }

  private static func direction(_ seed: UInt64 = 1) -> Direction { .random(for: model(), seed: seed) }

  private static func line(_ count: Int) -> WeightPath {
    WeightPath((0..<count).map { Weights([NDArray([Double($0), 2 * Double($0)], type: .float64)]) })
  }

  static let all: [Misuse] = [
    Misuse("LossLandscape expects examples to measure the loss with; got none.") {
      let none = Examples(inputs: NDArray([], shape: [0, 2]), targets: NDArray([], shape: [0, 1]))
      _ = LossLandscape(model(), on: none, loss: meanSquaredError)
    },
    Misuse("LossLandscape expects a loss of one number; got [2, 1]. Take its mean.") {
      _ = LossLandscape(model(), on: data) { $0 - $1 }
    },
    Misuse("LossLandscape expects a loss that depends on 'w'; this one does not use it.") {
      _ = LossLandscape(sum(Parameter("v", [1])), over: [Parameter("w", [1])])
    },
    Misuse("LossLandscape expects parameters to vary; got none.") {
      _ = LossLandscape(Flatten(), on: data) { mean($0) * mean($1) }
    },
    Misuse("with parameters [2, 3], [3], [3, 1], [1]; got [2, 4], [4], [4, 1], [1]. Take both from the same model") {
      _ = LossLandscape(model(), on: data, loss: meanSquaredError, around: Weights(of: model(4)))
    },
    Misuse("Weights of one model are expected") { _ = landscape().centred(at: Weights(of: model(4))) },
    Misuse("Weights of one model are expected") { _ = landscape().loss(at: Weights(of: model(4))) },
    Misuse("Weights of one model are expected") {
      _ = landscape().between(Weights(of: model()), Weights(of: model(4)))
    },
    Misuse("Weights of one model are expected") { model().set(Weights([NDArray([1])])) },
    Misuse("Weights of one model are expected") { _ = Weights(of: model()).distance(to: Weights([])) },
    Misuse(
      "The landscape expects a direction for parameters [2, 3], [3], [3, 1], [1]; got one for [2, 4], [4], [4, 1], "
        + "[1]. "
    ) {
      _ = landscape().along(.random(for: model(4), seed: 1))
    },
    Misuse("expects a direction for parameters") { _ = landscape().over(direction(), .random(for: model(4), seed: 1)) },
    Misuse("A plane expects two directions that are not parallel; 'random direction, seed 1' and") {
      _ = landscape().over(direction(), direction())
    },
    Misuse("points must be at least 2 on a line; got 1.") { _ = landscape().along(direction(), points: 1) },
    Misuse("points must be at least 2 on a line; got -3.") {
      _ = landscape().between(Weights(of: model()), Weights(of: model()), points: -3)
    },
    Misuse("A plane expects at least 1 point in each direction, columns and rows; got 0.") {
      _ = landscape().over(direction(), direction(2), rows: 0)
    },
    Misuse("A range must be finite and end above its start, such as -1...1; got 2.0...2.0.") {
      _ = landscape().along(direction(), 2...2)
    },
    Misuse("A range must be finite and end above its start") {
      _ = landscape().along(direction(), 0...Double.infinity)
    },
    Misuse("over(covering:, margin:) expects at least one path and a margin of at least 0; got 0 paths and 0.25.") {
      _ = landscape().over(direction(), direction(2), covering: [])
    },
    Misuse("Direction expects finite numbers; array 1 holds nan.") {
      _ = Direction([NDArray([1]), NDArray([0, .nan])])
    },
    Misuse("A direction cannot be all zeros; between two sets of weights, that means they are identical.") {
      _ = Direction([NDArray([0, 0])])
    },
    Misuse("A direction cannot be all zeros;") { _ = Direction(from: Weights(of: model()), to: Weights(of: model())) },
    Misuse("A normalised direction is as long as the weights, but all weights are 0 or vectors") {
      _ = Direction.random(for: Weights([NDArray([[0, 0]]), NDArray([3])]), seed: 1)
    },
    Misuse("WeightPath expects at least one point and a step for each; got 0 points and 0 steps.") {
      _ = WeightPath([])
    },
    Misuse("WeightPath expects at least one point and a step for each; got 1 points and 2 steps.") {
      _ = WeightPath([Weights(of: model())], steps: [1, 2])
    },
    Misuse("Weights of one model are expected") { _ = WeightPath([Weights(of: model()), Weights(of: model(4))]) },
    Misuse("PrincipalDirections(count: 2) expects a path of at least 3 points; got 2.") {
      _ = Direction.principal(of: line(2))
    },
    Misuse(
      "PrincipalDirections(count: 2) expects a path that spreads in as many directions; this one spreads in only 1. "
        + "Take fewer"
    ) {
      _ = Direction.principal(of: line(5))
    },
    Misuse(
      "PrincipalDirections(count: 2) expects a path that spreads in as many directions; this one spreads in only 0"
    ) {
      _ = Direction.principal(of: WeightPath([Weights](repeating: Weights(of: model()), count: 4)))
    },
    Misuse("PrincipalDirections expects a path of finite weights; some are not finite.") {
      _ = Direction.principal(of: WeightPath([1, .nan, 3].map { Weights([NDArray([$0, 1])]) }))
    },
    Misuse("A plane expects a path of finite weights; some are not finite.") {
      let bad = Weights(of: model()).parameters.map { NDArray(repeating: .infinity, shape: $0.shape) }
      _ = landscape().over(direction(), direction(2), covering: [WeightPath([Weights(bad)])])
    },
    Misuse("path(of:) expects parameters that were trained in this history; it trained others.") {
      let history = train(
        model(), on: data, epochs: 1, loss: meanSquaredError, by: GradientDescent(learningRate: 0.1), seed: 1)
      _ = history.path(of: model())
    },
  ]

  @Test(arguments: all.indices) func endsWithASentence(_ index: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [index] in
      Self.all[index].action()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(Self.all[index].sentence), "\(text)")
  }
}
