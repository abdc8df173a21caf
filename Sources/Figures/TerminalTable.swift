import Display

/// A table in terminal characters: ruled head, columns as wide as they need to be, cells wrapped where there is no room.
enum TerminalTable {
  static func lines(_ table: Table, columns: Int, _ style: TerminalStyle) -> [String] {
    let count = ([table.columns.count] + table.rows.map(\.count)).max() ?? 0
    let widths = widths(table, count, room: columns - 2 * max(0, count - 1))
    let medium = ChartMedium.cells(.light)
    func wrapped(_ text: String, _ width: Int) -> [String] {
      medium.wrapped(text, medium.labelFont, width: Double(width) * CellText.width)
    }
    func row(_ cells: [String]) -> [String] {
      let parts = (0..<count).map { wrapped($0 < cells.count ? cells[$0] : "", widths[$0]) }
      return (0..<max(1, parts.map(\.count).max() ?? 1)).map { line in
        (0..<count).map { column in
          let text = line < parts[column].count ? parts[column][line] : ""
          let alignment = column < table.alignments.count ? table.alignments[column] : .leading
          return padded(text, to: widths[column], alignment)
        }.joined(separator: "  ").trimmedAtEnd
      }
    }
    let bold = style.colors == .none ? ("", "") : ("\u{1B}[1m", "\u{1B}[0m")
    let rule = style.drawing == .words ? "-" : "─"
    var lines = wrapped(table.title, columns).map { bold.0 + $0 + bold.1 }
    if !table.columns.isEmpty {
      lines += row(table.columns).map { $0.isEmpty ? $0 : bold.0 + $0 + bold.1 }
      lines.append(widths.map { String(repeating: rule, count: $0) }.joined(separator: "  "))
    }
    return lines + table.rows.flatMap(row) + (table.rows.isEmpty ? wrapped("no rows", columns) : [])
  }

  /// What each column wants; when that is too much, the widest give way.
  private static func widths(_ table: Table, _ count: Int, room: Int) -> [Int] {
    var widths = (0..<count).map { column in
      ([table.columns] + table.rows).map { column < $0.count ? CellText.columns(of: $0[column].onOneLine) : 0 }.max()
        ?? 0
    }.map { max(1, $0) }
    while widths.reduce(0, +) > max(room, count), let widest = widths.indices.max(by: { widths[$0] < widths[$1] }) {
      widths[widest] -= 1
    }
    return widths
  }

  private static func padded(_ text: String, to width: Int, _ alignment: Table.Alignment) -> String {
    let free = max(0, width - CellText.columns(of: text))
    let before =
      switch alignment {
      case .leading: 0
      case .center: free / 2
      case .trailing: free
      }
    return String(repeating: " ", count: before) + text + String(repeating: " ", count: free - before)
  }
}

extension String {
  fileprivate var trimmedAtEnd: String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
