import Display
import Foundation

/// How far a reader got in one lesson.
public struct Bookmark: Codable, Sendable, Equatable {
  /// Cells left behind, of `cellCount`; the reader goes on with the next.
  public var cellsDone: Int
  public var cellCount: Int
  /// Label of the last of them, which finds it again when cells were added before it.
  public var label: String?

  public init(cellsDone: Int, of lesson: Lesson) {
    let cells = lesson.cells
    self.cellsDone = min(max(0, cellsDone), cells.count)
    cellCount = cells.count
    label = self.cellsDone > 0 ? cells[self.cellsDone - 1].label : nil
  }

  /// Cells done in the lesson as it is now.
  public func cellsDone(in lesson: Lesson) -> Int {
    let cells = lesson.cells
    if let label, let index = cells.firstIndex(where: { $0.label == label }) { return index + 1 }
    return min(max(0, cellsDone), cells.count)
  }
}

/// Bookmarks, one small file per lesson in a folder of the reader's own. A file is replaced as a whole, so that two
/// readers of one lesson at once never see half of one: the last to turn a page wins.
public struct BookmarkStore: Sendable {
  private let folder: URL

  public init(folder: URL) { self.folder = folder }

  /// The bookmark of a lesson (its `name`), nil when there is none. A damaged one counts as none, with a note.
  public func bookmark(of lesson: String) -> (bookmark: Bookmark?, note: Diagnostic?) {
    guard let data = try? Data(contentsOf: file(lesson)) else { return (nil, nil) }
    if let bookmark = try? JSONDecoder().decode(Bookmark.self, from: data), bookmark.cellsDone >= 0 {
      return (bookmark, nil)
    }
    let note = Diagnostic(
      "bookmark-damaged", severity: .note, "The note of how far you got in “\(lesson)” is damaged.",
      hint: "The lesson starts over; the note is written again.")
    return (nil, note)
  }

  /// Remembers; a lesson goes on without, so that what went wrong comes back as a warning.
  @discardableResult
  public func save(_ bookmark: Bookmark, of lesson: String) -> Diagnostic? {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Wire.encode(bookmark).write(to: file(lesson), options: .atomic)
      return nil
    } catch {
      return Diagnostic(
        "bookmark-not-saved", severity: .warning, "How far you got in “\(lesson)” could not be noted.",
        hint: "Check that \(folder.path) can be written and that the disk is not full.",
        details: error.localizedDescription)
    }
  }

  private func file(_ lesson: String) -> URL {
    let safe = lesson.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" ? $0 : "_" }
    return folder.appendingPathComponent(String(safe.prefix(100)) + ".json")
  }
}
