import Foundation
import Testing

/// Demonstrations in a real terminal, driven by keys.
@Suite(.serialized, .enabled(if: Tmux.obstacle == nil, Tmux.obstacle)) struct DemoTerminalTests {
  private static let demo = """
    ---
    title: Squares
    goal: Squares grow ever faster.
    minutes: 5
    parameters:
      count: 30
      scale: 1.0
    ---

    ```swift
    let w = Parameter("w", [3.0])
    let history = train(Program(minimizing: sum(w * w), over: [w], by: GradientDescent(learningRate: 0.1)), steps: 30)
    let curve = GrowingCurves("square", x: "number", to: count)
    demonstrate("number", count, trainings: [history]) { n in
      curve.add(at: n, ["n²": scale * Double(n * n)])
      return DemoFrame("One more.", numbers: curve.numbers { .init($0, $1, decimals: 0) }, figure: .chart(curve.chart()))
    }
    ```

    """

  private static func terminal(columns: Int = 80, rows: Int = 24) throws -> Tmux {
    let terminal = try Tmux(columns: columns, rows: rows)
    let demos = terminal.folder.appendingPathComponent("demos")
    try FileManager.default.createDirectory(at: demos, withIntermediateDirectories: true)
    try Self.demo.write(to: demos.appendingPathComponent("squares.md"), atomically: true, encoding: .utf8)
    return terminal
  }

  private static func open(_ terminal: Tmux, _ rest: String = "", after: String = "") {
    terminal.line("clear; sh -c 'echo $$ > pid; exec \"\(Tmux.program)\" demo squares --demos demos \(rest)' \(after)")
  }

  @Test func playsPausesAndGoesBackAndForth() throws {
    let terminal = try Self.terminal()
    terminal.line("stty -a > before")
    Self.open(terminal)
    // It comes to its end by itself.
    try terminal.wait(for: "number 30 of 30")
    terminal.press("Home")
    try terminal.wait(for: "number 1 of 30")
    terminal.press("Right", "Right", "Right")
    try terminal.wait(for: "number 4 of 30")
    terminal.press("Left")
    try terminal.wait(for: "number 3 of 30")
    terminal.press("NPage")
    try terminal.wait(for: "number 13 of 30")
    terminal.press("+")
    try terminal.wait(for: "×2")
    terminal.press("-", "-")
    try terminal.wait(for: "×0.5")
    terminal.press("?")
    try terminal.wait(for: "pause and go on")
    terminal.press("?", "Space")
    try terminal.wait(for: "number 17 of 30")
    terminal.press("q")
    try terminal.wait(for: "ready>")
    terminal.line("clear; stty -a | cmp - before && echo same")
    try terminal.wait(for: "same")
  }

  @Test func opensTheStepperAtThisMomentAndComesBackToIt() throws {
    let terminal = try Self.terminal()
    Self.open(terminal)
    try terminal.wait(for: "number 30 of 30")
    terminal.press("Home", "Right", "Right", "Right", "Right", "s")
    try terminal.wait(for: "training step 4, event")
    #expect(terminal.screen.contains("forward"))
    terminal.press("Right", "q")
    try terminal.wait(for: "number 5 of 30")
    terminal.press("q")
    try terminal.wait(for: "ready>")
  }

  /// The second time nothing runs until the stepper asks for it.
  @Test func theStepperWorksAfterARunFromTheCache() throws {
    let terminal = try Self.terminal()
    for _ in 0..<2 {
      Self.open(terminal)
      try terminal.wait(for: "number 30 of 30")
      terminal.press("s")
      try terminal.wait(for: "training step 29, event")
      terminal.press("q", "q")
      try terminal.wait(for: "ready>")
    }
  }

  @Test func savesTheFigureAndRunsAgain() throws {
    let terminal = try Self.terminal()
    Self.open(terminal)
    try terminal.wait(for: "number 30 of 30")
    terminal.press("f")
    try terminal.wait(for: "Saved saved-figures/squares-number-30.svg")
    let file = terminal.folder.appendingPathComponent("saved-figures/squares-number-30.svg")
    #expect(try String(contentsOf: file, encoding: .utf8).contains(">900<"))
    terminal.press("r")
    try terminal.wait(for: "number 2 of 30")
    try terminal.wait(for: "number 30 of 30")
    terminal.press("q")
    try terminal.wait(for: "ready>")
  }

  @Test func twoRunsPlaySideBySide() throws {
    let terminal = try Self.terminal()
    Self.open(terminal, "--compare scale=1,2")
    try terminal.wait(for: "number 30 of 30")
    let screen = terminal.screen
    #expect(screen.contains("scale = 1") && screen.contains("scale = 2") && screen.contains("│"))
    terminal.press("Tab", "s")
    try terminal.wait(for: "training step 29, event")
    #expect(terminal.screen.contains("scale = 2"))
    terminal.press("q", "q")
    try terminal.wait(for: "ready>")
  }

  @Test func followsTheSizeOfTheWindow() throws {
    let terminal = try Self.terminal()
    Self.open(terminal)
    try terminal.wait(for: "number 30 of 30")
    for size in [(30, 10), (1, 1), (200, 60)] { terminal.resize(columns: size.0, rows: size.1) }
    try terminal.wait(until: { $0.split(separator: "\n").last?.contains("quit") == true }, "keys in the last row")
    terminal.resize(columns: 80, rows: 24)
    try terminal.wait(for: "number 30 of 30")
    terminal.press("q")
    try terminal.wait(for: "ready>")
  }

  @Test(arguments: ["TERM", "HUP"]) func signalsGiveTheTerminalBack(signal: String) throws {
    let terminal = try Self.terminal()
    terminal.line("stty -a > before")
    Self.open(terminal, after: "; stty -a | cmp - before && echo same")
    try terminal.wait(for: "number 30 of 30")
    kill(try #require(terminal.pid), ["TERM": SIGTERM, "HUP": SIGHUP][signal]!)
    try terminal.wait(for: "same")
  }

  @Test func aBrokenDemonstrationIsToldOutsideTheScreen() throws {
    let terminal = try Self.terminal()
    let broken = Self.demo.replacing("scale *", with: "missing *")
    try broken.write(
      to: terminal.folder.appendingPathComponent("demos/squares.md"), atomically: true, encoding: .utf8)
    Self.open(terminal, after: "; echo ended $?")
    try terminal.wait(for: "ended 1")
    #expect(terminal.screen.contains("demos/squares.md:15") && terminal.screen.contains("missing"))
  }

  /// One that trains, and one of pictures: each plays to its end.
  @Test(arguments: ["threshold", "adversarial"]) func demonstrationsPlay(name: String) throws {
    let terminal = try Tmux()
    terminal.line("clear; \"\(Tmux.program)\" demo \(name)")
    try terminal.wait(for: "Space")
    terminal.press("+", "+", "+")
    try terminal.wait(until: { $0.contains("Space again") }, "the end of \(name)")
    let screen = terminal.screen
    #expect(!screen.contains("…"), "\(screen)")
    #expect(screen.split(separator: "\n").last?.contains("q quit") == true)
    terminal.press("q")
    try terminal.wait(for: "ready>")
  }

  /// One that is shown while it trains, and one of trainings side by side.
  @Test(arguments: ["overfitting", "initialisation"]) func everyTrainingCanBeStepped(name: String) throws {
    let terminal = try Tmux()
    terminal.line("clear; \"\(Tmux.program)\" demo \(name)")
    try terminal.wait(for: "Space")
    // A step opens as soon as the training has been computed.
    terminal.press("+", "+", "+")
    try terminal.wait(until: { $0.contains("Space again") }, "the end of \(name)")
    terminal.press("s")
    try terminal.wait(for: " event ")
    terminal.press("q")
    try terminal.wait(for: "Space")
    terminal.press("q")
    try terminal.wait(for: "ready>")
  }
}
