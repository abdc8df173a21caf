import CKernels
import Testing

/// The sums of a segment: over many chunks, and over its workers.
@Suite struct SegmentTests {
  /// Each of `extent` examples, a chunk of its own, adds `number` to each of `count` sums that lie between others.
  /// - Returns: The memory of each worker's sums: 2 others, the sums, and 1 other, all −7 at first.
  private func sums<Number: BinaryFloatingPoint>(
    _ kernels: nn_arithmetic, of number: Number, count: Int, extent: Int, workers: Int, clears: Bool = false
  ) -> [[Number]] {
    let shared = UnsafeMutablePointer<Number>.allocate(capacity: count + 1)
    shared.initialize(repeating: 1, count: count)
    (shared + count).initialize(to: number)
    let memory = (0..<workers).map { _ in UnsafeMutablePointer<Number>.allocate(capacity: count + 3) }
    for sums in memory { sums.initialize(repeating: -7, count: count + 3) }
    let tables = workerTables(shared: shared, sums: memory)
    defer {
      shared.deallocate()
      for sums in memory { sums.deallocate() }
      for table in tables { table.deallocate() }
    }
    // A product of one term: the number times ones.
    var step = nn_matrix_step()
    (step.m, step.n, step.k, step.outer1, step.outer2) = (1, Int64(count), 1, 1, 1)
    (step.aRow, step.aColumn, step.bRow, step.bColumn, step.cRow) = (1, 1, Int64(count), 1, Int64(count))
    step.scales = Int32(NN_MATRIX_K)
    step.a.offset = Int64(count)
    (step.c.space, step.c.offset) = (Int32(NN_SUMS), 2)
    withUnsafePointer(to: step) { step in
      withUnsafePointer(to: nn_call(run: kernels.matrix, step: UnsafeRawPointer(step))) { call in
        var segment = nn_segment()
        (segment.calls, segment.callCount) = (call, 1)
        segment.elementType = Int32(kernels.elementSize == 8 ? NN_FLOAT64 : NN_FLOAT32)
        (segment.extent, segment.chunk, segment.workers) = (Int64(extent), 1, Int32(workers))
        (segment.sumsStart, segment.sumsCount, segment.clearsSums) = (2, Int64(count), clears ? 1 : 0)
        nn_run(&segment, 1, tables.map { UnsafePointer($0) as UnsafePointer<UnsafeMutableRawPointer?>? })
      }
    }
    return memory.map { sums in (0..<count + 3).map { sums[$0] } }
  }

  private func check<Number: BinaryFloatingPoint>(
    _ kernels: nn_arithmetic, of number: Number, count: Int, extent: Int, workers: Int, tolerance: Double
  ) {
    let got = sums(kernels, of: number, count: count, extent: extent, workers: workers)[0]
    let wanted = Double(number) * Double(extent)
    let isRight = got[2..<count + 2].allSatisfy { abs(Double($0) - wanted) <= tolerance * wanted }
    #expect(isRight, "\(got[2]), should be \(wanted), \(workers) workers, \(Number.self)")
    #expect([got[0], got[1], got[count + 2]] == [-7, -7, -7], "\(workers) workers, \(Number.self)")
  }

  @Test(arguments: 1...4) func sumsOfManyChunksAreExact(workers: Int) {
    InstructionSetLevel.each { _ in
      check(nn_float32, of: Float(0.1), count: 19, extent: 20_003, workers: workers, tolerance: 1e-6)
      check(nn_float64, of: 0.1, count: 19, extent: 20_003, workers: workers, tolerance: 4e-15)
    }
  }

  /// So many that the workers share their addition, too.
  @Test(arguments: 1...4) func manySumsAreMerged(workers: Int) {
    for extent in [1, 3, 40] {
      check(nn_float32, of: Float(0.5), count: 8229, extent: extent, workers: workers, tolerance: 0)
      check(nn_float64, of: 0.5, count: 8229, extent: extent, workers: workers, tolerance: 0)
    }
  }

  @Test func aSingleSumIsMerged() {
    check(nn_float32, of: Float(0.5), count: 1, extent: 7, workers: 3, tolerance: 0)
  }

  @Test func sumsOfNothingAreZero() {
    #expect(sums(nn_float32, of: Float(1), count: 2, extent: 0, workers: 2)[0] == [-7, -7, 0, 0, -7])
    #expect(sums(nn_float64, of: 1.0, count: 2, extent: 0, workers: 2)[0] == [-7, -7, 0, 0, -7])
  }

  @Test func otherWorkersSumsAreClearedWhereAsked() {
    let cleared = sums(nn_float64, of: 1.0, count: 2, extent: 4, workers: 2, clears: true)
    #expect(cleared == [[-7, -7, 4, 4, -7], [-7, -7, 0, 0, -7]])
    let kept = sums(nn_float64, of: 1.0, count: 2, extent: 4, workers: 2)
    #expect(kept == [[-7, -7, 4, 4, -7], [-7, -7, 2, 2, -7]])
  }
}
