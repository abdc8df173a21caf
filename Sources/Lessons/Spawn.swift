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
    var process = pid_t()
    let words = ([executable] + arguments).map { strdup($0) } + [nil]
    let variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (words + variables).forEach { free($0) } }
    let failure = nn_spawn(
      &process, executable, words, variables, folder, descriptors, Int32(descriptors.count), isSession ? 1 : 0)
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
    _ executable: String, _ arguments: [String], in folder: String, messages file: String, poll: () -> Bool
  ) throws(Diagnostic) -> Ending {
    let output = open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard output >= 0 else { throw Spawn.failure("write \(file)") }
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
