import Numerals

/// Text that somebody else has coloured, as spans: SGR sequences become `Style.exact`, every other escape
/// sequence is dropped.
package func parseEscapes(_ text: String) -> Line {
  var spans: [Span] = []
  var rendition = Rendition()
  var run = ""
  var rest = text.unicodeScalars[...]
  while let scalar = rest.popFirst() {
    guard scalar == "\u{1B}" else {
      run.unicodeScalars.append(scalar)
      continue
    }
    guard rest.first == "[" else { continue }
    rest.removeFirst()
    let body = rest.prefix { !(0x40...0x7E).contains($0.value) }
    rest = rest.dropFirst(body.count)
    guard rest.popFirst() == "m" else { continue }
    if !run.isEmpty { spans.append(Span(run, rendition.style)) }
    run = ""
    rendition.apply(Substring(body))
  }
  if !run.isEmpty { spans.append(Span(run, rendition.style)) }
  return Line(spans)
}

/// The colours and attributes that are switched on, as their SGR parameters.
private struct Rendition {
  var foreground: String?
  var background: String?
  var attributes: [String] = []

  var style: Style {
    var style = Style.plain
    let parameters = attributes + [foreground, background].compactMap { $0 }
    if !parameters.isEmpty { style.exact = parameters.joined(separator: ";") }
    return style
  }

  mutating func apply(_ parameters: Substring) {
    var fields = parameters.split(separator: ";", omittingEmptySubsequences: false)[...]
    while let field = fields.popFirst() {
      switch Int(field) ?? 0 {
      case 0: self = Rendition()
      case 39: foreground = nil
      case 49: background = nil
      case 38, 48:
        let rest = fields.prefix(fields.first == "2" ? 4 : 2)
        fields = fields.dropFirst(rest.count)
        let color = ([field] + rest).joined(separator: ";")
        if field == "38" { foreground = color } else { background = color }
      case 30...37, 90...97: foreground = String(field)
      case 40...47, 100...107: background = String(field)
      case let other: attributes.append(String(other))
      }
    }
  }
}

/// Text from a program, made harmless: escape sequences and control characters become visible pictures ("␛"),
/// tabs become spaces up to the next multiple of 4, lines are split.
package func printableLines(_ text: String) -> [String] {
  var lines: [String] = []
  var line = ""
  var column = 0
  for character in text {
    switch character {
    case "\n", "\r\n", "\r":
      lines.append(line)
      (line, column) = ("", 0)
    case "\t":
      let step = 4 - column % 4
      line += String(repeating: " ", count: step)
      column += step
    default:
      let shown = visible(character)
      line += shown
      column += displayWidth(shown)
    }
  }
  if !line.isEmpty { lines.append(line) }
  return lines
}

private func visible(_ character: Character) -> String {
  guard let value = character.unicodeScalars.first?.value, value < 0x20 || (0x7F..<0xA0).contains(value) else {
    return String(character)
  }
  return value < 0x20 ? String(UnicodeScalar(0x2400 + value)!) : value == 0x7F ? "␡" : "\u{FFFD}"
}
