import Display

/// How much of a step fits on a screen.
package enum StepLayout: Sendable, Equatable {
  /// One pane below the working; Tab changes it.
  case narrow
  /// Events on the left; the working and one pane on the right.
  case medium
  /// Everything at once.
  case wide

  package init(_ size: Terminal.Size) {
    if size.columns < 72 || size.rows < 16 {
      self = .narrow
    } else if size.columns < 120 || size.rows < 34 {
      self = .medium
    } else {
      self = .wide
    }
  }
}

/// What the stepper shows: exactly `size.rows` rows.
package func screen(of state: StepState) -> [Line] {
  let size = state.size
  let header = size.rows >= 8 ? headerLines(state) : [Line(state.view.headline, Style(isBold: true))]
  let footer = footerLines(state)
  let height = max(0, size.rows - header.count - footer.count)
  let body: [Line] =
    if state.showsHelp {
      helpLines(state, rows: height)
    } else {
      switch StepLayout(size) {
      case .narrow: narrow(state, columns: size.columns, rows: height)
      case .medium: medium(state, columns: size.columns, rows: height)
      case .wide: wide(state, columns: size.columns, rows: height)
      }
    }
  let rows = header + fitted(body, rows: height) + footer
  return rows.prefix(size.rows).map { $0.clipped(to: size.columns) }
}

/// The help from where it is scrolled to; the last row says that there is more.
private func helpLines(_ state: StepState, rows: Int) -> [Line] {
  let all = stepHelpLines(columns: state.size.columns)
  guard all.count > rows, rows > 1 else { return all }
  let first = min(state.helpScrolled, all.count - rows + 1)
  let isEnd = first + rows - 1 >= all.count
  let more = Line(isEnd ? " ↑ scrolls back" : " ↓ scrolls on", .muted)
  return all[first..<(first + rows - 1)] + [more]
}

private func narrow(_ state: StepState, columns: Int, rows: Int) -> [Line] {
  let working = workingLines(state.view, columns: columns)
  // The pane keeps at least half of the room.
  let shown = Array(working.prefix(max(1, rows / 2)))
  return shown + tabbed(state, columns: columns, rows: rows - shown.count)
}

private func medium(_ state: StepState, columns: Int, rows: Int) -> [Line] {
  let left = columns * 2 / 5
  let right = columns - left - 3
  let working = titled("working", columns: right, workingLines(state.view, columns: right))
  let shown = Array(working.prefix(max(3, rows / 2)))
  return sideBySide(
    titled("events", columns: left, eventLines(state.view, columns: left, rows: rows - 1)),
    shown + tabbed(state, columns: right, rows: rows - shown.count), widths: (left, right), rows: rows)
}

private func wide(_ state: StepState, columns: Int, rows: Int) -> [Line] {
  let left = min(56, columns / 3)
  let right = columns - left - 3
  let working = titled("working", columns: right, workingLines(state.view, columns: right))
  let half = (right - 3) / 2
  let ledger = state.view.ledger.map { titled("ledger", columns: half, ledgerLines($0, columns: half)) } ?? []
  let valueColumns = ledger.isEmpty ? right : right - half - 3
  let values = titled(
    "values", columns: valueColumns, matrixLines(state.view, columns: valueColumns, palette: state.palette))
  let lower = max(min(max(ledger.count, values.count), rows / 3), 4)
  let graphRows = max(6, rows - working.count - lower)
  let graph = titled(
    "graph", columns: right,
    figureLines(.graph(state.view.graph), columns: right, rows: graphRows - 1, palette: state.palette))
  let below =
    ledger.isEmpty
    ? values : sideBySide(values, ledger, widths: (valueColumns, half), rows: max(values.count, ledger.count))
  let set =
    state.view.settings.isEmpty
    ? [] : Array(titled("set", columns: left, settingLines(state.view, columns: left)).prefix(rows / 4))
  let events = rows - 7 - set.count
  var list = titled("events", columns: left, eventLines(state.view, columns: left, rows: events - 1))
  list = fitted(list, rows: events) + set + titled("loss", columns: left, lossLines(state, columns: left, rows: 6))
  return sideBySide(list, fitted(graph, rows: graphRows) + working + below, widths: (left, right), rows: rows)
}

/// The tabs, and below them the pane that is chosen.
private func tabbed(_ state: StepState, columns: Int, rows: Int) -> [Line] {
  guard let shown = state.shownPane, rows > 1 else { return [] }
  var spans: [Span] = []
  for pane in state.panes {
    let style = Style(ink: pane == shown ? .accent : .muted, isBold: pane == shown)
    spans.append(Span(pane == shown ? "▸\(pane.rawValue)" : " \(pane.rawValue)", style))
  }
  let line = Line(spans + [Span(" ")])
  let tabs = line + Line(String(repeating: "─", count: max(0, columns - line.width)), .muted)
  let body = paneLines(shown, state, columns: columns, rows: rows - 1)
  let scrolled = min(state.scrolled, max(0, body.count - (rows - 1)))
  return [tabs.clipped(to: columns)] + body.dropFirst(scrolled)
}

private func paneLines(_ pane: StepState.Pane, _ state: StepState, columns: Int, rows: Int) -> [Line] {
  switch pane {
  case .events: eventLines(state.view, columns: columns, rows: rows)
  case .graph: figureLines(.graph(state.view.graph), columns: columns, rows: rows, palette: state.palette)
  case .ledger: state.view.ledger.map { ledgerLines($0, columns: columns) } ?? []
  case .values: matrixLines(state.view, columns: columns, palette: state.palette)
  case .loss: lossLines(state, columns: columns, rows: rows)
  case .set: settingLines(state.view, columns: columns)
  }
}

private func titled(_ title: String, columns: Int, _ lines: [Line]) -> [Line] {
  let rule = String(repeating: "─", count: max(0, columns - title.count - 3))
  return [Line([Span("─ ", .muted), Span(title, Style(ink: .muted, isBold: true)), Span(" " + rule, .muted)])] + lines
}

/// Exactly `rows` lines; cut ones are announced.
private func fitted(_ lines: [Line], rows: Int) -> [Line] {
  guard lines.count > rows else { return lines + Array(repeating: .empty, count: rows - lines.count) }
  guard rows > 1 else { return Array(lines.prefix(max(0, rows))) }
  return lines.prefix(rows - 1) + [Line("⋮ \(lines.count - rows + 1) more lines", .muted)]
}

private func sideBySide(_ left: [Line], _ right: [Line], widths: (Int, Int), rows: Int) -> [Line] {
  zip(fitted(left, rows: rows), fitted(right, rows: rows)).map { left, right in
    left.padded(to: widths.0) + Line(" │ ", .muted) + right.clipped(to: widths.1)
  }
}
