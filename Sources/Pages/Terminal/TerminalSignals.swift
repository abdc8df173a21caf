import Glibc

/// Signals while a terminal is taken over: those that end the process put the terminal back first, the others
/// arrive as bytes in a pipe that the event loop polls.
///
/// Handlers may only touch memory that is already there, so the state lives in globals made before they are set.
enum TerminalSignals {
  /// Told to the event loop.
  static let reported = [SIGWINCH, SIGINT, SIGTSTP, SIGCONT]
  /// End the process; the terminal is restored first, then the signal takes its course.
  static let fatal = [SIGTERM, SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE]

  /// The end of the pipe to poll and read: one byte a signal, its number.
  static var readEnd: Int32 { state.pointee.pipe.0 }

  static func install(input: Int32, output: Int32, original: termios, restoring sequence: String) {
    if state.pointee.pipe == (-1, -1) { state.pointee.pipe = makePipe() }
    state.pointee.input = input
    state.pointee.output = output
    state.pointee.original = original
    let bytes = Array(sequence.utf8)
    state.pointee.restoreCount = min(bytes.count, 64)
    withUnsafeMutableBytes(of: &state.pointee.restoreBytes) { $0.copyBytes(from: bytes.prefix(64)) }
    state.pointee.isActive = true
    for signal in reported { set(signal) { TerminalSignals.report($0) } }
    for signal in fatal { set(signal) { TerminalSignals.restoreAndDie($0) } }
  }

  static func remove() {
    guard state.pointee.isActive else { return }
    state.pointee.isActive = false
    for signal in reported + fatal { sigaction(signal, &previous[Int(signal)], nil) }
  }

  private struct State {
    var isActive = false
    var pipe: (Int32, Int32) = (-1, -1)
    var input: Int32 = 0
    var output: Int32 = 1
    var original = termios()
    var restoreBytes: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)
    var restoreCount = 0
  }

  private nonisolated(unsafe) static let state: UnsafeMutablePointer<State> = {
    let pointer = UnsafeMutablePointer<State>.allocate(capacity: 1)
    pointer.initialize(to: State())
    return pointer
  }()
  private nonisolated(unsafe) static let previous: UnsafeMutablePointer<sigaction> = {
    let pointer = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)
    pointer.initialize(repeating: Glibc.sigaction(), count: 65)
    return pointer
  }()

  private static func set(_ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    var action = Glibc.sigaction()
    action.__sigaction_handler.sa_handler = handler
    // A full stack is one way to crash: use the thread's alternate one where it has one.
    action.sa_flags = SA_ONSTACK
    sigaction(signal, &action, &previous[Int(signal)])
  }

  private static func report(_ signal: Int32) {
    let saved = errno
    var byte = UInt8(truncatingIfNeeded: signal)
    _ = write(state.pointee.pipe.1, &byte, 1)
    errno = saved
  }

  private static func restoreAndDie(_ signal: Int32) {
    if state.pointee.isActive {
      state.pointee.isActive = false
      _ = Glibc.signal(SIGTTOU, SIG_IGN)
      withUnsafeBytes(of: &state.pointee.restoreBytes) {
        _ = write(state.pointee.output, $0.baseAddress, state.pointee.restoreCount)
      }
      tcsetattr(state.pointee.input, TCSANOW, &state.pointee.original)
    }
    sigaction(signal, &previous[Int(signal)], nil)
    raise(signal)
  }

  private static func makePipe() -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return (-1, -1) }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    return (ends[0], ends[1])
  }
}
