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
    Misuse("examples to measure the loss with were wanted, but there are none.") {
      let none = Examples(inputs: NDArray([], shape: [0, 2]), targets: NDArray([], shape: [0, 1]))
      _ = LossLandscape(model(), on: none, loss: meanSquaredError)
    },
    Misuse("a loss of one number was wanted, but [2, 1] came: take its mean.") {
      _ = LossLandscape(model(), on: data) { $0 - $1 }
    },
    Misuse("a loss that depends on 'w' was wanted, but this one does not use it.") {
      _ = LossLandscape(sum(Parameter("v", [1])), over: [Parameter("w", [1])])
    },
    Misuse("a landscape over parameters was wanted, but there are none.") {
      _ = LossLandscape(Flatten(), on: data) { mean($0) * mean($1) }
    },
    Misuse("with parameters [2, 3], [3], [3, 1], [1], but [2, 4], [4], [4, 1], [1] came: take both from the same model")
    {
      _ = LossLandscape(model(), on: data, loss: meanSquaredError, around: Weights(of: model(4)))
    },
    Misuse("weights of one model were wanted") { _ = landscape().centred(at: Weights(of: model(4))) },
    Misuse("weights of one model were wanted") { _ = landscape().loss(at: Weights(of: model(4))) },
    Misuse("weights of one model were wanted") {
      _ = landscape().between(Weights(of: model()), Weights(of: model(4)))
    },
    Misuse("weights of one model were wanted") { model().set(Weights([NDArray([1])])) },
    Misuse("weights of one model were wanted") { _ = Weights(of: model()).distance(to: Weights([])) },
    Misuse("a direction for parameters [2, 3], [3], [3, 1], [1] was wanted, but one of [2, 4], [4], [4, 1], [1] came") {
      _ = landscape().along(.random(for: model(4), seed: 1))
    },
    Misuse("a direction for parameters") { _ = landscape().over(direction(), .random(for: model(4), seed: 1)) },
    Misuse("two directions that span a plane were wanted, but 'random direction, seed 1' and") {
      _ = landscape().over(direction(), direction())
    },
    Misuse("a line wants at least 2 points, but 1 came.") { _ = landscape().along(direction(), points: 1) },
    Misuse("a line wants at least 2 points, but -3 came.") {
      _ = landscape().between(Weights(of: model()), Weights(of: model()), points: -3)
    },
    Misuse("a plane wants at least 1 point in each direction, but 0 came.") {
      _ = landscape().over(direction(), direction(2), rows: 0)
    },
    Misuse("a range from a number to a greater one was wanted, such as -1...1, but 2.0...2.0 came.") {
      _ = landscape().along(direction(), 2...2)
    },
    Misuse("a range from a number to a greater one") { _ = landscape().along(direction(), 0...Double.infinity) },
    Misuse("a plane wants ways to cover and a margin of at least 0, but 0 and 0.25 came.") {
      _ = landscape().over(direction(), direction(2), covering: [])
    },
    Misuse("a direction of finite numbers was wanted, but array 1 holds nan.") {
      _ = Direction([NDArray([1]), NDArray([0, .nan])])
    },
    Misuse("a direction that leads somewhere was wanted, but all its numbers are 0.") {
      _ = Direction([NDArray([0, 0])])
    },
    Misuse("a direction that leads somewhere") { _ = Direction(from: Weights(of: model()), to: Weights(of: model())) },
    Misuse("a normalised direction is as long as the weights, but all weights are 0 or vectors") {
      _ = Direction.random(for: Weights([NDArray([[0, 0]]), NDArray([3])]), seed: 1)
    },
    Misuse("points of a way and a step for each were wanted, but 0 and 0 came.") { _ = WeightPath([]) },
    Misuse("points of a way and a step for each were wanted, but 1 and 2 came.") {
      _ = WeightPath([Weights(of: model())], steps: [1, 2])
    },
    Misuse("weights of one model were wanted") { _ = WeightPath([Weights(of: model()), Weights(of: model(4))]) },
    Misuse("2 principal directions want a way of at least 3 points, but it has 2.") {
      _ = Direction.principal(of: line(2))
    },
    Misuse("2 principal directions were wanted, but the way spreads in only 1: take fewer, or another plane.") {
      _ = Direction.principal(of: line(5))
    },
    Misuse("2 principal directions were wanted, but the way spreads in only 0") {
      _ = Direction.principal(of: WeightPath([Weights](repeating: Weights(of: model()), count: 4)))
    },
    Misuse("a way of finite weights was wanted, but some are not finite.") {
      _ = Direction.principal(of: WeightPath([1, .nan, 3].map { Weights([NDArray([$0, 1])]) }))
    },
    Misuse("a way of finite weights was wanted") {
      let bad = Weights(of: model()).parameters.map { NDArray(repeating: .infinity, shape: $0.shape) }
      _ = landscape().over(direction(), direction(2), covering: [WeightPath([Weights(bad)])])
    },
    Misuse("the history of these parameters' training was wanted, but it trained others.") {
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
