import Display
import Markup

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
  /// Escape sequences before each kind of text; all empty for none.
  public struct Colours: Sendable, Equatable {
    public var headline: String
    public var mark: String
    public var muted: String
    public var reset: String

    public init(headline: String, mark: String, muted: String, reset: String) {
      self.headline = headline
      self.mark = mark
      self.muted = muted
      self.reset = reset
    }

    public static let none = Colours(headline: "", mark: "", muted: "", reset: "")
    /// Legible on light and on dark backgrounds.
    public static let terminal = Colours(
      headline: "\u{1B}[1m", mark: "\u{1B}[1;35m", muted: "\u{1B}[2m", reset: "\u{1B}[0m")
  }

  /// `sourceLine` gives the text of a line (from 1) of the diagnostic's file, or nil. No line is wider than `columns`
  /// cells, unless a single character is.
  public static func lines(
    for diagnostic: Diagnostic, columns: Int, colours: Colours = .none, sourceLine: @escaping (Int) -> String?
  ) -> [String] {
    let writer = Writer(columns: max(1, columns), colours: colours, sourceLine: sourceLine)
    return writer.lines(for: diagnostic)
  }

  /// The same, with the cells of a lesson as the source.
  public static func lines(
    for diagnostic: Diagnostic, in lesson: Lesson, columns: Int, colours: Colours = .none
  ) -> [String] {
    let cells = lesson.cells.map { ($0.line, $0.code.split(separator: "\n", omittingEmptySubsequences: false)) }
    return lines(for: diagnostic, columns: columns, colours: colours) { line in
      cells.lazy.compactMap { start, text in text[safely: line - start].map(String.init) }.first
    }
  }
}

private struct Writer {
  let columns: Int
  let colours: DiagnosticText.Colours
  let sourceLine: (Int) -> String?

  func lines(for diagnostic: Diagnostic) -> [String] {
    var lines = wrapped("\(diagnostic.severity.rawValue): \(diagnostic.summary)", indent: "", colours.headline)
    if let place = diagnostic.place {
      let position = place.line > 0 ? ":\(place.line)" : ""
      lines += wrapped(place.file + position, indent: "  ", colours.muted)
      lines += excerpt(place)
    }
    lines += wrapped(diagnostic.hint, indent: "  ")
    for note in diagnostic.notes where note.place != nil && note.place != diagnostic.place {
      lines += wrapped("line \(note.place!.line): \(note.summary)", indent: "  ", colours.muted)
    }
    for line in diagnostic.details.split(separator: "\n") {
      lines += wrapped(String(line), indent: "  | ", colours.muted)
    }
    return lines
  }

  // MARK: - The excerpt

  /// The line before, the line itself, and a caret under the place.
  private func excerpt(_ place: Diagnostic.Place) -> [String] {
    guard place.line > 0, let text = sourceLine(place.line) else { return [] }
    let numberWidth = String(place.line).count
    let room = columns - numberWidth - 5
    guard room >= 8 else { return [] }
    func gutter(_ number: String) -> String {
      "  " + colours.muted + String(repeating: " ", count: numberWidth - number.count) + number + " │ " + colours.reset
    }
    let cells = Cells(text, caretAt: place.column)
    let (shown, caret) = cells.window(room)
    var lines: [String] = []
    if let before = sourceLine(place.line - 1), !before.allSatisfy(\.isWhitespace) {
      lines.append(gutter(String(place.line - 1)) + Cells(before, caretAt: 0).window(room).text)
    }
    lines.append(gutter(String(place.line)) + shown)
    if let caret {
      lines.append(gutter("") + String(repeating: " ", count: caret) + colours.mark + "^" + colours.reset)
    }
    return lines
  }

  // MARK: - Prose

  /// Broken at spaces; a longer word is broken where it must be.
  private func wrapped(_ text: String, indent: String, _ colour: String = "") -> [String] {
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
    return lines.map { indent + (colour.isEmpty ? $0 : colour + $0 + colours.reset) }
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
