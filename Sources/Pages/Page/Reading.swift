import Display
import Lessons
import Markup

/// What is known while a lesson is read: the lesson with the reader's changes, and what its cells have shown.
package struct Reading: Sendable {
  package private(set) var lesson: Lesson
  package private(set) var outline: Outline
  /// By cell index; an absent cell waits.
  package var progress: [Int: CellProgress] = [:]
  /// Cells that the reader has changed.
  package private(set) var edited: Set<Int> = []
  /// From the lesson as it was written.
  package private(set) var departures: Departures
  package var values: [BlockWriter.ValueKey: Result<String, Diagnostic>] = [:]
  /// The lesson's text, for the excerpts of diagnostics.
  package private(set) var source: String

  package init(lesson: Lesson, source: String) {
    self.lesson = lesson
    self.source = source
    outline = Outline(lesson)
    departures = Departures(of: lesson)
  }

  package func cell(_ index: Int) -> Cell? { lesson.cells.first { $0.index == index } }

  /// Puts other code into a cell, as if it stood in the file: what is below moves.
  ///
  /// - Throws: `Diagnostics` when the lesson would not be one any more, for example by a fence in the code.
  package mutating func replace(cell index: Int, code: String) throws {
    guard let cell = cell(index) else { return }
    var lines = Markdown.normalized(source).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let new = lineArray(code)
    lines.replaceSubrange((cell.line - 1)..<(cell.line - 1 + lineArray(cell.code).count), with: new)
    let source = lines.joined(separator: "\n")
    let lesson = try Lesson(text: source, file: self.lesson.file)
    guard lesson.cells.count == self.lesson.cells.count else {
      throw Diagnostic(
        "fence-in-cell", at: .init(file: lesson.file, line: cell.line),
        "The new code holds a line of ``` that would end the cell, so the cell is unchanged.",
        hint: "Leave that line out.")
    }
    let frontMatter = self.lesson.frontMatter
    self.source = source
    self.lesson = lesson
    self.lesson.frontMatter = frontMatter
    outline = Outline(lesson)
    values = [:]
    edited.insert(index)
    departures = Departures(of: self.lesson, edited: edited)
  }

  private func lineArray(_ code: String) -> [String] {
    let code = code.hasSuffix("\n") ? code.dropLast() : code[...]
    return code.isEmpty ? [] : code.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
