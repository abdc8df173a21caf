import Display
import Foundation
import Lessons
import Testing

@Suite struct CacheTests {
  let cells = ["import Foundation\nlet stamp = Date().timeIntervalSince1970\nprint(stamp)", "print(stamp)"]

  @Test func `what has not changed is shown without running`() throws {
    let cache = TemporaryFolder()
    let lesson = try lesson(cells)
    func run(_ lesson: Lesson, _ index: Int = 1) throws -> CellResult {
      let session = try session(lesson, cache: cache) { $0.replays = true }
      return session.run(cell: index)
    }
    let first = try run(lesson, 0)
    #expect(!first.isFromCache)
    let second = try run(lesson, 0)
    #expect(second.isFromCache && second.outputs == first.outputs)
    var commented = lesson
    try commented.replaceCode(0, cells[0] + "\n// a comment")
    #expect(try run(commented, 0).outputs == first.outputs)
    var changed = lesson
    try changed.replaceCode(0, cells[0] + "\nprint(2)")
    #expect(try run(changed, 0).outputs != first.outputs)
  }

  @Test func `a damaged cache is made again`() throws {
    let cache = TemporaryFolder()
    let lesson = try lesson(["let x = 20", "print(x + 1)"])
    #expect(try session(lesson, cache: cache).run(cell: 1).text == "21\n")
    let files = FileManager.default.enumerator(atPath: cache.path)?.compactMap { $0 as? String } ?? []
    var damaged = 0
    for file in files where !file.contains("/modules/") {
      let path = cache.path + "/" + file
      guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: path)), !bytes.isEmpty else { continue }
      try Data(bytes.prefix(bytes.count / 2) + [7]).write(to: URL(fileURLWithPath: path))
      damaged += 1
    }
    #expect(damaged > 8)
    #expect(try session(lesson, cache: cache).run(cell: 1).text == "21\n")
  }

  @Test func `two readers at once fill one cache`() async throws {
    let cache = TemporaryFolder()
    let lesson = try lesson(["let x = 20", "print(x + 1)", "print(x + 2)"])
    let texts = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<3 { group.addTask { try session(lesson, cache: cache).run(cell: 2).text } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(texts == ["22\n", "22\n", "22\n"])
  }

  @Test func `a cache that cannot be written is said`() throws {
    let session = try session(lesson(["print(1)"])) { $0.cacheFolder = "/proc/nowhere" }
    let result = session.run(cell: 0)
    #expect(result.status == .notRun)
    #expect(result.diagnostics.first?.id == "cache-unusable")
  }
}

extension Lesson {
  /// The same lesson with another text in one cell.
  fileprivate mutating func replaceCode(_ index: Int, _ code: String) throws {
    pieces = pieces.map { piece in
      guard case .cell(var cell) = piece, cell.index == index else { return piece }
      cell.code = code
      return .cell(cell)
    }
  }
}
