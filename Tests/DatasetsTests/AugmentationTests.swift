import Datasets
import Foundation
import Tensors
import Testing

@Suite struct AugmentationTests {
  @Test(arguments: Augmentation.all, ElementType.allCases)
  func isAFunctionOfSeedAndStep(_ augmentation: Augmentation, _ type: ElementType) {
    let batch = batch(for: augmentation, type: type)
    let results = (0..<4).map { augmentation(batch, seed: 7, step: $0) }
    for (step, result) in results.enumerated() {
      #expect(result.inputs.shape == batch.inputs.shape && result.targets.shape == batch.targets.shape)
      #expect(result.inputs.elementType == type && result.targets.elementType == type)
      #expect(result.inputs.doubles.allSatisfy { $0.isFinite })
      #expect(result == augmentation(batch, seed: 7, step: step) && result != batch)
      #expect(result != results[(step + 1) % 4] && result != augmentation(batch, seed: 8, step: step))
      if augmentation.name != "mixup" { #expect(result.targets == batch.targets) }
    }
  }

  @Test(arguments: Augmentation.all) func joinsBatches(_ augmentation: Augmentation) {
    let examples = batch(for: augmentation)
    let batches = Batches(examples, size: 4, seed: 5, lastBatch: .kept, augmentation: augmentation)
    let plain = Batches(examples, size: 4, seed: 5, lastBatch: .kept)
    for step in [3, 0, 1, 3] {
      #expect(batches.indices(of: step) == plain.indices(of: step))
      #expect(batches[step] == augmentation(plain[step], seed: 5, step: step))
      var inputs = [Float](repeating: -1, count: batches[step].inputs.count)
      var targets = [Float](repeating: -1, count: batches[step].targets.count)
      inputs.withUnsafeMutableBytes { inputs in
        targets.withUnsafeMutableBytes { batches.copy(step, inputs: inputs, targets: $0) }
      }
      #expect(inputs.map(Double.init) == batches[step].inputs.doubles)
      #expect(targets.map(Double.init) == batches[step].targets.doubles)
    }
  }

  @Test(arguments: Augmentation.all) func isNamed(_ augmentation: Augmentation) throws {
    #expect(augmentation.description.hasPrefix(augmentation.name + "("))
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Docs/DATA.md")
    #expect(try String(contentsOf: file, encoding: .utf8).contains("| `\(augmentation.name)` |"))
  }

  @Test(
    arguments: [
      .shift(pixels: 0), .rotation(degrees: 0), .scaling(by: 0), .flip(probability: 0),
      .elastic(strength: 0, smoothness: 2), .cutout(size: 0), .noise(0), .wordDropout(probability: 0),
      .wordSwap(probability: 0),
    ] as [Augmentation]) func ofNoStrengthChangesNothing(_ augmentation: Augmentation)
  {
    let batch = batch(for: augmentation, type: .float64)
    #expect(augmentation(batch, seed: 1, step: 1) == batch)
  }

  // MARK: - Against naive loops

  private let images = Examples(
    inputs: NDArray((0..<240).map { Double($0 * 37 % 101) }, shape: [4, 6, 5, 2], type: .float64),
    targets: NDArray([0, 1, 2, 3], type: .float64))

  private func pixel(_ image: Int, _ y: Int, _ x: Int, _ channel: Int) -> Double {
    (0..<6).contains(y) && (0..<5).contains(x) ? images.inputs[image, y, x, channel] : 0
  }

  /// The weighted mean over all pixels, each with the weight of its distance.
  private func interpolated(_ image: Int, _ y: Double, _ x: Double, _ channel: Int) -> Double {
    var sum = 0.0
    for row in -1...6 {
      for column in -1...5 {
        let weight = max(0, 1 - abs(y - Double(row))) * max(0, 1 - abs(x - Double(column)))
        sum += weight * pixel(image, row, column, channel)
      }
    }
    return sum
  }

  /// Draws as the augmentation does, then looks every pixel of the result up.
  private func expectMoved(
    _ augmentation: Augmentation, _ draw: (inout RandomSource) -> (Double, Double) -> (Double, Double)
  ) {
    let result = augmentation(images, seed: 3, step: 5)
    var random = RandomSource(seed: 3, stream: -6)
    for image in 0..<4 {
      let source = draw(&random)
      for y in 0..<6 {
        for x in 0..<5 {
          let (fromY, fromX) = source(Double(y), Double(x))
          for channel in 0..<2 {
            let wanted = interpolated(image, fromY, fromX, channel)
            #expect(abs(result.inputs[image, y, x, channel] - wanted) < 1e-9)
          }
        }
      }
    }
  }

  private func rotated(_ angle: Double) -> (Double, Double) -> (Double, Double) {
    { y, x in
      let (dy, dx) = (y - 2.5, x - 2)
      return (2.5 + cos(angle) * dy - sin(angle) * dx, 2 + sin(angle) * dy + cos(angle) * dx)
    }
  }

  @Test func shift() {
    expectMoved(.shift(pixels: 3)) { random in
      let (down, right) = (random.integer(below: 7) - 3, random.integer(below: 7) - 3)
      return { ($0 - Double(down), $1 - Double(right)) }
    }
  }

  @Test func rotation() {
    expectMoved(.rotation(degrees: 40)) { random in rotated(random.uniform(in: -1..<1) * 40 * .pi / 180) }
  }

  @Test func scaling() {
    expectMoved(.scaling(by: 0.4)) { random in
      let factor = 1 + random.uniform(in: -1..<1) * 0.4
      return { (2.5 + ($0 - 2.5) / factor, 2 + ($1 - 2) / factor) }
    }
  }

  @Test func flip() {
    expectMoved(.flip()) { random in random.uniform() < 0.5 ? { ($0, 4 - $1) } : { ($0, $1) } }
  }

  /// First turned, then shifted: a pixel of the result is looked up in the shifted image, and that one in the turned.
  @Test func movesInARowAreResampledOnce() {
    expectMoved(.rotation(degrees: 40).then(.shift(pixels: 2))) { random in
      let turn = rotated(random.uniform(in: -1..<1) * 40 * .pi / 180)
      let (down, right) = (random.integer(below: 5) - 2, random.integer(below: 5) - 2)
      return { turn($0 - Double(down), $1 - Double(right)) }
    }
  }

  /// The Gaussian in two dimensions at once.
  @Test func elastic() {
    let (strength, smoothness) = (9.0, 1.5)
    func field(_ random: inout RandomSource) -> [[Double]] {
      let noise = (0..<6).map { _ in (0..<5).map { _ in random.uniform(in: -1..<1) * strength } }
      let weights = (-5...5).map { exp(-Double($0 * $0) / (2 * smoothness * smoothness)) }
      let sum = weights.reduce(0, +)
      return (0..<6).map { y in
        (0..<5).map { x in
          var blurred = 0.0
          for row in 0..<6 {
            for column in 0..<5 where abs(row - y) <= 5 && abs(column - x) <= 5 {
              blurred += noise[row][column] * weights[row - y + 5] * weights[column - x + 5] / (sum * sum)
            }
          }
          return blurred
        }
      }
    }
    expectMoved(.elastic(strength: strength, smoothness: smoothness)) { random in
      let (down, right) = (field(&random), field(&random))
      return { ($0 + down[Int($0)][Int($1)], $1 + right[Int($0)][Int($1)]) }
    }
  }

  @Test func cutout() {
    let result = Augmentation.cutout(size: 3)(images, seed: 3, step: 5)
    var random = RandomSource(seed: 3, stream: -6)
    for image in 0..<4 {
      let (top, left) = (random.integer(below: 6) - 1, random.integer(below: 5) - 1)
      for y in 0..<6 {
        for x in 0..<5 {
          let isCut = (top..<top + 3).contains(y) && (left..<left + 3).contains(x)
          for channel in 0..<2 {
            #expect(result.inputs[image, y, x, channel] == (isCut ? 0 : pixel(image, y, x, channel)))
          }
        }
      }
    }
  }

  @Test func masksMoveAlong() {
    let masks = NDArray((0..<120).map { Double($0 % 3) }, shape: [4, 6, 5], type: .float64)
    let batch = Examples(inputs: masks, targets: masks)
    let shifted = Augmentation.shift(pixels: 2).then(.flip())(batch, seed: 3, step: 5)
    #expect(shifted.inputs == shifted.targets && shifted != batch)
    let turned = Augmentation.rotation(degrees: 30)(batch, seed: 3, step: 5).targets
    #expect(turned != masks && Set(turned.doubles).isSubset(of: [0, 1, 2]))
  }

  /// Of one's own: the shapes stay, and what is drawn is drawn from the source that it is given.
  @Test func augmentationsOfOnesOwn() async throws {
    let negated = Augmentation("negated") { batch, random in
      let factor = random.uniform() < 0.5 ? -1.0 : 1
      return batch.mapInputs { NDArray($0.doubles.map { $0 * factor }, shape: $0.shape, type: $0.elementType) }
    }
    let moons = Examples.moons(count: 6, seed: 1)
    let signs = (0..<30).map { step in negated(moons, seed: 1, step: step).inputs[0, 0] / moons.inputs[0, 0] }
    #expect(
      Set(signs) == [-1, 1]
        && signs == (0..<30).map { negated(moons, seed: 1, step: $0).inputs[0, 0] / moons.inputs[0, 0] })
    #expect(negated.then(.noise(0.1)).description == "negated then noise(0.1)")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let fewer = Augmentation("fewer") { batch, _ in batch.rows([0, 1]) }
        _ = fewer(.moons(count: 4, seed: 1), seed: 1, step: 0)
      }, says: "fewer expects to leave the shapes of a batch, inputs [4, 2] and targets [4]; got [2, 2] and [2].")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Augmentation("own", of: .tokens) { batch, _ in batch }.then(.flip())
      }, says: "flip changes images, and cannot follow own, which changes tokens.")
    let own = Dataset("moons", summary: "Two moons.") { .moons(count: 6, seed: 1) }
    #expect(
      try own.examples(type: .float64).inputs.elementType == .float64 && own.description == "moons      Two moons.")
    #expect(throws: DataProblem("", "'moons' has no test part of its own: split what examples() gives.")) {
      try own.examples(.test)
    }
    let broken = Dataset("broken") { () throws(DataProblem) -> Examples in
      throw DataProblem("a.csv", "it is not there.")
    }
    #expect(throws: DataProblem("a.csv", "it is not there.")) { try broken.examples() }
  }

  @Test func misuseEndsWithASentence() async {
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Augmentation.shift(pixels: 1)(.moons(count: 4, seed: 1), seed: 1, step: 0)
      }, says: "shift expects images [n, height, width] or [n, height, width, channels]; got [4, 2].")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Augmentation.mixup(alpha: 1)(.moons(count: 4, seed: 1), seed: 1, step: 0)
      }, says: "mixup expects targets [n, k]; got [4]. Make classes one-hot first: oneHot(classes:).")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Augmentation.flip().then(.wordSwap(probability: 0.1))
      }, says: "wordSwap changes tokens, and cannot follow flip, which changes images.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Augmentation.flip(probability: 2)
      }, says: "flip expects a probability from 0 to 1; got 2.0.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Augmentation.scaling(by: 1)
      }, says: "scaling(by:) expects a part of at least 0 and less than 1; got 1.0.")
    expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let images = NDArray(repeating: 0, shape: [1, 4, 4])
        let masks = NDArray(repeating: 0, shape: [1, 4, 5])
        _ = Augmentation.flip()(Examples(inputs: images, targets: masks), seed: 1, step: 0)
      }, says: "flip expects masks as large as the images; got [1, 4, 4] and [1, 4, 5].")
  }
}
