import Display
import Lessons

extension OpenedLesson {
  /// The cell at which the reader goes on; nil: the beginning.
  public func resumingCell(_ bookmarks: BookmarkStore) -> Int? {
    let done = bookmarks.bookmark(of: entry.name).bookmark?.cellsDone(in: lesson) ?? 0
    return lesson.cells.indices.contains(done) && done > 0 ? done : nil
  }
}

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
