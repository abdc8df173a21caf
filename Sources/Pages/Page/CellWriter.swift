import Display
import Lessons

/// Where a cell stands with its reader.
package enum CellProgress: Equatable, Sendable {
  case waiting
  /// What it has shown up to now.
  case running([Output])
  case finished(CellResult)
}

/// One cell as lines: its code under a header with its name, what became of it, and what it has shown.
package struct CellWriter {
  package var outputs: OutputWriter
  /// Whether keys act on this cell.
  package var isFocused: Bool
  /// Stands below the cell's figures.
  package var caption: [Span] = []

  package init(outputs: OutputWriter, isFocused: Bool = false, caption: [Span] = []) {
    self.outputs = outputs
    self.isFocused = isFocused
    self.caption = caption
  }

  package func lines(
    _ cell: Cell, isEdited: Bool = false, progress: CellProgress, columns: Int
  ) -> [Line] {
    guard cell.options.include else { return problems(progress, columns) }
    var lines: [Line] = []
    if cell.options.echo {
      lines += header(cell, isEdited: isEdited, columns)
      lines += codeBody(cell, columns)
    }
    return lines + status(cell, progress, columns) + shown(cell, progress, columns)
  }

  private func codeBody(_ cell: Cell, _ columns: Int) -> [Line] {
    if cell.options.foldsCode, !isFocused, outputs.isTimed {
      let count = printableLines(cell.code).count
      return framed([Span("\(count) lines of code folded; Tab unfolds them", .muted)], corner: "│ ", columns)
    }
    return codeLines(cell.code, language: "swift", columns: columns, gutter: Line("│ ", frame))
  }

  private var frame: Style { Style(ink: isFocused ? .accent : .muted, isBold: isFocused) }

  private func header(_ cell: Cell, isEdited: Bool, _ columns: Int) -> [Line] {
    var spans = [Span(cell.label, Style(ink: isFocused ? .accent : .muted, isBold: true))]
    if isEdited { spans.append(Span(" · edited here, not in the file", .muted)) }
    if cell.options.isSlow { spans.append(Span(" · slow", .muted)) }
    var lines = framed(spans, corner: "┌ ", columns)
    let rule = min(columns, 100) - lines[0].width - 1
    if lines.count == 1, rule > 0 { lines[0].spans.append(Span(" " + String(repeating: "─", count: rule), frame)) }
    return lines
  }

  private func framed(_ spans: [Span], corner: String, _ columns: Int) -> [Line] {
    wrap(spans, columns: columns, first: Line(corner, frame), rest: Line("│ ", frame))
  }

  private func status(_ cell: Cell, _ progress: CellProgress, _ columns: Int) -> [Line] {
    guard cell.options.echo else { return [] }
    var spans: [Span]
    switch progress {
    case .waiting: spans = [Span(cell.options.eval ? "not run yet" : "shown only, never run", .muted)]
    case .running: spans = [Span("running … Ctrl-C stops it", .accent)]
    case .finished(let result):
      let verdict = Verdict(result, expectation: cell.options.expect)
      spans = [Span(verdict.text, verdict.isAsExpected ? .success : .error)]
      if outputs.isTimed {
        let time = result.isFromCache ? "kept from an earlier run" : duration(result.seconds)
        spans.append(Span("  " + time, .muted))
      }
    }
    return framed(spans, corner: "└ ", columns)
  }

  private func shown(_ cell: Cell, _ progress: CellProgress, _ columns: Int) -> [Line] {
    switch progress {
    case .waiting: return []
    case .running(let shown): return cell.options.output ? outputs.lines(shown, columns: columns) : []
    case .finished(let result):
      var lines = cell.options.output ? outputs.lines(result.outputs, columns: columns) : []
      if !caption.isEmpty, result.outputs.contains(where: \.isFigure) {
        lines += wrap(caption, columns: columns)
      }
      return lines + diagnostics(result, showsWarnings: cell.options.warning, columns)
    }
  }

  /// Of a cell that is left out of the page, only what went wrong.
  private func problems(_ progress: CellProgress, _ columns: Int) -> [Line] {
    guard case .finished(let result) = progress, result.status != .passed else { return [] }
    return diagnostics(result, showsWarnings: false, columns)
  }

  private func diagnostics(_ result: CellResult, showsWarnings: Bool, _ columns: Int) -> [Line] {
    var lines: [Line] = []
    for diagnostic in result.diagnostics where diagnostic.severity == .error || showsWarnings {
      if !lines.isEmpty { lines.append(.empty) }
      lines += diagnosticLines(diagnostic, source: outputs.source, columns: columns)
    }
    return lines
  }
}

/// How a cell ended, against what its `expect` option says.
package struct Verdict: Equatable, Sendable {
  package var isAsExpected: Bool
  package var text: String

  package init(_ result: CellResult, expectation: CellOptions.Expectation) {
    let came =
      switch result.status {
      case .passed: "passed"
      case .compileError: "does not compile"
      case .trapped: "stopped by a trap"
      case .exited: "ended the program"
      case .timedOut: "ran out of time"
      case .interrupted: "interrupted"
      case .outputLimit: "printed too much"
      case .memoryLimit: "ran out of memory"
      case .notRun: "not run"
      }
    isAsExpected =
      result.status == .notRun
      ? !result.diagnostics.contains { $0.severity == .error } : expectation.isMet(by: result.status)
    text =
      switch (isAsExpected, expectation) {
      case (true, .pass): "✓ \(came)"
      case (true, _): "✓ \(came), as it should"
      case (false, .pass): "✗ \(came)"
      case (false, _): "✗ \(came), but should have \(expectation.wish)"
      }
  }
}

extension CellOptions.Expectation {
  fileprivate var wish: String {
    switch self {
    case .pass: "passed"
    case .compileError: "failed to compile"
    case .trap: "trapped"
    case .timeout: "run out of time"
    }
  }
}

/// "3.2 ms", "1.5 s"
func duration(_ seconds: Double) -> String {
  seconds < 1 ? "\(format(seconds * 1000, significantDigits: 2)) ms" : "\(format(seconds, significantDigits: 2)) s"
}
