import Display
import Foundation
import Lessons
import Testing

@Suite struct CacheTests {
  let cells = ["import Foundation\nlet stamp = DispatchTime.now().uptimeNanoseconds\nprint(stamp)", "print(stamp)"]

  @Test func `what has not changed is shown without running`() throws {
    let cache = CacheFolderForTests()
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
    let cache = CacheFolderForTests()
    let lesson = try lesson(["let x = 20", "print(x + 1)"])
    #expect(try session(lesson, cache: cache).run(cell: 1).text == "21\n")
    let files = FileManager.default.enumerator(atPath: cache.path)?.compactMap { $0 as? String } ?? []
    var damaged = 0
    for file in files {
      let path = cache.path + "/" + file
      guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: path)), !bytes.isEmpty else { continue }
      try Data(bytes.prefix(bytes.count / 2) + [7]).write(to: URL(fileURLWithPath: path))
      damaged += 1
    }
    #expect(damaged > 8)
    #expect(try session(lesson, cache: cache).run(cell: 1).text == "21\n")
  }

  @Test func `two readers at once fill one cache`() async throws {
    let cache = CacheFolderForTests()
    let lesson = try lesson(["let x = 20", "print(x + 1)", "print(x + 2)"])
    let texts = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<3 { group.addTask { try session(lesson, cache: cache).run(cell: 2).text } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(texts == ["22\n", "22\n", "22\n"])
  }

  @Test func `why says which input has changed`() throws {
    let cache = CacheFolderForTests()
    let lesson = try lesson(["var x = hidden", "let y = 5", "x += y; print(x)", "print(1)"], parameters: ["hidden: 3"])
    let first = try session(lesson, cache: cache)
    #expect(try first.why(cell: 2) == ["It has not come to its end with this cache yet."])
    #expect(first.run(cell: 2).text == "8\n")
    #expect(try first.why(cell: 2).isEmpty)
    first.replace(cell: 1, code: "let y = 5  // five")
    #expect(try first.why(cell: 2).isEmpty)
    first.replace(cell: 1, code: "let y = 6")
    #expect(try first.why(cell: 2) == ["It depends on the cell `cell-2`, and that has changed."])
    #expect(first.run(cell: 2).text == "9\n")
    first.replace(cell: 2, code: "x += y + 1; print(x)")
    #expect(try first.why(cell: 2) == ["It depends on its own code, and that has changed."])
    #expect(first.run(cell: 2).text == "10\n")
    let second = try session(lesson, cache: cache) { $0.parameters = ["hidden": "4"] }
    second.replace(cell: 1, code: "let y = 6")
    second.replace(cell: 2, code: "x += y + 1; print(x)")
    #expect(
      try second.why(cell: 2) == [
        "It depends on the cell `cell-1`, and that has changed.",
        "It depends on the lesson's parameters and seed, and that has changed.",
      ])
  }

  @Test func `a cache over its limit loses what was used longest ago`() throws {
    let cache = CacheFolderForTests()
    let lesson = try lesson(["print(1)"])
    for code in ["print(1)", "print(2)"] {
      let session = try session(lesson, cache: cache)
      session.replace(cell: 0, code: code)
      #expect(session.run(cell: 0).status == .passed)
    }
    func entries() -> [String] {
      let names = FileManager.default.enumerator(atPath: cache.path + "/1/compile")?.allObjects as? [String] ?? []
      return names.filter { $0.split(separator: "/").count == 2 }.map { cache.path + "/1/compile/" + $0 }
    }
    let all = entries()
    #expect(all.count == 2)
    for path in all {
      try FileManager.default.setAttributes([.modificationDate: Date.now - 7200], ofItemAtPath: path)
    }
    let last = try session(lesson, cache: cache) { $0.cacheLimit = 0 }
    #expect(last.run(cell: 0).status == .passed)
    last.close()
    #expect(entries().count == 1, "the one just used")
    #expect(try session(lesson, cache: cache).run(cell: 0).text == "1\n")
  }

  @Test func `showing what is kept looks through the cache for nothing to remove`() throws {
    let cache = CacheFolderForTests()
    let lesson = try lesson(["let x = 20", "print(x + 1)"])
    func open() throws -> Session {
      try session(lesson, cache: cache) {
        $0.replays = true
        $0.cacheLimit = 0
      }
    }
    let first = try open()
    #expect(!first.run(cell: 1).isFromCache)
    first.close()
    let forgotten = cache.path + "/1/drafts/forgotten"
    try FileManager.default.createDirectory(atPath: forgotten, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.modificationDate: Date.now - 7200], ofItemAtPath: forgotten)
    let second = try open()
    #expect(second.run(cell: 1).isFromCache)
    second.close()
    #expect(FileManager.default.fileExists(atPath: forgotten))
    let third = try open()
    third.replace(cell: 1, code: "print(x + 2)")
    #expect(third.run(cell: 1).text == "22\n")
    third.close()
    #expect(!FileManager.default.fileExists(atPath: forgotten))
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
