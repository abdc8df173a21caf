import Display
import Lessons

/// A diagnostic with the excerpt it speaks of.
///
/// - Parameter source: the text of the file in which it stands.
func diagnosticLines(_ diagnostic: Diagnostic, source: String, columns: Int, palette: Palette) -> [Line] {
  let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
  let text = DiagnosticText.lines(for: diagnostic, columns: columns, colours: palette.diagnosticColours) { number in
    lines.indices.contains(number - 1) ? String(lines[number - 1]) : nil
  }
  return text.map(parseEscapes)
}

extension Palette {
  fileprivate var diagnosticColours: DiagnosticText.Colours {
    guard depth > .monochrome else { return .none }
    func escape(_ style: Style) -> String { "\u{1B}[\(parameters(of: style))m" }
    return DiagnosticText.Colours(
      headline: escape(Style(ink: .error, isBold: true)), mark: escape(Style(ink: .warning, isBold: true)),
      muted: escape(Style(ink: .muted)), reset: "\u{1B}[0m")
  }
}
