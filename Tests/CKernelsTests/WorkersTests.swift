import CKernels
import Foundation
import Testing

@Suite(.serialized) struct WorkersTests {
  /// How often each worker's share was run.
  final class Counts: @unchecked Sendable {
    let counts = UnsafeMutablePointer<Int>.allocate(capacity: 300)
    init() { counts.initialize(repeating: 0, count: 300) }
    deinit { counts.deallocate() }

    func run(_ workers: Int) {
      nn_parallel(
        Int32(workers), { context, worker in context!.assumingMemoryBound(to: Int.self)[Int(worker)] += 1 }, counts)
    }
    func list(_ count: Int) -> [Int] { (0..<count).map { counts[$0] } }
  }

  @Test func everyWorkerRunsOnceEachTime() {
    let counts = Counts()
    for round in 0..<3000 { counts.run(1 + round % 3) }
    #expect(counts.list(4) == [3000, 2000, 1000, 0])
  }

  @Test func moreWorkersThanThreadsCanBe() {
    let counts = Counts()
    counts.run(290)
    #expect(counts.list(291) == [Int](repeating: 1, count: 290) + [0])
    nn_workers_stop()
  }

  /// Whoever runs a share computes it as the caller would; the next caller's is computed as the process does.
  @Test func theForcedLevelGoesAlong() {
    func levels() -> Set<Int> {
      let counts = Counts()
      nn_parallel(
        64,
        { context, worker in
          context!.assumingMemoryBound(to: Int.self)[Int(worker)] = Int(nn_current_isa().rawValue)
          usleep(50)
        }, counts.counts)
      return Set(counts.list(64))
    }
    for _ in 0..<5 {
      InstructionSetLevel.each { level in #expect(levels() == [Int(level.rawValue)]) }
      #expect(levels() == [Int(nn_best_isa().rawValue)])
    }
    nn_workers_stop()
  }

  @Test func stopAndStartAgain() {
    let counts = Counts()
    for _ in 0..<20 {
      counts.run(3)
      nn_workers_stop()
      nn_workers_stop()
    }
    #expect(counts.list(3) == [20, 20, 20])
  }

  @Test func sleepersAreWoken() {
    let counts = Counts()
    for _ in 0..<20 {
      counts.run(2)
      usleep(2000)
    }
    #expect(counts.list(2) == [20, 20])
  }

  /// More threads than processors: most of them come too late.
  @Test func theCallerTakesWhatNobodyHasBegun() {
    let (workers, rounds) = (200, 20)
    let counts = Counts()
    // After the shares' counts: how many of the others' the caller ran, and who it is.
    counts.counts[201] = Int(bitPattern: UInt(pthread_self()))
    for _ in 0..<rounds {
      nn_parallel(
        Int32(workers),
        { context, worker in
          let counts = context!.assumingMemoryBound(to: Int.self)
          counts[Int(worker)] += 1
          if worker > 0, UInt(bitPattern: counts[201]) == UInt(pthread_self()) { counts[200] += 1 }
        }, counts.counts)
    }
    #expect(counts.list(workers) == [Int](repeating: rounds, count: workers))
    #expect(counts.counts[200] > 0)
    nn_workers_stop()
  }

  @Test func insideAShareAllIsRunInTurn() {
    let counts = Counts()
    nn_parallel(
      3,
      { context, worker in
        var inner = [Int](repeating: 0, count: 4)
        nn_parallel(4, { $0!.assumingMemoryBound(to: Int.self)[Int($1)] += 1 }, &inner)
        nn_workers_stop()
        if inner == [1, 1, 1, 1] { context!.assumingMemoryBound(to: Int.self)[Int(worker)] += 1 }
      }, counts.counts)
    #expect(counts.list(4) == [1, 1, 1, 0])
  }

  @Test func callersAtTheSameTime() async {
    let all = (0..<4).map { _ in Counts() }
    await withTaskGroup(of: Void.self) { group in
      for counts in all { group.addTask { for _ in 0..<500 { counts.run(3) } } }
    }
    for counts in all { #expect(counts.list(3) == [500, 500, 500]) }
  }

  @Test func processorsAreCounted() {
    #expect(nn_processor_count() >= 1)
    #expect(Int(nn_processor_count()) <= ProcessInfo.processInfo.processorCount)
  }

  // MARK: - Segments

  /// Every example exactly once, whole chunks, in the order of the workers.
  @Test(arguments: [0, 1, 2, 7, 64], [1, 3, 10])
  func examplesAreSharedOut(extent: Int, chunk: Int) {
    for workers in [1, 2, 5] { shareOut(extent, chunk, workers) }
  }

  private func shareOut(_ extent: Int, _ chunk: Int, _ workers: Int) {
    let visits = UnsafeMutablePointer<Float>.allocate(capacity: 64)
    let sums = UnsafeMutablePointer<Float>.allocate(capacity: 2 * workers)
    visits.initialize(repeating: 0, count: 64)
    sums.initialize(repeating: 0, count: 2 * workers)
    let bases = (0..<workers).map { worker in
      let table = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: 3)
      (table[0], table[2]) = (UnsafeMutableRawPointer(visits), UnsafeMutableRawPointer(sums + 2 * worker))
      table[1] = nil
      return table
    }
    defer {
      visits.deallocate()
      sums.deallocate()
      for table in bases { table.deallocate() }
    }
    // Counts the visits of each example, and in the sums the examples and the first chunks.
    let call = nn_call(
      run: { _, chunk in
        let chunk = chunk!.pointee
        for example in chunk.begin..<chunk.begin + chunk.count {
          chunk.bases[Int(NN_SHARED)]!.assumingMemoryBound(to: Float.self)[Int(example)] += 1
        }
        let sums = chunk.bases[Int(NN_SUMS)]!.assumingMemoryBound(to: Float.self)
        sums[0] = (chunk.first != 0 ? 0 : sums[0]) + Float(chunk.count)
        sums[1] = (chunk.first != 0 ? 0 : sums[1]) + Float(chunk.first)
      }, step: nil)
    var times = [Int64](repeating: 0, count: 2)
    withUnsafePointer(to: call) { call in
      var segment = nn_segment()
      segment.calls = call
      segment.callCount = 1
      segment.extent = Int64(extent)
      segment.chunk = Int64(chunk)
      segment.workers = Int32(workers)
      segment.sumsCount = 2
      let tables = bases.map { UnsafePointer($0) as UnsafePointer<UnsafeMutableRawPointer?>? }
      nn_run(&segment, 1, tables)
      #expect((0..<64).map { visits[$0] } == (0..<64).map { $0 < extent ? 1 : 0 })
      let chunks = (extent + chunk - 1) / chunk
      #expect([sums[0], sums[1]] == [Float(extent), Float(min(workers, chunks))])

      var both = [segment, segment]
      nn_run_timed(&both, 2, tables, &times)
    }
    #expect((0..<extent).allSatisfy { visits[$0] == 3 })
    #expect(times.allSatisfy { $0 >= 0 })
    #expect(extent == 0 || times[1] > 0)
  }
}
