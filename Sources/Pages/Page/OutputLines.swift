import Display

/// What a cell has shown, as lines.
package struct OutputWriter {
  package var palette: Palette
  /// The lesson's text, for the excerpts of diagnostics.
  package var source: String
  /// The most rows a figure may take.
  package var figureRows: Int
  /// Off where the text must be the same on every run.
  package var isTimed: Bool

  package init(palette: Palette, source: String = "", figureRows: Int = 18, isTimed: Bool = false) {
    self.palette = palette
    self.source = source
    self.figureRows = figureRows
    self.isTimed = isTimed
  }

  /// Outputs in order; of several progress reports with one label, and of a demonstration's moments, only the last counts.
  package func lines(_ outputs: [Output], columns: Int) -> [Line] {
    var lines: [Line] = []
    for (index, output) in outputs.enumerated() where !isReplaced(output, by: outputs[(index + 1)...]) {
      let shown = self.lines(output, columns: columns)
      if output.isFigure, !lines.isEmpty, lines.last != .empty { lines.append(.empty) }
      lines += shown
    }
    return lines
  }

  package func lines(_ output: Output, columns: Int) -> [Line] {
    switch output {
    case .text(let text):
      return printableLines(text).flatMap { wrapPreformatted(Line($0), columns: columns) }
    case .table(let table): return lines(table, columns: columns)
    case .claim(let claim):
      return lines(claim.table, columns: columns) + wrap([Span(claim.verdict.description)], columns: columns)
    case .chart, .panels, .graph, .images:
      return figureLines(output, columns: columns, rows: figureRows, listRows: 120, palette: palette)
    case .steps(let steps): return lines(steps, columns: columns)
    case .frame(let frame): return lines(frame, columns: columns)
    case .progress(let progress): return [progressLine(progress, columns: columns, isTimed: isTimed)]
    case .diagnostic(let diagnostic): return diagnosticLines(diagnostic, source: source, columns: columns)
    }
  }

  private func lines(_ table: Table, columns: Int) -> [Line] {
    func cell(_ text: String) -> [Span] { [Span(printableLines(text).joined(separator: "\n"))] }
    let layout = TableLayout(
      header: table.columns.map(cell), rows: table.rows.map { $0.map(cell) },
      alignments: table.alignments.map {
        switch $0 {
        case .leading: .leading
        case .center: .center
        case .trailing: .trailing
        }
      })
    let title = table.title.isEmpty ? [] : wrap([Span(table.title, Style(isBold: true))], columns: columns)
    return title + layout.lines(columns: columns)
  }

  /// The moment in words, and its figure; the film itself is `nnlearn demo`.
  private func lines(_ frame: DemoFrame, columns: Int) -> [Line] {
    let numbers = frame.numbers.map { "\($0.name) \($0.text)" }.joined(separator: ", ")
    return wrap([Span(frame.place, .muted), Span("  " + numbers, Style(isBold: true))], columns: columns)
      + figureLines(frame.figure.output, columns: columns, rows: figureRows, palette: palette)
  }

  /// The stepper's position in words; the screen itself opens on `s`.
  private func lines(_ steps: StepThrough, columns: Int) -> [Line] {
    let view = steps.view
    var lines = wrap([Span(steps.title, Style(isBold: true))], columns: columns)
    lines += wrap([Span("\(view.place), \(view.phase.rawValue)", .muted)], columns: columns)
    for text in [view.headline, view.formula] + view.working + [view.localDerivative] + view.notes where !text.isEmpty {
      lines += wrapPreformatted(Line(text), columns: columns, rest: Line("  "))
    }
    if let ledger = view.ledger { lines += ledgerLines(ledger, columns: columns) }
    return lines
  }

  private func isReplaced(_ output: Output, by later: ArraySlice<Output>) -> Bool {
    if case .frame = output { return later.contains { if case .frame = $0 { true } else { false } } }
    guard case .progress(let progress) = output else { return false }
    return later.contains { if case .progress(let next) = $0 { next.label == progress.label } else { false } }
  }
}

/// Who contributed what to one gradient, with the running sum; what is not computed yet is a dash.
package func ledgerLines(_ ledger: StepView.Ledger, columns: Int) -> [Line] {
  let layout = TableLayout(
    header: [[Span("from")], [Span("contribution")], [Span("running sum")]],
    rows: ledger.entries.map { entry in
      let style = Style(ink: entry.isComputed ? .gradient : .muted)
      return [
        [Span(entry.source, Style(ink: entry.isComputed ? .text : .muted))],
        [Span(entry.isComputed ? entry.contribution : "–", style)],
        [Span(entry.isComputed ? entry.runningSum : "–", style)],
      ]
    }, alignments: [.leading, .trailing, .trailing])
  return wrap([Span(ledger.title, Style(ink: .gradient, isBold: true))], columns: columns)
    + layout.lines(columns: columns)
}

extension Output {
  package var isFigure: Bool {
    switch self {
    case .chart, .panels, .graph, .images, .frame: true
    case .text, .table, .claim, .steps, .progress, .diagnostic: false
    }
  }
}
