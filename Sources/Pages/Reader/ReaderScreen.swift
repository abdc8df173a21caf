import Display
import Lessons

/// What a reader sees: exactly `size.rows` rows.
package func screen(of state: ReaderState) -> [Line] {
  var rows: [Line]
  switch state.overlay {
  case .help: rows = window(helpLines(columns: state.textColumns), rows: state.pageRows)
  case .contents(let row): rows = contentsRows(state, chosen: row)
  case .none: rows = Array(state.page.lines[min(state.top, state.page.lines.count)..<state.bottom])
  }
  let margin = Line(String(repeating: " ", count: state.margin))
  rows = rows.map { $0.spans.isEmpty ? $0 : margin + $0 }
  rows += Array(repeating: .empty, count: max(0, state.pageRows - rows.count))
  if state.size.rows > state.pageRows { rows += [statusLine(state), footer(state)] }
  return rows.map { $0.clipped(to: state.size.columns) }
}

private func window(_ lines: [Line], rows: Int) -> [Line] { Array(lines.prefix(rows)) }

private func statusLine(_ state: ReaderState) -> Line {
  let columns = state.size.columns
  if !state.message.isEmpty { return Line(" " + state.message, Style(ink: .accent, isBold: true)).clipped(to: columns) }
  let sections = state.reading.outline.sections
  let title = sections[state.section].title
  let left = Line(" \(state.section + 1)/\(sections.count)  \(title) ", .muted)
  let more = state.bottom < state.page.lines.count ? "↓ more " : ""
  let right = Line(" " + more, .muted)
  let room = columns - right.width
  let used = left.clipped(to: max(0, room))
  return used + Line(String(repeating: "─", count: max(0, room - used.width)), .muted) + right
}

/// As many keys as fit, the most needed first.
private func footer(_ state: ReaderState) -> Line {
  if case .contents = state.overlay {
    return keyLine([("↑↓", "choose"), ("Enter", "open"), ("Esc", "close")], columns: state.size.columns)
  }
  let isLast = state.section + 1 == state.reading.outline.sections.count && state.bottom >= state.page.lines.count
  var keys = [("space", isLast ? "end" : "next")]
  if let focus = state.focus {
    keys += [("r", state.nextToRun == nil ? "run" : "run next"), ("e", "edit")]
    if state.stepper(ofCell: focus) != nil { keys.append(("s", "step")) }
    if !state.figures(ofCell: focus).isEmpty { keys.append(("f", "figure")) }
  }
  return keyLine(keys + [("b", "back"), ("l", "list"), ("?", "help"), ("q", "quit")], columns: state.size.columns)
}

/// "space next  b back …"; where not all fits, keys are left out from the right, but never the last two: quit and
/// help, which lists them all.
package func keyLine(_ keys: [(key: String, name: String)], columns: Int) -> Line {
  let line = Line(
    keys.flatMap { key, name in
      [Span(" "), Span(key, Style(ink: .accent, isBold: true)), Span(" " + name, .muted), Span(" ")]
    })
  guard line.width > columns, keys.count > 2 else { return line.clipped(to: columns) }
  return keyLine(keys.dropLast(3) + keys.suffix(2), columns: columns)
}

private func contentsRows(_ state: ReaderState, chosen: Int) -> [Line] {
  let entries = state.contents
  let first = max(0, min(chosen - state.pageRows / 2, entries.count - state.pageRows))
  return entries.enumerated().dropFirst(first).prefix(state.pageRows).map { index, entry in
    let mark = index == chosen ? "▸ " : "  "
    var line = Line([Span(mark, .accent)])
    if let cell = entry.cell {
      line = line + Line([Span("  " + statusMark(state.reading.progress[cell])), Span(entry.text, .code)])
    } else {
      line = line + Line(entry.text, Style(isBold: true))
    }
    line = line.clipped(to: state.textColumns)
    return index == chosen ? line.padded(to: state.textColumns).styled { $0.isReversed = true } : line
  }
}

private func statusMark(_ progress: CellProgress?) -> String {
  switch progress {
  case .finished(let result) where result.status == .passed: "✓ "
  case .finished: "✗ "
  case .running: "… "
  case .waiting, nil: "· "
  }
}

private func helpLines(columns: Int) -> [Line] {
  let keys: [(String, String)] = [
    ("space n →", "next: the next cell, the next screen, the next page"),
    ("b ←", "back"),
    ("↑ ↓  j k", "a line up or down"),
    ("PgUp PgDn", "a screen up or down"),
    ("Home End", "the top or bottom of the page"),
    ("Tab", "the next cell of the page; r, e, s and f act on it"),
    ("r", "run the cell, and first what it needs; when it has run, go on to the next cell of the page and run that"),
    ("R", "run the cell once more"),
    ("Ctrl-C", "stop the cell that runs; what earlier cells made stays"),
    ("e", "edit the cell in $EDITOR and run on from it; the file stays as it is"),
    ("s", "step through what the cell has recorded, one operation at a time"),
    ("f", "save the cell's figures as files"),
    ("F", "show the cell's figures on the whole screen, in terminals that show pixels; any key goes on"),
    ("l", "list the contents of the lesson"),
    ("Ctrl-Z", "stop for a moment; fg comes back"),
    ("q", "quit; the lesson opens here next time"),
  ]
  return [Line("Keys", Style(ink: .heading, isBold: true))]
    + keys.flatMap { key, text in
      wrap(
        [Span(text)], columns: columns, first: Line(key, Style(ink: .accent, isBold: true)).padded(to: 12),
        rest: Line(String(repeating: " ", count: 12)))
    }
}
