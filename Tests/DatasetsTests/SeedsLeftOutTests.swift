import Datasets
import Tensors
import Testing

@Suite struct SeedsLeftOutTests {
  private let rows = Examples(inputs: NDArray([[0], [1], [2], [3], [4], [5]]), targets: NDArray([0, 1, 2, 0, 1, 2]))

  @Test func madeUpPointsDifferFromCallToCall() {
    let (first, second) = withSeed(3) { (Examples.moons(count: 10), Examples.moons(count: 10)) }
    #expect(first != second)
    #expect(withSeed(3) { Examples.moons(count: 10) } == first)
    #expect(withSeed(4) { Examples.moons(count: 10) } != first)
  }

  @Test func arraysDifferFromCallToCall() {
    let (first, second) = withSeed(3) { (NDArray.normal([4]), NDArray.normal([4])) }
    #expect(first != second)
    #expect(withSeed(3) { NDArray.normal([4]) } == first)
    #expect(withSeed(3) { NDArray.uniform([4]) }.doubles.allSatisfy { (-1..<1).contains($0) })
  }

  /// Twice the same, so that what measures does not become what trains.
  @Test func splitsAreThoseOfTheCurrentSeed() {
    let (first, second) = withSeed(3) { (rows.split(training: 0.5), rows.split(training: 0.5)) }
    #expect(first == second && first == rows.split(training: 0.5, seed: 3))
    #expect(withSeed(3) { rows.shuffled() } == rows.shuffled(seed: 3))
    #expect(withSeed(3) { Batches(rows, size: 2)[0] } == Batches(rows, size: 2, seed: 3)[0])
  }

  @Test func someClassesAreKept() {
    let kept = rows.keeping(classes: [2, 0])
    #expect(kept.inputs == NDArray([[0], [2], [3], [5]]) && kept.targets == NDArray([0, 2, 0, 2]))
    #expect(rows.keeping(classes: 7..<9).count == 0)
  }

  @Test func rowsByAnArrayOfNumbers() {
    #expect(rows.inputs.rows(NDArray([5, 0])) == NDArray([[5], [0]]))
    #expect(NDArray([[1, 2], [3, 4]] as [[Int]]) == NDArray([[1, 2], [3, 4]] as [[Double]]))
  }
}
