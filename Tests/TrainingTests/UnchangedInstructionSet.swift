import Glibc
import Testing

/// Tests of other targets change the instruction set that plans use, for the whole process. Those that compare bits take
/// turns with them, by the lock that `InstructionSetLevel` takes there.
struct UnchangedInstructionSet: SuiteTrait, TestTrait, TestScoping {
  let isRecursive = true

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    guard testCase != nil else { return try await function() }
    let file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    try #require(file >= 0)
    // Waiting in the kernel would hold up the threads that other tests need.
    while flock(file, LOCK_SH | LOCK_NB) != 0 { try await Task.sleep(for: .milliseconds(5)) }
    try await function()
  }
}

extension Trait where Self == UnchangedInstructionSet {
  static var unchangedInstructionSet: Self { Self() }
}
