import Datasets
import Tensors
import Testing

/// Data that says less than it seems, or more.
@Suite struct MisleadingDataTests {
  private let hundred = Examples(
    inputs: NDArray((0..<100).map { [Double($0)] }), targets: NDArray((0..<100).map { Double($0 % 7) }))

  @Test func shuffledTargetsAreTheSameTargets() {
    let shuffled = hundred.shufflingTargets(seed: 3)
    #expect(shuffled.inputs == hundred.inputs && shuffled.targets != hundred.targets)
    #expect(shuffled.classCounts == hundred.classCounts)
    #expect(hundred.shufflingTargets(seed: 3) == shuffled && hundred.shufflingTargets(seed: 4) != shuffled)
    // By chance a seventh stays.
    #expect((2...30).contains(zip(shuffled.classes, hundred.classes).count { $0 == $1 }))
  }

  @Test func onlyTheShareTakesPart() {
    #expect(hundred.shufflingTargets(share: 0, seed: 3) == hundred)
    let numbered = Examples(inputs: hundred.inputs, targets: hundred.inputs)
    let some = numbered.shufflingTargets(share: 0.25, seed: 3)
    let moved = zip(some.targets.doubles, numbered.targets.doubles).count { $0 != $1 }
    #expect((20...25).contains(moved) && some.targets.doubles.sorted() == numbered.targets.doubles)
    #expect(
      Examples(inputs: NDArray([], shape: [0, 1]), targets: NDArray([], shape: [0])).shufflingTargets(seed: 1).count
        == 0)
  }

  private let pictures = Examples(
    inputs: NDArray((0..<36).map(Double.init), shape: [3, 3, 4], type: .float64),
    targets: NDArray([0, 1, 2], type: .float64))

  @Test func pixelsMoveAlikeInAllPictures() {
    let shuffled = pictures.shufflingPixels(seed: 5)
    #expect(shuffled.targets == pictures.targets && shuffled.inputs.shape == [3, 3, 4] && shuffled != pictures)
    let (old, new) = (pictures.inputs.doubles, shuffled.inputs.doubles)
    #expect(new.sorted() == old)
    for pixel in 0..<12 { #expect(new[pixel] + 12 == new[pixel + 12] && new[pixel] + 24 == new[pixel + 24]) }
  }

  @Test func upsideDownIsHalfATurn() {
    let turned = pictures.upsideDown()
    for n in 0..<3 {
      for y in 0..<3 { for x in 0..<4 { #expect(turned.inputs[n, y, x] == pictures.inputs[n, 2 - y, 3 - x]) } }
    }
    #expect(turned.upsideDown() == pictures)
    let colours = pictures.mapInputs { $0.reshaped([3, 2, 3, 2]) }
    let turnedColours = colours.upsideDown().inputs
    #expect(
      turnedColours[1, 0, 0, 0] == colours.inputs[1, 1, 2, 0] && turnedColours[1, 0, 0, 1] == colours.inputs[1, 1, 2, 1]
    )
  }

  @Test func aMarkTellsTheClass() {
    let marked = ClassMark(value: 99, size: 1)(pictures)
    for n in 0..<3 {
      for y in 0..<3 {
        for x in 0..<4 { #expect(marked.inputs[n, y, x] == (y == 0 && x == n ? 99 : pictures.inputs[n, y, x])) }
      }
    }
    #expect(marked.targets == pictures.targets)
    let other = ClassMark(value: 99, size: 1)(pictures, telling: NDArray([5, 11, 4], type: .float64))
    #expect(other.inputs[0, 1, 1] == 99 && other.inputs[1, 2, 3] == 99 && other.inputs[2, 1, 0] == 99)
    #expect(other.inputs.doubles.count { $0 == 99 } == 3 && other.targets == pictures.targets)
    let large = ClassMark(value: 99)(pictures, telling: NDArray([0, 1, 0], type: .float64))
    #expect(large.inputs.doubles.count { $0 == 99 } == 12)
    #expect(large.inputs[1, 0, 2] == 99 && large.inputs[1, 1, 3] == 99 && large.inputs[1, 0, 1] != 99)
  }

  private static let misuses: [(sentence: String, action: @Sendable () -> Void)] = [
    (
      "share must be from 0 to 1, the part of the targets to shuffle; got 1.5.",
      { _ = one.shufflingTargets(share: 1.5, seed: 1) }
    ),
    (
      "upsideDown() expects images [n, height, width] or [n, height, width, channels]; got [1, 4].",
      {
        _ = one.mapInputs { $0.reshaped([1, 4]) }.upsideDown()
      }
    ),
    ("ClassMark expects images", { _ = ClassMark(value: 1)(one.mapInputs { $0.reshaped([1, 4]) }) }),
    ("ClassMark expects a size of at least 1 pixel; got 0.", { _ = ClassMark(value: 1, size: 0) }),
    ("ClassMark expects a finite value", { _ = ClassMark(value: .nan) }),
    (
      "Marks of 1×1 pixels tell at most 4 classes apart in pictures of 2×2; got class 4.",
      {
        _ = ClassMark(value: 1, size: 1)(one, telling: NDArray([4]))
      }
    ),
    ("Marks of 3×3 pixels tell at most 0 classes", { _ = ClassMark(value: 1, size: 3)(one) }),
    ("Examples expects a target for each input", { _ = ClassMark(value: 1, size: 1)(one, telling: NDArray([1, 2])) }),
  ]

  private static var one: Examples {
    Examples(inputs: NDArray(repeating: 0, shape: [1, 2, 2]), targets: NDArray([0]))
  }

  @Test(arguments: misuses.indices) func endsWithASentence(_ index: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [index] in
      Self.misuses[index].action()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(Self.misuses[index].sentence), "\(text)")
  }
}
