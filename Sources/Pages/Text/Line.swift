import Numerals

/// How a run of characters looks. What an ink's colour is, the palette decides.
package struct Style: Equatable, Sendable {
  package var ink: Ink = .text
  package var isBold = false
  package var isItalic = false
  package var isUnderlined = false
  package var isStruck = false
  package var isReversed = false
  /// The address a terminal opens when the run is clicked.
  package var link: String?
  /// SGR parameters of a colour chosen by someone else ("38;2;230;159;0"); they replace `ink`.
  package var exact: String?

  package static let plain = Style()
  package static let bold = Style(isBold: true)

  package init(
    ink: Ink = .text, isBold: Bool = false, isItalic: Bool = false, isUnderlined: Bool = false,
    isReversed: Bool = false
  ) {
    self.ink = ink
    self.isBold = isBold
    self.isItalic = isItalic
    self.isUnderlined = isUnderlined
    self.isReversed = isReversed
  }
}

/// What a run of characters is.
package enum Ink: Sendable, Equatable, CaseIterable {
  case text, muted, heading, accent, code, math, link, value
  case keyword, typeName, call, number, string, comment
  case error, warning, success
  case positive, negative, loss, gradient
}

/// A run of characters that look alike; it contains no line break and no escape sequence.
package struct Span: Equatable, Sendable {
  package var text: String
  package var style: Style

  package init(_ text: String, _ style: Style = .plain) {
    self.text = text
    self.style = style
  }

  package init(_ text: String, _ ink: Ink) { self.init(text, Style(ink: ink)) }
}

/// One row of a terminal.
package struct Line: Equatable, Sendable {
  package var spans: [Span]

  package static let empty = Line([])

  package init(_ spans: [Span]) { self.spans = spans }
  package init(_ text: String, _ style: Style = .plain) { spans = text.isEmpty ? [] : [Span(text, style)] }
  package init(_ text: String, _ ink: Ink) { self.init(text, Style(ink: ink)) }

  package var text: String { spans.map(\.text).joined() }

  /// In terminal columns.
  package var width: Int { spans.reduce(0) { $0 + displayWidth($1.text) } }

  package static func + (a: Line, b: Line) -> Line { Line(a.spans + b.spans) }

  /// At most `columns` wide; what is cut off is announced by "…".
  package func clipped(to columns: Int) -> Line {
    guard width > columns else { return self }
    guard columns > 0 else { return .empty }
    var line = prefix(columns - 1)
    line.spans.append(Span("…", line.spans.last?.style ?? spans.first?.style ?? .plain))
    return line
  }

  /// Exactly `columns` wide.
  package func padded(to columns: Int, _ style: Style = .plain) -> Line {
    let line = clipped(to: columns)
    let missing = columns - line.width
    return missing > 0 ? Line(line.spans + [Span(String(repeating: " ", count: missing), style)]) : line
  }

  func prefix(characters count: Int) -> Line { split(after: count).0 }
  func dropping(characters count: Int) -> Line { split(after: count).1 }

  private func split(after count: Int) -> (Line, Line) {
    var missing = count
    var (head, tail): ([Span], [Span]) = ([], [])
    for span in spans {
      let before = span.text.prefix(missing)
      missing -= before.count
      if !before.isEmpty { head.append(Span(String(before), span.style)) }
      let after = span.text[before.endIndex...]
      if !after.isEmpty { tail.append(Span(String(after), span.style)) }
    }
    return (Line(head), Line(tail))
  }

  private func prefix(_ columns: Int) -> Line {
    var used = 0
    var result: [Span] = []
    for span in spans {
      var text = ""
      for character in span.text {
        let step = displayWidth(character)
        if used + step > columns { return Line(result + (text.isEmpty ? [] : [Span(text, span.style)])) }
        used += step
        text.append(character)
      }
      result.append(Span(text, span.style))
    }
    return Line(result)
  }

  package func styled(_ change: (inout Style) -> Void) -> Line {
    Line(
      spans.map { span in
        var span = span
        change(&span.style)
        return span
      })
  }
}
