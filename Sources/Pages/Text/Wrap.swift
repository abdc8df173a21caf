import Numerals

/// Breaks running text at spaces so that no line is wider than `columns`; a word that is wider by itself is broken
/// between characters. "\n" in a span ends a line, a tab is a space. Nothing but the spaces at the breaks is lost.
///
/// - Parameters:
///   - first: stands before the first line ("• ").
///   - rest: stands before every later one ("  ").
package func wrap(_ spans: [Span], columns: Int, first: Line = .empty, rest: Line = .empty) -> [Line] {
  var wrapper = Wrapper(columns: columns, first: first, rest: rest)
  for span in spans { wrapper.add(span) }
  return wrapper.finish()
}

/// Breaks one line of preformatted text, after a space where one is near and between characters otherwise; every
/// character is kept.
///
/// - Parameters:
///   - first: stands before the first line.
///   - rest: stands before every continuation.
package func wrapPreformatted(_ line: Line, columns: Int, first: Line = .empty, rest: Line = .empty) -> [Line] {
  guard first.width + line.width > columns else { return [first + line] }
  var lines: [Line] = []
  var remaining = line
  while !remaining.spans.isEmpty {
    let prefix = lines.isEmpty ? first : rest
    let length = breakPosition(in: Array(remaining.text), room: max(1, columns - prefix.width))
    lines.append(prefix + remaining.prefix(characters: length))
    remaining = remaining.dropping(characters: length)
  }
  return lines
}

/// How many characters go on a line of `room` columns, at least one.
private func breakPosition(in characters: [Character], room: Int) -> Int {
  var used = 0
  var count = 0
  while count < characters.count {
    used += displayWidth(characters[count])
    if used > room { break }
    count += 1
  }
  guard count > 0, count < characters.count else { return max(1, count) }
  let space = characters[(count * 2 / 3)..<count].lastIndex(of: " ")
  return space.map { $0 + 1 } ?? count
}

private struct Wrapper {
  let columns: Int
  let first: Line
  let rest: Line
  var lines: [Line] = []
  var line: [Span] = []
  var lineWidth = 0
  /// The space before `word`, kept only if both stay on one line.
  var space: Span?
  var word: [Span] = []
  var wordWidth = 0

  init(columns: Int, first: Line, rest: Line) {
    self.columns = columns
    // A prefix that would leave no room for the text gives way.
    let fits = columns - max(first.width, rest.width) >= min(4, columns)
    self.first = fits ? first : .empty
    self.rest = fits ? rest : .empty
  }

  var room: Int { max(1, columns - (lines.isEmpty ? first : rest).width) }

  mutating func add(_ span: Span) {
    var run = ""
    for character in span.text {
      if character == "\n" || character == " " || character == "\t" {
        push(&run, span.style)
        endWord()
        if character == "\n" { endLine() } else if !line.isEmpty { space = Span(" ", span.style) }
      } else {
        run.append(character)
      }
    }
    push(&run, span.style)
  }

  private mutating func push(_ run: inout String, _ style: Style) {
    guard !run.isEmpty else { return }
    word.append(Span(run, style))
    wordWidth += displayWidth(run)
    run = ""
  }

  private mutating func endWord() {
    guard !word.isEmpty else { return }
    let gap = space == nil ? 0 : 1
    if lineWidth + gap + wordWidth <= room {
      if let space { append(space, width: 1) }
      for span in word { append(span, width: displayWidth(span.text)) }
    } else {
      if !line.isEmpty { endLine() }
      placeBroken()
    }
    (word, wordWidth, space) = ([], 0, nil)
  }

  private mutating func placeBroken() {
    for span in word {
      var text = ""
      for character in span.text {
        let step = displayWidth(character)
        if lineWidth + step > room, lineWidth > 0 {
          if !text.isEmpty { line.append(Span(text, span.style)) }
          text = ""
          endLine()
        }
        text.append(character)
        lineWidth += step
      }
      if !text.isEmpty { line.append(Span(text, span.style)) }
    }
  }

  private mutating func append(_ span: Span, width: Int) {
    lineWidth += width
    if let last = line.last, last.style == span.style {
      line[line.count - 1].text += span.text
    } else {
      line.append(span)
    }
  }

  private mutating func endLine() {
    lines.append((lines.isEmpty ? first : rest) + Line(line))
    (line, lineWidth, space) = ([], 0, nil)
  }

  mutating func finish() -> [Line] {
    endWord()
    if !line.isEmpty || lines.isEmpty { endLine() }
    return lines
  }
}
