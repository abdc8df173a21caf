import Datasets
import Foundation
import Tensors
import Testing

// Augmentation of rows of numbers and of tokens.
extension AugmentationTests {
  /// What an augmentation of this kind can change.
  func batch(for augmentation: Augmentation, type: ElementType = .float32) -> Examples {
    var random = RandomSource(seed: 2)
    let targets = NDArray((0..<6).map { $0 % 3 }.map(Double.init), type: type).oneHot(classes: 3)
    let inputs =
      switch augmentation.subject {
      case .numbers: NDArray.normal([6, 4], type: type, using: &random)
      case .images: NDArray.uniform([6, 9, 7], in: 0.5..<1, type: type, using: &random)
      case .tokens: NDArray((0..<60).map { $0 % 10 < 7 ? Double(2 + $0) : 0 }, shape: [6, 10], type: type)
      }
    return Examples(inputs: inputs, targets: targets)
  }

  @Test func noise() {
    let zeros = Examples(
      inputs: NDArray(repeating: 0, shape: [100, 200], type: .float64), targets: NDArray(repeating: 0, shape: [100]))
    let values = Augmentation.noise(0.5)(zeros, seed: 1, step: 0).inputs.doubles
    #expect(abs(values.reduce(0, +) / 20_000) < 0.02)
    #expect(abs((values.reduce(0) { $0 + $1 * $1 } / 20_000).squareRoot() - 0.5) < 0.01)
  }

  /// With one-hot inputs the result shows which examples were mixed, and how: λ has mean ½ and variance 1 / (4 (2α + 1)).
  @Test(arguments: [0.05, 0.4, 1, 3]) func mixup(_ alpha: Double) {
    let unit = NDArray((0..<400).map(Double.init), type: .float64).oneHot(classes: 400)
    let batch = Examples(inputs: unit, targets: unit)
    var parts: [Double] = []
    for step in 0..<10 {
      let mixed = Augmentation.mixup(alpha: alpha)(batch, seed: 1, step: step)
      #expect(mixed.inputs == mixed.targets)
      let values = mixed.inputs.doubles
      var random = RandomSource(seed: 1, stream: -1 - step)
      for (row, partner) in random.permutation(400).enumerated() {
        let (own, other) = (values[row * 400 + row], values[row * 400 + partner])
        let sum = values[row * 400..<(row + 1) * 400].reduce(0, +)
        #expect(abs(sum - 1) < 1e-12 && (row == partner || abs(own + other - 1) < 1e-12))
        if row != partner { parts.append(own) }
      }
    }
    let mean = parts.reduce(0, +) / Double(parts.count)
    let variance = parts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(parts.count)
    #expect(abs(mean - 0.5) < 0.03, "\(mean)")
    #expect(abs(variance - 1 / (4 * (2 * alpha + 1))) < 0.01, "\(variance)")
  }

  @Test func wordDropout() {
    let batch = batch(for: .wordDropout(probability: 1))
    let all = Augmentation.wordDropout(probability: 1)(batch, seed: 1, step: 0).inputs.doubles
    #expect(all == batch.inputs.doubles.map { $0 == 0 ? 0 : 1 })
    let some = Augmentation.wordDropout(probability: 0.3)(batch, seed: 1, step: 0).inputs.doubles
    #expect(zip(some, batch.inputs.doubles).allSatisfy { $0 == $1 || ($0 == 1 && $1 != 0) })
  }

  @Test func wordSwap() {
    let batch = batch(for: .wordSwap(probability: 1))
    let all = Augmentation.wordSwap(probability: 1)(batch, seed: 1, step: 0).inputs.doubles
    #expect(all.prefix(10) == [3, 2, 5, 4, 7, 6, 8, 0, 0, 0])
    let some = Augmentation.wordSwap(probability: 0.3)(batch, seed: 1, step: 0).inputs.doubles
    for row in 0..<6 {
      let (old, new) = (batch.inputs.doubles[row * 10..<row * 10 + 10], some[row * 10..<row * 10 + 10])
      #expect(old.sorted() == new.sorted())
      #expect(zip(old, new).allSatisfy { abs($0 - $1) <= 1 })
    }
  }
}
