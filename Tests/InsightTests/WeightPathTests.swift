import Autodiff
import Datasets
import Foundation
import Insight
import Networks
import Optimizers
import Tensors
import Testing
import Training

@Suite struct WeightPathTests {
  /// Ways with what scikit-learn says of them.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let shapes: [[Int]]
    let points: [[Double]]
    let components: [[Double]]
    let shares: [Double]
    let coordinates: [[Double]]
    var testDescription: String { name }

    var path: WeightPath {
      WeightPath(
        points.map { numbers in
          var rest = numbers[...]
          return Weights(
            shapes.map { sizes in
              let count = sizes.reduce(1, *)
              defer { rest = rest.dropFirst(count) }
              return NDArray(Array(rest.prefix(count)), shape: Shape(sizes), type: .float64)
            })
        })
    }

    static let all: [Case] = {
      struct File: Decodable { let principal: [Case] }
      let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/landscapes.json")
      return (try? JSONDecoder().decode(File.self, from: Data(contentsOf: file)).principal) ?? []
    }()
  }

  @Test func thereAreCases() { #expect(Case.all.count >= 4) }

  @Test(arguments: Case.all) func principalDirectionsAreThoseOfScikitLearn(_ item: Case) {
    let path = item.path
    let principal = Direction.principal(of: path, count: item.components.count)
    for (direction, component) in zip(principal.directions, item.components) {
      expectClose(LandscapeTests.flat(direction.arrays), component, 1e-9, direction.name)
      #expect(abs(direction.length - 1) < 1e-12)
    }
    #expect(principal.directions.count == item.components.count)
    expectClose(Array(principal.shares.prefix(item.shares.count)), item.shares, 1e-10, "shares")
    #expect(principal.shares.dropFirst(item.shares.count).allSatisfy { $0 < 1e-12 })
    guard item.components.count >= 2 else { return }
    let plane = WeightPlane(through: path.points.last!, x: principal.first, y: principal.second)
    let seen = plane.projection(of: path)
    expectClose(seen.x, item.coordinates.map { $0[0] }, 1e-8, "x")
    expectClose(seen.y, item.coordinates.map { $0[1] }, 1e-8, "y")
  }

  /// Points of a plane, at right angles or not, are found again, and what sticks out of it is not seen.
  @Test func projectionFindsCoordinatesAgain() {
    var random = RandomSource(seed: 3)
    let centre = Weights([
      .normal([3, 4], type: .float64, using: &random), .normal([4], type: .float64, using: &random),
    ])
    let x = Direction.random(for: centre, seed: 1, normalization: .none)
    let y = Direction.random(for: centre, seed: 2, normalization: .layer)
    let plane = WeightPlane(through: centre, x: x, y: y)
    let places = [(0.0, 0.0), (1, 0), (0, 1), (-2.5, 0.75), (1e3, -1e-3)]
    let path = WeightPath(places.map { plane.point($0.0, $0.1) })
    let seen = plane.projection(of: path)
    expectClose(seen.x, places.map(\.0), 1e-10, "x")
    expectClose(seen.y, places.map(\.1), 1e-10, "y")
    #expect(abs(seen.share - 1) < 1e-12 && plane.projection(of: WeightPath([centre])).share == 1)
    // A direction at right angles to both, by Gram and Schmidt.
    var z = LandscapeTests.flat(Direction.random(for: centre, seed: 3, normalization: .none).arrays)
    let (d, e) = (LandscapeTests.flat(x.arrays), LandscapeTests.flat(y.arrays))
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let f = zip(e, d).map { $0 - dot(e, d) / dot(d, d) * $1 }
    for other in [d, f] {
      let part = dot(z, other) / dot(other, other)
      z = zip(z, other).map { $0 - part * $1 }
    }
    let up = Direction([
      NDArray(Array(z.prefix(12)), shape: [3, 4], type: .float64), NDArray(Array(z.suffix(4)), type: .float64),
    ])
    let outside = plane.coordinates(of: plane.point(2, 3).moved(along: (up, 7)))
    #expect(abs(outside.x - 2) < 1e-10 && abs(outside.y - 3) < 1e-10)
    #expect(plane.projection(of: WeightPath([centre.moved(along: (up, 1))])).share < 1e-20)
  }

  // MARK: - Of a training

  private struct Fit {
    let model: Sequential
    let data: Examples
    let start: Weights

    init(_ type: ElementType) {
      var random = RandomSource(seed: 4)
      model = Sequential(
        Dense(2, 4, activation: .tanh, type: type, using: &random), BatchNormalization(4, type: type),
        Dense(4, 1, type: type, using: &random))
      let x = NDArray.normal([20, 2], type: type, using: &random)
      data = Examples(
        inputs: x, targets: NDArray((0..<20).map { x[$0, 0] * x[$0, 1] }, shape: [20, 1], type: type))
      start = Weights(of: model)
    }

    func train(epochs: Int, rate: Double = 0.05, _ observe: @escaping (TrainingEvent) -> Void = { _ in }) -> History {
      Training.train(
        model, on: data, batchSize: 5, epochs: epochs, loss: meanSquaredError, by: Adam(learningRate: rate), seed: 2,
        observe: observe)
    }
  }

  /// Every point is what the model held at the end of the epoch before it, bit for bit.
  @Test(arguments: ElementType.allCases) func aTrainingLeavesItsWay(_ type: ElementType) {
    let fit = Fit(type)
    var seen: [Int: Weights] = [0: fit.start]
    let history = fit.train(epochs: 60) { event in
      if case .epoch(let summary) = event { seen[4 * (summary.epoch + 1)] = Weights(of: fit.model) }
    }
    let path = history.path(of: fit.model)
    #expect(path.steps.first == 0 && path.steps.last == 240 && path.points.last == Weights(of: fit.model))
    #expect(path.steps == path.steps.sorted() && path.points.count >= 60 && path.points.count <= 242)
    #expect(path.steps.count { seen[$0] != nil } >= 30)
    for (step, point) in zip(path.steps, path.points) where seen[step] != nil {
      #expect(point == seen[step], "step \(step)")
    }
    #expect(path.points[0].state != path.points.last!.state)
    #expect(path.length > fit.start.distance(to: path.points.last!))
    #expect(history.path(of: fit.model.parameters).points.map(\.parameters) == path.points.map(\.parameters))
    // Asked later, when the model is elsewhere, the way is the same.
    fit.model.set(fit.start)
    #expect(history.path(of: fit.model).points == path.points)
  }

  /// It ends before the step that was not taken.
  @Test(arguments: ElementType.allCases) func aDivergedTrainingHasAWayToo(_ type: ElementType) {
    let fit = Fit(type)
    let history = Training.train(
      fit.model, on: fit.data, batchSize: 20, epochs: 50, loss: meanSquaredError,
      by: GradientDescent(learningRate: type == .float32 ? 1e30 : 1e200), seed: 2)
    guard case .diverged = history.ending else {
      Issue.record("it did not diverge: \(history)")
      return
    }
    let path = history.path(of: fit.model)
    #expect(path.steps.last == history.losses.count - 1 && path.points.last == Weights(of: fit.model))
    #expect(Set(path.steps).count == path.steps.count)
  }

  /// The loss over the plane where the training ended, at every point of its way, is what training measured there.
  @Test func lossesAlongTheWayAreThoseOfTheTraining() {
    var random = RandomSource(seed: 4)
    let model = Sequential(Dense(2, 4, activation: .tanh, using: &random), Dense(4, 1, using: &random))
    let x = NDArray.normal([20, 2], using: &random)
    let data = Examples(inputs: x, targets: NDArray((0..<20).map { x[$0, 0] * x[$0, 1] }, shape: [20, 1]))
    let history = train(
      model, on: data, batchSize: 20, epochs: 40, loss: meanSquaredError, by: Adam(learningRate: 0.05), seed: 2)
    let path = history.path(of: model)
    let landscape = LossLandscape(model, on: data, loss: meanSquaredError)
    for (step, point) in zip(path.steps, path.points).dropLast() {
      #expect(abs(landscape.loss(at: point) - history.losses[step]) < 1e-6, "step \(step)")
    }
    let principal = Direction.principal(of: path)
    let plane = landscape.over(principal.first, principal.second, covering: [path], columns: 5, rows: 5)
    let seen = plane.plane.projection(of: path)
    #expect(seen.x.allSatisfy(plane.xRange.contains) && seen.y.allSatisfy(plane.yRange.contains))
    let span = seen.x.max()! - seen.x.min()!
    #expect(abs(plane.xRange.upperBound - (seen.x.max()! + 0.25 * span)) < 1e-9)
  }
}
