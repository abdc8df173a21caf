import Display

/// The operations one below the other, in the order in which they are computed, around the current one.
enum GraphTerminalList {
  private struct Row {
    var node: Int
    var cells: [String]
  }

  private enum Column: Int, CaseIterable { case operation, shape, value, gradient }

  /// Which columns are given up first when the terminal is narrow.
  private static let leastImportantFirst: [Column] = [.shape, .gradient, .value]
  private static let longestOperation = 36
  private static let longestCell = 16
  private static let valueWidth = 10
  private static let gap = 2
  private static let markWidth = 2

  static func lines(_ graph: CheckedGraph, _ content: GraphContent, columns: Int, rows: Int) -> [GraphTerminal.Line] {
    let table = rowsOfTable(graph)
    var widths = Column.allCases.map { column in
      min(
        column == .operation ? longestOperation : longestCell,
        table.map { CellText.columns(of: $0.cells[column.rawValue]) }.max() ?? 0)
    }
    // Room for numbers to come, so that nothing moves when they do.
    if content.hasValues { widths[Column.value.rawValue] = max(valueWidth, widths[Column.value.rawValue]) }
    func total() -> Int { markWidth + widths.reduce(0) { $0 + ($1 > 0 ? $1 + gap : 0) } - gap }
    for column in leastImportantFirst where total() > columns { widths[column.rawValue] = 0 }
    // What room is left goes to the names and values that were cut.
    for column in Column.allCases where widths[column.rawValue] > 0 {
      let whole = table.map { CellText.columns(of: $0.cells[column.rawValue]) }.max() ?? 0
      widths[column.rawValue] += max(0, min(whole - widths[column.rawValue], columns - total()))
    }
    widths[0] = max(1, min(widths[0], columns - markWidth - (total() - markWidth - widths[0])))

    let entries = withHeadings(table, graph)
    let current = entries.firstIndex { $0.row.map { graph.nodes[$0.node].state == .current } ?? false } ?? 0
    let window = window(around: current, of: entries.count, rows: rows)
    var lines = entries[window].map { entry in
      entry.row.map { line(for: $0, graph.nodes[$0.node], widths, columns) }
        ?? [GraphTerminal.Span(text: GraphTerminal.fitted("  " + entry.heading, columns), ink: .dim)]
    }
    if window.lowerBound > 0 { lines[0] = more(window.lowerBound + 1, "above", columns) }
    let below = entries.count - window.upperBound
    if below > 0, lines.count > 1 { lines[lines.count - 1] = more(below + 1, "below", columns) }
    return lines
  }

  private static func more(_ count: Int, _ place: String, _ columns: Int) -> GraphTerminal.Line {
    [GraphTerminal.Span(text: GraphTerminal.fitted("  … \(counted(count, "line")) \(place)", columns), ink: .dim)]
  }

  private static func window(around current: Int, of count: Int, rows: Int) -> Range<Int> {
    guard count > rows else { return 0..<count }
    let first = min(max(0, current - rows / 2), count - rows)
    return first..<first + rows
  }

  private static func rowsOfTable(_ graph: CheckedGraph) -> [Row] {
    var arguments = [[String]](repeating: [], count: graph.nodes.count)
    for edge in graph.edges { arguments[edge.to].append(graph.nodes[edge.from].nameOrLabel) }
    return graph.nodes.enumerated().map { index, node in
      let indentation = String(repeating: " ", count: min(8, node.module.count * 2))
      let isLeaf = node.symbol.isEmpty
      let operation =
        isLeaf
        ? "\(node.nameOrLabel)   \(node.role.nodeName)"
        : "\(node.nameOrLabel) = \(node.symbol)(\(arguments[index].joined(separator: ", ")))"
      let value = GraphTerminal.value(of: node)
      let flags = node.flags.isEmpty ? "" : "⚠ "
      return Row(
        node: index,
        cells: [
          indentation + operation, node.shape, flags + value, GraphTerminal.gradient(of: node),
        ])
    }
  }

  /// A line with the module's path where it changes.
  private static func withHeadings(_ table: [Row], _ graph: CheckedGraph) -> [(row: Row?, heading: String)] {
    var entries: [(row: Row?, heading: String)] = []
    var module: [String] = []
    for row in table {
      let next = graph.nodes[row.node].module
      if next != module, !next.isEmpty { entries.append((nil, next.joined(separator: " › "))) }
      module = next
      entries.append((row, ""))
    }
    return entries
  }

  private static func line(
    for row: Row, _ node: GraphDrawing.Node, _ widths: [Int], _ columns: Int
  ) -> GraphTerminal.Line {
    let mark =
      switch node.state {
      case .current: "▶ "
      case .operand: "• "
      default: "  "
      }
    let isCurrent = node.state == .current
    var line = [GraphTerminal.Span(text: GraphTerminal.fitted(mark, columns), ink: .strong, isBold: isCurrent)]
    for column in Column.allCases where widths[column.rawValue] > 0 && columns > markWidth {
      let ink: GraphTerminal.Ink =
        switch column {
        case .operation: GraphTerminal.ink(of: node)
        case .value: node.state == .pending ? .dim : .plain
        case .shape: .dim
        case .gradient: .role(.gradient)
        }
      let text = GraphTerminal.padded(row.cells[column.rawValue], widths[column.rawValue])
      if line.count > 1 { line.append(GraphTerminal.Span(text: String(repeating: " ", count: gap), ink: .plain)) }
      line.append(GraphTerminal.Span(text: text, ink: ink, isBold: isCurrent))
    }
    while line.count > 1, line[line.count - 1].text.allSatisfy({ $0 == " " }) { line.removeLast() }
    while line[line.count - 1].text.hasSuffix(" ") { line[line.count - 1].text.removeLast() }
    return line
  }
}
