import Display
import Foundation
import Lessons
import Testing

/// What cells may do with each other's declarations, and what is done again after an edit.
@Suite struct CompileTests {
  struct Share: CustomTestStringConvertible {
    var name: String
    var cells: [String]
    /// What the last cell prints.
    var output: String
    var testDescription: String { name }
  }

  static let shares = [
    Share(name: "variable shadowed", cells: ["let x = 1", "let x = 2", "print(x)"], output: "2\n"),
    Share(
      name: "type shadowed", cells: ["struct P { var a = 1 }", "struct P { var b = 2 }", "print(P().b)"], output: "2\n"),
    Share(
      name: "function shadowed",
      cells: ["func f(_ n: Int) -> Int { n }", "func f(_ n: Int) -> Int { n * 10 }", "print(f(1))"],
      output: "10\n"),
    Share(
      name: "function overloaded",
      cells: ["func f(_ n: Int) -> Int { n }", "func f(_ s: String) -> String { s + s }", "print(f(1), f(\"a\"))"],
      output: "1 aa\n"),
    Share(
      name: "shadowed, in a string",
      cells: ["let x = 1", "let x = \"b\"", "print(\"x, \\([x].map { \"<\\($0)>\" }[0]) and \\(x + \"!\")\")"],
      output: "x, <b> and b!\n"),
    Share(name: "shadowed thrice", cells: ["let x = 1", "let x = \"b\"", "let x = 3.5", "print(x)"], output: "3.5\n"),
    Share(
      name: "shadowed with the old value",
      cells: ["let x = 1", "let y = x + 1", "let x = y * 10; print(x)", "print(x)"], output: "20\n"),
    Share(
      name: "shadowed by another kind", cells: ["let f = 1", "func f() -> Int { 5 }", "print(f())"], output: "5\n"),
    Share(
      name: "type in a variable's generic type",
      cells: [
        "struct P { var a = 1 }",
        "let pairs: KeyValuePairs<String, P> = [\"x\": P(a: 2)], n: Int = 3, few: [Int: Dictionary<Int, P>] = [:], m = 4",
        "print(P().a, pairs[0].value.a, n, few.count, m)",
      ], output: "1 2 3 0 4\n"),
    Share(
      name: "extension", cells: ["extension Int { var doubled: Int { self * 2 } }", "print(4.doubled)"], output: "8\n"),
    Share(
      name: "generic", cells: ["func pair<T>(_ t: T) -> [T] { [t, t] }", "print(pair(\"a\"))"],
      output: "[\"a\", \"a\"]\n"),
    Share(
      name: "conformance",
      cells: [
        "protocol Shape { var area: Double { get } }", "struct Square: Shape { var area = 4.0 }",
        "let shapes: [any Shape] = [Square()]", "print(shapes.map(\\.area), Square() is any Shape)",
      ], output: "[4.0] true\n"),
    Share(
      name: "conformance of an earlier type",
      cells: [
        "struct Dog {}", "extension Dog: CustomStringConvertible { public var description: String { \"woof\" } }",
        "print(Dog())",
      ],
      output: "woof\n"),
    Share(
      name: "operator",
      cells: [
        "infix operator **: MultiplicationPrecedence\nfunc ** (a: Int, b: Int) -> Int { (0..<b).reduce(1) { r, _ in r * a } }",
        "print(2 ** 10)",
      ],
      output: "1024\n"),
    Share(
      name: "class",
      cells: [
        "class Counter { var n = 0 }\nlet counter = Counter()", "counter.n += 1", "counter.n += 1\nprint(counter.n)",
      ],
      output: "2\n"),
    Share(
      name: "enum with cases", cells: ["enum E: CaseIterable { case a, b }", "print(E.allCases.count, E.a)"],
      output: "2 a\n"),
    Share(
      name: "closure", cells: ["var k = 2\nlet times = { (n: Int) in n * k }", "k = 5\nprint(times(3))"], output: "15\n"
    ),
    Share(name: "import", cells: ["import Foundation", "print(sqrt(16.0))"], output: "4.0\n"),
    Share(
      name: "tuple", cells: ["let (a, b) = (1, 2)", "let (b, c) = (20, 30)", "print(a, b, c)"], output: "1 20 30\n"),
    Share(name: "unused cell with an error", cells: ["let x = 1", "let y: Int = \"no\"", "print(x)"], output: "1\n"),
    Share(name: "not evaluated", cells: ["let x = 1", "//| eval: false\nlet x = 2", "print(x)"], output: "1\n"),
    Share(
      name: "generic type of an earlier cell",
      cells: ["struct Box<T> { var value: T }", "let b = Box(value: 3)", "print(b.value)"],
      output: "3\n"),
    Share(
      name: "method on a global", cells: ["var xs = [3, 1, 2]", "xs.sort()", "xs.append(9)", "print(xs)"],
      output: "[1, 2, 3, 9]\n"),
  ]

  @Test(arguments: shares) func `cells share what they declare`(_ share: Share) throws {
    let session = try session(lesson(share.cells, title: share.name))
    let result = session.run(cell: share.cells.count - 1)
    #expect(result.text == share.output, "\(result)")
  }

  @Test func `a cell sees what it mentions only within a string`() throws {
    let lesson = try lesson(
      ["let steps = 1", "let steps = 2", "print(\"\\(steps) of \\(hidden) \\(\"<\\(seed)>\")\")"],
      parameters: ["hidden: 16"])
    #expect(try session(lesson).run(cell: 2).text == "2 of 16 <7>\n")
  }

  @Test func `parameters and the seed are constants of every cell`() throws {
    let lesson = try lesson(
      ["print(hidden, rate, deep, name, seed)", "//| seed: 3\nprint(seed)", "print(seed)"],
      parameters: ["hidden: 16", "rate: 0.5", "deep: true", "name: \"a \\\\\\\"b\\\\\\\"\""], seed: 42)
    let plain = try session(lesson)
    #expect(plain.run(cell: 0).text == "16 0.5 true a \\\"b\\\" 42\n")
    #expect(plain.run(cell: 1).text == "3\n")
    #expect(plain.run(cell: 2).text == "42\n")
    let changed = try session(lesson) {
      $0.parameters = ["hidden": "64", "rate": "1", "deep": "false"]
      $0.seed = 5
    }
    let place = Diagnostic.Place(file: lesson.file, line: 20, column: 1)
    #expect(changed.value(of: "hidden + 1", at: place, after: -1) == .success("65"))
    #expect(changed.run(cell: 0).text == "64 1.0 false a \\\"b\\\" 5\n")
  }

  @Test func `a parameter may be mentioned in a string only`() throws {
    let session = try session(lesson(["print(\"\\(hidden) units\")"], parameters: ["hidden: 16"]))
    #expect(session.run(cell: 0).text == "16 units\n")
  }

  @Test func `an override must name a parameter and fit its type`() throws {
    let lesson = try lesson(["print(1)"], parameters: ["hidden: 16"])
    #expect {
      _ = try session(lesson) { $0.parameters = ["hiden": "3", "hidden": "many"] }
    } throws: { error in
      (error as? Diagnostics)?.all.map(\.id) == ["parameter-type", "parameter-unknown"]
    }
  }

  @Test func `an edit runs again what depends on it, and nothing else`() throws {
    let session = try session(
      lesson([
        "func double(_ n: Int) -> Int { n * 2 }", "import Foundation\nlet stamp = Date().timeIntervalSince1970",
        "print(double(4), stamp)", "print(stamp)",
      ]))
    let first = session.run(cell: 2).text.split(separator: " ")
    let stamp = session.run(cell: 3).text
    session.replace(cell: 0, code: "func double(_ n: Int) -> Int { n + n + 1 }")
    let second = session.run(cell: 2).text.split(separator: " ")
    #expect(first[0] == "8" && second[0] == "9")
    #expect(first[1] == second[1], "the second cell has not run again")
    #expect(session.run(cell: 3).text == stamp)
  }

  @Test func `an edit makes the results that depend on it stale`() throws {
    let session = try session(lesson(["let x = 1", "let y = x + 1", "print(\"alone\")", "print(y)"]))
    for index in 0..<4 { #expect(session.run(cell: index).status == .passed) }
    session.replace(cell: 0, code: "let x = 1  // one")
    #expect(session.results.keys.sorted() == [0, 1, 2, 3])
    session.replace(cell: 0, code: "let x = 2")
    #expect(session.results.keys.sorted() == [2])
  }

  @Test func `an edited cell starts from the state before its last run`() throws {
    let session = try session(lesson(["var log = [0]", "log.append(1)", "print(log)"]))
    #expect(session.run(cell: 2).text == "[0, 1]\n")
    session.replace(cell: 1, code: "log.append(2)\nlog.append(3)")
    #expect(session.run(cell: 2).text == "[0, 2, 3]\n")
    session.replace(cell: 0, code: "var log = [7]")
    #expect(session.run(cell: 2).text == "[7, 2, 3]\n")
  }

  @Test func `errors and traps stand at the lesson's lines after an edit above them`() throws {
    let session = try session(lesson(["print(1)", "let a = [1]\n// a comment\nprint(a[5])", "let b: Int = \"x\""]))
    #expect(session.run(cell: 1).errorLine == 202)
    #expect(session.run(cell: 2).errorLine == 300)
    session.replace(cell: 0, code: "print(1)\n// one\n// two")
    let trap = session.run(cell: 1)
    #expect(trap.errorLine == 204)
    #expect(session.run(cell: 2).errorLine == 302)
    session.replace(cell: 1, code: "let a = [1]\nprint(a[5])")
    #expect(session.run(cell: 1).errorLine == 203)
    #expect(session.run(cell: 2).errorLine == 301)
  }

  @Test func `inline values are computed behind their cell and change nothing`() throws {
    let session = try session(lesson(["var n = 2.0 / 3\nvar names = [\"a\"]", "n = 100"]))
    let place = Diagnostic.Place(file: "lessons/01-test.md", line: 150, column: 8)
    #expect(session.value(of: "n", at: place, after: 0) == .success("0.6667"))
    #expect(session.value(of: "names.removeLast()", at: place, after: 0) == .success("a"))
    #expect(session.value(of: "names", at: place, after: 0) == .success("[a]"))
    #expect(session.value(of: "n * 2", at: place, after: 1) == .success("200"))
    #expect(session.value(of: "1 + 1", at: place, after: -1) == .success("2"))
    guard case .failure(let problem) = session.value(of: "n + nothing", at: place, after: 0) else {
      Issue.record("an unknown name has no value")
      return
    }
    #expect(problem.place == Diagnostic.Place(file: "lessons/01-test.md", line: 150, column: 12))
    #expect(session.run(cell: 1).status == .passed)
  }

  @Test func `warnings are shown unless the cell asks not to`() throws {
    let cells = ["func f() -> Int { 1 }\nf()", "//| warning: false\nf()"]
    let session = try session(lesson(cells))
    #expect(session.run(cell: 0).diagnostics.map(\.severity) == [.warning])
    #expect(session.run(cell: 1).diagnostics.isEmpty)
  }

  @Test func `a missing toolchain is said with what mends it`() throws {
    let folder = CacheFolderForTests()
    #expect {
      _ = try Toolchain.find(buildFolder: folder.path)
    } throws: { error in
      let all = (error as? Diagnostics)?.all ?? []
      return all.contains { $0.id == "not-built" } && all.allSatisfy { !$0.hint.isEmpty }
    }
  }
}
