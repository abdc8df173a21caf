import Display
import Foundation
import Lessons

/// A folder that goes when the test ends.
final class TemporaryFolder: Sendable {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "nnlearn-tests-\(UInt64.random(in: .min ... .max))"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Compiled cells that all tests share; each test's cells differ, so none sees another's results.
let sharedCache = TemporaryFolder()

/// A lesson of these cells, each on line 10, 110, 210 …
func lesson(
  _ codes: [String], name: String = #function, parameters: [FrontMatter.Parameter] = [], seed: UInt64 = 7,
  change: (inout Cell) -> Void = { _ in }
) -> Lesson {
  let cells = codes.enumerated().map { index, code in
    var cell = Cell(
      index: index, label: "cell-\(index + 1)", options: CellOptions(), code: code, line: 10 + 100 * index)
    change(&cell)
    return Lesson.Piece.cell(cell)
  }
  let frontMatter = FrontMatter(
    title: name, goal: "", needs: [], minutes: 1, seed: seed, parameters: parameters)
  return Lesson(number: 1, name: name, file: "lessons/01-test.md", frontMatter: frontMatter, pieces: cells)
}

func session(
  _ lesson: Lesson, cache: TemporaryFolder = sharedCache, change: (inout Session.Options) -> Void = { _ in }
) throws -> Session {
  var options = Session.Options()
  options.cacheFolder = cache.path
  options.replays = false
  change(&options)
  return try Session(lesson: lesson, options: options)
}

extension CellResult {
  /// All text that it shows, in order.
  var text: String {
    outputs.map { if case .text(let text) = $0 { text } else { "" } }.joined()
  }

  /// Line and column of the first error.
  var errorLine: Int? { diagnostics.first { $0.severity == .error }?.place?.line }
}
