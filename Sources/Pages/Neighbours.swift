import Display
import Figures
import Lessons
import Markup

func unicodeLines(tex: String) -> [String] { [tex] }
func figureLines(_ output: Output, columns: Int, rows: Int, palette: Palette) -> [Line] { [] }
func diagnosticLines(_ diagnostic: Diagnostic, source: String, columns: Int) -> [Line] {
  [Line(diagnostic.summary), Line(diagnostic.hint), Line(diagnostic.details)]
}
func saveStepFigure(_ view: StepView, title: String, in folder: String) throws -> String {
  try saveFigure(.graph(view.graph), named: "step-\(view.sequence)", in: folder)
}
