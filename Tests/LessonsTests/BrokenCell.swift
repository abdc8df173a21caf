import Display
import Foundation
import Lessons
import Testing

/// A cell with a mistake, and what is expected of it: a file of BrokenCells whose first line says
///
///     // compile: misspelt-name at 2:7
///
/// or `trap: …`; lines and columns are those of the code below it.
struct BrokenCell: Sendable, CustomTestStringConvertible {
  enum Kind: String { case compile, trap }

  var name = ""
  var kind = Kind.compile
  var id = ""
  var line = 0
  var column = 0
  var code: String
  /// The code of a cell further down.
  var laterCode = "print(\"the end\")"

  var testDescription: String { name }

  static let all: [BrokenCell] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("BrokenCells")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".cell") }.sorted().compactMap { name in
      let text = (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
      return BrokenCell(file: name, text: text)
    }
  }()

  init(code: String, laterCode: String = "print(\"the end\")") {
    self.code = code
    self.laterCode = laterCode
  }

  /// nil when the first line is not as above.
  init?(file: String, text: String) {
    let (header, code) = text.firstIndex(of: "\n").map { (text[..<$0], text[$0...].dropFirst()) } ?? ("", "")
    guard let found = Phrase("// {kind}: {id} at {line}:{column}").match(String(header)),
      let kind = Kind(rawValue: found["kind"]!), let line = Int(found["line"]!), let column = Int(found["column"]!)
    else {
      Issue.record("\(file) does not start with “// compile: id at line:column”.")
      return nil
    }
    name = String(file.dropLast(".cell".count))
    self.kind = kind
    id = found["id"]!
    self.line = line
    self.column = column
    self.code = code.hasSuffix("\n") ? String(code.dropLast()) : String(code)
  }

  /// This cell, its first line at the workshop's line, and one further down.
  func lesson() throws -> Lesson {
    let head = "---\ntitle: Broken\ngoal: Be mended\nminutes: 1\n---\n"
    let fence = "```swift\n//| label: broken\n"
    let filled = DiagnoseWorkshop.firstLine - 1 - (head + fence).count { $0 == "\n" }
    let prose = String(repeating: "\n", count: filled)
    return try Lesson(
      text: "\(head)\(prose)\(fence)\(code)\n```\n\n```swift\n//| label: later\n\(laterCode)\n```\n",
      file: DiagnoseWorkshop.file)
  }

  var place: Diagnostic.Place {
    Diagnostic.Place(file: DiagnoseWorkshop.file, line: DiagnoseWorkshop.firstLine + line - 1, column: column)
  }

  func compile(as module: String) throws -> [Diagnostic] {
    let workshop = try DiagnoseWorkshop.shared()
    let lesson = try lesson()
    let outcome = try workshop.compile(lesson.cells[0], as: module)
    return Diagnose.compilerOutput(outcome.error, cell: lesson.cells[0], lesson: lesson)
  }

  func trap(as module: String) throws -> Diagnostic {
    let workshop = try DiagnoseWorkshop.shared()
    let lesson = try lesson()
    try workshop.compile(lesson.cells[0], as: module).check()
    let (outcome, remains) = try workshop.run(module)
    let ending = outcome.signal.map { Ending.signal($0) } ?? .exited(status: outcome.status!)
    return Diagnose.ending(
      ending, remains: remains, cell: lesson.cells[0], lesson: lesson, symbolizer: workshop.symbolizer)
  }
}
