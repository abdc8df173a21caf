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
