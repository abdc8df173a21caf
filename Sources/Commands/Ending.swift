import Display

/// How a command ended, as the exit code that other programs see. Docs/COMMANDS.md lists them.
public enum Ending: Int32, Sendable, CaseIterable {
  case success = 0
  /// What was asked for came out wrong: a cell, a check, a stale figure, a part that is missing.
  case failure = 1
  /// What was given cannot be used: no such lesson, a lesson that cannot be read, a parameter that does not exist.
  case badInput = 2
  /// The machine lacks something. The front door ends so too.
  case missing = 3
  /// The front door could not build nnlearn.
  case notBuilt = 4
  /// A file could not be written.
  case notWritten = 5

  /// Of a command that stopped at these problems.
  public init(of problems: [Diagnostic]) {
    let errors = problems.filter { $0.severity == .error }
    if errors.isEmpty {
      self = .success
    } else if errors.contains(where: { Self.missingIDs.contains($0.id) || $0.id.hasPrefix("no-ld") }) {
      self = .missing
    } else if errors.contains(where: { $0.id.hasSuffix("-not-written") || $0.id == "cache-unusable" }) {
      self = .notWritten
    } else {
      self = .badInput
    }
  }

  /// Of cells that did not do what they should: their own fault, unless the machine kept them from running.
  public init(ofCells problems: [Diagnostic]) {
    let ending = Ending(of: problems)
    self = [.missing, .notWritten].contains(ending) ? ending : .failure
  }

  private static let missingIDs: Set = ["not-built", "no-swift", "no-llvm-symbolizer", "no-terminal", "cannot-start"]
}

extension Diagnostic {
  /// "lessons/03-x.md:12:5: error: summary", then details and hint, for standard error and logs.
  public var report: String {
    var lines = [[position, "\(severity.rawValue)", summary].filter { !$0.isEmpty }.joined(separator: ": ")]
    lines += details.split(separator: "\n").map { "  | \($0)" }
    lines += hint.split(separator: "\n").map { "  \($0)" }
    return (lines + notes.map(\.report)).joined(separator: "\n")
  }

  private var position: String {
    guard let place else { return "" }
    return ([place.file] + [place.line, place.column].prefix { $0 > 0 }.map(String.init)).joined(separator: ":")
  }
}

/// The problems in what was thrown; a stranger's error becomes one.
public func problems(in error: any Error) -> [Diagnostic] {
  switch error {
  case let several as Diagnostics: several.all
  case let one as Diagnostic: [one]
  default: [Diagnostic("unexpected", "\(error)")]
  }
}
