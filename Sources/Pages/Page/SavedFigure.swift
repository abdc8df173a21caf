import Display
import Figures
import Foundation

extension Terminal {
  /// Where readers' figures go, below the working directory: apart from the course's own, which are checked.
  package static let savedFigures = "saved-figures"
}

/// Saves a chart, graph or image grid as SVG and PNG. An older file of the same name is kept: the new one gets a
/// number.
///
/// - Returns: the path of the SVG file, for the reader.
/// - Throws: `Diagnostic` when the folder or the file cannot be written.
func saveFigure(_ output: Output, named name: String, in folder: String) throws -> String {
  guard let scene = figureScene(output) else {
    throw Diagnostic("not-a-figure", "This output is not a figure, so there is nothing to save.")
  }
  return try saveFigure(scene, named: name, in: folder)
}

/// A chart, graph or image grid as a scene; nil for what is no figure.
func figureScene(_ output: Output, theme: Theme = .light) -> Scene? {
  if case .graph(let drawing) = output { return GraphFigure(drawing, theme: theme).scene }
  return Figures.scene(for: output, theme: theme)
}

/// Saves one position of a stepper: graph, formula, ledger and matrices.
func saveFigure(_ view: StepView, in folder: String) throws -> String {
  try saveFigure(StepFigure(view).scene, named: "step-\(view.trainingStep)-event-\(view.event)", in: folder)
}

/// The same for a picture that is drawn already.
func saveFigure(_ scene: Scene, named name: String, in folder: String) throws -> String {
  let base = freeName(like: name, in: folder)
  for format in [FigureFormat.svg, .png] {
    try FigureFile.write(scene, to: "\(folder)/\(base).\(format.rawValue)", as: format)
  }
  return "\(folder)/\(base).svg and .png"
}

private func freeName(like name: String, in folder: String) -> String {
  let name = String(name.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" })
  func isTaken(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(name).svg")
  }
  guard isTaken(name) else { return name }
  return (2...).lazy.map { "\(name)-\($0)" }.first { !isTaken($0) }!
}
