import Display
import Foundation
import Lessons
import Numerals

/// What there is to read, and how far the reader got.
public struct LessonList {
  public struct Row: Codable, Sendable, Equatable {
    public var number: Int?
    public var name: String
    public var title: String
    public var goal: String
    public var minutes: Int
    public var cells: Int
    public var cellsDone: Int
  }

  public private(set) var rows: [Row] = []
  /// Lessons that cannot be read; they are missing from the rows.
  public private(set) var problems: [Diagnostic] = []

  public init(places: Places) throws {
    let bookmarks = BookmarkStore(folder: places.state)
    for entry in try LessonLibrary(folder: places.lessons).entries {
      do {
        let lesson = try entry.read()
        rows.append(
          Row(
            number: lesson.number, name: lesson.name, title: lesson.frontMatter.title, goal: lesson.frontMatter.goal,
            minutes: lesson.frontMatter.minutes, cells: lesson.cells.count,
            cellsDone: bookmarks.bookmark(of: entry.name).bookmark?.cellsDone(in: lesson) ?? 0))
      } catch {
        problems += error.all
      }
    }
  }

  public func json() throws -> String { String(decoding: try Wire.encode(rows), as: UTF8.self) + "\n" }

  public func text() -> String {
    let table = rows.map { row in
      [
        row.number.map(String.init) ?? "–", row.title, "\(row.minutes) min",
        row.cellsDone == 0 ? "" : row.cellsDone == row.cells ? "done" : "\(row.cellsDone) of \(row.cells) cells",
      ]
    }
    return textTable([["lesson", "title", "time", "read"]] + table, numbers: [0, 2])
  }
}

/// Columns two spaces apart; those of `numbers` are set to the right.
func textTable(_ rows: [[String]], numbers: Set<Int> = []) -> String {
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in rows.map { displayWidth($0[column]) }.max() ?? 0 }
  return rows.map { row in
    let line = row.enumerated().map { column, text in
      let padding = String(repeating: " ", count: widths[column] - displayWidth(text))
      return numbers.contains(column) ? padding + text : text + padding
    }
    var text = line.joined(separator: "  ")
    while text.hasSuffix(" ") { text.removeLast() }
    return text + "\n"
  }.joined()
}
