import Datasets
import Foundation
import Tensors
import Testing

@Suite struct ExamplesTests {
  /// Row i is [i, 10 i] with target i, so every row shows where it came from.
  private let ten = Examples(
    inputs: NDArray((0..<10).map { [Double($0), Double(10 * $0)] }), targets: NDArray((0..<10).map(Double.init)))

  @Test func splitKeepsEveryExampleOnceAndPairsTogether() {
    let (training, validation) = ten.split(training: 0.7, seed: 3)
    #expect(training.count == 7 && validation.count == 3)
    #expect((training.targets.doubles + validation.targets.doubles).sorted() == (0..<10).map(Double.init))
    for part in [training, validation] {
      for i in 0..<part.count { #expect(part.inputs[i, 1] == 10 * part.targets[i]) }
    }
    #expect(ten.split(training: 0.7, seed: 3).training == training)
    #expect(ten.split(training: 0.7, seed: 4).training != training)
    #expect(ten.split(training: 0, seed: 3).training.count == 0)
    #expect(ten.split(training: 1, seed: 3).validation.count == 0)
  }

  @Test func shuffling() {
    let shuffled = ten.shuffled(seed: 1)
    #expect(
      shuffled != ten
        && shuffled.rows(
          shuffled.targets.doubles.indices.sorted { a, b in
            shuffled.targets[a] < shuffled.targets[b]
          }) == ten
    )
  }

  @Test func batchesHoldThePartialLastOne() {
    #expect(ten.batches(of: 4).map(\.count) == [4, 4, 2])
    #expect(ten.batches(of: 4).flatMap(\.targets.doubles) == ten.targets.doubles)
    #expect(ten.batches(of: 10).count == 1 && ten.batches(of: 99).count == 1)
  }

  /// In any order of asking.
  @Test func aCopiedBatchIsTheBatch() {
    let examples = Examples(
      inputs: NDArray((0..<60).map(Double.init), shape: [10, 2, 3]), targets: NDArray((0..<10).map(Double.init)))
    for last in [Batches.LastBatch.kept, .dropped] {
      let batches = Batches(examples, size: 4, seed: 5, lastBatch: last)
      for step in [0, 7, 2, 7, 1, 31, 0] {
        let fresh = Batches(examples, size: 4, seed: 5, lastBatch: last)[step]
        var (inputs, targets) = (
          [Float](repeating: -1, count: fresh.inputs.count), [Float](repeating: -1, count: fresh.targets.count)
        )
        inputs.withUnsafeMutableBytes { inputs in
          targets.withUnsafeMutableBytes { batches.copy(step, inputs: inputs, targets: $0) }
        }
        #expect(batches.count(of: step) == fresh.count && batches[step] == fresh)
        #expect(inputs.map(Double.init) == fresh.inputs.doubles && targets.map(Double.init) == fresh.targets.doubles)
      }
    }
  }

  @Test(arguments: [Batches.LastBatch.kept, .dropped]) func everyEpochHoldsEachExampleOnce(_ last: Batches.LastBatch) {
    let batches = Batches(ten, size: 4, seed: 5, lastBatch: last)
    #expect(batches.countPerEpoch == (last == .kept ? 3 : 2))
    var orders: [[Int]] = []
    for epoch in 0..<4 {
      let steps = epoch * batches.countPerEpoch..<(epoch + 1) * batches.countPerEpoch
      let order = steps.flatMap(batches.indices)
      #expect(steps.allSatisfy { batches.epoch(of: $0) == epoch })
      #expect(Set(order).count == order.count && order.count == (last == .kept ? 10 : 8))
      orders.append(order)
    }
    #expect(Set(orders).count == 4)
    #expect(batches[7].targets.doubles.map { Int($0) } == batches.indices(of: 7))
    #expect(batches.indices(of: 7) == Batches(ten, size: 4, seed: 5, lastBatch: last).indices(of: 7))
  }

  @Test func standardisationIsFittedToTrainingDataOnly() {
    let training = NDArray([[1, 5], [3, 5], [5, 5]], type: .float64)
    let standard = Standardisation(fitting: training)
    #expect(standard.means == [3, 5])
    #expect(abs(standard.standardDeviations[0] - (8.0 / 3).squareRoot()) < 1e-15)
    let z = standard(training)
    #expect(abs(z[0, 0] + 1.5.squareRoot()) < 1e-15 && z[1, 0] == 0 && z[0, 1] == 0)
    let validation = NDArray([[100, 6]], type: .float64)
    #expect(standard(validation)[0, 1] == 1)
    #expect(abs(standard.undone(standard(validation))[0, 0] - 100) < 1e-12)
    let tenths = Standardisation(fitting: NDArray([[0.1], [0.1], [0.1]], type: .float64))
    #expect(tenths(NDArray([[0.1]], type: .float64))[0, 0] == 0)
  }

  @Test func oneHot() {
    #expect(NDArray([2, 0]).oneHot(classes: 3) == NDArray([[0, 0, 1], [1, 0, 0]]))
  }

  @Test func lineWithoutNoiseIsTheLine() {
    let line = Examples.line(count: 50, slope: 3, intercept: -1, noise: 0, seed: 2, type: .float64)
    #expect(line.inputs.shape == [50, 1] && line.targets.shape == [50, 1])
    for i in 0..<50 { #expect(abs(line.targets[i, 0] - (3 * line.inputs[i, 0] - 1)) < 1e-15) }
    #expect(line == .line(count: 50, slope: 3, intercept: -1, noise: 0, seed: 2, type: .float64))
  }

  @Test func moonsWithoutNoiseAreHalfCircles() {
    let moons = Examples.moons(count: 100, noise: 0, seed: 9, type: .float64)
    for i in 0..<100 {
      let (x, y) = (moons.inputs[i, 0], moons.inputs[i, 1])
      let isLower = moons.targets[i] == 1
      #expect(abs(hypot(x - (isLower ? 1 : 0), y - (isLower ? 0.5 : 0)) - 1) < 1e-12)
      #expect(isLower ? y <= 0.5 : y >= 0)
    }
    #expect(moons.targets.doubles.reduce(0, +) == 50)
    #expect(moons != .moons(count: 100, noise: 0, seed: 10, type: .float64))
  }

  @Test func misuseEndsWithASentence() async {
    await #expect(processExitsWith: .failure) { _ = Examples.line(count: 3, seed: 1).batches(of: 0) }
    await #expect(processExitsWith: .failure) { _ = Examples.line(count: 3, seed: 1).split(training: 1.5, seed: 1) }
    await #expect(processExitsWith: .failure) { _ = Examples.line(count: 3, seed: 1).split(training: .nan, seed: 1) }
    await #expect(processExitsWith: .failure) { _ = Examples(inputs: NDArray([1, 2]), targets: NDArray([1])) }
    await #expect(processExitsWith: .failure) { _ = Batches(.line(count: 3, seed: 1), size: 4, seed: 1) }
    await #expect(processExitsWith: .failure) { _ = Standardisation(fitting: NDArray([1, 2])) }
    await #expect(processExitsWith: .failure) { _ = NDArray([0.5]).oneHot(classes: 2) }
    await #expect(processExitsWith: .failure) { _ = NDArray([1, 2]).rows([2]) }
    await #expect(processExitsWith: .failure) { _ = NDArray([[1, 2], [3]]) }
  }
}
