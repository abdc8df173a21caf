import Display
import Numerals

/// What a program without a page prints for a shown value; ends with a newline.
func plainText(_ output: Output) -> String {
  switch output {
  case .text(let text): text.hasSuffix("\n") ? text : text + "\n"
  case .table(let table): plainText(table)
  case .claim(let claim): plainText(claim.table) + claim.verdict.description + "\n"
  case .chart(let chart): "[chart] \(chart.alternativeText ?? chart.title)\n"
  case .panels(let panels): "[charts] \(panels.alternativeText ?? panels.title)\n"
  case .graph(let graph): "[graph] \(graph.alternativeText ?? graph.title)\n"
  case .images(let grid): "[images] \(grid.title): \(grid.pictures.map(\.caption).joined(separator: ", "))\n"
  case .steps(let steps): "[steps] \(steps.title): \(steps.view.headline)\n"
  case .frame(let frame):
    "[moment] \(frame.place): \(frame.numbers.map { "\($0.name) \($0.text)" }.joined(separator: ", "))\n"
  case .progress(let progress):
    "\(progress.label): \(progress.unitsDone) of \(progress.unitsTotal)"
      + (progress.loss.last.map { ", loss \(format($0))" } ?? "") + "\n"
  case .diagnostic(let diagnostic): "\(diagnostic.severity.rawValue): \(diagnostic.summary)\n"
  }
}

private func plainText(_ table: Table) -> String {
  let lines = [table.columns] + table.rows
  let widths = table.columns.indices.map { column in
    lines.map { $0.indices.contains(column) ? displayWidth($0[column]) : 0 }.max() ?? 0
  }
  let body = lines.map { line in
    zip(line, zip(widths, table.alignments))
      .map { padded($0, to: $1.0, $1.1) }
      .joined(separator: "  ")
      .trimmingTrailingSpaces
  }
  return ((table.title.isEmpty ? [] : [table.title]) + body).joined(separator: "\n") + "\n"
}

private func padded(_ text: String, to width: Int, _ alignment: Table.Alignment) -> String {
  let missing = max(0, width - displayWidth(text))
  let before =
    switch alignment {
    case .leading: 0
    case .center: missing / 2
    case .trailing: missing
    }
  return String(repeating: " ", count: before) + text + String(repeating: " ", count: missing - before)
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
