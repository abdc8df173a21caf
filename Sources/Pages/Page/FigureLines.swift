import Display
import Figures

/// A chart, graph or image grid in characters, at most `rows` high; in words where nothing can be drawn.
func figureLines(_ output: Output, columns: Int, rows: Int, palette: Palette) -> [Line] {
  let lines = Figures.terminalLines(for: output, columns: columns, rows: rows, style: palette.figureStyle)
  if let lines { return lines.map(parseEscapes) }
  guard case .graph(let drawing) = output else { return [] }
  return wrap([Span(GraphFigure(drawing).scene.alternativeText)], columns: columns)
}

extension Palette {
  var figureStyle: TerminalStyle {
    let colors: TerminalStyle.Colors =
      switch depth {
      case .none, .monochrome: .none
      case .ansi16: .ansi16
      case .ansi256: .ansi256
      case .trueColor: .trueColor
      }
    return TerminalStyle(
      drawing: depth == .none ? .words : .characters, colors: colors, background: background == .dark ? .dark : .light)
  }
}
