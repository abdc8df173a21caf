import Datasets
import Foundation
import Tensors
import Testing

@Suite struct GeneratorTests {
  @Test(arguments: SyntheticDataset.all) func shapesClassesAndSeeds(_ dataset: SyntheticDataset) {
    let examples = dataset.examples(count: 31, seed: 4)
    let inputs = dataset.classCount == 0 ? 1 : 2
    #expect(examples.inputs.shape == [31, inputs])
    #expect(examples.targets.shape == (dataset.classCount == 0 ? [31, 1] : [31]))
    #expect(examples.inputs.doubles.allSatisfy { $0.isFinite } && examples.targets.doubles.allSatisfy { $0.isFinite })
    if dataset.classCount > 0 {
      #expect(examples.classes == (0..<31).map { $0 % dataset.classCount })
    }
    #expect(examples == dataset.examples(count: 31, seed: 4) && examples != dataset.examples(count: 31, seed: 5))
    let wide = dataset.examples(count: 31, seed: 4, type: .float64)
    #expect(wide.inputs.converted(to: .float32) == examples.inputs)
    #expect(wide.targets.converted(to: .float32) == examples.targets)
    #expect(dataset.examples(count: 31, noise: 0, seed: 4) != dataset.examples(count: 31, noise: 0.5, seed: 4))
    #expect(SyntheticDataset.named(dataset.name)?.summary == dataset.summary)
  }

  @Test(arguments: SyntheticDataset.all) func isDocumented(_ dataset: SyntheticDataset) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Docs/DATA.md")
    #expect(try String(contentsOf: file, encoding: .utf8).contains("| `\(dataset.name)` | \(dataset.summary)"))
  }

  /// The points of each without noise, and what must hold for every one.
  @Test func withoutNoiseTheTruthHolds() {
    func points(_ examples: Examples) -> [(x: Double, y: Double, label: Int)] {
      (0..<examples.count).map { (examples.inputs[$0, 0], examples.inputs[$0, 1], examples.classes[$0]) }
    }
    let circles = points(.circles(count: 60, ratio: 0.3, noise: 0, seed: 1, type: .float64))
    #expect(circles.allSatisfy { abs(hypot($0.x, $0.y) - ($0.label == 0 ? 1 : 0.3)) < 1e-12 })
    let xor = points(.xor(count: 200, noise: 0, seed: 1, type: .float64))
    #expect(xor.allSatisfy { ($0.x * $0.y < 0) == ($0.label == 1) && max(abs($0.x), abs($0.y)) < 1 })
    #expect(Set(xor.map { [$0.x > 0, $0.y > 0] }).count == 4)
    let spirals = points(.spirals(count: 90, classes: 3, turns: 2, noise: 0, seed: 1, type: .float64))
    for point in spirals {
      let radius = hypot(point.x, point.y)
      let angle = 2 * Double.pi * (2 * radius + Double(point.label) / 3)
      #expect(radius < 1 && hypot(point.x - radius * cos(angle), point.y - radius * sin(angle)) < 1e-12)
    }
    let blobs = points(.blobs(count: 8, classes: 4, noise: 0, seed: 1, type: .float64))
    let centres: [(Double, Double)] = [(1, 0), (0, 1), (-1, 0), (0, -1)]
    #expect(blobs.allSatisfy { hypot($0.x - centres[$0.label].0, $0.y - centres[$0.label].1) < 1e-12 })
  }

  @Test func curvesWithoutNoise() {
    let sine = Examples.sine(count: 40, frequency: 2, noise: 0, seed: 1, type: .float64)
    let cubic = Examples.polynomial(count: 40, coefficients: [1, 0, -2, 3], noise: 0, seed: 1, type: .float64)
    for row in 0..<40 {
      let (s, x) = (sine.inputs[row, 0], cubic.inputs[row, 0])
      #expect(abs(sine.targets[row, 0] - sin(4 * .pi * s)) < 1e-14)
      #expect(abs(cubic.targets[row, 0] - (1 - 2 * x * x + 3 * x * x * x)) < 1e-14)
    }
  }

  /// Mean 0 and the standard deviation asked for.
  @Test func noiseIsAsLargeAsItSays() {
    let blobs = Examples.blobs(count: 20_000, classes: 1, noise: 0.3, seed: 8, type: .float64)
    for column in 0..<2 {
      let values = (0..<blobs.count).map { blobs.inputs[$0, column] - (column == 0 ? 1 : 0) }
      #expect(abs(values.reduce(0, +) / 20_000) < 0.01)
      #expect(abs((values.reduce(0) { $0 + $1 * $1 } / 20_000).squareRoot() - 0.3) < 0.006)
    }
  }

  @Test func misuseEndsWithASentence() async {
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples.circles(count: 0, seed: 1)
      }, says: "A generator expects at least 1 point and noise of 0 or more; got 0 points and noise 0.1.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples.sine(count: 5, noise: -1, seed: 1)
      }, says: "A generator expects at least 1 point and noise of 0 or more; got 5 points and noise -1.0.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples.spirals(count: 5, classes: 0, seed: 1)
      }, says: "classes must be at least 1; got 0.")
  }
}
