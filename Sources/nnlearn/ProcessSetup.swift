import Display
import Foundation

/// Before anything else: what a process may inherit that would do harm.
func prepareProcess() {
  // A file opened later must not become the standard output that somebody closed.
  for descriptor in 0...2 where fcntl(Int32(descriptor), F_GETFD) < 0 { _ = open("/dev/null", O_RDWR) }
  // Nor may signals stay blocked that the parent, a program with threads, kept from itself.
  var none = sigset_t()
  sigemptyset(&none)
  sigprocmask(SIG_SETMASK, &none, nil)
  // Whoever reads our output may leave, as “head” does.
  signal(SIGPIPE, SIG_DFL)
  // On a terminal, Swift's own handlers wait for a key after a crash; it must end at once and give the shell back.
  guard ProcessInfo.processInfo.environment["SWIFT_BACKTRACE"] == nil else { return }
  for crash in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] { signal(crash, SIG_DFL) }
}

/// - Throws: `Diagnostic` when not all that was printed could be written.
func flushOutput() throws {
  if fflush(nil) != 0 { throw outputProblem(errno) }
}

/// - Parameter failure: the system's error number.
func outputProblem(_ failure: Int32) -> Diagnostic {
  Diagnostic(
    "output-not-written", "Not all of the output could be written: \(String(cString: strerror(failure))).",
    hint: "Make room, or send the output elsewhere.")
}
