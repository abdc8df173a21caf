import Testing

@Suite("random programs")
struct RandomProgramTests {
  @Test("a plan computes what the reference kernels do", arguments: [1, 2, 5, 8], [1, 2])
  func small(batch: Int, threads: Int) throws {
    for seed in 0..<60 {
      try check(seed: seed, batch: batch, threads: threads, operations: 3 + seed % 22, size: 1)
    }
  }

  @Test("also where two threads share the work", arguments: [1, 2, 5, 8])
  func large(batch: Int) throws {
    for seed in 0..<15 { try check(seed: seed, batch: batch, threads: 2, operations: 4 + seed % 10, size: 5) }
  }

  private func check(seed: Int, batch: Int, threads: Int, operations: Int, size: Int) throws {
    let seed = UInt64(1000 * batch + 500 * threads + seed)
    let random = RandomProgram(seed: seed, batch: batch, operations: operations, size: size)
    try expectSame(
      random.program(), threads: threads, tolerance: 1e-4,
      "seed \(seed), batch \(batch), threads \(threads), operations \(operations), size \(size):")
  }
}
