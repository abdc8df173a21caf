import Lessons
import Markup
import Testing

@Suite struct LessonFiguresTests {
  private func lesson(_ paragraph: String) throws -> Lesson {
    try Lesson(
      text: """
        ---
        title: Figures
        goal: See a figure once.
        minutes: 1
        ---

        ```swift
        //| label: curve
        //| fig-cap: "A curve."
        print(1)
        ```

        \(paragraph)
        """, file: "lessons/07-figures.md")
  }

  @Test(arguments: [
    ("![A curve](../figures/07-curve.svg)", true), ("![A curve](../figures/07-other.svg)", false),
    ("![A curve](../figures/08-curve.svg)", false), ("See ![a curve](../figures/07-curve.svg).", false),
  ])
  func theOwnFigureIsKnown(paragraph: String, isOwn: Bool) throws {
    let lesson = try lesson(paragraph)
    let blocks = lesson.pieces.flatMap { piece -> [Block] in if case .prose(let blocks) = piece { blocks } else { [] } }
    #expect(lesson.figurePrefix == "07-")
    #expect(blocks.contains(where: lesson.isOwnFigure) == isOwn)
  }
}
