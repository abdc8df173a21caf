import Datasets
import Foundation
import Tensors
import Testing

@Suite struct SplitTests {
  /// Row i is i, so every row shows where it came from.
  private func examples(_ classes: [Int]) -> Examples {
    Examples(
      inputs: NDArray(classes.indices.map { [Double($0)] }), targets: NDArray(classes.map(Double.init)))
  }

  private func expectAllRows(of count: Int, _ parts: [Examples], _ classes: [Int]) {
    #expect(parts.flatMap(\.inputs.doubles).sorted() == (0..<count).map(Double.init))
    for part in parts {
      for row in 0..<part.count { #expect(part.targets[row] == Double(classes[Int(part.inputs[row, 0])])) }
    }
  }

  private func counts(_ part: Examples, _ classes: Int) -> [Int] {
    (0..<classes).map { label in part.targets.doubles.count { $0 == Double(label) } }
  }

  @Test func asScikitLearnStratifies() {
    for fixture in DataFixture.all.strata {
      let (examples, classes) = (examples(fixture.labels), fixture.training.count)
      let (training, validation) = examples.stratifiedSplit(training: fixture.fraction, seed: 3)
      #expect(counts(training, classes) == fixture.training)
      expectAllRows(of: examples.count, [training, validation], fixture.labels)
      let folds = examples.stratifiedFolds(fixture.k, seed: 3)
      #expect(folds.map { counts($0.validation, classes) } == fixture.folds)
      for fold in folds { expectAllRows(of: examples.count, [fold.training, fold.validation], fixture.labels) }
      expectAllRows(of: examples.count, folds.map(\.validation), fixture.labels)
    }
  }

  @Test func sameSeedSameSplit() {
    let examples = examples((0..<40).map { $0 % 4 })
    #expect(
      examples.stratifiedSplit(training: 0.5, seed: 1).training
        == examples.stratifiedSplit(training: 0.5, seed: 1).training)
    #expect(
      examples.stratifiedSplit(training: 0.5, seed: 1).training
        != examples.stratifiedSplit(training: 0.5, seed: 2).training)
    #expect(examples.folds(4, seed: 1)[0].validation == examples.folds(4, seed: 1)[0].validation)
    #expect(examples.folds(4, seed: 1)[0].validation != examples.folds(4, seed: 2)[0].validation)
    // Not class after class.
    let classes = examples.stratifiedSplit(training: 0.5, seed: 1).training.classes
    #expect(classes != classes.sorted())
  }

  @Test func folds() {
    let classes = [Int](repeating: 0, count: 11)
    let folds = examples(classes).folds(4, seed: 9)
    #expect(folds.map(\.validation.count) == [3, 3, 3, 2])
    expectAllRows(of: 11, folds.map(\.validation), classes)
    for fold in folds { expectAllRows(of: 11, [fold.training, fold.validation], classes) }
  }

  @Test func threeParts() {
    let (a, b, c) = examples([Int](repeating: 0, count: 10)).split(training: 0.6, validation: 0.2, seed: 1)
    #expect((a.count, b.count, c.count) == (6, 2, 2))
    expectAllRows(of: 10, [a, b, c], [Int](repeating: 0, count: 10))
    #expect(examples([0, 0, 0]).split(training: 0.7, validation: 0.3, seed: 1).test.count == 0)
  }

  @Test func inOrder() {
    let (first, rest) = examples([0, 0, 0, 0, 0]).splitInOrder(training: 0.6)
    #expect(first.inputs.doubles == [0, 1, 2] && rest.inputs.doubles == [3, 4])
  }

  @Test func tablesSplitByACategory() throws {
    let (training, validation) = try Dataset.penguins.frame().stratifiedSplit(by: "species", training: 0.75, seed: 1)
    #expect(training.rowCount == 258 && validation.rowCount == 86)
    let counts = (0..<3).map { code in training["species"].values.count { $0 == Double(code) } }
    #expect(counts == [114, 51, 93])
    #expect(
      try Dataset.iris.frame().stratifiedFolds(5, by: "class", seed: 1).allSatisfy { $0.validation.rowCount == 30 })
  }

  @Test func windowsOfASeries() {
    let series = NDArray((0..<6).map { [Double($0), Double(-$0)] })
    let windows = Examples.windows(of: series, length: 3, horizon: 2)
    #expect(windows.inputs.shape == [2, 3, 2] && windows.targets.shape == [2, 2])
    #expect(windows.inputs.doubles == [0, 0, 1, -1, 2, -2, 1, -1, 2, -2, 3, -3])
    #expect(windows.targets.doubles == [4, -4, 5, -5])
  }

  @Test func oversamplingLiesBetweenNeighboursOfOneClass() {
    let points: [[Double]] = [
      [0, 0], [1, 0], [10, 10], [12, 10], [11, 13], [50, 50], [51, 50], [52, 50], [53, 50], [54, 50],
    ]
    let examples = Examples(
      inputs: NDArray(points, type: .float64), targets: NDArray([1, 1, 2, 2, 2, 0, 0, 0, 0, 0], type: .float64))
    let more = examples.oversampled(neighbours: 1, seed: 4)
    #expect(more.count == 15 && more.classCounts == [5, 5, 5])
    #expect(more.rows(Array(0..<10)) == examples)
    for row in 10..<15 {
      let (x, y) = (more.inputs[row, 0], more.inputs[row, 1])
      // The nearest neighbour of (11, 13) is (10, 10); of the others each other.
      let isBetween =
        more.targets[row] == 1
        ? y == 0 && (0...1).contains(x)
        : (y == 10 && (10...12).contains(x)) || abs(y - 10 - 3 * (x - 10)) < 1e-9 && (10...11).contains(x)
      #expect(isBetween, "(\(x), \(y))")
    }
    #expect(
      more == examples.oversampled(neighbours: 1, seed: 4) && more != examples.oversampled(neighbours: 1, seed: 5))
  }

  @Test func misuseEndsWithASentence() async {
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples(inputs: NDArray([[1], [2]]), targets: NDArray([1, 1])).stratifiedSplit(training: 0.5, seed: 1)
      }, says: "by: expects at least 2 classes to stratify by; got 1. Use split or folds instead.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples(inputs: NDArray([[1], [2], [3]]), targets: NDArray([1, 1, 0])).stratifiedSplit(
          training: 0.5, seed: 1)
      }, says: "by: expects at least 2 rows of each class, one for each part; class 0 has 1.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples.moons(count: 8, seed: 1).stratifiedFolds(5, seed: 1)
      }, says: "5 folds expect at least 5 rows of each class; class 0 has 4.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples.moons(count: 8, seed: 1).folds(9, seed: 1)
      }, says: "The number of folds must be from 2 to 8, the number of rows; got 9.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples.line(count: 8, seed: 1).stratifiedSplit(training: 0.5, seed: 1)
      }, says: "classes expects classes as targets [n]; got targets [8, 1].")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples(inputs: NDArray([[1], [2]]), targets: NDArray([1, -1])).classes
      }, says: "classes expects a class, 0 or 1 or 2 …, as each target; got -1.0 as target 1.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples.moons(count: 8, seed: 1).rows([]).split(training: 0.5, seed: 1)
      }, says: "A split expects at least one row; got none.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples.windows(of: NDArray([[1], [2]]), length: 2)
      }, says: "windows expects a series [n, channels] with n of at least 2 + 1; got [2, 1] with windows")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Examples.moons(count: 8, seed: 1).split(training: 0.8, validation: 0.4, seed: 1)
      }, says: "training and validation must be at least 0 and sum to at most 1; got 0.8 and 0.4.")
  }
}
