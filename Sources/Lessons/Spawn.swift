internal import CProcess
import Display
import Foundation

/// Starts a program with exactly these descriptors (and /dev/null as standard input).
struct Spawn {
  var executable: String
  var arguments: [String]
  var environment: [String: String]
  var folder: String?
  /// In a session and process group of its own, away from the terminal's Ctrl-C.
  var isSession = false
  /// (here, there)
  var descriptors: [(Int32, Int32)]

  func start() throws(Diagnostic) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (here, there) in descriptors { posix_spawn_file_actions_adddup2(&actions, here, there) }
    if let folder { posix_spawn_file_actions_addchdir_np(&actions, folder) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for signal in [SIGINT, SIGPIPE, SIGTERM, SIGHUP, SIGQUIT] { sigaddset(&defaults, signal) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setsigmask(&attributes, &none)
    let ownSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, which the headers show to GNU programs only
    let ownGroup = Int32(POSIX_SPAWN_SETPGROUP)
    let flags = Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK) | (isSession ? ownSession : ownGroup)
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var process = pid_t()
    let words = ([executable] + arguments).map { strdup($0) } + [nil]
    let variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (words + variables).forEach { free($0) } }
    let failure = posix_spawn(&process, executable, &actions, &attributes, words, variables)
    guard failure == 0 else {
      errno = failure
      throw Spawn.failure("start \(executable)")
    }
    return process
  }

  static func failure(_ what: String) -> Diagnostic {
    Diagnostic(
      "cannot-start", "Cannot \(what): \(String(cString: strerror(errno))).",
      hint: "`nnlearn doctor` says what this machine lacks.")
  }

  static func writeAll(_ bytes: Data, to file: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}

/// A program run to its end, with what it wrote to standard error.
enum Tool {
  struct Ending {
    /// As of wait(2); nil: interrupted.
    var status: Int32?
    var errorText: String
    var isSuccess: Bool { status == 0 }
  }

  static func run(
    _ executable: String, _ arguments: [String], in folder: String, poll: () -> Bool
  ) throws(Diagnostic) -> Ending {
    let file = folder + "/stderr.txt"
    let output = open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard output >= 0 else { throw Spawn.failure("write to \(folder)") }
    defer { close(output) }
    let process = try Spawn(
      executable: executable, arguments: arguments, environment: KernelProcess.environment, folder: folder,
      descriptors: [(output, 1), (output, 2)]
    ).start()
    var status: Int32 = 0
    var waited = 0
    while nn_reap(process, &status) < 0 {
      usleep(1000)
      waited += 1
      if waited.isMultiple(of: 30), !poll() {
        kill(process, SIGKILL)
        while nn_reap(process, &status) < 0 { usleep(1000) }
        return Ending(status: nil, errorText: "")
      }
    }
    let text = (try? Data(contentsOf: URL(fileURLWithPath: file))) ?? Data()
    return Ending(status: status, errorText: String(decoding: text, as: UTF8.self))
  }
}
