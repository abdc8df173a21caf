import CKernels
import Glibc

/// The level is global, and tests run at the same time: who changes it waits for those who need it as it is, in all
/// suites. (A lock on the running program's own file, because suites of different targets share nothing else.)
enum InstructionSetLevel {
  static func unchanged<Result>(_ body: () throws -> Result) rethrows -> Result {
    try locked(LOCK_SH, body)
  }

  /// On each level that this processor can run, lowest first.
  static func each(_ body: (nn_isa) throws -> Void) rethrows {
    try locked(LOCK_EX) {
      defer { nn_use_isa(nn_best_isa()) }
      for level in (0...nn_best_isa().rawValue).map({ nn_isa($0) }) {
        nn_use_isa(level)
        try body(level)
      }
    }
  }

  static func locked<Result>(_ kind: Int32, _ body: () throws -> Result) rethrows -> Result {
    let file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
    precondition(file >= 0 && flock(file, kind) == 0)
    defer { close(file) }
    return try body()
  }
}
