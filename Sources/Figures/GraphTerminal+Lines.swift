import Display

extension Figures {
  /// From this scale on, the smallest words of a graph can be read in pixels.
  private static let smallestPixelScale = 0.8

  /// A graph as lines of a terminal, none wider than `columns`, at most `rows` of them: real pixels where it is
  /// readable in them, boxes joined by lines where they fit, otherwise the list of operations around the current one.
  ///
  /// - Parameter listRows: the most lines of a list without a current operation, as on a page that scrolls; nil: `rows`.
  public static func terminalLines(
    for graph: GraphDrawing, columns: Int, rows: Int, listRows: Int? = nil, style: TerminalStyle
  ) -> [String] {
    let columns = min(max(1, columns), 500)
    let rows = min(max(1, rows), 200)
    switch style.drawing {
    case .words:
      let medium = ChartMedium.cells(.light)
      let text = GraphFigure(graph).scene.alternativeText
      return medium.wrapped(text, medium.labelFont, width: Double(columns) * CellText.width)
    case .pixels(let pixels):
      return pixelLines(graph, columns, rows, pixels, style) ?? characterLines(graph, columns, rows, listRows, style)
    case .characters: return characterLines(graph, columns, rows, listRows, style)
    }
  }

  private static func characterLines(
    _ graph: GraphDrawing, _ columns: Int, _ rows: Int, _ listRows: Int?, _ style: TerminalStyle
  ) -> [String] {
    let lines = GraphTerminal.lines(for: graph, columns: columns, rows: rows, listRows: listRows ?? rows)
    let theme = style.theme
    var canvas = TerminalCanvas(columns: columns, rows: lines.count)
    for (row, line) in lines.enumerated() {
      var column = 0
      for span in line {
        let color: Color? =
          switch span.ink {
          case .plain, .strong: nil
          case .dim: theme.secondaryText
          case .role(let role): theme.textColor(role)
          }
        canvas.write(span.text, column: column, row: row, color: color, isBold: span.isBold || span.ink == .strong)
        column += CellText.columns(of: span.text)
      }
    }
    return canvas.lines(style)
  }

  private static func pixelLines(
    _ graph: GraphDrawing, _ columns: Int, _ rows: Int, _ pixels: TerminalStyle.PixelProtocol, _ style: TerminalStyle
  ) -> [String]? {
    let scene = GraphFigure(graph, theme: style.theme).scene
    let (width, height) = (Double(columns * style.cellWidth), Double(rows * style.cellHeight))
    let scale = min(width / scene.width, height / scene.height, 1)
    guard scale >= smallestPixelScale else { return nil }
    let shownColumns = min(columns, Int((scene.width * scale / Double(style.cellWidth)).rounded(.up)))
    let shownRows = min(rows, Int((scene.height * scale / Double(style.cellHeight)).rounded(.up)))
    return try? TerminalPixels.lines(
      of: scene, columns: max(1, shownColumns), rows: max(1, shownRows), pixels, style)
  }
}
