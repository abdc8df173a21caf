import Display
import Lessons

/// A diagnostic with the excerpt it speaks of.
///
/// - Parameter source: the text of the file in which it stands.
func diagnosticLines(_ diagnostic: Diagnostic, source: String, columns: Int) -> [Line] {
  let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
  let pieces = DiagnosticText.pieces(for: diagnostic, columns: columns) { number in
    lines.indices.contains(number - 1) ? String(lines[number - 1]) : nil
  }
  return pieces.map { line in Line(line.map { Span($0.text, style(of: $0.kind)) }) }
}

private func style(of kind: DiagnosticText.Piece.Kind) -> Style {
  switch kind {
  case .plain: .plain
  case .headline: Style(ink: .error, isBold: true)
  case .mark: Style(ink: .warning, isBold: true)
  case .muted: Style(ink: .muted)
  }
}
