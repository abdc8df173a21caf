import Commands
import Foundation
import Lessons

/// A folder of its own for one test, with lessons, figures, cache and bookmarks; gone with the test.
final class Workplace {
  let folder: URL
  let places: Places

  init(lessons: [String: String] = [:], demos: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "nnlearn-test-\(UUID().uuidString)")
    let lessonFolder = folder.appending(path: "lessons")
    try FileManager.default.createDirectory(at: lessonFolder, withIntermediateDirectories: true)
    let demoFolder = folder.appending(path: "demos")
    try FileManager.default.createDirectory(at: demoFolder, withIntermediateDirectories: true)
    var places = Places(program: try Self.program, lessons: lessonFolder, environment: ["HOME": folder.path])
    places.demos = demoFolder
    self.places = places
    for (name, text) in lessons { try write(text, to: "lessons/\(name)") }
    for (name, text) in demos { try write(text, to: "demos/\(name)") }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ text: String, to file: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: file))
  }

  func text(of file: String) throws -> String {
    try String(contentsOf: folder.appending(path: file), encoding: .utf8)
  }

  /// The built `nnlearn`, which lies beside the library that cells import.
  static var program: URL {
    get throws { URL(filePath: try Toolchain.find().library).deletingLastPathComponent().appending(path: "nnlearn") }
  }

  /// Runs the built program with this folder's lessons, cache and bookmarks.
  func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Repository.Ending {
    try Repository.run(
      try Self.program.path, arguments, environment: self.environment.merging(environment) { $1 }, in: folder)
  }

  var environment: [String: String] {
    [
      "HOME": folder.path, "XDG_CACHE_HOME": folder.appending(path: "cache").path,
      "XDG_STATE_HOME": folder.appending(path: "state").path, "COLUMNS": "80",
    ]
  }

  /// A lesson that passes every check, with one figure.
  static let sound = """
    ---
    title: Squares
    goal: See what squares look like.
    minutes: 10
    parameters:
      count: 4
    ---

    # Squares

    ```swift
    //| label: squares
    //| fig-cap: "The first squares."
    let squares = (0..<count).map { Double($0 * $0) }
    show(Chart(title: "Squares", x: Axis("n"), y: Axis("n²"), marks: [
      .line(.init("n²", x: squares.indices.map(Double.init), y: squares))]))
    ```

    Their sum is {squares.reduce(0, +)}.

    """

  static let failing =
    sound + """

      ```swift
      //| label: beyond
      print(squares[99])
      ```

      ```swift
      //| label: wanted
      //| expect: trap
      print(squares[99])
      ```

      The next is {nowhere}.

      """
}
