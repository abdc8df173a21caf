import Display
import Figures
import Lessons
import Markup

func diagnosticLines(_ diagnostic: Diagnostic, source: String, columns: Int) -> [Line] {
  [diagnostic.summary, diagnostic.hint, diagnostic.details].flatMap { wrap([Span($0)], columns: columns) }
}
