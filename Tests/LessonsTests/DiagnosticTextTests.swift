import Display
import Lessons
import Numerals
import Testing

@Suite struct DiagnosticTextTests {
  private func show(_ code: String, line: Int = 1, column: Int, columns: Int, colour: Bool = false)
    -> [String]
  {
    let diagnostic = Diagnostic(
      "mixed-numbers", at: .init(file: "lessons/03-x.md", line: line, column: column),
      "Two kinds of numbers meet here.",
      hint: "Write `Double(n)`.", details: "error: binary operator '*' cannot be applied",
      notes: [Diagnostic("note", severity: .note, at: .init(file: "lessons/03-x.md", line: 9), "It is defined here.")])
    let lines = code.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return DiagnosticText.lines(for: diagnostic, columns: columns, colour: colour) {
      lines.indices.contains($0 - 1) ? lines[$0 - 1] : nil
    }
  }

  @Test func wholeDiagnostic() {
    let shown = show("let n = 3, rate = 0.5\nlet step = rate * n", line: 2, column: 17, columns: 60)
    #expect(
      shown == [
        "error: Two kinds of numbers meet here.",
        "  lessons/03-x.md:2",
        "  1 │ let n = 3, rate = 0.5",
        "  2 │ let step = rate * n",
        "    │                 ^",
        "  Write `Double(n)`.",
        "  line 9: It is defined here.",
        "  | error: binary operator '*' cannot be applied",
      ])
  }

  @Test(arguments: [
    ("\tlet a = b", 10, "    let a = b", 12), ("x\t= b", 5, "x   = b", 6), ("\"漢字\" + b", 12, "\"漢字\" + b", 9),
    ("let é = b", 10, "let é = b", 8), ("let a =", 8, "let a =", 7), ("👩‍🔬 + b", 15, "👩‍🔬 + b", 5), ("a", 0, "a", -1),
  ])
  func caretStandsUnderItsCharacter(_ code: String, _ column: Int, _ text: String, _ caret: Int) {
    let shown = show(code, column: column, columns: 60)
    #expect(shown[2] == "  1 │ " + text)
    #expect(shown[3].hasPrefix("    │ ") == (caret >= 0))
    if caret >= 0 { #expect(shown[3] == "    │ " + String(repeating: " ", count: caret) + "^") }
  }

  @Test func longLineIsShownAroundItsPlace() {
    let code = "let total = " + (0..<40).map { "value\($0)" }.joined(separator: " + ")
    let column = code.utf8.count - 6
    let shown = show(code, column: column, columns: 40)
    #expect(shown[2].hasSuffix("value39"))
    #expect(shown[2].contains("│ …"))
    let caret = shown[3].distance(from: shown[3].startIndex, to: shown[3].firstIndex(of: "^")!)
    #expect(Array(shown[2])[caret] == "v")
  }

  @Test(arguments: [1, 2, 5, 13, 20, 40, 80, 120])
  func nothingIsWiderThanTheScreen(_ columns: Int) {
    for column in [0, 1, 30, 75, 500] {
      let shown = show("let 漢字 = \"\(String(repeating: "漢", count: 40))\"", column: column, columns: columns)
      #expect(!shown.isEmpty)
      #expect(shown.allSatisfy { displayWidth($0) <= max(columns, 2) }, "\(shown)")
    }
  }

  @Test func coloursAreSwitchedOff() {
    let shown = show("let a = b", column: 9, columns: 60, colour: true)
    #expect(shown.allSatisfy { !$0.contains("\u{1B}") || $0.contains("\u{1B}[0m") })
    #expect(!show("let a = b", column: 9, columns: 60).joined().contains("\u{1B}"))
  }
}
