extension HTMLBlocks {
  private struct Cell {
    var inlines: [Inline]
    var isHeader: Bool
    var alignment: Block.ColumnAlignment
  }

  /// The table whose opening tag is taken: its caption, and its cells. A cell over several columns or rows stands in the
  /// first of them.
  mutating func table() -> [Block] {
    var caption: [Block] = []
    var rows: [[Cell]] = []
    /// For each column, in how many more rows a cell from above stands.
    var occupied: [Int] = []
    while let token = next {
      position += 1
      guard case .tag(let tag) = token else { continue }
      if tag.isClosing, tag.name == "table" { break }
      guard !tag.isClosing else { continue }
      switch tag.name {
      case "caption":
        let inlines = content(of: tag).inlines
        if !inlines.isEmpty { caption = [Block(.paragraph([.strong(inlines)]), range: range)] }
      case "tr": rows.append(row(&occupied))
      default: continue
      }
    }
    rows.removeAll { row in row.allSatisfy { $0.inlines.isEmpty } }
    let count = rows.map(\.count).max() ?? 0
    guard count > 0 else { return caption }
    let hasHeader = rows[0].allSatisfy { $0.isHeader || $0.inlines.isEmpty }
    let alignments = (0..<count).map { column in
      rows.lazy.compactMap { column < $0.count ? $0[column].alignment : nil }.first { $0 != .none } ?? .none
    }
    let body = (hasHeader ? Array(rows.dropFirst()) : rows).map { row in
      row.map { $0.isHeader && !$0.inlines.isEmpty ? [.strong($0.inlines)] : $0.inlines }
    }
    return caption + [
      Block(.table(alignments: alignments, header: hasHeader ? rows[0].map(\.inlines) : [], rows: body), range: range)
    ]
  }

  private mutating func row(_ occupied: inout [Int]) -> [Cell] {
    let empty = Cell(inlines: [], isHeader: false, alignment: .none)
    var cells: [Cell] = []
    func fill(_ occupied: inout [Int]) {
      while cells.count < occupied.count, occupied[cells.count] > 0 {
        occupied[cells.count] -= 1
        cells.append(empty)
      }
    }
    let ends = Ends(
      closing: ["tr", "table", "tbody", "thead", "tfoot"], opening: ["tr", "td", "th", "tbody", "tfoot"])
    while let token = next {
      guard case .tag(let tag) = token else {
        position += 1
        continue
      }
      let isCell = tag.name == "td" || tag.name == "th"
      if !isCell, ends.contains(tag) { break }
      position += 1
      guard isCell, !tag.isClosing else { continue }
      fill(&occupied)
      let inlines = content(of: tag, until: Ends(closing: ends.closing.union(["td", "th"]), opening: ends.opening))
        .inlines
      let span = number(tag.attributes["colspan"])
      for column in cells.count..<cells.count + span {
        while occupied.count <= column { occupied.append(0) }
        occupied[column] = number(tag.attributes["rowspan"]) - 1
      }
      cells.append(Cell(inlines: inlines, isHeader: tag.name == "th", alignment: alignment(tag)))
      cells += Array(repeating: empty, count: span - 1)
    }
    fill(&occupied)
    return cells
  }

  private func number(_ text: String?) -> Int { min(max(text.flatMap { Int($0) } ?? 1, 1), 100) }

  private func alignment(_ tag: HTMLTag) -> Block.ColumnAlignment {
    let style = tag.attributes["style"]?.filter { $0 != " " } ?? ""
    let word =
      tag.attributes["align"]
      ?? style.split(separator: ";").first { $0.hasPrefix("text-align:") }.map {
        String($0.dropFirst("text-align:".count))
      }
    return switch word {
    case "left": .leading
    case "center": .center
    case "right": .trailing
    default: .none
    }
  }
}
