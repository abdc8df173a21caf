import Glibc

/// Other suites of this process change the level that kernels run on, and with it the last bits; a test that compares bits
/// waits until they are through. (The lock that those suites take, on the running program's own file.)
enum InstructionSetLevel {
  static func unchanged<Result>(_ body: () throws -> Result) rethrows -> Result {
    let file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
    precondition(file >= 0 && flock(file, LOCK_SH) == 0)
    defer { close(file) }
    return try body()
  }
}
