import Foundation
import Testing

/// A real terminal for one test: tmux on a socket of its own, with a shell in it.
final class Tmux {
  /// nil when this machine has no tmux, or the program under test is not built.
  static let obstacle: Comment? = {
    if run(["tmux", "-V"]).status != 0 { return "tmux is not installed" }
    if run([program, "lesson", "--help"]).status != 0 { return "\(program) has no lesson command yet" }
    return nil
  }()

  /// The command just built, or the one NNLEARN_PROGRAM names.
  static let program: String = {
    if let path = ProcessInfo.processInfo.environment["NNLEARN_PROGRAM"] { return path }
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? "/proc/self/exe"
    return URL(fileURLWithPath: bundle).resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("nnlearn").path
  }()

  let folder: URL
  private let socket = "nnlearn-test-\(UUID().uuidString)"

  init(columns: Int = 80, rows: Int = 24) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(socket)
    let lessons = folder.appendingPathComponent("lessons")
    try FileManager.default.createDirectory(at: lessons, withIntermediateDirectories: true)
    try Self.lesson.write(to: lessons.appendingPathComponent("01-test.md"), atomically: true, encoding: .utf8)
    let variables = [
      "HOME=\(folder.path)", "XDG_CACHE_HOME=\(Self.cache)", "XDG_STATE_HOME=\(folder.path)", "PS1=ready> ", "ENV=",
      "EDITOR=sed -i s/six/seven/", "SWIFT_BACKTRACE=enable=no",
    ]
    tmux(
      ["-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "-c", folder.path, "env"]
        + variables + ["sh", "-i"])
    try wait(for: "ready>")
  }

  deinit {
    tmux(["kill-server"])
    try? FileManager.default.removeItem(at: folder)
  }

  /// Opens the lesson; its process id is that in the file `pid`.
  func open(_ rest: String = "") throws {
    line("clear; sh -c 'echo $$ > pid; exec \"\(Self.program)\" lesson 1 --lessons lessons' \(rest)")
    if rest.isEmpty { try wait(for: "One neuron") }
  }

  func line(_ text: String) { keys(["-l", text]); keys(["Enter"]) }
  func press(_ names: String...) { for name in names { keys([name]) } }
  private func keys(_ arguments: [String]) { tmux(["send-keys"] + arguments) }
  func resize(columns: Int, rows: Int) { tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"]) }
  func hangUp() { tmux(["kill-session"]) }

  var screen: String { tmux(["capture-pane", "-p"]).text }

  /// Waits until the screen satisfies a condition; fails with the screen after 20 s.
  func wait(
    until condition: (String) -> Bool, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let end = Date().addingTimeInterval(20)
    while Date() < end {
      if condition(screen) { return }
      usleep(30_000)
    }
    Issue.record("never came: \(what)\n\(screen)", sourceLocation: sourceLocation)
    throw CancellationError()
  }

  func wait(for text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try wait(until: { $0.contains(text) }, "“\(text)”", sourceLocation: sourceLocation)
  }

  var pid: Int32? {
    let text = try? String(contentsOf: folder.appendingPathComponent("pid"), encoding: .utf8)
    return text.flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  /// Whether the process does anything any more; an unburied one does not.
  static func isAlive(_ pid: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
    return status.split(separator: ")").last?.split(separator: " ").first != "Z"
  }

  @discardableResult
  private func tmux(_ arguments: [String]) -> (text: String, status: Int32) {
    Self.run(["tmux", "-L", socket] + arguments)
  }

  /// By way of a file: a server that a command leaves behind would hold a pipe open.
  private static func run(_ command: [String]) -> (text: String, status: Int32) {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("nnlearn-test-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    let words = command.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
    let status = system("\(words) > '\(file)' 2> /dev/null < /dev/null")
    return ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "", status)
  }

  /// Compiled cells are shared between the tests of one run and the next.
  private static let cache = FileManager.default.temporaryDirectory.appendingPathComponent("nnlearn-test-cache").path

  private static let lesson = #"""
    ---
    title: One neuron
    goal: You can drive a terminal.
    minutes: 1
    ---
    # One neuron

    Read this first.

    ## Cells

    ```swift
    //| label: first
    let word = "six"
    print("the word is \(word)")
    ```

    ```swift
    //| label: endless
    //| cache: false
    print("begun")
    while true {}
    ```

    ## The end

    All said.
    """#
}
