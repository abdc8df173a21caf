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
    body = headerLine(state)
    body += captionLines(state, rows: height - body.count)
    body += sides(of: state, rows: height - body.count)
  }
  body = Array(body.prefix(height))
  body += Array(repeating: .empty, count: height - body.count)
  return (body + footer).prefix(size.rows).map { $0.clipped(to: size.columns) }
}

/// "Overfitting        epoch 12 of 60"
private func headerLine(_ state: DemoState) -> [Line] {
  let columns = state.size.columns
  let place = Line((sharedPlace(state) ?? "") + " ", Style(isBold: true))
  let title = Line(" " + state.title, Style(ink: .heading, isBold: true)).clipped(to: max(0, columns - place.width - 1))
  let gap = String(repeating: " ", count: max(1, columns - title.width - place.width))
  return [title + Line(gap) + place]
}

/// Where training stands, if all runs stand there.
private func sharedPlace(_ state: DemoState) -> String? {
  let places = Set(state.tracks.indices.compactMap { state.frame(of: $0)?.place })
  return places.count == 1 ? places.first : nil
}

/// What to look at, where there is room and all runs say the same.
private func captionLines(_ state: DemoState, rows: Int) -> [Line] {
  let captions = Set(state.tracks.indices.compactMap { state.frame(of: $0)?.caption })
  guard rows >= 14, captions.count == 1, let caption = captions.first, !caption.isEmpty else { return [] }
  let lines = wrap([Span(caption, .muted)], columns: state.size.columns, first: Line(" "), rest: Line(" "))
  return lines.count > 1 && rows < 30 ? [Line(" " + caption, .muted).clipped(to: state.size.columns)] : lines
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
  let parts = zip(state.tracks, state.frames).map { track, frame in
    side(track, frame, state, columns: columns, rows: rows)
  }
  guard let first = parts.first else { return [] }
  return parts.dropFirst().reduce(first) { left, right in
    zip(left, right).map { $0.padded(to: columns) + Line(" │ ", .muted) + $1 }
  }
}

/// One run: its label, where it stands if the others stand elsewhere, key numbers and figure, exactly `rows` high.
private func side(_ track: DemoState.Track, _ frame: DemoFrame, _ state: DemoState, columns: Int, rows: Int) -> [Line] {
  guard rows > 0 else { return [] }
  var lines: [Line] = []
  if !track.label.isEmpty {
    let place = sharedPlace(state) == nil ? Line("  " + frame.place, Style(isBold: true)) : .empty
    lines.append((Line(" " + track.label, Style(ink: .accent, isBold: true)) + place).clipped(to: columns))
  }
  lines += numberLines(frame.numbers, columns: columns, rows: rows)
  lines += chartLines(frame.figure, columns: columns, rows: rows - lines.count, palette: state.palette)
  lines = Array(lines.prefix(rows))
  return (lines + Array(repeating: .empty, count: rows - lines.count)).map { $0.clipped(to: columns) }
}

/// The figure, or as many of its charts as fit whole, the first ones.
private func chartLines(_ figure: DemoFrame.Figure, columns: Int, rows: Int, palette: Palette) -> [Line] {
  guard rows >= 5 else { return [] }
  let lines = figureLines(figure.output, columns: columns, rows: rows, palette: palette)
  guard lines.count > rows, case .panels(var panels) = figure, panels.charts.count > 1 else { return lines }
  panels.charts.removeLast()
  return chartLines(.panels(panels), columns: columns, rows: rows, palette: palette)
}

/// The key numbers in large digits, each above its name; those for which there is no room in plain letters.
func numberLines(_ numbers: [DemoFrame.KeyNumber], columns: Int, rows: Int) -> [Line] {
  guard !numbers.isEmpty else { return [] }
  let sizes = [BigText.Size.large, .small].filter { rows >= ($0 == .large ? 36 : 12) }
  for count in stride(from: numbers.count, to: 0, by: -1) {
    for size in sizes {
      guard let lines = largeLines(Array(numbers.prefix(count)), size, columns: columns) else { continue }
      return lines + wordLines(Array(numbers.dropFirst(count)), columns: columns)
    }
  }
  return wordLines(numbers, columns: columns)
}

/// Side by side, spread over the width so that they stay in place while they change; nil where they do not fit.
private func largeLines(_ numbers: [DemoFrame.KeyNumber], _ size: BigText.Size, columns: Int) -> [Line]? {
  let blocks = numbers.map { BigText.rows($0.text, size) }
  let widths = zip(blocks, numbers).map { max($0[0].count, $1.name.count) }
  let room = (columns - 1) / numbers.count
  let isSpread = widths.allSatisfy { $0 + 2 <= room }
  let cells = isSpread ? widths.map { _ in room } : widths.map { $0 + 3 }
  guard cells.dropLast().reduce(0, +) + widths[widths.count - 1] < columns else { return nil }
  func row(_ texts: [String], _ style: (Int) -> Style) -> Line {
    texts.indices.reduce(Line(" ")) { line, index in
      let text = Line(texts[index], style(index))
      return line + (index == texts.count - 1 ? text : text.padded(to: cells[index]))
    }
  }
  let digits = (0..<size.rows).map { number in
    row(blocks.map { $0[number] }) { Style(ink: $0 == 0 ? .value : .text, isBold: true) }
  }
  return digits + [row(numbers.map(\.name)) { _ in Style(ink: .muted) }]
}

/// "loss, own birds 0.30   loss, others 0.54"
private func wordLines(_ numbers: [DemoFrame.KeyNumber], columns: Int) -> [Line] {
  guard !numbers.isEmpty else { return [] }
  let words = numbers.flatMap { [Span("\($0.name) ", .muted), Span($0.text, Style(isBold: true)), Span("   ")] }
  return wrap(words, columns: columns, first: Line(" "), rest: Line(" "))
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
