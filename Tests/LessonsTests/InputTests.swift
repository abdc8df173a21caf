import Display
import Foundation
import Lessons
import Testing

/// What a cell reads is part of the key of its run, whichever way it reads it.
@Suite struct InputTests {
  struct Kind: CustomTestStringConvertible, Sendable {
    var name: String
    /// Reads below the lesson's folder, and prints what it found.
    var code: String
    var before: @Sendable (URL) throws -> Void = {
      try "3 5\n".write(to: $0.appending(path: "own.txt"), atomically: true, encoding: .utf8)
    }
    var change: @Sendable (URL) throws -> Void = {
      try "4 5\n".write(to: $0.appending(path: "own.txt"), atomically: true, encoding: .utf8)
    }
    var shows = ["3 5\n", "4 5\n"]
    /// What `cache why` names.
    var names = "own.txt"

    var testDescription: String { name }
  }

  @Sendable static func write(_ text: String, _ name: String) -> @Sendable (URL) throws -> Void {
    { try text.write(to: $0.appending(path: name), atomically: true, encoding: .utf8) }
  }

  static let readers: [Kind] = [
    Kind(
      name: "String(contentsOfFile:)",
      code: #"print(try! String(contentsOfFile: "own.txt", encoding: .utf8), terminator: "")"#),
    Kind(
      name: "String(contentsOf:)",
      code: #"print(try! String(contentsOf: URL(filePath: "own.txt"), encoding: .utf8), terminator: "")"#),
    Kind(
      name: "Data(contentsOf:)",
      code:
        #"print(String(decoding: try! Data(contentsOf: URL(fileURLWithPath: "own.txt")), as: UTF8.self), terminator: "")"#
    ),
    Kind(
      name: "a mapped file",
      code:
        #"print(String(decoding: try! Data(contentsOf: URL(filePath: "./own.txt"), options: .alwaysMapped), as: UTF8.self), terminator: "")"#
    ),
    Kind(
      name: "FileManager",
      code: #"print(String(decoding: FileManager.default.contents(atPath: "own.txt")!, as: UTF8.self), terminator: "")"#
    ),
    Kind(
      name: "FileHandle",
      code:
        #"print(String(decoding: try! FileHandle(forReadingAtPath: "own.txt")!.readToEnd()!, as: UTF8.self), terminator: "")"#
    ),
    Kind(
      name: "InputStream",
      code: """
        let stream = InputStream(fileAtPath: "own.txt")!
        stream.open()
        var bytes = [UInt8](repeating: 0, count: 9)
        let count = stream.read(&bytes, maxLength: 9)
        print(String(decoding: bytes[..<count], as: UTF8.self), terminator: "")
        """),
    Kind(
      name: "fopen",
      code: """
        let file = fopen("own.txt", "r")!
        var line = [CChar](repeating: 0, count: 9)
        fgets(&line, 9, file)
        print(String(cString: line), terminator: "")
        """),
    Kind(
      name: "open",
      code: """
        let file = open("own.txt", O_RDONLY)
        var bytes = [UInt8](repeating: 0, count: 9)
        let count = read(file, &bytes, 9)
        print(String(decoding: bytes[..<count], as: UTF8.self), terminator: "")
        """),
    Kind(
      name: "a table", code: #"print(try! DataFrame(csvFile: "own.csv")["x"].values.compactMap { $0 })"#,
      before: write("x\n1\n2\n", "own.csv"), change: write("x\n5\n", "own.csv"), shows: ["[1.0, 2.0]\n", "[5.0]\n"],
      names: "own.csv"),
    Kind(
      name: "a picture", code: #"print(try! NDArray(imageFile: "own.pgm").shape)"#,
      before: write("P2 1 1 9 3\n", "own.pgm"), change: write("P2 2 1 9 3 4\n", "own.pgm"), shows: [], names: "own.pgm"),
    Kind(
      name: "through a link", code: #"print(try! String(contentsOfFile: "link", encoding: .utf8), terminator: "")"#,
      before: {
        try write("3 5\n", "own.txt")($0)
        try FileManager.default.createSymbolicLink(
          atPath: $0.path + "/link", withDestinationPath: "own.txt")
      }, names: "link"),
    Kind(
      name: "in a folder",
      code: #"print(try! String(contentsOfFile: "data/in/own.txt", encoding: .utf8), terminator: "")"#,
      before: {
        try FileManager.default.createDirectory(at: $0.appending(path: "data/in"), withIntermediateDirectories: true)
        try write("3 5\n", "data/in/own.txt")($0)
      }, change: write("4 5\n", "data/in/own.txt"), names: "data/in/own.txt"),
  ]

  static let lookers: [Kind] = [
    Kind(
      name: "a file that appears",
      code: #"print((try? String(contentsOfFile: "late.txt", encoding: .utf8)) ?? "none")"#,
      before: { _ in }, change: write("here", "late.txt"), shows: ["none\n", "here\n"], names: "late.txt"),
    Kind(
      name: "a file that goes", code: #"print(FileManager.default.fileExists(atPath: "own.txt"))"#,
      change: { try FileManager.default.removeItem(at: $0.appending(path: "own.txt")) }, shows: ["true\n", "false\n"]),
    Kind(
      name: "a folder that gains a file",
      code: #"print(try! FileManager.default.contentsOfDirectory(atPath: ".").count)"#,
      change: write("", "more.txt"), shows: ["1\n", "2\n"], names: "."),
    Kind(
      name: "URLs of a folder",
      code:
        #"print(try! FileManager.default.contentsOfDirectory(at: URL(filePath: "."), includingPropertiesForKeys: nil).count)"#,
      change: write("", "more.txt"), shows: ["1\n", "2\n"], names: "."),
    Kind(
      name: "a folder below", code: #"print(FileManager.default.enumerator(atPath: ".")!.allObjects.count)"#,
      before: {
        try FileManager.default.createDirectory(at: $0.appending(path: "a/b"), withIntermediateDirectories: true)
      },
      change: write("", "a/b/more.txt"), shows: ["2\n", "3\n"], names: "."),
    Kind(
      name: "opendir",
      code: """
        let folder = opendir(".")!
        var count = 0
        while readdir(folder) != nil { count += 1 }
        print(count)
        """, change: write("", "more.txt"), shows: ["3\n", "4\n"], names: "."),
    Kind(
      name: "a size", code: #"print(try! FileManager.default.attributesOfItem(atPath: "own.txt")[.size]!)"#,
      change: write("33", "own.txt"), shows: ["4\n", "2\n"]),
    Kind(
      name: "a date",
      code:
        #"print((try! FileManager.default.attributesOfItem(atPath: "own.txt")[.modificationDate] as! Date).timeIntervalSince1970 < 100)"#,
      change: {
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: 50)], ofItemAtPath: $0.path + "/own.txt")
      },
      shows: ["false\n", "true\n"]),
    Kind(
      name: "a link's target", code: #"print(try! FileManager.default.destinationOfSymbolicLink(atPath: "link"))"#,
      before: { try FileManager.default.createSymbolicLink(atPath: $0.path + "/link", withDestinationPath: "a") },
      change: {
        try FileManager.default.removeItem(atPath: $0.path + "/link")
        try FileManager.default.createSymbolicLink(atPath: $0.path + "/link", withDestinationPath: "b")
      }, shows: ["a\n", "b\n"], names: "link"),
  ]

  /// Read where nobody sees it, and declared.
  static let declared: [Kind] =
    ["own.txt", "data", "data/*.txt", "own.txt, data"].map { paths in
      let file = paths.hasPrefix("own") ? "own.txt" : "data/a.txt"
      return Kind(
        name: "reads: \(paths)", code: "//| reads: \(paths)\nprint(DispatchTime.now().uptimeNanoseconds)",
        before: {
          try FileManager.default.createDirectory(at: $0.appending(path: "data"), withIntermediateDirectories: true)
          try write("3", file)($0)
        }, change: write("4", file), shows: [], names: paths.hasPrefix("own") ? "own.txt" : paths)
    } + [
      Kind(
        name: "reads: a file that appears", code: "//| reads: late*.txt\nprint(DispatchTime.now().uptimeNanoseconds)",
        before: { _ in }, change: write("4", "late-1.txt"), shows: [], names: "late*.txt")
    ]

  @Test(arguments: readers + lookers + declared)
  func `what a cell read is part of its key`(_ kind: Kind) throws {
    let cache = CacheFolderForTests(), folder = CacheFolderForTests()
    let url = URL(filePath: folder.path)
    try kind.before(url)
    let code =
      kind.code.hasPrefix("//|")
      ? kind.code.replacing("\n", with: "\nimport Foundation\n", maxReplacements: 1) : "import Foundation\n" + kind.code
    var lesson = try lesson([code], title: kind.name)
    lesson.folder = folder.path
    func open() throws -> Session { try session(lesson, cache: cache) { $0.replays = true } }
    let first = try open().run(cell: 0)
    #expect(first.status == .passed && !first.isFromCache, "\(first)")
    let second = try open().run(cell: 0)
    #expect(second.isFromCache && second.outputs == first.outputs)
    #expect(try open().why(cell: 0) == [])
    try kind.change(url)
    let why = try open().why(cell: 0)
    #expect(why.contains { $0.contains("`\(kind.names)`") }, "\(why)")
    let third = try open().run(cell: 0)
    #expect(third.status == .passed && !third.isFromCache, "\(third)")
    if !kind.shows.isEmpty { #expect([first.text, third.text] == kind.shows) }
    #expect(third.outputs != first.outputs)
    #expect(try open().run(cell: 0).isFromCache)
  }

  @Test(arguments: [
    "print(Date())", "print(Date.now.timeIntervalSince1970)", "print(time(nil))", "print(Double.random(in: 0..<1))",
    "print([1, 2, 3].shuffled())", "print(UUID())",
    #"print(try! String(contentsOfFile: "/proc/uptime", encoding: .utf8))"#,
    #"let p = try! Process.run(URL(filePath: "/bin/true"), arguments: []); p.waitUntilExit(); print(1)"#,
    "let s = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0); print(s)",
    "//| cache: false\nprint(1)",
  ])
  func `what is different each time is not kept, nor what rests on it`(_ code: String) throws {
    let cache = CacheFolderForTests()
    let first = code.hasPrefix("//|") ? code + "\nlet n = 1" : "import Foundation\n" + code + "\nlet n = 1"
    let lesson = try lesson([first, "print(n + 1)", "print(7)"], title: code)
    func run() throws -> [CellResult] {
      let session = try session(lesson, cache: cache) { $0.replays = true }
      return (0..<3).map { session.run(cell: $0) }
    }
    #expect(try run().allSatisfy { $0.status == .passed })
    #expect(try run().map(\.isFromCache) == [false, false, true])
    let why = try session(lesson, cache: cache).why(cell: 1)
    #expect(why.count >= 1 && why[0].hasPrefix("The cell `cell-1`, on which it depends, runs each time"), "\(why)")
  }

  @Test(arguments: [
    "print(readLine() ?? \"end\")", #"print(ProcessInfo.processInfo.environment["HOME"] ?? "")"#,
    #"print(getenv("HOME") == nil)"#, "print(Dataset.penguins)",
    "let d = Dense(2, 3); print(d(Tensor([[1, 2]])).shape)", "print(URL(filePath: \"x\").path.count)",
  ])
  func `what is the same each time is kept`(_ code: String) throws {
    let cache = CacheFolderForTests()
    let lesson = try lesson(["import Foundation\n" + code], title: code)
    func run() throws -> CellResult { try session(lesson, cache: cache) { $0.replays = true }.run(cell: 0) }
    #expect(try run().status == .passed)
    #expect(try run().isFromCache)
  }

  @Test func `only what depends on a changed file runs again, and a touched one counts as it was`() throws {
    let cache = CacheFolderForTests(), folder = CacheFolderForTests()
    let url = URL(filePath: folder.path)
    try Self.write("3", "own.txt")(url)
    var lesson = try lesson([
      "let other = 1\nprint(other)",
      "import Foundation\nlet n = Int(try! String(contentsOfFile: \"own.txt\", encoding: .utf8))!\nprint(n)",
      "print(n + 1)", "print(other + 1)",
    ])
    lesson.folder = folder.path
    func run() throws -> [CellResult] {
      let session = try session(lesson, cache: cache) { $0.replays = true }
      return (0..<4).map { session.run(cell: $0) }
    }
    #expect(try run().map(\.text) == ["1\n", "3\n", "4\n", "2\n"])
    try FileManager.default.setAttributes([.modificationDate: Date.now - 99], ofItemAtPath: folder.path + "/own.txt")
    #expect(try run().allSatisfy(\.isFromCache))
    try Self.write("5", "own.txt")(url)
    let why = try session(lesson, cache: cache) { $0.replays = true }.why(cell: 2)
    #expect(why.count == 1 && why[0].hasPrefix("The cell `cell-2`, on which it depends, reads `own.txt`"), "\(why)")
    let changed = try run()
    #expect(changed.map(\.text) == ["1\n", "5\n", "6\n", "2\n"])
    #expect(changed.map(\.isFromCache) == [true, false, false, true])
    // The kept run of the first version still holds when it comes back.
    try Self.write("3", "own.txt")(url)
    #expect(try run().map(\.text) == ["1\n", "3\n", "4\n", "2\n"])
    #expect(try run().allSatisfy(\.isFromCache))
  }

  @Test func `a cell that was run for another's sake is known the next time`() throws {
    let cache = CacheFolderForTests(), folder = CacheFolderForTests()
    try Self.write("3", "own.txt")(URL(filePath: folder.path))
    var lesson = try lesson([
      "import Foundation\nlet n = Int(try! String(contentsOfFile: \"own.txt\", encoding: .utf8))!", "print(n + 1)",
    ])
    lesson.folder = folder.path
    func run() throws -> CellResult { try session(lesson, cache: cache) { $0.replays = true }.run(cell: 1) }
    #expect(try !run().isFromCache)
    #expect(try run().isFromCache)
    try Self.write("4", "own.txt")(URL(filePath: folder.path))
    #expect(try run().text == "5\n")
  }

  @Test func `a file that changes while a cell reads it is never mixed`() throws {
    let cache = CacheFolderForTests(), folder = CacheFolderForTests()
    let url = URL(filePath: folder.path)
    try Self.write("3", "own.txt")(url)
    var lesson = try lesson([
      "import Foundation\nlet n = try! String(contentsOfFile: \"own.txt\", encoding: .utf8)\nprint(n)\nusleep(400_000)"
    ])
    lesson.folder = folder.path
    let session = try session(lesson, cache: cache) { $0.replays = true }
    let result = session.run(cell: 0, onOutput: { _ in try? Self.write("4", "own.txt")(url) })
    #expect(result.status == .notRun && result.diagnostics.first?.id == "input-changed", "\(result)")
    #expect(result.diagnostics.first?.summary.contains("own.txt") == true)
    let again = session.run(cell: 0)
    #expect(again.status == .passed && again.text == "4\n", "\(again)")
  }

  @Test func `a page never shows two versions of a file`() throws {
    let cache = CacheFolderForTests(), folder = CacheFolderForTests()
    let url = URL(filePath: folder.path)
    let read = "import Foundation\nlet n = try! String(contentsOfFile: \"own.txt\", encoding: .utf8)\nprint(n)"
    for second in [read, "print(n, n)"] {
      try Self.write("3", "own.txt")(url)
      var lesson = try lesson([read, second], title: second)
      lesson.folder = folder.path
      let page = try session(lesson, cache: cache) { $0.replays = true }
      #expect(page.run(cell: 0).text == "3\n")
      try Self.write("4", "own.txt")(url)
      let mixed = page.run(cell: 1)
      #expect(mixed.status == .notRun && mixed.diagnostics.first?.id == "input-changed", "\(mixed)")
      #expect(page.run(cell: 0).text == "4\n")
      #expect(page.run(cell: 1).text.hasPrefix("4"))
      // A reader runs cells as it likes: what is no longer so is taken back.
      try Self.write("3", "own.txt")(url)
      let reader = try session(lesson, cache: cache)
      #expect(reader.run(cell: 0).text == "3\n")
      try Self.write("4", "own.txt")(url)
      #expect(reader.run(cell: 1).text.hasPrefix("4"))
      #expect(reader.results[0] == nil && reader.results[1] != nil)
    }
  }

  @Test func `what a cell makes itself is no input, and is made again when it is gone`() throws {
    let cache = CacheFolderForTests(), folder = CacheFolderForTests()
    var lesson = try lesson([
      """
      import Foundation
      try! "7".write(toFile: "made.txt", atomically: true, encoding: .utf8)
      print(try! String(contentsOfFile: "made.txt", encoding: .utf8))
      """
    ])
    lesson.folder = folder.path
    func run() throws -> CellResult { try session(lesson, cache: cache) { $0.replays = true }.run(cell: 0) }
    #expect(try run().text == "7\n")
    #expect(try run().isFromCache)
    try FileManager.default.removeItem(atPath: folder.path + "/made.txt")
    #expect(try !run().isFromCache)
    #expect(FileManager.default.fileExists(atPath: folder.path + "/made.txt"))
    #expect(try run().isFromCache)
  }

  @Test func `relative paths start at the lesson's folder in every cell`() throws {
    let folder = CacheFolderForTests()
    try Self.write("3", "own.txt")(URL(filePath: folder.path))
    let read = "print(try! String(contentsOfFile: \"own.txt\", encoding: .utf8))"
    var lesson = try lesson(["import Foundation\nchdir(\"/\")", "import Foundation\n" + read])
    lesson.folder = folder.path
    let session = try session(lesson)
    #expect(session.run(cell: 0).status == .passed)
    #expect(session.run(cell: 1).text == "3\n")
  }

  @Test func `a cell that failed for want of a file runs when it is there`() throws {
    let folder = CacheFolderForTests()
    var lesson = try lesson([
      "import Foundation\nlet n = try! String(contentsOfFile: \"own.txt\", encoding: .utf8)", "print(n)",
    ])
    lesson.folder = folder.path
    let session = try session(lesson)
    #expect(session.run(cell: 1).status == .notRun)
    try Self.write("3", "own.txt")(URL(filePath: folder.path))
    #expect(session.run(cell: 1).text == "3\n")
  }

  @Test func `an absent path of reads is said and does no harm`() throws {
    let folder = CacheFolderForTests()
    var lesson = try lesson(["//| reads: nowhere.csv, none/*.csv\nprint(1)"])
    lesson.folder = folder.path
    let result = try session(lesson).run(cell: 0)
    #expect(result.status == .passed && result.text == "1\n")
    #expect(
      result.diagnostics.map(\.id) == ["reads-absent", "reads-absent"] && result.diagnostics[0].severity == .warning)
    #expect(result.diagnostics[0].summary.contains("nowhere.csv") && result.diagnostics[0].place?.line == 99)
  }

  @Test(arguments: ["", "a.csv,, b.csv", ","]) func `a wrong value of reads is refused`(_ value: String) throws {
    #expect { try lesson(["//| reads: \(value)\nprint(1)"]) } throws: { error in
      (error as? Diagnostics)?.all.first?.id == "option-value"
    }
  }
}
