import Display

/// What a demonstration shows: exactly `size.rows` rows, from the title to the keys.
package func screen(of state: DemoState) -> [Line] {
  let size = state.size
  let footer = demoFooter(state)
  let height = max(0, size.rows - footer.count)
  var body: [Line]
  if state.showsHelp {
    body = demoHelp(columns: size.columns)
  } else if state.shown == nil {
    body = waitingLines(state)
  } else {
    body = headerLine(state) + sides(of: state, rows: height - 1)
  }
  body = Array(body.prefix(height))
  body += Array(repeating: .empty, count: height - body.count)
  return (body + footer).prefix(size.rows).map { $0.clipped(to: size.columns) }
}

/// "Overfitting        epoch 12 of 60"
private func headerLine(_ state: DemoState) -> [Line] {
  let columns = state.size.columns
  let place = Line((state.frame(of: 0)?.place ?? "") + " ", Style(isBold: true))
  let title = Line(" " + state.title, Style(ink: .heading, isBold: true)).clipped(to: max(0, columns - place.width - 1))
  let gap = String(repeating: " ", count: max(1, columns - title.width - place.width))
  return [title + Line(gap) + place]
}

/// Before the first moment: what it is about, and how far the training is.
private func waitingLines(_ state: DemoState) -> [Line] {
  let columns = state.size.columns
  let title = wrap([Span(state.title, Style(ink: .heading, isBold: true))], columns: columns, first: Line(" "))
  let goal = wrap([Span(state.goal)], columns: columns, first: Line(" "), rest: Line(" "))
  let progress = state.tracks.compactMap(\.progress).last.map {
    Line(" ") + progressLine($0, columns: columns - 1, isTimed: true)
  }
  return title + [.empty] + goal + [.empty, progress ?? Line(" preparing …", .muted)]
}

// MARK: - The runs

private func sides(of state: DemoState, rows: Int) -> [Line] {
  let gap = 3
  let count = max(1, state.tracks.count)
  let columns = (state.size.columns - gap * (count - 1)) / count
  let parts = state.tracks.indices.map { index in
    side(state, index, columns: columns, rows: rows)
  }
  guard let first = parts.first else { return [] }
  return parts.dropFirst().reduce(first) { left, right in
    zip(left, right).map { $0.padded(to: columns) + Line(" │ ", .muted) + $1 }
  }
}

/// One run: its label, key numbers, caption and figure, exactly `rows` high.
private func side(_ state: DemoState, _ index: Int, columns: Int, rows: Int) -> [Line] {
  guard let frame = state.frame(of: index), rows > 0 else { return Array(repeating: .empty, count: max(0, rows)) }
  var lines: [Line] = []
  let label = state.tracks[index].label
  if !label.isEmpty { lines.append(Line(" " + label, Style(ink: .accent, isBold: true)).clipped(to: columns)) }
  lines += numberLines(frame.numbers, columns: columns, rows: rows)
  let caption = rows < 12 ? [] : wrap([Span(frame.caption, .muted)], columns: columns, first: Line(" "), rest: Line(" "))
  lines += caption.prefix(state.tracks.count > 1 ? 2 : 1 + rows / 30)
  let left = rows - lines.count
  if left >= 4 {
    lines += figureLines(frame.figure.output, columns: columns, rows: left, palette: state.palette).prefix(left)
  }
  lines = Array(lines.prefix(rows))
  return (lines + Array(repeating: .empty, count: rows - lines.count)).map { $0.clipped(to: columns) }
}

/// The key numbers in large digits, each above its name; in plain letters where there is no room.
func numberLines(_ numbers: [DemoFrame.KeyNumber], columns: Int, rows: Int) -> [Line] {
  guard !numbers.isEmpty else { return [] }
  for size in [BigText.Size.large, .small] where rows >= (size == .large ? 40 : 16) {
    let blocks = numbers.map { BigText.rows($0.text, size) }
    let widths = zip(blocks, numbers).map { max($0[0].count, $1.name.count) }
    let total = widths.reduce(0, +) + 4 * (numbers.count - 1) + 1
    guard total <= columns else { continue }
    // Spread over the width, so that they stay in place while they grow.
    let room = (columns - 1) / numbers.count
    let cells = widths.allSatisfy { $0 + 3 <= room } ? widths.map { _ in room } : widths.map { $0 + 4 }
    let digits = (0..<size.rows).map { row in
      Line(" ") + joined(blocks.map { $0[row] }, cells) { Style(ink: $0 == 0 ? .value : .text, isBold: true) }
    }
    return digits + [Line(" ") + joined(numbers.map(\.name), cells) { _ in Style(ink: .muted) }]
  }
  let words = numbers.enumerated().flatMap { index, number in
    [
      Span(" \(number.name) ", .muted),
      Span(number.text + " ", Style(ink: index == 0 ? .value : .text, isBold: true)),
    ]
  }
  return wrap(words, columns: columns)
}

private func joined(_ texts: [String], _ widths: [Int], _ style: (Int) -> Style) -> Line {
  zip(texts, widths).enumerated().reduce(.empty) { line, entry in
    line + Line(entry.element.0, style(entry.offset)).padded(to: entry.element.1)
  }
}

// MARK: - Keys

private func demoFooter(_ state: DemoState) -> [Line] {
  let columns = state.size.columns
  guard state.size.rows > 2 else { return [] }
  let mark = state.isPlaying ? "▶" : "⏸"
  let done = state.shown.map { "\($0 + 1)/\(state.count)" } ?? "…"
  let status = Line([
    Span(" \(mark) ", Style(ink: .accent, isBold: true)),
    Span("\(done)\(state.isComputed ? "" : "+")", Style(isBold: true)), Span("  ×\(format(state.speed))", .muted),
  ])
  guard state.message.isEmpty else {
    return [(status + Line("  " + state.message, Style(ink: .accent, isBold: true))).clipped(to: columns)]
  }
  let keys = keyLine(
    [
      ("Space", state.isPlaying ? "pause" : state.isAtEnd ? "again" : "play"), ("←→", "moment"), ("+-", "speed"),
      ("s", "step"), ("f", "save"), ("?", "help"), ("q", "quit"),
    ], columns: columns - status.width - 1)
  return [(status + Line(" ") + keys).clipped(to: columns)]
}

func demoHelp(columns: Int) -> [Line] {
  let keys: [(String, String)] = [
    ("Space", "pause and go on; at the end from the beginning"),
    ("→  ←", "one moment forward or back in training time"),
    ("PgDn PgUp", "ten moments"),
    ("Home End", "the first moment, or the last one computed"),
    ("+  -", "faster, slower"),
    ("s", "open this moment's training step in the stepper"),
    ("Tab", "choose which training s opens, where there are several"),
    ("f  F", "save the figure; show it as pixels, where the terminal can"),
    ("r", "run again with another seed"),
    ("q Esc", "quit"),
  ]
  return keys.flatMap { key, text in
    wrap(
      [Span(text)], columns: columns, first: Line(" " + key, Style(ink: .accent, isBold: true)).padded(to: 11),
      rest: Line(String(repeating: " ", count: 11)))
  }
}
