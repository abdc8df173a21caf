import Display
import Markup

/// Blocks of Markdown as terminal lines. Every word of the source appears; what a terminal cannot show (a link's
/// address, emphasis without attributes) is spelled out.
package struct BlockWriter {
  /// An inline value by the place where it stands.
  package struct ValueKey: Hashable, Sendable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }
  }

  package var palette: Palette
  /// What `{…}` came to, as far as it is known.
  package var values: [ValueKey: Result<String, Diagnostic>]
  /// From 1, by label.
  package var footnoteNumbers: [String: Int]
  /// Addresses the terminal cannot open, listed by `linkLines`.
  private var addresses: [String] = []

  package init(
    palette: Palette, values: [ValueKey: Result<String, Diagnostic>] = [:], footnoteNumbers: [String: Int] = [:]
  ) {
    self.palette = palette
    self.values = values
    self.footnoteNumbers = footnoteNumbers
  }

  package mutating func lines(_ blocks: [Block], columns: Int, isTight: Bool = false) -> [Line] {
    var lines: [Line] = []
    for block in blocks {
      let shown = self.lines(block, columns: max(1, columns))
      guard !shown.isEmpty else { continue }
      if !lines.isEmpty, !isTight { lines.append(.empty) }
      lines += shown
    }
    return lines
  }

  /// "[1] https://…" for every link so far that could not be made clickable, and forgets them.
  package mutating func linkLines(columns: Int) -> [Line] {
    defer { addresses = [] }
    return addresses.enumerated().flatMap { index, address in
      wrap([Span("[\(index + 1)] ", .muted), Span(address, .muted)], columns: columns)
    }
  }

  private mutating func lines(_ block: Block, columns: Int) -> [Line] {
    switch block.kind {
    case .heading(let level, let inlines): return heading(level, spans(inlines), columns)
    case .paragraph(let inlines): return wrap(spans(inlines), columns: columns)
    case .list(let start, let isTight, let items): return list(start, isTight, items, columns)
    case .quote(let blocks):
      return indented(columns, by: Line("│ ", .muted)) { $0.lines(blocks, columns: $1) }
    case .table(let alignments, let header, let rows):
      let layout = TableLayout(
        header: header.map { spans($0) }, rows: rows.map { $0.map { spans($0) } }, alignments: alignments.map(\.layout))
      return layout.lines(columns: columns)
    case .code(let info, let text): return codeLines(text, language: info, columns: columns)
    case .math(let tex): return displayMath(tex, columns)
    case .html(let text): return wrap([Span(text, .muted)], columns: columns)
    case .thematicBreak: return [Line(String(repeating: "─", count: min(columns, 40)), .muted)]
    case .footnote(let label, let blocks):
      let mark = footnoteMark(label) + " "
      return hanging(columns, Line(mark, .accent)) { $0.lines(blocks, columns: $1) }
    }
  }

  private func heading(_ level: Int, _ spans: [Span], _ columns: Int) -> [Line] {
    var spans = spans
    for index in spans.indices {
      spans[index].style.isBold = true
      if spans[index].style.ink == .text { spans[index].style.ink = .heading }
    }
    if level > 2, palette.depth == .none { spans.insert(Span(String(repeating: "#", count: level) + " "), at: 0) }
    let lines = wrap(spans, columns: columns)
    guard level <= 2 else { return lines }
    let rule = String(repeating: level == 1 ? "━" : "─", count: lines.map(\.width).max() ?? 0)
    return lines + [Line(rule, .heading)]
  }

  private mutating func list(_ start: Int?, _ isTight: Bool, _ items: [Block.Item], _ columns: Int) -> [Line] {
    var lines: [Line] = []
    let last = (start ?? 1) + items.count - 1
    for (index, item) in items.enumerated() {
      var marker = "• "
      if let start {
        let number = String(start + index)
        marker = String(repeating: " ", count: max(0, String(last).count - number.count)) + number + ". "
      }
      if let isChecked = item.isChecked { marker = isChecked ? "☑ " : "☐ " }
      let shown = hanging(columns, Line(marker, .accent)) { $0.lines(item.blocks, columns: $1, isTight: isTight) }
      if !isTight, !lines.isEmpty { lines.append(.empty) }
      lines += shown.isEmpty ? [Line(marker, .accent)] : shown
    }
    return lines
  }

  /// Puts `marker` before the first line and as much space before the others.
  private mutating func hanging(
    _ columns: Int, _ marker: Line, _ body: (inout BlockWriter, Int) -> [Line]
  ) -> [Line] {
    let space = Line(String(repeating: " ", count: marker.width))
    // Too narrow to indent: the marker gets a line of its own.
    guard columns - marker.width >= Self.narrowest else {
      return wrap(marker.spans, columns: columns) + body(&self, columns)
    }
    return body(&self, columns - marker.width).enumerated().map { ($0 == 0 ? marker : space) + $1 }
  }

  private mutating func indented(
    _ columns: Int, by prefix: Line, _ body: (inout BlockWriter, Int) -> [Line]
  ) -> [Line] {
    guard columns - prefix.width >= Self.narrowest else { return body(&self, columns) }
    return body(&self, columns - prefix.width).map { prefix + $0 }
  }

  /// Text is not indented further when it would have less room than this.
  private static let narrowest = 12

  private mutating func displayMath(_ tex: String, _ columns: Int) -> [Line] {
    indented(columns, by: Line("    ")) { _, room in
      unicodeLines(tex: tex).flatMap { wrapPreformatted(Line($0, .math), columns: room) }
    }
  }
}

/// Code, highlighted when it is Swift; lines that are too long go on after "↪".
func codeLines(_ code: String, language: String, columns: Int, gutter: Line = Line("  ")) -> [Line] {
  let text = printableLines(code).joined(separator: "\n")
  let isSwift = language.split(separator: " ").first.map { $0.lowercased() == "swift" } ?? false
  let source = isSwift ? highlight(swift: text) : lines(of: [Span(text, .code)])
  let gutter = columns - gutter.width >= 8 ? gutter : .empty
  return source.flatMap {
    wrapPreformatted($0, columns: columns, first: gutter, rest: gutter + Line(columns > 16 ? "↪ " : "", .muted))
  }
}

extension Block.ColumnAlignment {
  fileprivate var layout: TableLayout.Alignment {
    switch self {
    case .none, .leading: .leading
    case .center: .center
    case .trailing: .trailing
    }
  }
}

extension BlockWriter {
  /// Running text; "\n" in a span is a line break.
  package mutating func spans(_ inlines: [Inline], _ style: Style = .plain) -> [Span] {
    var spans: [Span] = []
    for inline in inlines { spans += self.spans(inline, style) }
    return spans
  }

  private mutating func spans(_ inline: Inline, _ style: Style) -> [Span] {
    switch inline {
    case .text(let text): return [Span(text, style)]
    case .code(let text):
      return [Span(palette.depth == .none ? "`\(text)`" : text, style.with(.code))]
    case .emphasis(let body): return marked(body, "*", style) { $0.isItalic = true }
    case .strong(let body): return marked(body, "**", style) { $0.isBold = true }
    case .strikethrough(let body): return marked(body, "~~", style) { $0.isStruck = true }
    case .superscript(let body): return scripted(body, isRaised: true, style)
    case .subscript(let body): return scripted(body, isRaised: false, style)
    case .link(let destination, _, let body): return link(destination, body, style)
    case .image(let source, _, let alternativeText):
      var path = style.with(.muted)
      path.link = source
      return [Span("▣ " + alternativeText + " ", style.with(.accent)), Span("(\(source))", path)]
    case .math(let tex): return [Span(unicode(tex: tex).replacing(" ", with: "\u{A0}"), style.with(.math))]
    case .value(let expression, let line, let column): return [value(expression, line, column, style)]
    case .footnoteReference(let label): return [Span(footnoteMark(label), style.with(.accent))]
    case .html(let text): return [Span(text, .muted)]
    case .softBreak: return [Span(" ", style)]
    case .lineBreak: return [Span("\n", style)]
    }
  }

  private mutating func marked(
    _ body: [Inline], _ mark: String, _ style: Style, _ change: (inout Style) -> Void
  ) -> [Span] {
    var inner = style
    change(&inner)
    let spans = spans(body, inner)
    // Bold in bold is marked once.
    guard inner != style else { return spans }
    return palette.depth == .none ? [Span(mark, style)] + spans + [Span(mark, style)] : spans
  }

  /// In small letters where there are such, otherwise spelt.
  private mutating func scripted(_ body: [Inline], isRaised: Bool, _ style: Style) -> [Span] {
    let spans = spans(body, style)
    let small = spans.map { Span(script($0.text, isRaised: isRaised), $0.style) }
    let mark = isRaised ? "^" : "_"
    guard spans.count > 1, small.contains(where: { $0.text.hasPrefix(mark) }) else { return small }
    return [Span(mark + "(", style)] + spans + [Span(")", style)]
  }

  private mutating func link(_ destination: String, _ body: [Inline], _ style: Style) -> [Span] {
    var inner = style.with(.link)
    inner.isUnderlined = true
    inner.link = destination
    let spans = spans(body, inner)
    let text = spans.map(\.text).joined()
    if palette.hasLinks || text == destination || "mailto:" + text == destination { return spans }
    let number = addresses.firstIndex(of: destination) ?? addresses.count
    if number == addresses.count { addresses.append(destination) }
    return spans + [Span("[\(number + 1)]", style.with(.muted))]
  }

  private func value(_ expression: String, _ line: Int, _ column: Int, _ style: Style) -> Span {
    switch values[ValueKey(line: line, column: column)] {
    case .success(let text): Span(text.replacing("\t", with: " "), style.with(.value))
    case .failure: Span("{\(expression)}⚠", style.with(.error))
    case nil: Span("{\(expression)}", style.with(.muted))
    }
  }

  /// A superscript number, or the label when nothing refers to it by number.
  func footnoteMark(_ label: String) -> String {
    guard let number = footnoteNumbers[label] else { return "[\(label)]" }
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return String(String(number).map { digits[$0.wholeNumberValue!] })
  }
}

extension Style {
  func with(_ ink: Ink) -> Style {
    var style = self
    style.ink = ink
    return style
  }
}
