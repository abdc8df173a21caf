import Foundation
import Testing

/// The lesson in a real terminal, driven by keys.
@Suite(.serialized, .enabled(if: Tmux.obstacle == nil, Tmux.obstacle)) struct TerminalTests {
  @Test func readsRunsAndGivesTheTerminalBack() throws {
    let terminal = try Tmux()
    terminal.line("stty -a > before")
    try terminal.open()
    terminal.press("Space")
    try terminal.wait(for: "not run yet")
    terminal.press("r")
    try terminal.wait(for: "the word is six")
    terminal.press("q")
    try terminal.wait(for: "ready>")
    #expect(!terminal.screen.contains("the word is six"), "the screen from before is back")
    terminal.line("clear; stty -a | cmp - before && echo same")
    try terminal.wait(for: "same")
  }

  /// A cell without a line cannot be chosen: it runs along with the one before it, and what the text needs of it appears.
  @Test func cellsWithoutLinesRunAlong() throws {
    let terminal = try Tmux()
    let lesson = """
      ---
      title: One neuron
      goal: You see what a hidden cell made.
      minutes: 1
      ---
      # One neuron

      ```swift
      //| label: first
      let word = "six"
      ```

      ```swift
      //| label: hidden
      //| include: false
      let letters = word.count
      ```

      ```swift
      //| label: also-hidden
      //| include: false
      let doubled = 2 * letters
      ```

      Its letters, counted twice, are {doubled} in number.

      ```swift
      //| label: last
      print("the last cell")
      ```
      """
    try lesson.write(
      to: terminal.folder.appendingPathComponent("lessons/01-test.md"), atomically: true, encoding: .utf8)
    try terminal.open()
    terminal.press("r")
    try terminal.wait(for: "are 6 in number")
    #expect(!terminal.screen.contains("\nthe last cell"), "It has lines of its own.")
    terminal.press("q")
    try terminal.wait(for: "ready>")
  }

  @Test func controlCStopsTheCellAndNothingElse() throws {
    let terminal = try Tmux()
    try terminal.open()
    terminal.press("Space", "r")
    try terminal.wait(for: "the word is six")
    terminal.press("Tab", "r")
    try terminal.wait(for: "Ctrl-C stops it")
    terminal.press("q", "q", "C-c")
    try terminal.wait(for: "interrupted")
    // The keys before Control-C were thrown away.
    #expect(terminal.pid.map(Tmux.isAlive) == true)
    terminal.press("BTab", "e")
    try terminal.wait(for: "the word is seven")
    try terminal.wait(for: "edited here")
    terminal.press("q")
    try terminal.wait(for: "ready>")
  }

  @Test(arguments: ["TERM", "HUP", "INT", "SEGV"]) func signalsGiveTheTerminalBack(signal: String) throws {
    let terminal = try Tmux()
    terminal.line("stty -a > before")
    try terminal.open("&& echo ended; stty -a | cmp - before && echo same")
    try terminal.wait(for: "Read this first.")
    let pid = try #require(terminal.pid)
    let number = ["TERM": SIGTERM, "HUP": SIGHUP, "INT": SIGINT, "SEGV": SIGSEGV][signal]!
    kill(pid, number)
    if signal == "INT" {
      // Nothing runs: the reader stays.
      try terminal.wait(for: "Nothing is running")
      terminal.press("q")
    }
    try terminal.wait(for: "same")
    #expect(!Tmux.isAlive(pid))
  }

  @Test func controlZStopsAndComesBack() throws {
    let terminal = try Tmux()
    terminal.line("stty -a > before")
    try terminal.open()
    terminal.press("C-z")
    try terminal.wait(until: { $0.contains("ready>") && !$0.contains("Read this") }, "the shell")
    terminal.line("clear; stty -a | cmp - before && echo same")
    try terminal.wait(for: "same")
    terminal.line("fg")
    try terminal.wait(for: "Read this first.")
    terminal.press("q")
    try terminal.wait(for: "same")
  }

  @Test func followsTheSizeOfTheWindow() throws {
    let terminal = try Tmux()
    try terminal.open()
    terminal.resize(columns: 30, rows: 10)
    try terminal.wait(until: { $0.split(separator: "\n").last?.contains("quit") == true }, "keys in the last row")
    for size in [(1, 1), (2, 3), (200, 60)] { terminal.resize(columns: size.0, rows: size.1) }
    terminal.resize(columns: 80, rows: 24)
    try terminal.wait(for: "You can drive a terminal.")
    terminal.press("q")
    try terminal.wait(for: "ready>")
  }

  @Test func aClosedTerminalEndsTheReader() throws {
    let terminal = try Tmux()
    try terminal.open()
    terminal.press("Space", "Tab", "r")
    try terminal.wait(for: "Ctrl-C stops it")
    let pid = try #require(terminal.pid)
    terminal.hangUp()
    let end = Date().addingTimeInterval(10)
    while Tmux.isAlive(pid), Date() < end { usleep(30_000) }
    #expect(!Tmux.isAlive(pid))
  }

  @Test func withoutInputItPrintsAndEnds() throws {
    let terminal = try Tmux()
    terminal.line("clear; \(Tmux.program) lesson 1 --lessons lessons --no-run < /dev/null; echo ended $?")
    try terminal.wait(for: "ended 0")
    #expect(terminal.screen.contains("All said."))
  }

  @Test func aClosedPipeIsSilent() throws {
    let terminal = try Tmux()
    terminal.line("clear; \(Tmux.program) lesson 1 --lessons lessons --plain --no-run 2>&1 | head -n 1; echo en''ded")
    try terminal.wait(for: "ended")
    let lines = terminal.screen.split(separator: "\n").filter { !$0.contains("ready>") }
    #expect(lines.count == 2, "one line of the lesson, and “ended”")
  }

  @Test func opensWhereItsReaderLeftOff() throws {
    let terminal = try Tmux()
    try terminal.open()
    terminal.press("Space", "r")
    try terminal.wait(for: "the word is six")
    terminal.press("q")
    try terminal.wait(for: "ready>")
    terminal.line("clear; \(Tmux.program) lesson 1 --lessons lessons")
    try terminal.wait(for: "endless")
    terminal.press("q")
    try terminal.wait(for: "ready>")
  }
}
