import Display
import Numerals

/// A diagnostic as lines of text for a terminal:
///
///     error: `*` has a whole number (Int) on one side and a number with decimals on the other.
///       lessons/03-backward.md:42
///       41 │ let n = 3, rate = 0.5
///       42 │ let step = rate * n
///          │                 ^
///       Both sides must have the same type. If the Int is called n, write `Double(n)`.
///       The compiler: error: binary operator '*' cannot be applied to …
public enum DiagnosticText {
  /// A stretch of one line, and what it is; who draws it chooses the colour.
  public struct Piece: Sendable, Equatable {
    public enum Kind: Sendable { case plain, headline, mark, muted }

    public var text: String
    public var kind: Kind
  }

  /// `sourceLine` gives the text of a line (from 1) of the diagnostic's file, or nil. No line is wider than `columns`
  /// cells, unless a single character is.
  public static func pieces(
    for diagnostic: Diagnostic, columns: Int, sourceLine: @escaping (Int) -> String?
  ) -> [[Piece]] {
    Writer(columns: max(1, columns), sourceLine: sourceLine).lines(for: diagnostic)
  }

  /// The same as text, with escape sequences if `colour`; they are legible on light and on dark backgrounds.
  public static func lines(
    for diagnostic: Diagnostic, columns: Int, colour: Bool = false, sourceLine: @escaping (Int) -> String?
  ) -> [String] {
    pieces(for: diagnostic, columns: columns, sourceLine: sourceLine).map { line in
      line.map { colour ? $0.coloured : $0.text }.joined()
    }
  }

  /// The same, with the cells of a lesson as the source.
  public static func lines(
    for diagnostic: Diagnostic, in lesson: Lesson, columns: Int, colour: Bool = false
  ) -> [String] {
    let cells = lesson.cells.map { ($0.line, $0.code.split(separator: "\n", omittingEmptySubsequences: false)) }
    return lines(for: diagnostic, columns: columns, colour: colour) { line in
      cells.lazy.compactMap { start, text in text[safely: line - start].map(String.init) }.first
    }
  }
}

extension DiagnosticText.Piece {
  fileprivate var coloured: String {
    switch kind {
    case .plain: text
    case .headline: "\u{1B}[1m\(text)\u{1B}[0m"
    case .mark: "\u{1B}[1;35m\(text)\u{1B}[0m"
    case .muted: "\u{1B}[2m\(text)\u{1B}[0m"
    }
  }
}

private typealias Piece = DiagnosticText.Piece

private struct Writer {
  let columns: Int
  let sourceLine: (Int) -> String?

  func lines(for diagnostic: Diagnostic) -> [[Piece]] {
    var lines = wrapped("\(diagnostic.severity.rawValue): \(diagnostic.summary)", indent: "", .headline)
    if let place = diagnostic.place {
      let position = place.line > 0 ? ":\(place.line)" : ""
      lines += wrapped(place.file + position, .muted)
      lines += excerpt(place)
    }
    lines += wrapped(diagnostic.hint)
    for note in diagnostic.notes {
      guard let place = note.place, place != diagnostic.place else { continue }
      lines += wrapped("line \(place.line): \(note.summary)", .muted)
    }
    for line in diagnostic.details.split(separator: "\n") { lines += wrapped(String(line), indent: "  | ", .muted) }
    return lines
  }

  // MARK: - The excerpt

  /// The line before, the line itself, and a caret under the place.
  private func excerpt(_ place: Diagnostic.Place) -> [[Piece]] {
    guard place.line > 0, let text = sourceLine(place.line) else { return [] }
    let numberWidth = String(place.line).count
    let room = columns - numberWidth - 5
    guard room >= 8 else { return [] }
    func row(_ number: String, _ pieces: Piece...) -> [Piece] {
      let gutter = "  " + String(repeating: " ", count: numberWidth - number.count) + number + " │ "
      return [Piece(text: gutter, kind: .muted)] + pieces
    }
    let (shown, caret) = Cells(text, caretAt: place.column).window(room)
    var lines: [[Piece]] = []
    if let before = sourceLine(place.line - 1), !before.allSatisfy(\.isWhitespace) {
      let shown = Cells(before, caretAt: 0).window(room).text
      lines.append(row(String(place.line - 1), Piece(text: shown, kind: .plain)))
    }
    lines.append(row(String(place.line), Piece(text: shown, kind: .plain)))
    if let caret {
      let blank = Piece(text: String(repeating: " ", count: caret), kind: .plain)
      lines.append(row("", blank, Piece(text: "^", kind: .mark)))
    }
    return lines
  }

  // MARK: - Prose

  /// Broken at spaces; a longer word is broken where it must be.
  private func wrapped(_ text: String, indent: String = "  ", _ kind: Piece.Kind = .plain) -> [[Piece]] {
    let indent = columns > displayWidth(indent) + 8 ? indent : ""
    let room = max(1, columns - displayWidth(indent))
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      var word = word
      if !line.isEmpty && displayWidth(line) + 1 + displayWidth(word) <= room {
        line += " " + word
        continue
      }
      if !line.isEmpty { lines.append(line) }
      while displayWidth(word) > room {
        let start = prefix(of: word, fitting: room)
        let taken = start.isEmpty ? word.prefix(1) : start
        lines.append(String(taken))
        word = word[taken.endIndex...]
      }
      line = String(word)
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { [Piece(text: indent + $0, kind: kind)] }
  }
}

/// A source line as it lies on the screen: tabs widened to the next multiple of 4, other controls made visible.
private struct Cells {
  private var characters: [(text: String, width: Int)] = []
  /// Index of the character under which the caret stands; the count for just behind the end.
  private var caret: Int?

  /// `column` counts UTF-8 bytes from 1; 0 is none.
  init(_ text: String, caretAt column: Int) {
    var byte = 1
    var offset = 0
    for character in text {
      if byte <= column && column < byte + character.utf8.count { caret = characters.count }
      byte += character.utf8.count
      let isControl = character.unicodeScalars.first!.value < 0x20
      let shown =
        character == "\t" ? String(repeating: " ", count: 4 - offset % 4) : isControl ? "·" : String(character)
      let width = displayWidth(shown)
      characters.append((shown, width))
      offset += width
    }
    if column >= byte { caret = characters.count }
  }

  /// What fits into `room` cells, around the caret, with "…" where something is left out; and the caret's offset.
  func window(_ room: Int) -> (text: String, caret: Int?) {
    let offsets = characters.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.width) }
    let total = offsets[offsets.count - 1]
    let caretOffset = caret.map { offsets[$0] }
    if total + (caret == characters.count ? 1 : 0) <= room {
      return (characters.map(\.text).joined(), caretOffset)
    }
    let start = min(max(0, (caretOffset ?? 0) - room / 2), max(0, total - room + 2))
    var first = 0
    while first < characters.count && offsets[first] < start { first += 1 }
    var last = first
    let left = first > 0 ? 1 : 0
    while last < characters.count && offsets[last + 1] - offsets[first] + left + 1 <= room { last += 1 }
    let text =
      (first > 0 ? "…" : "") + characters[first..<last].map(\.text).joined() + (last < characters.count ? "…" : "")
    return (text, caretOffset.map { $0 - offsets[first] + left })
  }
}
