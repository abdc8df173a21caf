import Commands
import Display
import Foundation
import Lessons

extension BenchmarkGroup {
  static let lessons = BenchmarkGroup(
    name: "lessons", title: "A lesson in the terminal",
    benchmarks: [
      Benchmark(name: "`nnlearn lesson 3` to its first screen", measure: firstScreen),
      Benchmark(name: "first cell output, cold cell cache", measure: firstCell),
      Benchmark(name: "edited cell to its new output", measure: editedCell),
      Benchmark(name: "prose edit", measure: proseEdit),
    ])

  private static func firstScreen() throws -> [Measurement] {
    let places = Places.current()
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "nnlearn").path
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw NotMeasured(reason: "nnlearn is not built beside this program")
    }
    let samples = try withFolder { folder in
      try (0..<9).map { _ in
        try FirstScreen.seconds(
          of: [program, "lesson", "3", "--lessons", places.lessons.path],
          environment: ["XDG_CACHE_HOME": folder.path, "XDG_STATE_HOME": folder.path])
      }
    }
    return [
      Measurement(
        name: "`nnlearn lesson 3` to its first screen", unit: .seconds, samples: samples, aim: 50e-3,
        note: "whole process, pseudo-terminal of 80 × 24")
    ]
  }

  /// The compiler's own module cache stays: it is made once on a machine.
  private static func firstCell() throws -> [Measurement] {
    let text = try lessonText()
    let samples = try withFolder { cells in
      try (0..<6).map { _ in
        defer { removeCells(in: cells) }
        return try seconds { try expectRun(session(text, cache: cells).run(cell: 0)) }
      }
    }
    return [
      Measurement(
        name: "first cell output, cold cell cache", unit: .seconds, samples: Array(samples.dropFirst()), aim: 150e-3,
        note: "\(Measurement.text(samples[0], in: .seconds)) the very first time on a machine")
    ]
  }

  private static func editedCell() throws -> [Measurement] {
    let text = try lessonText()
    return try withFolder { folder in
      let session = try session(text, cache: folder)
      try expectRun(session.run(cell: 0))
      let code = session.lesson.cells[0].code
      guard code.contains("3 * x") else { throw NotMeasured(reason: "lesson 3's first cell is no longer 3 * x") }
      let samples = try (0..<7).map { sample in
        try seconds {
          session.replace(cell: 0, code: code.replacingOccurrences(of: "3 * x", with: "\(sample + 4) * x"))
          try expectRun(session.run(cell: 0))
        }
      }
      return [Measurement(name: "edited cell to its new output", unit: .seconds, samples: samples, aim: 150e-3)]
    }
  }

  /// A session of its own for each edit, as when `nnlearn` is started again: read, and every cell's output shown.
  private static func proseEdit() throws -> [Measurement] {
    let text = try lessonText()
    return try withFolder { folder in
      let first = try session(text, cache: folder)
      for cell in first.lesson.cells.indices { try expectRun(first.run(cell: cell)) }
      first.close()
      let samples = try (0..<7).map { sample in
        try seconds {
          let edited = try session(text + "\nOne more paragraph, number \(sample).\n", cache: folder)
          for cell in edited.lesson.cells.indices where !edited.run(cell: cell).isFromCache {
            throw NotMeasured(reason: "cell \(cell + 1) ran again after an edit of prose")
          }
        }
      }
      let cells = first.lesson.cells.count
      return [
        Measurement(
          name: "prose edit: the lesson read again, all \(cells) outputs shown", unit: .seconds, samples: samples,
          aim: 30e-3, note: "no cell ran")
      ]
    }
  }

  private static func lessonText() throws -> String {
    try String(contentsOf: LessonLibrary(folder: Places.current().lessons).entry("3").url, encoding: .utf8)
  }

  private static func session(_ text: String, cache: URL) throws -> Session {
    var options = Session.Options()
    options.cacheFolder = cache.path
    return try Session(lesson: Lesson(text: text, file: "lesson.md"), options: options)
  }

  private static func expectRun(_ result: CellResult) throws {
    guard result.status == .passed, !result.isFromCache else {
      let problem = result.diagnostics.first?.summary ?? (result.isFromCache ? "it came from the cache" : "")
      throw NotMeasured(reason: "a cell was to run and pass, but ended as \(result.status). \(problem)")
    }
  }

  static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "nnlearn-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  private static func removeCells(in cache: URL) {
    let files = FileManager.default
    for version in (try? files.contentsOfDirectory(at: cache, includingPropertiesForKeys: nil)) ?? [] {
      for kind in (try? files.contentsOfDirectory(at: version, includingPropertiesForKeys: nil)) ?? []
      where kind.lastPathComponent != "modules" {
        try? files.removeItem(at: kind)
      }
    }
  }
}
