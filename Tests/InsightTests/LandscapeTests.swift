import Autodiff
import Datasets
import Foundation
import Insight
import Networks
import Optimizers
import Tensors
import Testing
import Training

/// Losses along lines and over planes, beside what they are by their formulas.
@Suite struct LandscapeTests {
  /// ½ Σ aᵢ (wᵢ − cᵢ)² over two parameters.
  struct Bowl {
    let parameters: [Parameter]
    let loss: Tensor
    private let a: [Double]
    private let c: [Double]

    init(_ type: ElementType) {
      var random = RandomSource(seed: 5)
      let shapes: [Shape] = [[3, 2], [2]]
      let parameters = shapes.enumerated().map { Parameter("w\($0)", .normal($1, type: type, using: &random)) }
      let a = shapes.map { NDArray.uniform($0, in: 0.5..<2, type: type, using: &random) }
      let c = shapes.map { NDArray.normal($0, type: type, using: &random) }
      loss = parameters.indices.map { number in
        let off = parameters[number] - Tensor(c[number])
        return sum(Tensor(a[number]) * off * off) * 0.5
      }.reduce(Tensor(0, type: type), +)
      self.parameters = parameters
      self.a = a.flatMap(\.doubles)
      self.c = c.flatMap(\.doubles)
    }

    func value(at weights: [Double]) -> Double {
      weights.indices.reduce(0) { $0 + 0.5 * a[$1] * (weights[$1] - c[$1]) * (weights[$1] - c[$1]) }
    }
  }

  static func flat(_ arrays: [NDArray]) -> [Double] { arrays.flatMap(\.doubles) }

  private func tolerance(_ type: ElementType) -> Double { type == .float32 ? 1e-5 : 1e-12 }

  @Test(arguments: ElementType.allCases) func linesAreThoseOfTheFormula(_ type: ElementType) {
    let bowl = Bowl(type)
    let landscape = LossLandscape(bowl.loss, over: bowl.parameters)
    let centre = Self.flat(landscape.centre.parameters)
    for normalization in Direction.Normalization.allCases {
      let direction = Direction.random(for: landscape.centre, seed: 3, normalization: normalization)
      let d = Self.flat(direction.arrays)
      let curve = landscape.along(direction, -2...3, points: 11)
      expectClose(curve.positions, (0...10).map { -2 + Double($0) / 2 }, 1e-15, "positions")
      #expect(curve.positions.first == -2 && curve.positions.last == 3 && curve.label == "random direction, seed 3")
      let expected = curve.positions.map { t in bowl.value(at: centre.indices.map { centre[$0] + t * d[$0] }) }
      expectClose(curve.losses, expected, tolerance(type), "\(normalization)")
      let least = expected.indices.min { expected[$0] < expected[$1] }!
      #expect(curve.lowest?.position == curve.positions[least] && curve.barrier == 0)
    }
  }

  @Test(arguments: ElementType.allCases) func planesAreThoseOfTheFormula(_ type: ElementType) {
    let bowl = Bowl(type)
    let landscape = LossLandscape(bowl.loss, over: bowl.parameters)
    let centre = Self.flat(landscape.centre.parameters)
    let (x, y) = (Direction.random(for: landscape.centre, seed: 1), Direction.random(for: landscape.centre, seed: 2))
    let (d, e) = (Self.flat(x.arrays), Self.flat(y.arrays))
    let seen = landscape.over(x, y, x: -1...2, y: -3...1, columns: 4, rows: 3)
    var expected: [Double] = []
    for row in 0..<3 {
      for column in 0..<4 {
        let a = -1 + 3 * (Double(column) + 0.5) / 4
        let b = -3 + 4 * (Double(row) + 0.5) / 3
        let place = seen.position(column: column, row: row)
        #expect(abs(place.x - a) < 1e-15 && abs(place.y - b) < 1e-15)
        expected.append(bowl.value(at: centre.indices.map { centre[$0] + a * d[$0] + b * e[$0] }))
      }
    }
    expectClose(seen.losses, expected, tolerance(type), "plane")
    let least = expected.indices.min { expected[$0] < expected[$1] }!
    #expect(
      seen.lowest! == (
        seen.position(column: least % 4, row: least / 4).x, seen.position(column: least % 4, row: least / 4).y,
        seen.losses[least]
      ))
  }

  /// A line through a double well: the bump in its middle, above two ends that differ.
  @Test func aBarrierIsAboveTheLineBetweenTheEnds() {
    let w = Parameter("w", [-1], type: .float64)
    let loss = pow(w * w - 1, 2) + 0.25 * w
    let landscape = LossLandscape(sum(loss), over: [w])
    let (left, right) = (Weights([NDArray([-1], type: .float64)]), Weights([NDArray([1], type: .float64)]))
    let curve = landscape.between(left, right, points: 9)
    expectClose(
      curve.losses, (0...8).map { i in pow(pow(-1 + Double(i) / 4, 2) - 1, 2) + 0.25 * (-1 + Double(i) / 4) }, 1e-14)
    #expect(abs(curve.barrier - 1) < 1e-14 && curve.label == "share of the way")
    // Half of the way down into one of the wells there is none.
    #expect(landscape.between(left, left.interpolated(to: right, share: 0.1)).barrier < 1e-14)
    let beyond = landscape.between(left, right, -0.5...1.5, points: 3)
    expectClose(beyond.losses, [-2.0, 0, 2].map { pow($0 * $0 - 1, 2) + 0.25 * $0 }, 1e-14)
  }

  @Test func lossesThatAreNotFiniteAreKept() {
    let w = Parameter("w", [1, 1], type: .float64)
    let landscape = LossLandscape(sum(log(w)), over: [w])
    let curve = landscape.along(Direction([NDArray([1, 0])]), -2...0, points: 3)
    #expect(curve.losses[0].isNaN && curve.losses[1] == -.infinity && curve.losses[2] == 0)
    #expect(curve.barrier.isNaN && curve.lowest?.position == 0)
    let plane = landscape.over(
      Direction([NDArray([1, 0])]), Direction([NDArray([0, 1])]), x: -4...(-2), y: -1...0, columns: 1, rows: 1)
    #expect(plane.losses.allSatisfy(\.isNaN) && plane.lowest == nil)
  }

  // MARK: - Models

  private func examples(_ count: Int, _ type: ElementType) -> Examples {
    var random = RandomSource(seed: 8)
    let inputs = NDArray.normal([count, 3], type: type, using: &random)
    return Examples(inputs: inputs, targets: .normal([count, 2], type: type, using: &random))
  }

  /// Over more examples than are evaluated at once, against loops over all of them.
  @Test(arguments: ElementType.allCases, [7, 23, 4096]) func modelsAreMeasuredOnAllExamples(
    _ type: ElementType, batchSize: Int
  ) {
    var random = RandomSource(seed: 4)
    let model = Sequential(
      Dense(3, 4, activation: .tanh, type: type, using: &random), Dense(4, 2, type: type, using: &random))
    let data = examples(23, type)
    let landscape = LossLandscape(model, on: data, loss: meanSquaredError, batchSize: batchSize)
    let direction = Direction.random(for: model, seed: 6, normalization: .none)
    let curve = landscape.along(direction, points: 5)
    let (x, y) = (data.inputs, data.targets)
    let expected = curve.positions.map { t -> Double in
      let w = zip(landscape.centre.parameters, direction.arrays).map { own, step in
        zip(own.doubles, step.doubles).map { $0 + t * $1 }
      }
      var total = 0.0
      for i in 0..<23 {
        let hidden = (0..<4).map { j in tanh((0..<3).reduce(w[1][j]) { $0 + x[i, $1] * w[0][$1 * 4 + j] }) }
        for k in 0..<2 {
          let answer = (0..<4).reduce(w[3][k]) { $0 + hidden[$1] * w[2][$1 * 2 + k] }
          total += (answer - y[i, k]) * (answer - y[i, k]) / 46
        }
      }
      return total
    }
    expectClose(curve.losses, expected, type == .float32 ? 1e-5 : 1e-12)
    #expect(abs(curve.losses[2] - evaluate(model, on: data, loss: meanSquaredError)) < 1e-6)
  }

  /// The model keeps its numbers: the same bits, and never another in between.
  @Test(arguments: ElementType.allCases) func theModelKeepsItsWeights(_ type: ElementType) {
    var random = RandomSource(seed: 4)
    let model = Sequential(
      Dense(3, 4, type: type, using: &random), BatchNormalization(4, type: type),
      Dense(4, 2, type: type, using: &random))
    let own = model.parameters + model.state
    let before = own.map(\.value)
    let versions = own.map(\.version)
    let landscape = LossLandscape(model, on: examples(9, type), loss: meanSquaredError)
    let (x, y) = (Direction.random(for: model, seed: 1), Direction.random(for: model, seed: 2))
    _ = landscape.over(x, y, columns: 3, rows: 3)
    _ = landscape.along(x, -1e30...1e30)
    let there = landscape.centre.moved(along: (x, 1), (y, 2))
    _ = landscape.between(landscape.centre, there)
    #expect(zip(own, before).allSatisfy { $0.value.hasSameBits(as: $1) } && own.map(\.version) == versions)
    model.set(there)
    #expect(Weights(of: model) == there && model.parameters.map(\.version) == versions.prefix(6).map { $0 + 1 })
    // The landscape stays where it was made, unless it is told to move.
    #expect(landscape.centre.parameters == Array(before.prefix(6)))
    #expect(landscape.centred(at: there).centre == there)
    #expect(landscape.centred(at: there).along(x, points: 3).losses[1] == landscape.loss(at: there))
  }

  /// Running statistics belong to the point: they are taken from it, and between two points lie in between.
  @Test func runningStatisticsGoAlong() {
    var random = RandomSource(seed: 4)
    let model = Sequential(Dense(3, 2, using: &random), BatchNormalization(2))
    let data = examples(16, .float32)
    let start = Weights(of: model)
    train(
      model, on: data, batchSize: 8, epochs: 5, loss: meanSquaredError, by: GradientDescent(learningRate: 0.1), seed: 1)
    let end = Weights(of: model)
    #expect(start.state != end.state)
    let landscape = LossLandscape(model, on: data, loss: meanSquaredError)
    let curve = landscape.between(start, end, points: 3)
    for (i, weights) in [start, start.interpolated(to: end, share: 0.5), end].enumerated() {
      model.set(weights)
      #expect(abs(curve.losses[i] - evaluate(model, on: data, loss: meanSquaredError)) < 1e-6)
    }
    let middle = start.interpolated(to: end, share: 0.5)
    for (number, array) in middle.state.enumerated() {
      let expected = zip(start.state[number].doubles, end.state[number].doubles).map { ($0 + $1) / 2 }
      expectClose(array.doubles, expected, 1e-7)
    }
  }

  /// A loss by its name is the function, wherever one is taken.
  @Test func lossesByTheirNames() {
    var random = RandomSource(seed: 3)
    let model = Sequential(Dense(4, 3, using: &random))
    let examples = Examples(
      inputs: NDArray.uniform([6, 4], in: 0..<1, using: &random), targets: NDArray([0, 1, 2, 2, 1, 0]))
    let direction = Direction.random(for: model, seed: 1)
    let function: Loss = softmaxCrossEntropy(logits:labels:)
    #expect(
      LossLandscape(model, on: examples, loss: .softmaxCrossEntropy).along(direction).losses
        == LossLandscape(model, on: examples, loss: function).along(direction).losses)
    let attack = FastGradientSign(epsilon: 0.1)
    let attacked = attack.examples(for: model, loss: .softmaxCrossEntropy, on: examples)
    #expect(attacked.inputs.hasSameBits(as: attack.examples(for: model, loss: function, on: examples).inputs))
    let result = AttackResult(attack, on: model, with: examples, loss: .softmaxCrossEntropy)
    #expect(result.examples.inputs.hasSameBits(as: attacked.inputs))
    let curve = RobustnessCurve(of: model, on: examples, epsilons: [0.05, 0.1], loss: .softmaxCrossEntropy) {
      FastGradientSign(epsilon: $0)
    }
    #expect(curve.accuracies.last == result.accuracy.after)
  }
}
