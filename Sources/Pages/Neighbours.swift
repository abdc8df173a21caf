import Display
import Figures
import Lessons
import Markup

func figureLines(_ output: Output, columns: Int, rows: Int, palette: Palette) -> [Line] { [] }
func diagnosticLines(_ diagnostic: Diagnostic, source: String, columns: Int) -> [Line] {
  [diagnostic.summary, diagnostic.hint, diagnostic.details].flatMap { wrap([Span($0)], columns: columns) }
}
func saveStepFigure(_ view: StepView, title: String, in folder: String) throws -> String {
  try saveFigure(.graph(view.graph), named: "step-\(view.sequence)", in: folder)
}
