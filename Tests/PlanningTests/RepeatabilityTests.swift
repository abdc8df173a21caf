import Autodiff
import CKernels
import CProcess
import Glibc
import Planning
import Tensors
import Testing

@Suite("plans, run again", .serialized)
struct RepeatabilityTests {
  @Test("the same bits over ten runs", arguments: ExampleNetwork.allCases, [1, 2])
  func bits(network: ExampleNetwork, threads: Int) throws {
    let first = try trained(network, threads: threads)
    for run in 2...10 { #expect(try trained(network, threads: threads) == first, "run \(run)") }
  }

  /// The bits of every parameter and moment after some steps.
  private func trained(_ network: ExampleNetwork, threads: Int) throws -> [[UInt32]] {
    let program = network.program()
    let plan = try Plan(program, threads: threads, by: .all.subtracting(.thrift))
    #expect(plan.description.contains("\(threads) worker"))
    for _ in 0..<5 { plan.run() }
    plan.storeParameters()
    return program.assignments.map { assignment in
      assignment.parameter.value.doubles.map { Float($0).bitPattern }
    }
  }

  @Test("every instruction-set level computes what the reference kernels do", arguments: ExampleNetwork.allCases)
  func levels(network: ExampleNetwork) throws {
    try InstructionSetLevel.each { level in
      for threads in [1, 2] {
        let program = network.program(by: network.steadyRule)
        for step in 0..<3 {
          try expectSame(
            program, threads: threads, tolerance: 1e-4, "\(network) level \(level.rawValue) step \(step)")
        }
      }
    }
  }

  @Test("a child of fork trains too", arguments: ExampleNetwork.allCases)
  func forked(network: ExampleNetwork) throws {
    let (here, there) = (network.program(), network.program())
    let (expected, plan) = (
      try Plan(here, threads: 2, by: .all.subtracting(.thrift)),
      try Plan(there, threads: 2, by: .all.subtracting(.thrift))
    )
    for _ in 0..<3 { expected.run() }
    plan.run()
    nn_workers_stop()
    let status = inChild {
      plan.run()
      plan.run()
      return plan.loss == expected.loss ? 0 : 1
    }
    #expect(status == 0)
    plan.run()
    plan.run()
    #expect(plan.loss == expected.loss)
  }

  /// In a child, where no other test takes memory.
  @Test(
    "resident memory is flat over 10,000 steps",
    .disabled(if: isSanitized, "sanitizers keep what is freed, and book-keeping besides"))
  func memory() throws {
    let plan = try Plan(ExampleNetwork.dense.program(), threads: 2, by: .all.subtracting(.thrift))
    nn_workers_stop()
    let status = inChild {
      for _ in 0..<500 { plan.run() }
      // The system may give the heap larger pages once; what leaks grows each time.
      let growths = (0..<3).map { _ in
        let before = residentPages()
        for _ in 0..<10_000 { plan.run() }
        return before == 0 ? 255 : Swift.max(0, residentPages() - before)
      }
      return Int32(Swift.min(255, growths.min()!))
    }
    #expect(status.map { $0 & 0x7f == 0 && $0 >> 8 <= 16 } == true, "pages: \(status.map { $0 >> 8 } ?? -1)")
  }
}

private let isSanitized = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

/// The wait status of a forked child that runs `body` and exits with its answer; nil when it does not end in time.
private func inChild(_ body: () -> Int32) -> Int32? {
  let child = nn_fork()
  if child == 0 { _exit(body()) }
  var status: Int32 = 0
  for _ in 0..<12_000 {
    if waitpid(child, &status, WNOHANG) == child { return status }
    usleep(10_000)
  }
  kill(child, SIGKILL)
  waitpid(child, &status, 0)
  return nil
}

/// The second number of /proc/self/statm; 0 where there is none.
private func residentPages() -> Int {
  let file = open("/proc/self/statm", O_RDONLY)
  guard file >= 0 else { return 0 }
  defer { close(file) }
  return withUnsafeTemporaryAllocation(byteCount: 128, alignment: 1) { buffer in
    let count = read(file, buffer.baseAddress, buffer.count)
    let words = buffer.prefix(Swift.max(count, 0)).split(separator: UInt8(ascii: " "))
    return words.count > 1 ? words[1].reduce(0) { $0 * 10 + Int($1) - 48 } : 0
  }
}
