import Display
import Figures

/// A chart, graph or image grid in characters, at most `rows` high, a graph that is a list at most `listRows`; in words
/// where nothing can be drawn.
func figureLines(_ output: Output, columns: Int, rows: Int, listRows: Int? = nil, palette: Palette) -> [Line] {
  let style = palette.figureStyle
  if case .graph(let drawing) = output {
    return Figures.terminalLines(for: drawing, columns: columns, rows: rows, listRows: listRows, style: style)
      .map(parseEscapes)
  }
  return (Figures.terminalLines(for: output, columns: columns, rows: rows, style: style) ?? []).map(parseEscapes)
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
