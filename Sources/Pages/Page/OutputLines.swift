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

  /// Outputs in order; of several progress reports with one label only the last counts.
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
      return figureLines(output, columns: columns, rows: figureRows, palette: palette)
    case .steps(let steps): return lines(steps, columns: columns)
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

  /// The stepper's position in words; the screen itself opens on `s`.
  private func lines(_ steps: StepThrough, columns: Int) -> [Line] {
    let view = steps.view
    var lines = wrap([Span(steps.title, Style(isBold: true))], columns: columns)
    let place =
      "event \(view.event + 1) of \(view.eventCount), training step \(view.trainingStep), \(view.phase.rawValue)"
    lines += wrap([Span(place, .muted)], columns: columns)
    for text in [view.headline, view.formula] + view.working + [view.localDerivative] + view.notes where !text.isEmpty {
      lines += wrapPreformatted(Line(text), columns: columns, rest: Line("  "))
    }
    if let ledger = view.ledger { lines += ledgerLines(ledger, columns: columns) }
    return lines
  }

  private func isReplaced(_ output: Output, by later: ArraySlice<Output>) -> Bool {
    guard case .progress(let progress) = output else { return false }
    return later.contains { if case .progress(let next) = $0 { next.label == progress.label } else { false } }
  }
}

/// Who contributed what to one gradient, with the running sum; what is not computed yet is a dash.
package func ledgerLines(_ ledger: StepView.Ledger, columns: Int) -> [Line] {
  let layout = TableLayout(
    header: [[Span("from")], [Span("adds")], [Span("sum so far")]],
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
    case .chart, .panels, .graph, .images: true
    case .text, .table, .claim, .steps, .progress, .diagnostic: false
    }
  }
}
