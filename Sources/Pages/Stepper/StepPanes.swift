import Display
import Markup

/// Where the cursor stands: title and position, the phases, and the operation itself.
func headerLines(_ state: StepState) -> [Line] {
  let view = state.view
  let columns = state.size.columns
  let place = columns < 60 ? view.place.replacing("training ", with: "") : view.place
  var right = Line(place + " ", .muted)
  if view.branches.count > 1 {
    let branch = Line("⎇ \(view.branch)", .accent)
    let several = Line("⎇ \(view.settings.count) set by you", .accent)
    let fits = branch.width + right.width + min(state.title.count, 20) + 4 <= columns
    right = (fits || view.settings.count < 2 ? branch : several) + Line("  ") + right
  }
  let title = Line(" " + state.title, Style(ink: .heading, isBold: true)).clipped(to: max(0, columns - right.width - 1))
  let gap = String(repeating: " ", count: max(1, columns - title.width - right.width))
  let first = right.width < columns ? title + Line(gap) + right : right
  var operation = Line(view.headline, Style(isBold: true))
  if let line = view.lessonLine { operation = operation + Line("   line \(line)", .muted) }
  let headline = wrapPreformatted(
    operation, columns: columns, first: Line(" "), rest: Line("   "))
  // The operation in full, as long as it leaves most of the screen to the rest.
  return [first.clipped(to: columns), phaseLine(view, columns: columns)]
    + headline.prefix(max(1, state.size.rows / 5))
}

/// "data ▸ forward ▸ loss ▸ BACKWARD ▸ …"; in capitals and coloured the one that is on.
private func phaseLine(_ view: StepView, columns: Int) -> Line {
  var spans = [Span(" ")]
  for (index, other) in view.phases.enumerated() {
    if index > 0 { spans.append(Span(columns < 60 ? " " : " ▸ ", .muted)) }
    if other == view.phase {
      spans.append(Span(other.rawValue.uppercased(), Style(ink: .accent, isBold: true)))
    } else {
      spans.append(Span(columns < 60 ? String(other.rawValue.prefix(3)) : other.rawValue, .muted))
    }
  }
  return Line(spans).clipped(to: columns)
}

/// The formula, the same with numbers, and the local derivative.
func workingLines(_ view: StepView, columns: Int) -> [Line] {
  var lines: [Line] = []
  func add(_ text: String, _ style: Style) {
    guard !text.isEmpty else { return }
    lines += wrapPreformatted(Line(text, style), columns: columns, rest: Line("  "))
  }
  add(view.formula, Style(ink: .math, isBold: true))
  if !view.element.isEmpty {
    add("element \(view.elementPlace)", Style(ink: .muted))
  }
  for text in view.working { add(text, .plain) }
  add(view.localDerivative, Style(ink: .gradient))
  return lines
}

/// The events around the cursor, one a row, the current one in the middle.
func eventLines(_ view: StepView, columns: Int, rows: Int) -> [Line] {
  let current = view.events.firstIndex { $0.isCurrent } ?? 0
  let first = max(0, min(current - rows / 2, view.events.count - rows))
  return view.events.dropFirst(first).prefix(max(0, rows)).map { eventLine($0, columns: columns) }
}

private func eventLine(_ row: StepView.EventRow, columns: Int) -> Line {
  let mark = (row.isCurrent ? "▶" : " ") + (row.hasBreakpoint ? "●" : " ")
  let flags = row.flags.isEmpty ? "" : " ⚠"
  let ink: Ink = row.phase == .backward || row.phase == .clip ? .gradient : row.phase == .update ? .accent : .text
  let value = Line([Span(flags, .warning), Span(" " + row.value, row.value == "–" ? .muted : .value)])
  let valueWidth = min(value.width, columns / 2)
  let text = Line([
    Span(mark, Style(ink: .accent, isBold: true)), Span(row.text, Style(ink: ink, isBold: row.isCurrent)),
  ])
  let line = text.padded(to: columns - valueWidth) + value.clipped(to: valueWidth)
  return row.isCurrent ? line.styled { $0.isReversed = true } : line
}

/// What is set by hand, numbered; the one of the present event stands out.
func settingLines(_ view: StepView, columns: Int) -> [Line] {
  view.settings.enumerated().flatMap { number, row in
    wrap(
      [Span(row.text, Style(isBold: row.isHere)), Span("   event \(row.event)", .muted)], columns: columns,
      first: Line(" \(number + 1) ", .accent), rest: Line("   "))
  } + [Line("u undoes one; ⎇ marks what follows", .muted)]
}

/// The loss per training step so far.
func lossLines(_ state: StepState, columns: Int, rows: Int) -> [Line] {
  let loss = state.view.loss
  guard let first = loss.first, let last = loss.last else { return [Line("no training step has ended yet", .muted)] }
  let ends = formatApart([first, last])
  let summary = Line("\(ends[0]) → \(ends[1]) over \(loss.count) values", .muted)
  guard rows > 6 else { return [Line(sparkline(loss, columns: columns), .loss), summary] }
  let chart = Chart(
    title: "loss", x: Axis("training step"), y: Axis("loss"),
    marks: [.line(.init("loss", x: loss.indices.map(Double.init), y: loss, role: .loss))])
  return figureLines(.chart(chart), columns: columns, rows: rows, palette: state.palette)
}

func footerLines(_ state: StepState) -> [Line] {
  let columns = state.size.columns
  let keys = keyLine(
    [
      ("→←", "step"), ("↓↑", "over"), ("p", "phase"), ("g", "go to"), ("w", "what if"), ("Tab", "pane"),
      ("f", "figure"), ("?", "help"), ("q", "close"),
    ], columns: columns)
  if let prompt = state.prompt { return [promptLine(prompt, state.view), keys] }
  let notes = state.message.isEmpty ? state.view.notes.joined(separator: " · ") : state.message
  guard !notes.isEmpty || state.size.rows >= 12 else { return state.size.rows >= 4 ? [keys] : [] }
  return [Line(notes.isEmpty ? "" : " " + notes, Style(ink: .accent, isBold: true)).clipped(to: columns), keys]
}

private func promptLine(_ prompt: StepState.Prompt, _ view: StepView) -> Line {
  let element = view.elementPlace
  let question =
    switch prompt {
    case .goTo: " Go to (event number, s and a training step, or a name): "
    case .whatIf: " What if this value\(element) were: "
    case .undo: " Undo which, by its number in the pane “set”: "
    }
  return Line([
    Span(question, Style(ink: .accent, isBold: true)), Span(prompt.text), Span(" ", Style(isReversed: true)),
  ])
}

func stepHelpLines(columns: Int) -> [Line] {
  let keys: [(String, String)] = [
    ("→  ←", "one operation forward or back"),
    ("↓  ↑", "past the current layer, forward or back"),
    ("p  P", "the next or previous phase"),
    ("PgDn PgUp", "the next or previous training step"),
    ("Home End", "the first or last event"),
    ("g", "go to an event (12), a training step (s3) or a name (w, W1, eta, yhat, dL/dw)"),
    ("n", "the first value that is not finite"),
    ("x  c", "set or remove a breakpoint; go on to the next one"),
    ("h j k l", "choose the element whose working is shown"),
    ("w", "what if: give this element another value, in a branch of its own"),
    ("u", "undo: compute again what was set (pane “set” lists it)"),
    ("v  d", "the next branch; the first event that differs"),
    ("Tab", "the next pane; [ and ] scroll it"),
    ("f  F", "save this step as a figure; show it as pixels, where the terminal can"),
    ("q Esc", "back to the lesson"),
  ]
  return keys.flatMap { key, text in
    wrap(
      [Span(text)], columns: columns, first: Line(" " + key, Style(ink: .accent, isBold: true)).padded(to: 11),
      rest: Line(String(repeating: " ", count: 11)))
  }
}
