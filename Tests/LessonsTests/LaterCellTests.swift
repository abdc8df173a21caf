import Display
import Foundation
import Lessons
import Testing

@Suite struct GuardTests {
  @Test(arguments: [
    ("guard let a = [3].max(), a > 2 else { fatalError() }", "a + 1", "4\n"),
    (
      "guard let a = [3].first(where: { let b = $0; return b > 2 }), let b = [a].last else { fatalError() }", "a + b",
      "6\n"
    ),
    ("let r = Result<Int, Never>.success(3)\nguard case .success(let a) = r else { fatalError() }", "a", "3\n"),
    ("guard let (a, b) = [1: 2].first.map({ ($0.key, $0.value) }) else { fatalError() }", "a + b", "3\n"),
    ("guard var a = [3].max() else { fatalError() }\na += 1", "a", "4\n"),
    ("guard let a = [3].max() else { fatalError() }", "{ let a = 5; return a + 1 }()", "6\n"),
  ])
  func `what a guard binds is seen by later cells`(_ first: String, _ use: String, _ text: String) throws {
    let session = try session(lesson([first, "let x = 1", "print(\(use))"], title: first))
    let result = session.run(cell: 2)
    #expect(result.text == text, "\(result.diagnostics)")
    let place = Diagnostic.Place(file: "lessons/01-test.md", line: 400, column: 5)
    #expect(try session.value(of: use, at: place, after: 0).get() + "\n" == text)
  }

  @Test func `a later cell may use the name anew`() throws {
    let session = try session(
      lesson(["guard let a = [3].max() else { fatalError() }", "print(a)", "let a = \"b\"", "print(a)"]))
    #expect(session.run(cell: 3).text == "b\n")
    #expect(session.run(cell: 1).text == "3\n")
  }

  @Test(arguments: [
    ("struct Point { var x = 1 }", "extension Point: Equatable {}"),
    ("struct Point { var x = 1 }", "extension Point: Hashable {}"),
    ("enum Kind { case a(Int), b }", "extension Kind: Codable {}"),
    ("enum Kind { case a, b }", "extension Kind: CaseIterable {}"),
  ])
  func `what only the first cell can promise is said`(_ type: String, _ promise: String) throws {
    let result = try session(lesson([type, promise], title: promise)).run(cell: 1)
    #expect(result.status == .compileError)
    #expect(result.diagnostics.first?.id == "promised-elsewhere", "\(result.diagnostics)")
    #expect(result.diagnostics.first?.hint.contains("into the first cell") == true)
    #expect(!"\(result.diagnostics)".contains("Cell_"), "\(result.diagnostics)")
  }

  @Test(arguments: [
    (
      "struct Point { var x = 1.0 }", "extension Point { var double: Double { x * 2 } }\nprint(Point().double)", "2.0\n"
    ),
    (
      "struct Point { var x = 1.0 }",
      "extension Point: CustomStringConvertible { public var description: String { \"P\" } }\nprint(Point())", "P\n"
    ),
    (
      "struct Point { var x = 1.0 }",
      "extension Point { init(twice x: Double) { self.init(x: x * 2) } }\nprint(Point(twice: 2).x)", "4.0\n"
    ),
    ("protocol Named {}\nstruct A: Named {}", "extension Named { var name: String { \"n\" } }\nprint(A().name)", "n\n"),
  ])
  func `other extensions in later cells work`(_ type: String, _ code: String, _ text: String) throws {
    let result = try session(lesson([type, code], title: code)).run(cell: 1)
    #expect(result.text == text && result.diagnostics.isEmpty, "\(result)")
  }

  @Test func `an import of an earlier cell is not called missing`() throws {
    let mixed = "let n = 2, x = 1.5\nprint(exp(n * x))"
    let inherited = try session(lesson(["import Foundation", mixed])).run(cell: 1)
    #expect(inherited.status == .compileError && inherited.diagnostics.first?.id == "mixed-numbers", "\(inherited)")
    let alone = try session(lesson(["print(1)", mixed])).run(cell: 1)
    #expect(alone.diagnostics.first?.id == "missing-import-for-number", "\(alone)")
  }

  @Test func `a promise kept without public says the word`() throws {
    let promise = "extension Point: CustomStringConvertible { var description: String { \"P\" } }"
    let result = try session(lesson(["struct Point {}", promise])).run(cell: 1)
    #expect(result.diagnostics.first?.id == "promised-without-public", "\(result.diagnostics)")
  }

  @Test func `no message names a generated module`() throws {
    for code in [
      "let p: Point = 3", "print(Point.none)", "Point().x = 3", "extension Point { init(y: Int) { x = y } }",
    ] {
      let result = try session(lesson(["struct Point { let x = 1; private var z = 2 }", code], title: code)).run(
        cell: 1)
      #expect(result.status == .compileError && !"\(result.diagnostics)".contains("Cell_"), "\(result.diagnostics)")
    }
  }
}
