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

  /// The first token at a place or behind it, on the same line.
  func token(from place: Diagnostic.Place) -> SwiftToken? {
    tokens.first { $0.line + cell.line - 1 == place.line && $0.column >= place.column }
  }

  /// The names joined by dots that start at a place: ["torch", "nn", "Linear"].
  func path(at place: Diagnostic.Place) -> [String] {
    guard var index = tokenIndex(at: place) else { return [] }
    var path = [tokens[index].text]
    while tokens[safely: index + 1]?.text == ".", let next = tokens[safely: index + 2], next.kind == .identifier {
      path.append(next.text)
      index += 2
    }
    return path
  }

  /// Does this cell, or an earlier one whose imports it inherits, import a module?
  func imports(_ module: String) -> Bool {
    let earlier = lesson.cells.filter { $0.index < cell.index && $0.options.eval }
    return (earlier + [cell]).contains { CellText($0.code).imports.contains("import \(module)") }
  }

  /// Whether parentheses follow names that start at a place.
  func isCalled(_ path: [String], at place: Diagnostic.Place) -> Bool {
    tokenIndex(at: place).map { tokens[safely: $0 + 2 * path.count - 1]?.text == "(" } ?? false
  }

  /// What is called around a place, the innermost first, and then at the place itself; each with the name of its first argument.
  func callees(at place: Diagnostic.Place) -> [(name: String, firstLabel: String?, beginsWithNumber: Bool)] {
    guard let index = tokenIndex(at: place) else { return [] }
    var openings = tokens[index].text == "(" ? [index] : []
    var depth = tokens[index].depth + (tokens[index].text == ")" ? 1 : 0)
    for i in tokens[..<index].indices.reversed() where tokens[i].depth < depth && "([{".contains(tokens[i].text) {
      depth = tokens[i].depth
      if tokens[i].text == "(" { openings.append(i) }
    }
    if let next = tokens[index...].dropFirst().first, next.text == "(" { openings.append(index + 1) }
    return openings.compactMap { opening in
      guard let callee = tokens[safely: opening - 1], callee.kind == .identifier else { return nil }
      let isNamed = tokens[safely: opening + 2]?.text == ":"
      let first = tokens[safely: opening + 1]
      return (callee.text, isNamed ? first?.text : nil, first?.kind == .number)
    }
  }

  /// The names of the arguments of the call that starts at a place.
  func labelsOfCall(at place: Diagnostic.Place) -> [String] {
    guard let start = tokenIndex(at: place) else { return [] }
    let depth = tokens[start].depth
    let call = tokens[start...].prefix { $0.depth > depth || $0.text != ")" }
    return zip(call, call.dropFirst()).compactMap { name, colon in
      colon.text == ":" && name.depth == depth + 1 ? name.text : nil
    }
  }

  /// The types that this cell and earlier ones declare as layers.
  var layers: Set<String> {
    let earlier = lesson.cells.filter { $0.index < cell.index }.flatMap { SwiftToken.all(in: $0.code) }
    let all = (earlier + tokens).map(\.text)
    return Set(
      all.indices.dropFirst(3).filter {
        all[$0] == "Layer" && all[$0 - 1] == ":" && ["struct", "class"].contains(all[$0 - 3])
      }
      .map { all[$0 - 2] })
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
