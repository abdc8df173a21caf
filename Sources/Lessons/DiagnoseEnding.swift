import Display

/// How a cell's process came to an end before the cell did.
public enum Ending: Sendable, Equatable {
  /// Died of this signal by itself, or was killed from outside.
  case signal(Int32)
  /// It called `fork`, and was stopped there.
  case forked
  case exited(status: Int32)
  case timedOut(seconds: Double)
  case interrupted
  case outputLimit(bytes: Int)
  case memoryLimit(bytes: Int)

  /// As the catalogue of friendly messages recognises it.
  var words: String {
    switch self {
    case .signal(let number): "signal \(Self.names[number] ?? String(number))"
    case .forked: "fork"
    case .exited(let status): "exit \(status)"
    case .timedOut(let seconds): "time limit \(format(seconds))"
    case .interrupted: "interrupted"
    case .outputLimit(let bytes): "output limit \(Self.size(bytes))"
    case .memoryLimit(let bytes): "memory limit \(Self.size(bytes))"
    }
  }

  private static let names: [Int32: String] = [
    1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE",
    9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 31: "SIGSYS",
  ]

  private static func size(_ bytes: Int) -> String {
    bytes >= 1 << 30 ? "\(format(Double(bytes) / Double(1 << 30))) GB" : "\(format(Double(bytes) / Double(1 << 20))) MB"
  }
}

extension Diagnose {
  /// What is known of a process that has died.
  public struct Remains: Sendable {
    /// What `nn_crash_report_to` wrote; "" when it wrote nothing.
    public var report: String
    /// The end of its standard error.
    public var standardError: String
    /// The shared libraries that hold the cells' code.
    public var libraries: [String]

    public init(report: String = "", standardError: String = "", libraries: [String] = []) {
      self.report = report
      self.standardError = standardError
      self.libraries = libraries
    }

    /// "Cell4" of "/…/Cell4.so" or "/…/Cell4-1a2b.so".
    var modules: [String] {
      libraries.compactMap { $0.split(separator: "/").last?.prefix { $0 != "." && $0 != "-" } }.map(String.init)
    }
  }

  /// Why the cell ended, at the line where it was: the innermost one that belongs to the lesson. The notes lead from
  /// there through the callers to the top level of the cell.
  public static func ending(
    _ ending: Ending, remains: Remains, cell: Cell, lesson: Lesson, symbolizer: Symbolizer
  ) -> Diagnostic {
    let context = DiagnoseContext(lesson: lesson, cell: cell)
    let report = CrashReport(remains.report)
    let lookup = FrameLookup(report: report, libraries: remains.libraries, symbolizer: symbolizer, context: context)
    let isTrap = if case .signal = ending { true } else { false }
    let lastWords = isTrap ? LastWords(remains.standardError, in: context, modules: remains.modules) : nil
    let isUncaught = lastWords?.message.hasPrefix("Error raised at top level") ?? false
    var frames = lookup.frames(
      isUncaught && !report.throwFrames.isEmpty ? report.throwFrames : report.frames, near: lastWords?.line)
    var words = [
      lastWords.flatMap { words in words.check.map { "the library's check of \($0): \(words.message)" } },
      lastWords?.message, lastWords.map { "Fatal error: " + $0.message }, isTrap ? lookup.unspokenFailure : nil,
      frames.isEmpty ? "unplaced " + ending.words : nil, ending.words,
    ]
    if isTrap && report.isStackOverflow {
      let recursion = Recursion(frames)
      if recursion.isThere { words = ["stack overflow: \(recursion.description)"] }
      frames = recursion.frames
    }

    var place = frames.first?.place
    if let line = lastWords?.line, !frames.contains(where: { $0.place.line == line }) {
      place = context.startOfLine(line)
    }
    var diagnostic = diagnostic(for: words.compactMap { $0 }, at: place ?? context.startOfLine(cell.line), in: context)
    diagnostic.details = lastWords.map { $0.check == nil ? $0.text : "" } ?? (isTrap ? ending.words : "")
    diagnostic.notes = frames.dropFirst().prefix(8).map { frame in
      Diagnostic("called-from", severity: .note, at: frame.place, "Called from here, in \(frame.function).")
    }
    return diagnostic
  }

  /// The first of several ways to say it that the catalogue recognises.
  private static func diagnostic(
    for words: [String], at place: Diagnostic.Place, in context: DiagnoseContext
  ) -> Diagnostic {
    for words in words {
      guard let (message, values) = FriendlyMessage.recognise(words, .running, at: place, in: context) else { continue }
      return Diagnostic(
        message.id, at: place, message.summary.filled(with: values), hint: message.hint.filled(with: values))
    }
    return Diagnostic("cell-ended", at: place, "The cell was stopped here (\(words.last ?? "for no known reason")).")
  }
}
