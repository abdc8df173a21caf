import Display
import Foundation
import Lessons
import Testing

@Suite struct PhraseTests {
  @Test(arguments: [
    ("cannot find '{name}' in scope", "cannot find 'x' in scope", ["name": "x"]),
    ("{a} and {b}", "one and two and three", ["a": "one", "b": "two and three"]),
    ("'{name}' { … } {rest}", "'f' { … } (Int)", ["name": "f", "rest": "(Int)"]),
    ("no holes", "no holes", [:]),
    ("{all}", "", ["all": ""]),
  ])
  func readsWhatStandsInItsHoles(_ phrase: String, _ words: String, _ values: [String: String]) {
    #expect(Phrase(phrase).match(words) == values)
    #expect(Phrase(phrase).filled(with: values) == words)
  }

  @Test(arguments: [("a{b}c", "ac."), ("no holes", "no holes."), ("{a} is {b}.", "x is y"), ("x{a}", "y")])
  func refusesOtherWords(_ phrase: String, _ words: String) {
    #expect(Phrase(phrase).match(words) == nil)
  }
}

@Suite struct CompilerTextTests {
  private func diagnose(_ text: String, code: String, later: String = "let later = 1") throws -> [Diagnostic] {
    let lesson = try BrokenCell(code: code, laterCode: later).lesson()
    return Diagnose.compilerOutput(text, cell: lesson.cells[0], lesson: lesson)
  }

  private let file = DiagnoseWorkshop.file

  @Test func nothingSaidIsNothingFound() throws {
    #expect(try diagnose("", code: "print(1)").isEmpty)
    #expect(try diagnose("\n  \n", code: "print(1)").isEmpty)
  }

  @Test func sourceThatLooksLikeAMessageIsNotOne() throws {
    let code = "x.y:1:2: error: no"
    let text = "\(file):41:1: error: cannot find 'x' in scope\n\(code)\n^\n"
    let found = try diagnose(text, code: code)
    #expect(found.map(\.details) == ["error: cannot find 'x' in scope"])
  }

  @Test func fixesAndNotesAreKept() throws {
    let text = """
      \(file):42:1: error: cannot assign to value: 'n' is a 'let' constant
      n = 4
      ^
      \(file):41:1: note: change 'let' to 'var' to make it mutable
      let n = 3
      ^~~
      var

      """
    let found = try #require(try diagnose(text, code: "let n = 3\nn = 4").first)
    #expect(found.notes.map(\.place) == [.init(file: file, line: 41, column: 1)])
    #expect(found.details.hasSuffix("note: change 'let' to 'var' to make it mutable"))
  }

  @Test func causesStandBeforeConsequencesAndErrorsBeforeWarnings() throws {
    let text = """
      \(file):41:1: warning: result of operator '+' is unused [#no-usage]
      \(file):42:1: error: generic parameter 'T' could not be inferred
      \(file):43:1: error: cannot find 'zebra' in scope
      \(file):44:1: error: expected '}' at end of brace statement

      """
    let found = try diagnose(text, code: "1 + 1\nf()\nzebra\n{")
    #expect(found.map(\.id) == ["missing-closing-brace", "unknown-name", "type-parameter-unclear", "result-unused"])
  }

  @Test func whatIsSaidTwiceIsSaidOnce() throws {
    let text = "\(file):42:1: error: cannot find 'zebra' in scope\n\(file):41:1: error: cannot find 'zebra' in scope\n"
    let found = try diagnose(text, code: "zebra\nzebra")
    #expect(found.map { $0.place?.line } == [41])
    #expect(found[0].notes.map { $0.place?.line } == [42])
  }

  @Test(arguments: [
    "Cell7.swift:9:1: error: unexpected", "<unknown>:0: error: unexpected", "error: unexpected",
    "lessons/07-broken.md:4000:1: error: unexpected", "Cell3.f:1:13: error: unexpected",
  ])
  func aPlaceElsewhereBecomesTheEndOfTheCell(_ header: String) throws {
    let found = try #require(try diagnose(header + "\n", code: "let a = 1\nlet é = 2  \n").first)
    #expect(found.place == .init(file: file, line: 42, column: 11))
    #expect(found.id == "compiler-error")
    #expect(found.summary == "Unexpected.")
  }

  @Test func aCompilerThatDiesIsNotTheLearnersFault() throws {
    let found = try diagnose("Please submit a bug report\nStack dump:\n0. f\n", code: "print(1)")
    #expect(found.map(\.id) == ["compiler-failed"])
    #expect(found[0].details.contains("Stack dump"))
  }

  @Test(arguments: [
    "\u{0}\u{1}\u{2}", ":::::", "a:1:2: error:", ": error: x", String(repeating: "x:1:1: error: y\n", count: 30),
  ])
  func rubbishIsSurvived(_ text: String) throws {
    #expect(!(try diagnose(text, code: "").isEmpty))
  }

  @Test func namesOfCellsFurtherDownAreTold() throws {
    let found = try diagnose("\(file):41:7: error: cannot find 'later' in scope\n", code: "print(later)")
    #expect(found.map(\.id) == ["not-run-yet"])
    #expect(found[0].summary.contains("“later”"))
  }

  @Test func warningsOfNoUseAreLeftOut() throws {
    let text =
      "\(file):41:5: warning: variable 'n' was never mutated; consider changing to 'let' constant\nvar n = 1\n    ^\n"
    #expect(try diagnose(text, code: "var n = 1").isEmpty)
  }
}

@Suite struct OwnWarningTests {
  @Test(arguments: [
    ("let half = 1 / 2", "lossy-integer-division 1:14"),
    ("let n = 7\nlet half = Double(n / 2)", "lossy-integer-division 2:21"),
    ("let list = [1, 2]\nlet half = Float(list.count / 2)", "lossy-integer-division 2:29"),
    ("print(rate)\nlet rate = 3", "used-before-definition 1:7"),
    ("let even = 4 / 2", ""), ("let half: Double = 1 / 2", ""), ("let half = 1.0 / 2", ""), ("let half = 1 / 2.0", ""),
    ("let x = 3.5\nlet y = Double(x / 2)", ""), ("let n = 7\nprint(n / 2)", ""), ("// 1 / 2", ""),
    ("let text = \"1 / 2\"", ""), ("func f() { print(n) }\nlet n = 3", ""), ("let a = 1\nprint(a)\nlet b = a", ""),
    ("struct S { var n = 1 }\nlet s = S()\nprint(s.n)\nlet n = 2", ""), ("let step = 0.1 * 1 / 2", ""),
  ])
  func areSure(_ code: String, _ expected: String) throws {
    let lesson = try BrokenCell(code: code).lesson()
    let found = Diagnose.warnings(cell: lesson.cells[0], lesson: lesson)
    let first = DiagnoseWorkshop.firstLine - 1
    #expect(
      found.map { "\($0.id) \($0.place!.line - first):\($0.place!.column)" } == (expected.isEmpty ? [] : [expected]))
  }
}

@Suite struct EndingTests {
  @Test(arguments: [
    (Ending.timedOut(seconds: 2.5), "time-limit", "2.5"), (.interrupted, "interrupted", "stopped"),
    (.outputLimit(bytes: 1 << 30), "output-limit", "1 GB"), (.memoryLimit(bytes: 512 << 20), "memory-limit", "512 MB"),
    (.exited(status: 3), "program-exited-unplaced", "3"), (.signal(9), "killed", "outside"),
    (.signal(6), "program-aborted", "abort"), (.signal(11), "memory-fault", "memory"),
    (.signal(31), "stopped-by-signal", "SIGSYS"), (.signal(99), "stopped-by-signal", "99"),
  ])
  func haveAWordEachWithoutAnyReport(_ ending: Ending, _ id: String, _ word: String) throws {
    let lesson = try BrokenCell(code: "\n  print(1)").lesson()
    for report in ["", "signal 11\nstack", "frame zz\nmap 1-2\nthrow\n\n", "map 9-1 r-xp 0 0 0 /x"] {
      let found = Diagnose.ending(
        ending, remains: .init(report: report, libraries: ["/nowhere.so"]), cell: lesson.cells[0], lesson: lesson,
        symbolizer: Symbolizer(path: "/nowhere"))
      #expect(found.id == id)
      #expect(found.summary.contains(word))
      #expect(found.place?.line == DiagnoseWorkshop.firstLine)
    }
  }

  @Test func anEndlessLoopSaysWhereItWas() throws {
    let code = "import Foundation\nfunc spin() {\n  while true {\n    raise(SIGTRAP)\n  }\n}\nspin()"
    let workshop = try DiagnoseWorkshop.shared()
    let lesson = try BrokenCell(code: code).lesson()
    try workshop.compile(lesson.cells[0], as: "Spin").check()
    let found = Diagnose.ending(
      .timedOut(seconds: 1), remains: try workshop.run("Spin").remains, cell: lesson.cells[0], lesson: lesson,
      symbolizer: workshop.symbolizer)
    #expect(found.place == .init(file: DiagnoseWorkshop.file, line: DiagnoseWorkshop.firstLine + 3, column: 5))
    #expect(found.notes.map(\.summary) == ["Called from here, in the cell itself."])
  }
}

@Suite struct ReferenceTests {
  /// RECORD=1 rewrites the page, and still fails once.
  @Test func pageIsMadeFromTheCatalogue() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized
    let page = root.appendingPathComponent("Docs/ERRORS.md")
    let committed = try? String(contentsOf: page, encoding: .utf8)
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try FriendlyMessage.reference.write(to: page, atomically: true, encoding: .utf8)
    }
    #expect(committed == FriendlyMessage.reference, "RECORD=1 writes it anew.")
  }
}
