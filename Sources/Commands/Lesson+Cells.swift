import Display
import Lessons

extension Lesson {
  /// The index of the cell with this label.
  public func cell(labelled label: String) throws -> Int {
    if let cell = cells.first(where: { $0.label == label }) { return cell.index }
    throw Diagnostic(
      "cell-unknown", at: .init(file: file),
      "The lesson has no cell “\(label)”.\(didYouMean(label, among: cells.map(\.label)))",
      hint: "Its cells: \(cells.map(\.label).joined(separator: ", ")).")
  }
}

extension CellResult {
  /// Why a cell that was needed did not run: its own errors, or one that says what became of it.
  /// - Parameter what: the words after the cell's name: "did not come to its end".
  func problems(of cell: Cell, in lesson: Lesson, _ id: String, _ what: String) -> [Diagnostic] {
    let errors = diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else { return errors }
    let place = Diagnostic.Place(file: lesson.file, line: cell.line)
    return [Diagnostic(id, at: place, "The cell “\(cell.label)” \(what) (\(status.rawValue)).")]
  }
}
