/// A table of running text that fits: columns shrink to their longest word, then headers break within words
/// ("flipper_", "length_", "mm"); where that is not enough, each row becomes a list of "header: cell".
package struct TableLayout {
  package private(set) var header: [[Span]]
  package let rows: [[[Span]]]
  package let alignments: [Alignment]
  private let columnCount: Int

  package enum Alignment: Sendable { case leading, center, trailing }

  package init(header: [[Span]], rows: [[[Span]]], alignments: [Alignment]) {
    self.header = header
    self.rows = rows
    self.alignments = alignments
    columnCount = max(header.count, rows.lazy.map(\.count).max() ?? 0)
  }

  private static let separator = Span(" │ ", .muted)

  package func lines(columns: Int) -> [Line] {
    guard columnCount > 0 else { return [] }
    let room = columns - 3 * (columnCount - 1)
    guard let widths = widths(fitting: room) else {
      return withBrokenHeader.flatMap { $0.widths(fitting: room) == nil ? nil : $0.lines(columns: columns) }
        ?? records(columns: columns)
    }
    var lines: [Line] = []
    if header.contains(where: { !$0.isEmpty }) {
      lines += self.lines(of: header.map { $0.map(bold) }, widths)
      lines.append(rule("─", widths))
    }
    let wrapped = rows.map { self.lines(of: $0, widths) }
    // Rows of several lines need something between them to stay apart.
    let isAiry = wrapped.contains { $0.count > 1 }
    for (index, row) in wrapped.enumerated() {
      if isAiry, index > 0 { lines.append(rule("┈", widths)) }
      lines += row
    }
    return lines
  }

  /// The same with headers that may be broken after each underscore; nil when there is none.
  private var withBrokenHeader: TableLayout? {
    var table = self
    for index in header.indices {
      table.header[index] = header[index].map { Span($0.text.replacing("_", with: "_\n"), $0.style) }
    }
    return table.header == header ? nil : table
  }

  private func rule(_ dash: String, _ widths: [Int]) -> Line {
    Line(widths.map { String(repeating: dash, count: $0) }.joined(separator: "\(dash)┼\(dash)"), .muted)
  }

  private func lines(of row: [[Span]], _ widths: [Int]) -> [Line] {
    let cells = widths.indices.map { wrap($0 < row.count ? row[$0] : [], columns: widths[$0]) }
    return (0..<cells.map(\.count).max()!).map { index in
      var spans: [Span] = []
      for (column, cell) in cells.enumerated() {
        if column > 0 { spans.append(Self.separator) }
        spans += aligned(index < cell.count ? cell[index] : .empty, column, widths[column]).spans
      }
      return Line(spans)
    }
  }

  private func aligned(_ line: Line, _ column: Int, _ width: Int) -> Line {
    let missing = max(0, width - line.width)
    let before =
      switch column < alignments.count ? alignments[column] : .leading {
      case .leading: 0
      case .center: missing / 2
      case .trailing: missing
      }
    let isLast = column == columnCount - 1
    return Line(String(repeating: " ", count: before)) + line
      + Line(String(repeating: " ", count: isLast ? 0 : missing - before))
  }

  /// Natural widths if they fit; otherwise the widest columns give way, down to their longest word.
  private func widths(fitting room: Int) -> [Int]? {
    let all = [header] + rows
    func widest(_ measure: ([Span]) -> Int) -> [Int] {
      (0..<columnCount).map { column in all.map { column < $0.count ? measure($0[column]) : 0 }.max()! }
    }
    var widths = widest { Line($0).width }.map { max(1, $0) }
    let least = widest(longestWord).map { max(1, min($0, Self.longestKeptWord)) }
    while widths.reduce(0, +) > room {
      let candidates = widths.indices.filter { widths[$0] > least[$0] }
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return nil }
      widths[widest] -= 1
    }
    return widths
  }

  /// Longer words may be broken.
  private static let longestKeptWord = 16

  private func longestWord(_ spans: [Span]) -> Int {
    let text = spans.map(\.text).joined()
    return text.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { Line(String($0)).width }.max() ?? 0
  }

  private func records(columns: Int) -> [Line] {
    var lines: [Line] = []
    for (index, row) in rows.enumerated() {
      if index > 0 { lines.append(Line("┈", .muted)) }
      for (column, cell) in row.enumerated() {
        let name = column < header.count ? header[column].map(bold) : []
        lines += wrap(name + (name.isEmpty ? [] : [Span(": ")]) + cell, columns: columns)
      }
    }
    return rows.isEmpty ? header.flatMap { wrap($0.map(bold), columns: columns) } : lines
  }

  private func bold(_ span: Span) -> Span {
    var span = span
    span.style.isBold = true
    return span
  }
}
