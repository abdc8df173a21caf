import Display

extension Figures {
  /// Narrower than this, a drawing says less than its alt text.
  static let narrowestDrawing = 24

  /// A figure as lines of a terminal, none wider than `columns`: real pixels, characters, or the alt text, as `style`
  /// says. At most `rows` lines unless its words need more. nil for what is not a figure by itself.
  public static func terminalLines(
    for output: Output, columns: Int, rows: Int, style: TerminalStyle
  ) -> [String]? {
    let columns = min(max(1, columns), 500)
    let rows = min(max(1, rows), 200)
    switch output {
    case .frame(let frame): return terminalLines(for: frame.figure.output, columns: columns, rows: rows, style: style)
    case .table(let table): return TerminalTable.lines(table, columns: columns, style)
    case .claim(let claim): return TerminalTable.lines(claim.table, columns: columns, style)
    case .chart, .panels, .images: break
    case .graph(let graph): return terminalLines(for: graph, columns: columns, rows: rows, style: style)
    case .steps(let steps): return terminalLines(for: steps.view.graph, columns: columns, rows: rows, style: style)
    case .text, .progress, .diagnostic: return nil
    }
    switch style.drawing {
    case .pixels(let pixels) where columns >= narrowestDrawing && rows >= 8:
      return pixelLines(output, columns, rows, pixels, style) ?? characterLines(output, columns, rows, style)
    case .characters, .pixels:
      return columns < narrowestDrawing ? words(output, columns) : characterLines(output, columns, rows, style)
    case .words: return words(output, columns)
    }
  }

  private static func words(_ output: Output, _ columns: Int) -> [String] {
    let medium = ChartMedium.cells(.light)
    return medium.wrapped(
      AlternativeText.describe(output), medium.labelFont, width: Double(columns) * CellText.width, limit: 20_000)
  }

  private static func characterLines(
    _ output: Output, _ columns: Int, _ rows: Int, _ style: TerminalStyle
  ) -> [String] {
    let medium = ChartMedium.cells(style.theme)
    let (width, height) = (Double(columns) * CellText.width, Double(rows) * CellText.height)
    let scene: Scene
    switch output {
    case .chart(let chart): scene = ChartLayout.scene(for: chart, medium: medium, width: width, height: height)
    case .panels(let panels): scene = PanelsScene.scene(for: panels, medium: medium, width: width, height: height)
    case .images(let grid): scene = ImageGridScene.scene(for: grid, medium: medium, width: width)
    default: return words(output, columns)
    }
    return TerminalPainter.canvas(of: scene, style, style.theme).lines(style)
  }

  private static func pixelLines(
    _ output: Output, _ columns: Int, _ rows: Int, _ pixels: TerminalStyle.PixelProtocol, _ style: TerminalStyle
  ) -> [String]? {
    let (width, height) = (Double(columns * style.cellWidth), Double(rows * style.cellHeight))
    guard let scene = scene(for: output, theme: style.theme, width: width, height: height) else { return nil }
    let shown = min(columns, Int((Double(columns) * scene.width / width).rounded(.up)))
    let lines = Int((scene.height / Double(style.cellHeight)).rounded(.up))
    return try? TerminalPixels.lines(of: scene, columns: shown, rows: max(1, lines), pixels, style)
  }
}
