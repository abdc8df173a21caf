import Display

/// A graph in characters: boxes in layers joined by lines where it fits, otherwise the list of operations around the
/// current one.
enum GraphTerminal {
  /// What a stretch of characters means; how that looks is the terminal style's affair.
  enum Ink: Equatable, Sendable {
    case plain, strong, dim
    case role(Role)
  }

  struct Span: Equatable, Sendable {
    var text: String
    var ink: Ink
    var isBold = false
  }

  typealias Line = [Span]

  /// - Parameter listRows: how long a list may be where there is no current operation to follow.
  static func lines(for drawing: GraphDrawing, columns: Int, rows: Int, listRows: Int) -> [Line] {
    guard columns > 0, rows > 0 else { return [] }
    let graph = CheckedGraph(drawing)
    guard !graph.nodes.isEmpty else { return [[Span(text: fitted("The graph has no nodes.", columns), ink: .dim)]] }
    let content = GraphContent(of: [drawing])
    let hasCurrent = graph.nodes.contains { $0.state == .current }
    for plan in GraphFolding(graph).meaningfulPlans {
      // A folded picture must say something, and must not hide where the cursor is: better the list.
      let isFolded = plan.cells.contains(where: \.isFolded)
      if isFolded, hasCurrent || plan.cells.count < 3 { break }
      for isTight in [false, true] {
        let picture = GraphTerminalBoxes(plan, graph, content, columns: columns, rows: rows, isTight: isTight)
        if let picture { return picture.lines }
      }
    }
    return GraphTerminalList.lines(graph, content, columns: columns, rows: hasCurrent ? rows : listRows)
  }

  /// At most `columns` wide.
  static func fitted(_ text: String, _ columns: Int) -> String {
    guard CellText.columns(of: text) > columns else { return text }
    var result = ""
    for character in text {
      guard CellText.columns(of: result) + CellText.columns(of: character) < columns else { break }
      result.append(character)
    }
    return columns > 0 ? result + "…" : ""
  }

  /// Filled with spaces to `columns`, or shortened.
  static func padded(_ text: String, _ columns: Int) -> String {
    let text = fitted(text, columns)
    return text + String(repeating: " ", count: max(0, columns - CellText.columns(of: text)))
  }

  /// The node's number, or the range of its matrix.
  static func value(of node: GraphDrawing.Node) -> String {
    node.state == .pending ? "–" : node.value.isEmpty ? range(of: node.valueMap) : node.value
  }

  static func gradient(of node: GraphDrawing.Node) -> String {
    let gradient = node.gradient.isEmpty ? range(of: node.gradientMap) : node.gradient
    return gradient.isEmpty ? "" : "∂ " + gradient
  }

  private static func range(of map: HeatMap?) -> String {
    guard let values = map?.values, !values.isEmpty else { return "" }
    let finite = values.filter(\.isFinite)
    guard let least = finite.min(), let greatest = finite.max() else { return format(values[0]) }
    let range = "\(format(least, significantDigits: 3)) … \(format(greatest, significantDigits: 3))"
    return finite.count < values.count ? "⚠ " + range : range
  }

  /// How a node's state is told without colour.
  static func ink(of node: GraphDrawing.Node) -> Ink { node.state == .pending ? .dim : .role(node.drawnRole) }
}

/// Characters with inks on a grid; lines that meet join.
struct GraphCanvas {
  private struct Cell {
    var character: Character = " "
    var ink = GraphTerminal.Ink.plain
    var isBold = false
    /// Directions in which a line leaves the cell.
    var line: Set<Direction> = []
  }

  enum Direction { case left, right, up, down }

  private var cells: [[Cell]]

  init(columns: Int, rows: Int) {
    cells = Array(repeating: Array(repeating: Cell(), count: columns), count: rows)
  }

  mutating func put(_ text: String, row: Int, column: Int, _ ink: GraphTerminal.Ink, isBold: Bool = false) {
    guard cells.indices.contains(row) else { return }
    var column = column
    for character in text {
      guard cells[row].indices.contains(column) else { return }
      cells[row][column] = Cell(character: character, ink: ink, isBold: isBold)
      column += 1
      // The second half of a wide character is taken.
      if CellText.columns(of: character) == 2, cells[row].indices.contains(column) {
        cells[row][column].character = "\u{0}"
        column += 1
      }
    }
  }

  mutating func horizontal(row: Int, _ columns: ClosedRange<Int>, _ ink: GraphTerminal.Ink) {
    for column in columns {
      if column > columns.lowerBound { join(row, column, .left, ink) }
      if column < columns.upperBound { join(row, column, .right, ink) }
    }
  }

  mutating func vertical(column: Int, _ rows: ClosedRange<Int>, _ ink: GraphTerminal.Ink) {
    for row in rows {
      if row > rows.lowerBound { join(row, column, .up, ink) }
      if row < rows.upperBound { join(row, column, .down, ink) }
    }
  }

  private mutating func join(_ row: Int, _ column: Int, _ direction: Direction, _ ink: GraphTerminal.Ink) {
    guard cells.indices.contains(row), cells[row].indices.contains(column) else { return }
    cells[row][column].line.insert(direction)
    if cells[row][column].ink != .strong { cells[row][column].ink = ink }
    cells[row][column].character = Self.glyph(cells[row][column].line)
  }

  private static func glyph(_ line: Set<Direction>) -> Character {
    switch (line.contains(.left), line.contains(.right), line.contains(.up), line.contains(.down)) {
    case (true, true, true, true): "┼"
    case (true, true, true, false): "┴"
    case (true, true, false, true): "┬"
    case (true, false, true, true): "┤"
    case (false, true, true, true): "├"
    case (true, false, true, false): "╯"
    case (true, false, false, true): "╮"
    case (false, true, true, false): "╰"
    case (false, true, false, true): "╭"
    case (_, _, true, _), (_, _, _, true): "│"
    default: "─"
    }
  }

  /// Without blanks at the ends of lines.
  var lines: [GraphTerminal.Line] {
    cells.map { row in
      let end = row.lastIndex { $0.character != " " }.map { $0 + 1 } ?? 0
      var line: GraphTerminal.Line = []
      for cell in row.prefix(end) where cell.character != "\u{0}" {
        if let last = line.last, last.ink == cell.ink, last.isBold == cell.isBold {
          line[line.count - 1].text.append(cell.character)
        } else {
          line.append(GraphTerminal.Span(text: String(cell.character), ink: cell.ink, isBold: cell.isBold))
        }
      }
      return line
    }
  }
}
