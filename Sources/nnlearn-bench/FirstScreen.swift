import CProcess
import Foundation
import Glibc

/// A program started in a pseudo-terminal, until its first screen stands.
enum FirstScreen {
  /// From the start of the process until the last byte of its first screen: the one after which nothing comes for
  /// `quiet` milliseconds. The program is then asked to quit.
  static func seconds(of words: [String], environment: [String: String], quiet: Int32 = 150) throws -> Double {
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    var (master, terminal): (Int32, Int32) = (-1, -1)
    guard openpty(&master, &terminal, nil, nil, &size) == 0 else {
      throw NotMeasured(reason: "no pseudo-terminal could be opened")
    }
    defer { [master, terminal].forEach { close($0) } }

    let clock = ContinuousClock()
    let start = clock.now
    let process = try spawn(words, environment, in: terminal)
    var last: ContinuousClock.Instant?
    while hasBytes(master, within: last == nil ? 5000 : quiet) {
      guard let chunk = bytes(of: master) else { break }
      last = clock.now
      // The reader asks what the terminal is and how bright; a real one answers at once.
      if chunk.contains("\u{1B}[c") { answer("\u{1B}]11;rgb:0000/0000/0000\u{1B}\\\u{1B}[?62c", to: master) }
    }
    answer("q", to: master)
    finish(process, draining: master)
    guard let last else { throw NotMeasured(reason: "\(words[0]) showed nothing within 5 s") }
    return (last - start) / .seconds(1)
  }

  private static func hasBytes(_ file: Int32, within milliseconds: Int32) -> Bool {
    var poll = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
    return Glibc.poll(&poll, 1, milliseconds) == 1 && poll.revents & Int16(POLLIN) != 0
  }

  private static func bytes(of file: Int32) -> String? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(file, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }

  private static func answer(_ text: String, to file: Int32) { _ = write(file, text, text.utf8.count) }

  private static func spawn(_ words: [String], _ environment: [String: String], in terminal: Int32) throws -> pid_t {
    var variables = ProcessInfo.processInfo.environment
    for name in ["NO_COLOR", "COLORFGBG", "TMUX"] { variables[name] = nil }
    variables["TERM"] = "xterm-256color"
    variables.merge(environment) { $1 }
    let arguments = words.map { strdup($0) } + [nil]
    let settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (arguments + settings).forEach { free($0) } }
    var process = pid_t()
    guard
      nn_spawn(&process, words[0], arguments, settings, nil, [(terminal, 0), (terminal, 1), (terminal, 2)], 3, 1) == 0
    else {
      throw NotMeasured(reason: "\(words[0]) could not be started")
    }
    return process
  }

  /// Two seconds to quit by itself.
  private static func finish(_ process: pid_t, draining master: Int32) {
    var status: Int32 = 0
    for _ in 0..<200 {
      if waitpid(process, &status, WNOHANG) == process { return }
      if hasBytes(master, within: 10) { _ = bytes(of: master) }
    }
    kill(process, SIGKILL)
    waitpid(process, &status, 0)
  }
}
