import Display

/// A cell as the command line names it: "3:backward", or "3" and "backward".
public struct CellTarget: Equatable {
  public var lesson: String
  public var label: String

  /// nil: not of the form LESSON:LABEL.
  public init?(_ text: String) {
    guard let parts = text.wholeMatch(of: /([\w.\/-]+):([\w-]+)/) else { return nil }
    (lesson, label) = (String(parts.1), String(parts.2))
  }

  /// - Parameter label: nil when it follows the lesson.
  /// - Throws: a `Diagnostic` when there is no label, or more than one.
  public init(_ lesson: String, label: String?) throws {
    switch (CellTarget(lesson), label) {
    case (let target?, nil): self = target
    case (nil, let label?): (self.lesson, self.label) = (lesson, label)
    default:
      throw Diagnostic(
        "cell-target", "“\([lesson, label].compactMap { $0 }.joined(separator: " "))” names no cell.",
        hint: "Write LESSON:LABEL, for example 3:backward.")
    }
  }
}
