import CKernels
import Testing

/// Steele, Lea & Flood 2014, doi:10.1145/2714064.2660195: SplitMix64, here as a sequence of its own.
private struct SplitMix: Sequence, IteratorProtocol {
  var state: UInt64
  mutating func next() -> UInt64? {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite struct DrawTests {
  /// The numbers depend on seed, counter and place only, not on how the examples are cut into chunks.
  @Test(arguments: [0, 1, 7, 1000] as [Float], [[5], [2, 3], [1, 1, 3]])
  func numbersAreThoseOfSplitMix(counter: Float, chunks: [Int]) {
    let memory = KernelMemory(seed: 1)
    var step = nn_draw_step()
    (step.seed, step.perExample) = (42, 3)
    step.counter = memory.block(1) { _ in counter }
    step.y = memory.block(5 * 3, perExample: 3)
    let key = Array(SplitMix(state: 42).prefix(Int(counter) + 1)).last!
    let wanted = SplitMix(state: key).prefix(15).map { Double($0 >> 40) / 0x1p24 }
    memory.run(nn_float32.draw, step, chunks: chunks)
    #expect(memory.difference(from: [Double(counter)] + wanted, tolerance: 0) == nil)
  }
}
