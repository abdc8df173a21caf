import Display

/// A lesson being run: one living kernel process, the cells loaded into it so far, and what they showed.
///
/// Calls block; `poll` is called at least every 50 ms while one waits (draw progress, read keys) and interrupts the
/// cell by returning false. Not thread-safe: one session belongs to one thread.
public final class Session {
  public struct Options: Sendable {
    /// Overrides of front-matter parameters, in the command line's spelling: ["hidden": "64"].
    public var parameters: [String: String] = [:]
    /// nil: the lesson's own.
    public var seed: UInt64?
    public init() {}
  }

  public private(set) var lesson: Lesson
  /// By cell index; a cell that has not run has none.
  public private(set) var results: [Int: CellResult] = [:]

  /// Throws `Diagnostics` when an override names no parameter or does not fit its type. Starts nothing.
  public init(lesson: Lesson, options: Options = Options()) throws {
    self.lesson = lesson
  }

  /// Runs the cell, and first every earlier cell whose state is missing or stale. `onOutput` gets each output
  /// of this cell as it appears.
  public func run(cell index: Int, onOutput: (Output) -> Void = { _ in }, poll: () -> Bool = { true }) -> CellResult {
    fatalError("not written yet")
  }

  /// The text of an inline value `{expression}` that stands after cell `cellIndex` (−1: before the first cell).
  public func value(of expression: String, at place: Diagnostic.Place, after cellIndex: Int) -> Result<String, Diagnostic> {
    fatalError("not written yet")
  }

  /// Moves the cursor of a stepper that a cell has shown.
  public func step(_ stepper: Int, _ command: StepCommand) throws(Diagnostic) -> StepView {
    fatalError("not written yet")
  }

  /// Another text for a cell; it and what depends on it become stale.
  public func replace(cell index: Int, code: String) {
    fatalError("not written yet")
  }

  /// Ends the kernel and everything it started.
  public func close() {
    fatalError("not written yet")
  }
}

/// How a cell ended, and what it showed.
public struct CellResult: Sendable, Equatable {
  public enum Status: String, Sendable {
    case passed, compileError, trapped, exited, timedOut, interrupted, outputLimit, memoryLimit, notRun
  }

  public var status: Status
  public var outputs: [Output]
  /// At the lesson's own lines.
  public var diagnostics: [Diagnostic]
  public var seconds: Double
  public var isFromCache: Bool

  public init(
    status: Status, outputs: [Output] = [], diagnostics: [Diagnostic] = [], seconds: Double = 0,
    isFromCache: Bool = false
  ) {
    self.status = status
    self.outputs = outputs
    self.diagnostics = diagnostics
    self.seconds = seconds
    self.isFromCache = isFromCache
  }
}
