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
