import Datasets
import Tensors
import Testing

@Suite struct ThreePartsTests {
  private static func examples(_ classes: [Int]) -> Examples {
    Examples(
      inputs: NDArray(classes.indices.map(Double.init), shape: [classes.count, 1]),
      targets: NDArray(classes.map(Double.init)))
  }
  private static let uneven = examples((0..<200).map { $0 % 10 == 0 ? 1 : 0 })

  @Test func everyExampleIsInOnePart() {
    for seed in 1...5 as ClosedRange<UInt64> {
      let parts = Self.uneven.threeParts(training: 0.6, validation: 0.2, seed: seed)
      let rows = [parts.training, parts.validation, parts.test].flatMap(\.inputs.doubles)
      #expect(rows.sorted() == (0..<200).map(Double.init))
      #expect([parts.training.count, parts.validation.count, parts.test.count] == [120, 40, 40])
    }
  }

  @Test func classesKeepTheirShares() {
    let parts = Self.uneven.threeParts(training: 0.6, validation: 0.2, seed: 1)
    #expect(parts.isStratified && parts.description.hasSuffix("stratified by class"))
    #expect([parts.training, parts.validation, parts.test].map { $0.classCounts[1] } == [12, 4, 4])
    #expect(Self.uneven.sampled(50, seed: 2).classCounts == [45, 5])
  }

  @Test func aSeedIsASplit() {
    func rows(_ seed: UInt64) -> [Double] {
      Self.uneven.threeParts(training: 0.6, validation: 0.2, seed: seed).test.inputs.doubles
    }
    #expect(rows(1) == rows(1) && rows(1) != rows(2))
  }

  /// Ten classes in parts that cannot hold one of each.
  @Test(arguments: [(10, 5, nil), (10, 5, 5), (3, 3, 4), (20, 10, 10)] as [(Int, Int, Int?)])
  func fewExamplesOfManyClasses(training: Int, validation: Int, test: Int?) {
    let ten = Self.examples((0..<300).map { $0 % 10 })
    for seed in 1...4 as ClosedRange<UInt64> {
      let parts = ten.threeParts(training: training, validation: validation, test: test, seed: seed)
      let counts = [training, validation, test ?? 300 - training - validation]
      #expect([parts.training.count, parts.validation.count, parts.test.count] == counts && parts.isStratified)
      let rows = [parts.training, parts.validation, parts.test].flatMap(\.inputs.doubles)
      #expect(Set(rows).count == counts.reduce(0, +))
    }
  }

  /// A sample may be of one class only, where the others are rare.
  @Test func aRareClassMayBeLeftOut() {
    let rare = Self.examples((0..<100).map { $0 < 97 ? 0 : 1 })
    for seed in 1...8 as ClosedRange<UInt64> {
      let parts = rare.threeParts(training: 1, validation: 1, test: 1, seed: seed)
      #expect([parts.training.count, parts.validation.count, parts.test.count] == [1, 1, 1])
    }
  }

  @Test func numbersOfExamplesAreKept() {
    let parts = Self.uneven.threeParts(training: 70, validation: 30, test: 25, seed: 3)
    #expect([parts.training.count, parts.validation.count, parts.test.count] == [70, 30, 25])
    #expect(Set([parts.training, parts.validation, parts.test].flatMap(\.inputs.doubles)).count == 125)
    #expect(Self.uneven.threeParts(training: 70, validation: 30, seed: 3).test.count == 100)
  }

  /// Measured targets, a class with two rows, one class: nothing to stratify by.
  @Test func whatHasNoClassesIsSplitPlainly() {
    let measured = Self.uneven.mapTargets { NDArray($0.doubles.map { $0 + 0.5 }) }
    #expect(!measured.threeParts(training: 0.6, validation: 0.2, seed: 1).isStratified)
    #expect(!Self.examples([0, 0, 0, 0, 1, 1]).threeParts(training: 0.5, validation: 0.2, seed: 1).isStratified)
    #expect(!Self.examples([0, 0, 0, 0, 0]).threeParts(training: 0.4, validation: 0.2, seed: 1).isStratified)
  }

  @Test func everyPartIsMappedAlike() {
    let parts = Self.uneven.threeParts(training: 0.6, validation: 0.2, seed: 1).map { $0.scaled(by: 2) }
    #expect(parts.test.inputs.doubles.allSatisfy { $0.truncatingRemainder(dividingBy: 2) == 0 } && parts.isStratified)
  }

  @Test func impossiblePartsAreRefused() async {
    await #expect(processExitsWith: .failure) { _ = Self.uneven.threeParts(training: 0.8, validation: 0.2, seed: 1) }
    await #expect(processExitsWith: .failure) { _ = Self.uneven.threeParts(training: 150, validation: 60, seed: 1) }
    await #expect(processExitsWith: .failure) { _ = Self.uneven.sampled(0, seed: 1) }
    await #expect(processExitsWith: .failure) { _ = Self.uneven.sampled(201, seed: 1) }
  }
}
