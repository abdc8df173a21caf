/// A problem as a value: where, what, and what to do. Writers for the terminal and JSON live with the pages.
public struct Diagnostic: Codable, Sendable, Equatable, Error {
  public enum Severity: String, Codable, Sendable { case error, warning, note }

  public struct Place: Codable, Sendable, Equatable {
    public var file: String
    /// 1-based; columns count UTF-8 bytes, as the compiler does. 0 = unknown.
    public var line: Int
    public var column: Int

    public init(file: String, line: Int = 0, column: Int = 0) {
      self.file = file
      self.line = line
      self.column = column
    }
  }

  /// Stable and kebab-case, e.g. "front-matter-missing", "shape-mismatch".
  public var id: String
  public var severity: Severity
  public var place: Place?
  /// One sentence: what was expected and what was given.
  public var summary: String
  /// What to do about it.
  public var hint: String
  /// The compiler's or system's own words, kept whole.
  public var details: String
  public var notes: [Diagnostic]

  public init(
    _ id: String, severity: Severity = .error, at place: Place? = nil, _ summary: String, hint: String = "",
    details: String = "", notes: [Diagnostic] = []
  ) {
    self.id = id
    self.severity = severity
    self.place = place
    self.summary = summary
    self.hint = hint
    self.details = details
    self.notes = notes
  }
}

/// Several problems thrown together, so that a reader sees all of them at once.
public struct Diagnostics: Error, Sendable, Equatable {
  public var all: [Diagnostic]
  public init(_ all: [Diagnostic]) { self.all = all }
}
