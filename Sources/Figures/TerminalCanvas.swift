/// A grid of terminal cells: each has a character, or up to eight dots, over a background.
public struct TerminalCanvas: Equatable, Sendable {
  struct Cell: Equatable, Sendable {
    /// "" for the second half of a wide character.
    var text: String?
    /// A fill finer than a cell, drawn when there is neither text nor dots.
    var block: Character?
    /// Bits of a braille pattern.
    var dots: UInt8 = 0
    var foreground: Color?
    var background: Color?
    var isBold = false
  }

  public let columns: Int
  public let rows: Int
  private(set) var cells: [Cell]

  public init(columns: Int, rows: Int) {
    self.columns = max(0, min(columns, 2000))
    self.rows = max(0, min(rows, 5000))
    cells = Array(repeating: Cell(), count: self.columns * self.rows)
  }

  /// Writes `text` from `column` on; what lies outside is left out. nil is the terminal's own colour.
  public mutating func write(_ text: String, column: Int, row: Int, color: Color? = nil, isBold: Bool = false) {
    var column = column
    for character in text.onOneLine {
      let width = CellText.columns(of: character)
      guard width > 0 else { continue }
      if contains(column, row), contains(column + width - 1, row) {
        change(column, row) { cell in
          // A word on a cell that is mostly filled stands on the fill.
          if let block = cell.block, "▄▅▆▇█".contains(block), cell.background == nil {
            cell.background = cell.foreground
          }
          (cell.text, cell.foreground, cell.isBold) = (String(character), color, isBold)
        }
        if width == 2 { change(column + 1, row) { $0.text = "" } }
      }
      column += width
    }
  }

  /// `x` counts half columns, `y` quarter rows.
  mutating func dot(x: Int, y: Int, color: Color?) {
    guard x >= 0, y >= 0 else { return }
    // Braille numbers its dots down the left column, then the right, the fourth row last.
    let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    change(x / 2, y / 4) {
      $0.dots |= bits[y % 4][x % 2]
      if $0.text == nil { $0.foreground = color }
    }
  }

  mutating func fill(_ column: Int, _ row: Int, _ color: Color?) { change(column, row) { $0.background = color } }

  mutating func block(_ column: Int, _ row: Int, _ character: Character, _ color: Color?, background: Color? = nil) {
    change(column, row) {
      ($0.block, $0.foreground) = (character, color)
      if let background { $0.background = background }
    }
  }

  func background(_ column: Int, _ row: Int) -> Color? {
    contains(column, row) ? cells[row * columns + column].background : nil
  }

  func text(_ column: Int, _ row: Int) -> String? {
    contains(column, row) ? cells[row * columns + column].text : nil
  }

  private func contains(_ column: Int, _ row: Int) -> Bool {
    column >= 0 && row >= 0 && column < columns && row < rows
  }

  private mutating func change(_ column: Int, _ row: Int, _ body: (inout Cell) -> Void) {
    if contains(column, row) { body(&cells[row * columns + column]) }
  }

  /// One string a row, without blanks at its end; every row leaves the terminal's colours as it found them.
  public func lines(_ style: TerminalStyle) -> [String] {
    (0..<rows).map { row in
      var line = ""
      var current = ""
      let cells = self.cells[row * columns..<(row + 1) * columns]
      guard let last = cells.lastIndex(where: { !$0.isBlank(style) }) else { return "" }
      for cell in cells[...last] where cell.text != "" {
        let wanted = cell.rendition(style)
        if wanted != current { line += wanted.isEmpty ? "\u{1B}[0m" : "\u{1B}[0;\(wanted)m" }
        current = wanted
        line += cell.glyph
      }
      return current.isEmpty ? line : line + "\u{1B}[0m"
    }
  }
}

extension TerminalCanvas.Cell {
  fileprivate var glyph: String {
    if let text { return text }
    if dots != 0 { return String(UnicodeScalar(0x2800 + UInt32(dots))!) }
    return block.map { String($0) } ?? " "
  }

  fileprivate func isBlank(_ style: TerminalStyle) -> Bool {
    glyph == " " && (background == nil || style.colors == .none)
  }

  fileprivate func rendition(_ style: TerminalStyle) -> String {
    var codes: [String] = []
    if isBold && style.colors != .none { codes.append("1") }
    if let foreground, glyph != " ", let code = TerminalColor.code(foreground, isBackground: false, style.colors) {
      codes.append(code)
    }
    if let background, let code = TerminalColor.code(background, isBackground: true, style.colors) {
      codes.append(code)
    }
    return codes.joined(separator: ";")
  }
}
