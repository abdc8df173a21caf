import Display
import Foundation
import Lessons
import Testing

@Suite struct SessionTests {
  @Test func `prints and shows in order`() throws {
    let session = try session(
      try lesson([
        """
        print("one")
        show("two")
        print("three", terminator: "")
        show(Table(columns: ["a"], rows: [["1"]]))
        print("four")
        show(3.14159265)
        """
      ]))
    var live: [Output] = []
    let result = session.run(cell: 0) { live.append($0) }
    #expect(result.status == .passed, "\(result)")
    #expect(
      result.outputs == [
        .text("one\ntwo\nthree"), .table(Table(columns: ["a"], rows: [["1"]])), .text("four\n3.142\n"),
      ])
    #expect(live.count >= 3)
    session.close()
  }

  @Test func `what uses a failed cell is left out where it only shares variables`() throws {
    let session = try session(
      try lesson([
        "var count = 1",
        "func bump() { count += 1 }\nbump()\nprint([1][count])",
        "func twice() { bump(); bump() }\ntwice()",
        "twice()\nprint(count)",
        "print(count)",
      ]))
    let sharing = session.run(cell: 4)
    #expect(sharing.status == .passed && sharing.text == "1\n", "\(sharing)")
    for index in [2, 3] {
      let needing = session.run(cell: index)
      #expect(needing.status == .notRun && needing.diagnostics.map(\.id) == ["earlier-cell-failed"], "\(needing)")
    }
    session.replace(cell: 1, code: "func bump() { count += 1 }\nbump()")
    #expect(session.run(cell: 4).text == "6\n")
    session.close()
  }

  @Test func `a later cell reads and changes what an earlier one declared`() throws {
    let session = try session(
      try lesson([
        "var counter = 1\nstruct Point { var x = 1.0 }\nfunc twice(_ p: Point) -> Point { Point(x: p.x * 2) }",
        "counter += 1\nprint(counter)",
        "print(twice(Point()).x, counter)",
      ]))
    #expect(session.run(cell: 2).text == "2.0 2\n")
    #expect(session.run(cell: 1).text == "2\n")
    #expect(session.run(cell: 1).text == "2\n", "a second run starts from the same state")
    #expect(session.run(cell: 2).text == "2.0 2\n")
  }

  @Test func `a trap costs its own cell only`() throws {
    let session = try session(
      try lesson([
        "var log: [String] = []\nlog.append(\"first\")",
        "log.append(\"second\")\nlet none: [Int] = []\nprint(\"before\")\nprint(none[3])\nprint(\"after\")",
        "log.append(\"third\")\nprint(log)",
      ]))
    #expect(session.run(cell: 0).status == .passed)
    let trap = session.run(cell: 1)
    #expect(trap.status == .trapped)
    #expect(trap.text == "before\n")
    #expect(trap.errorLine == 203, "\(trap.diagnostics)")
    #expect(session.run(cell: 2).text == "[\"first\", \"third\"]\n")
  }
}
