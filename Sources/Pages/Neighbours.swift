import Display
import Figures
import Lessons
import Markup

func unicode(tex: String) -> String { tex }
func unicodeLines(tex: String) -> [String] { [tex] }
func figureLines(_ output: Output, columns: Int, rows: Int, palette: Palette) -> [Line] { [] }
func diagnosticLines(_ diagnostic: Diagnostic, source: String, columns: Int) -> [Line] {
  [Line(diagnostic.summary), Line(diagnostic.hint), Line(diagnostic.details)]
}
