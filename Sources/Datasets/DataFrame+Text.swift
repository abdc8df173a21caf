import Numerals

extension DataFrame: CustomStringConvertible {
  /// The first rows in at most 80 columns of a terminal, numbers with four significant digits, and how many rows and
  /// columns there are; columns that do not fit are named below, and what was done to the table.
  public var description: String {
    let shown = excerpt(rows: 5, width: Self.width)
    let texts = zip(shown.columns.indices, shown.columns).map { column, name in [name] + shown.rows.map { $0[column] } }
    let widths = texts.map { $0.map { displayWidth($0) }.max() ?? 0 }
    let lines = (0...shown.rows.count).map { row in
      zip(zip(texts, widths), shown.isNumeric).map { cell, isNumeric in
        let (texts, width) = cell
        let padding = String(repeating: " ", count: width - displayWidth(texts[row]))
        return isNumeric ? padding + texts[row] : texts[row] + padding
      }.joined(separator: "  ")
    }
    let rest = shown.leftOut.isEmpty ? "" : ", of which \(shown.leftOut.count) are not shown: \(shown.leftOutText)"
    let count = "\(rowCount) row\(rowCount == 1 ? "" : "s"), \(columns.count) column\(columns.count == 1 ? "" : "s")"
    return (lines + ([count + rest] + notes).flatMap { wrapped($0, width: Self.width) }).joined(separator: "\n")
  }

  private static let width = 80

  /// As much of a table as has room.
  package struct Excerpt {
    package var columns: [String] = []
    package var isNumeric: [Bool] = []
    package var rows: [[String]] = []
    /// The names of the columns for which there is no room.
    package var leftOut: [String] = []

    /// "a, b, c and 12 more"
    package var leftOutText: String { DataFrame.few(leftOut.map { clipped($0) }, limit: 12) }
  }

  /// The first rows, and the first columns that have room beside each other with two spaces between them; at least one.
  package func excerpt(rows count: Int, width: Int) -> Excerpt {
    var (excerpt, used) = (Excerpt(), 0)
    excerpt.rows = Array(repeating: [], count: Swift.min(rowCount, count))
    for column in columns {
      let texts = ([column.name] + excerpt.rows.indices.map(column.shortText)).map { clipped($0) }
      used += texts.map { displayWidth($0) }.max()! + (excerpt.columns.isEmpty ? 0 : 2)
      guard used <= width || excerpt.columns.isEmpty, excerpt.leftOut.isEmpty else {
        excerpt.leftOut.append(column.name)
        continue
      }
      excerpt.columns.append(texts[0])
      excerpt.isNumeric.append(column.categories == nil)
      for row in excerpt.rows.indices { excerpt.rows[row].append(texts[row + 1]) }
    }
    return excerpt
  }
}

extension DataFrame.Column {
  /// With four significant digits, whole numbers with all.
  fileprivate func shortText(_ row: Int) -> String {
    guard let value = values[row], categories == nil else { return text(row) }
    let isWhole = value == value.rounded() && Swift.abs(value) < 1e9
    return isWhole ? significantText(value, digits: 10) : significantText(value)
  }
}

/// On one line, in at most 24 cells.
private func clipped(_ text: String) -> String {
  let line = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
  return displayWidth(line) <= 24 ? line : prefix(of: line, fitting: 23) + "…"
}
