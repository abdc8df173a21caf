import Display

/// A table as a scene: ruled above and below its head and at its foot, columns as wide as their widest cell, cells
/// wrapped where the whole would be wider than asked.
enum TableScene {
  static let rowLimit = 200

  static func scene(for table: Table, medium: ChartMedium, width: Double) -> Scene {
    var painter = TablePainter(table, medium, width: width)
    painter.paint()
    return Scene(
      width: painter.width, height: painter.y + medium.padding, background: medium.theme.background,
      elements: painter.elements, title: table.title.isEmpty ? "Table" : table.title,
      alternativeText: AlternativeText.describe(table))
  }
}

private struct TablePainter {
  let table: Table
  let medium: ChartMedium
  private(set) var width: Double
  private(set) var y: Double
  private(set) var elements: [Scene.Element] = []
  private var columnWidths: [Double]
  private let columnCount: Int
  private let spacing = 16.0
  private let headFont = Scene.Font(size: 11, isBold: true)

  init(_ table: Table, _ medium: ChartMedium, width: Double) {
    self.table = table
    self.medium = medium
    y = medium.padding
    let shown = table.rows.prefix(TableScene.rowLimit)
    let rows = [table.columns] + shown
    let count = rows.map(\.count).max() ?? 0
    columnCount = count
    let inner = max(width - 2 * medium.padding, 40)
    let head = headFont
    columnWidths = (0..<count).map { column in
      let title = column < table.columns.count ? medium.width(table.columns[column], head) : 0
      return shown.reduce(title) { max($0, column < $1.count ? medium.width($1[column], medium.labelFont) : 0) }
    }
    let room = inner - spacing * Double(max(0, count - 1))
    let wanted = columnWidths.reduce(0, +)
    if wanted > room {
      // Narrow columns keep what they need; the wide ones share the rest.
      var limit = room / Double(max(1, count))
      for _ in 0..<8 {
        let narrow = columnWidths.filter { $0 <= limit }
        let wide = count - narrow.count
        if wide > 0 { limit = (room - narrow.reduce(0, +)) / Double(wide) }
      }
      columnWidths = columnWidths.map { min($0, max(limit, 24)) }
    }
    let used = columnWidths.reduce(0, +) + spacing * Double(max(0, count - 1))
    let titleWidth = min(inner, medium.width(table.title, medium.titleFont))
    self.width = max(used, titleWidth, 60) + 2 * medium.padding
  }

  mutating func paint() {
    let theme = medium.theme
    let inner = width - 2 * medium.padding
    for line in medium.wrapped(table.title, medium.titleFont, width: inner) {
      let size = medium.measure(line, medium.titleFont)
      elements.append(.text(line, at: Scene.Point(medium.padding, y + size.ascent), medium.titleFont, theme.text))
      y += size.height
    }
    if !table.title.isEmpty { y += medium.gap }
    rule(theme.axis, 1.25)
    if !table.columns.isEmpty {
      row(table.columns, headFont)
      rule(theme.axis, 0.75)
    }
    for cells in table.rows.prefix(TableScene.rowLimit) { row(cells, medium.labelFont) }
    rule(theme.axis, 1.25)
    if table.rows.count > TableScene.rowLimit {
      note("The first \(TableScene.rowLimit) of \(table.rows.count) rows.")
    } else if table.rows.isEmpty {
      note("No rows.")
    }
  }

  private mutating func note(_ text: String) {
    for line in medium.wrapped(text, medium.tickFont, width: width - 2 * medium.padding) {
      let size = medium.measure(line, medium.tickFont)
      let at = Scene.Point(medium.padding, y + medium.gap / 2 + size.ascent)
      elements.append(.text(line, at: at, medium.tickFont, medium.theme.secondaryText))
      y += medium.gap / 2 + size.height
    }
  }

  private mutating func rule(_ color: Color, _ thickness: Double) {
    let ends = [Scene.Point(medium.padding, y), Scene.Point(width - medium.padding, y)]
    elements.append(.polyline(ends, Scene.Stroke(color, width: thickness)))
  }

  private mutating func row(_ cells: [String], _ font: Scene.Font) {
    let lineHeight = medium.lineHeight(font)
    let lines = (0..<columnCount).map { column in
      medium.wrapped(column < cells.count ? cells[column] : "", font, width: columnWidths[column])
    }
    var x = medium.padding
    for column in 0..<columnCount {
      let alignment = column < table.alignments.count ? table.alignments[column] : .leading
      let (share, anchor): (Double, Scene.Anchor) =
        switch alignment {
        case .leading: (0, .start)
        case .center: (0.5, .middle)
        case .trailing: (1, .end)
        }
      for (index, line) in lines[column].enumerated() {
        let baseline = y + 4 + Double(index) * lineHeight + medium.measure(line, font).ascent
        let at = Scene.Point(x + share * columnWidths[column], baseline)
        elements.append(.text(line, at: at, font, medium.theme.text, anchor: anchor))
      }
      x += columnWidths[column] + spacing
    }
    y += Double(max(1, lines.map(\.count).max() ?? 1)) * lineHeight + 8
  }
}
