import Display

/// What is known around a compiler's or a crash's message: the lesson, the cell that was run, the names in sight.
struct DiagnoseContext {
  let lesson: Lesson
  let cell: Cell
  /// Public names of the library that cells import.
  let libraryNames: [String]
  private let lines: [String]
  let tokens: [SwiftToken]

  init(lesson: Lesson, cell: Cell, libraryNames: [String] = []) {
    self.lesson = lesson
    self.cell = cell
    self.libraryNames = libraryNames
    lines = Self.lines(of: cell)
    tokens = SwiftToken.all(in: cell.code)
  }

  private static func lines(of cell: Cell) -> [String] {
    cell.code.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The text of a line of the lesson (from 1) that belongs to a cell.
  func text(ofLine line: Int) -> String? {
    if let text = lines[safely: line - cell.line] { return text }
    for other in lesson.cells where other.index != cell.index && other.line <= line {
      if let text = Self.lines(of: other)[safely: line - other.line] { return text }
    }
    return nil
  }

  /// Whether a file name, as the compiler or a debugger writes it, is the lesson's.
  func isLesson(_ file: String) -> Bool { file == lesson.file || file.hasSuffix("/" + lesson.file) }

  /// A place of the lesson; nil when it lies elsewhere or beyond the lesson's code.
  func place(file: String, line: Int, column: Int) -> Diagnostic.Place? {
    guard isLesson(file), text(ofLine: line) != nil else { return nil }
    return Diagnostic.Place(file: lesson.file, line: line, column: column)
  }

  /// Just behind the last character of the cell, where what was never closed is missed.
  var endOfCell: Diagnostic.Place {
    let last = lines.lastIndex { !$0.allSatisfy(\.isWhitespace) } ?? 0
    let text = lines[safely: last] ?? ""
    let trailing = text.reversed().prefix { $0.isWhitespace }.reduce(0) { $0 + $1.utf8.count }
    return Diagnostic.Place(file: lesson.file, line: cell.line + last, column: text.utf8.count - trailing + 1)
  }

  /// The first character of a line that is not blank: where a line is pointed at whose column is unknown.
  func startOfLine(_ line: Int) -> Diagnostic.Place {
    let indent = (text(ofLine: line) ?? "").prefix { $0.isWhitespace }.utf8.count
    return Diagnostic.Place(file: lesson.file, line: line, column: indent + 1)
  }

  /// The token of this cell that starts at a place of the lesson.
  func tokenIndex(at place: Diagnostic.Place) -> Int? {
    tokens.firstIndex { $0.line + cell.line - 1 == place.line && $0.column == place.column }
  }

  /// The token that ends last before a place, on the same line.
  func token(before place: Diagnostic.Place) -> SwiftToken? {
    tokens.last { $0.line + cell.line - 1 == place.line && $0.column < place.column }
  }
}

extension Array {
  /// nil outside the bounds.
  subscript(safely index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
