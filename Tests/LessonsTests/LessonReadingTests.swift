import Display
import Foundation
import Lessons
import Testing

/// A lesson that reads without a problem: `body` is from line 6 on.
func lessonText(
  _ body: String, frontMatter: String = "title: A neuron\ngoal: Fit a line\nminutes: 20"
) -> String {
  "---\n\(frontMatter)\n---\n\(body)"
}

func problems(of text: String) -> [Diagnostic] {
  do {
    _ = try Lesson(text: text, file: "lessons/01-neuron.md")
    return []
  } catch {
    return error.all
  }
}

/// "line:column id summary"
func listed(_ problems: [Diagnostic]) -> [String] {
  problems.map { "\($0.place?.line ?? 0):\($0.place?.column ?? 0) \($0.id) \($0.summary)" }
}

@Suite struct LessonReadingTests {
  @Test func readsFrontMatterProseAndCells() throws {
    let text = lessonText(
      """
      # A neuron

      Text {best.loss} and $x_1$.

      ```swift
      //| label: fit
      //| fig-cap: "Loss: {loss} # not a comment"
      //| timeout: 2.5   # seconds
      //| echo: false
      let a = 1
      \tlet b = 2

      ```
      ```python
      print(1)
      ```

      ```swift
      ```
      """,
      frontMatter: """
        title: "A: neuron"
        goal: Fit a line
        needs: [intro, maths]
        minutes: 20
        seed: 7
        parameters:
          hidden: 16
          learningRate: 1e-1
          clip: true
          name: two moons
          text: "5"
        """)
    let lesson = try Lesson(text: text, file: "lessons/03-backward-propagation.md")
    #expect(lesson.number == 3)
    #expect(lesson.name == "backward-propagation")
    let frontMatter = lesson.frontMatter
    #expect(frontMatter.title == "A: neuron")
    #expect(frontMatter.needs == ["intro", "maths"])
    #expect(frontMatter.minutes == 20)
    #expect(frontMatter.seed == 7)
    #expect(frontMatter.lines["parameters"] == 7)
    #expect(frontMatter.parameters.map(\.name) == ["hidden", "learningRate", "clip", "name", "text"])
    #expect(
      frontMatter.parameters.map(\.value)
        == [.integer(16), .number(0.1), .flag(true), .text("two moons"), .text("5")])
    #expect(lesson.cells.map(\.label) == ["fit", "cell-2"])
    let cell = try #require(lesson.cells.first)
    #expect(cell.code == "let a = 1\n\tlet b = 2\n\n")
    #expect(cell.line == 23)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false)[cell.line - 1] == "let a = 1")
    #expect(cell.fenceLine == 18)
    #expect(cell.options.figureCaption == "Loss: {loss} # not a comment")
    #expect(cell.options.timeout == 2.5)
    #expect(cell.options.echo == false)
    #expect(cell.optionLines == ["label": 19, "fig-cap": 20, "timeout": 21, "echo": 22])
    #expect(lesson.cells[1].code == "")
    #expect(lesson.pieces.count == 4)
  }
}

@Suite struct LessonProblemTests {
  @Test(arguments: [
    ("", "1:1 lesson-empty"), (" \n\n", "1:1 lesson-empty"), ("# No front matter\n", "1:1 front-matter-missing"),
    ("---\ntitle: x\n", "1:1 front-matter-unclosed"), ("---\ntitle: [\n---\n", "front-matter-malformed"),
    ("---\n- a\n---\n", "2:1 front-matter-malformed"), ("---\n---\n", "1:1 front-matter-missing-key"),
    ("---\ntitle: a\ntitle: b\n---\n", "3:1 front-matter-duplicate-key"),
    ("---\ntitle: a\ngoal: b\nminutes: ten\n---\n", "4:10 front-matter-wrong-type"),
    ("---\ntitle: a\ngoal: b\nminutes: 0\n---\n", "4:10 front-matter-wrong-type"),
    ("---\ntitle: a\ngoal: b\nminutes: \"5\"\n---\n", "4:10 front-matter-wrong-type"),
    ("---\ntitle: [a]\ngoal: b\nminutes: 5\n---\n", "2:8 front-matter-wrong-type"),
    ("---\ntitle: a\ngoal:\nminutes: 5\n---\n", "front-matter-wrong-type"),
    ("---\ntitle: a\ngoal: b\nminutes: 5\nneeds: {a: b}\n---\n", "5:8 front-matter-wrong-type"),
    ("---\ntitle: a\ngoal: b\nminutes: 5\nseed: -1\n---\n", "5:7 front-matter-wrong-type"),
    ("---\ntitel: a\ngoal: b\nminutes: 5\n---\n", "2:1 front-matter-unknown-key"),
    ("---\ntitle: a\ngoal: b\nminutes: 5\nparameters:\n  func: 1\n---\n", "6:3 parameter-name"),
    ("---\ntitle: a\ngoal: b\nminutes: 5\nparameters:\n  two words: 1\n---\n", "6:3 parameter-name"),
    ("---\ntitle: a\ngoal: b\nminutes: 5\nparameters:\n  a: [1]\n---\n", "6:6 front-matter-wrong-type"),
    ("---\ntitle: a\ngoal: b\nminutes: 5\nparameters:\n  a: 1e999\n---\n", "6:6 front-matter-wrong-type"),
  ])
  func frontMatter(text: String, expected: String) {
    let all = listed(problems(of: text))
    #expect(all.contains { $0.contains(expected) }, "\(all)")
  }

  @Test(arguments: [
    ("```swift\nlet a = 1\n", "6:1 fence-unclosed"),
    ("```swift\nlet a = 1\n\n```swift\nlet b = 2\n```\n", "6:1 fence-unclosed"),
    ("> ```swift\n> a\n\nText\n", "6:3 fence-unclosed"),
    ("```swift\n//| lable: x\n```\n", "7:5 option-unknown A cell has no option “lable”. Did you mean “label”?"),
    ("```swift\n//| echo: yes\n```\n", "7:11 option-value “echo” expects true or false; got “yes”."),
    ("```swift\n//| expect: crash\n```\n", "7:13 option-value"),
    ("```swift\n//| timeout: 0\n```\n", "7:14 option-value"),
    ("```swift\n//| timeout: nan\n```\n", "7:14 option-value"),
    ("```swift\n//| fig-width: -3\n```\n", "7:16 option-value"),
    ("```swift\n//| label:\n```\n", "option-value “label” expects"),
    ("```swift\n//| label: \"a\n```\n", "7:12 option-value"),
    ("```swift\n//| label\n```\n", "7:5 option-malformed"),
    ("```swift\nlet a = 1\n//| label: x\n```\n", "8:1 option-misplaced"),
    ("```swift\n//| label: x\n//| label: y\n```\n", "8:5 option-duplicate"),
    ("```swift\n//| label: x\n```\n\n```swift\n//| label: x\n```\n", "11:1 label-duplicate"),
    ("```swift\n//| label: cell-2\n```\n\n```swift\n```\n", "10:1 label-duplicate"),
  ])
  func cells(body: String, expected: String) {
    let all = listed(problems(of: lessonText(body)))
    #expect(all.contains { $0.contains(expected) }, "\(all)")
  }

  @Test func allProblemsAreToldAtOnceInOrderWithHints() {
    let all = problems(of: "---\ntitel: a\nminutes: x\n---\n```swift\n//| ecko: true\n//| eval: 3\n```\n")
    #expect(
      all.map(\.id) == [
        "front-matter-missing-key", "front-matter-missing-key", "front-matter-unknown-key", "front-matter-wrong-type",
        "option-unknown", "option-value",
      ])
    #expect(all.allSatisfy { !$0.hint.isEmpty && $0.place?.file == "lessons/01-neuron.md" })
  }

  @Test func bytesThatAreNotUTF8HaveAPlace() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("lesson-\(UUID().uuidString).md")
    defer { try? FileManager.default.removeItem(at: url) }
    try (Data("---\nab".utf8) + Data([0xE9, 0x0A])).write(to: url)
    #expect { try Lesson.read(contentsOf: url, file: "x.md") } throws: { error in
      guard let problem = (error as? Diagnostics)?.all.first else { return false }
      return problem.id == "lesson-not-utf8" && problem.place == .init(file: "x.md", line: 2, column: 3)
    }
    #expect(throws: Diagnostics.self) { try Lesson.read(contentsOf: url.appendingPathComponent("missing.md")) }
  }

  @Test func lineEndsTabsAndMarkOfOrderWork() throws {
    let text = lessonText("Text {x}\n\n```swift\n\tlet a = 1\n```\n")
    let plain = try Lesson(text: text, file: "01-a.md")
    #expect(try Lesson(text: text.replacing("\n", with: "\r\n"), file: "01-a.md") == plain)
    #expect(try Lesson(text: "\u{FEFF}" + text, file: "01-a.md") == plain)
    #expect(plain.cells[0].code == "\tlet a = 1\n")
  }

  @Test func onlySwiftFencesAtTheTopAreCells() throws {
    let body =
      "```swift example\na\n```\n\n```Swift\nb\n```\n\n- item\n\n  ```swift\n  c\n  ```\n\nText\n\n    ```swift\n\n~~~swift\nd\n~~~\n"
    #expect(try Lesson(text: lessonText(body), file: "01-a.md").cells.map(\.code) == ["d\n"])
  }

  @Test(arguments: [">", "- ", "[", "*", "$a ", "{", "```\n", "\n\n"])
  func hugeLessonsEnd(piece: String) {
    let text = lessonText(String(repeating: piece, count: 200_000 / piece.utf8.count))
    let clock = ContinuousClock()
    #expect(clock.measure { _ = problems(of: text) } < .seconds(20))
  }

  @Test func deepYAMLIsAProblemAndNoCrash() {
    let yaml = "title: " + String(repeating: "[", count: 30_000)
    #expect(listed(problems(of: lessonText("", frontMatter: yaml))).contains { $0.contains("front-matter") })
    let large = "title: " + String(repeating: "a", count: 70_000)
    #expect(problems(of: lessonText("", frontMatter: large)).map(\.id) == ["front-matter-too-large"])
  }

  @Test func mutatedLessonsNeverCrashAndStayInTheFile() {
    let original = Array(
      lessonText("# A\n\n```swift\n//| label: fit\n//| echo: false\nlet a = 1\n```\n\nText {a}\n").utf8)
    var state: UInt64 = 9
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    for _ in 0..<2_000 {
      var bytes = original
      for _ in 0...random(5) { bytes[random(bytes.count)] = Array("-:`{}\n\t/|\"'[]&*!#".utf8)[random(17)] }
      let text = String(decoding: bytes, as: UTF8.self)
      let lineCount = bytes.split(separator: 10, omittingEmptySubsequences: false).count
      for problem in problems(of: text) { #expect((1...lineCount).contains(problem.place?.line ?? 0), "\(text)") }
    }
  }
}
