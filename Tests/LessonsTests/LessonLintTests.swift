import Display
import Foundation
import Lessons
import Testing

@Suite struct LessonLintTests {
  private func lint(_ body: String, frontMatter: String = "title: A\ngoal: B\nminutes: 20", file: String = "05-a.md")
    throws -> [String]
  {
    let other = lessonText("# A\n")
    let folder = try LessonFolder(["loss.png": "x", "my notes.md": "x", "01-first.md": other, "09-late.md": other])
    let library = try LessonLibrary(folder: folder.url)
    let lesson = try Lesson(text: lessonText(body, frontMatter: frontMatter), file: file)
    return lesson.lint(folder: folder.url, library: library.entries).map { "\($0.place?.line ?? 0) \($0.id)" }
  }

  @Test(arguments: [
    ("![a](loss.png) [b](my%20notes.md#part) [c](#top) <https://x.y> [m](mailto:a@b.c)", []),
    ("text\n\n![a](none.png)", ["8 image-missing"]), ("[a](none.md)", ["6 link-missing"]),
    ("![](loss.png)", ["6 image-without-text"]), ("| a |\n|-|\n| [a](none.md) |", ["6 link-missing"]),
    ("# A\n\n### B", ["8 heading-skipped"]), ("# A\n\n# B", ["8 heading-second-title"]),
    ("# A\n\n## B\n\n### C\n\n## D", []),
    ("```swift\n//| label: FitLine\nlet a = 1\n```", ["7 label-spelling"]), ("```swift\n```", ["6 cell-empty"]),
    ("```swift\n  let a = 1\n```", ["7 cell-indented"]), ("```swift\nfunc f() {\n  g()\n}\n```", []),
    ("```swift\n" + String(repeating: "f()\n", count: 16) + "```", ["6 cell-long"]),
    ("```swift\n" + String(repeating: "f()\n\n", count: 15) + "```", []),
    ("```swift\nf()\nlet a = \"" + String(repeating: "ü", count: 65) + "\"\n```", ["8 cell-wide"]),
    ("```swift\nlet a = \"" + String(repeating: "ü", count: 64) + "\"\n```", []),
    ("```swift\n//| fig-cap: A\n//| fig-alt: A\nf()\n```", ["8 alt-repeats-caption"]),
    ("```swift\n//| fig-alt: A\nf()\n```", ["7 figure-without-caption"]), ("```swift\n//| fig-cap: A\nf()\n```", []),
    ("- a\n\n  ```swift\n  f()\n  ```", ["8 cell-nested"]), ("```{swift}\nf()\n```", ["6 cell-misspelt"]),
    ("$$\na_1\n\ntext", ["6 math-unclosed"]), ("Ink on blue speaks for it.", ["6 figure-colour"]), ("A red wine.", []),
    ("```swift\n//| fig-cap: The Dashed line\nf()\n```", ["7 figure-colour"]),
  ])
  func prose(body: String, expected: [String]) throws { #expect(try lint(body) == expected) }

  @Test(arguments: [
    ("title: A\ngoal: B\nminutes: 200", ["4 minutes-unusual"]),
    ("title: A\ngoal: B\nminutes: 20\nneeds: [first]", []),
    ("title: A\ngoal: B\nminutes: 20\nneeds: [frist]", ["5 needs-unknown"]),
    ("title: A\ngoal: B\nminutes: 20\nneeds: [late]", ["5 needs-later"]),
    ("title: \(String(repeating: "a", count: 80))\ngoal: B\nminutes: 20", ["2 title-long"]),
  ])
  func frontMatter(frontMatter: String, expected: [String]) throws {
    let shift = frontMatter.contains("needs") ? "\n" : ""
    #expect(try lint("# A" + shift, frontMatter: frontMatter) == expected)
  }

  @Test(arguments: [
    (String(repeating: "word ", count: 110 * 30), ["4 minutes-short"]),
    (String(repeating: "word ", count: 110 * 22), []),
    ("## A\n\ntext\n\n## Appendix: more\n\n" + String(repeating: "word ", count: 110 * 30), []),
    ("## Appendix: more\n\ntext\n\n## B\n\n" + String(repeating: "word ", count: 110 * 30), ["4 minutes-short"]),
    (String(repeating: "> Predict.\n\n", count: 20), ["4 minutes-short"]),
    (String(repeating: "```swift\nf()\n```\n\n", count: 30), ["4 minutes-short"]),
    (String(repeating: "```swift\n//| echo: false\nf()\n```\n\n", count: 30), []),
    (String(repeating: "```swift\n//| fig-cap: F\nf()\n```\n\n", count: 14), ["4 minutes-short"]),
    (String(repeating: "- one\n", count: 110 * 30), ["4 minutes-short"]),
  ])
  func minutesAreEstimated(body: String, expected: [String]) throws { #expect(try lint(body) == expected) }

  @Test func fileNamesHaveANumber() throws { #expect(try lint("# A", file: "Draft.md") == ["1 file-name"]) }
}

@Suite struct LessonScaffoldTests {
  @Test func theTemplateReadsAndPassesTheLint() throws {
    let folder = try LessonFolder(["04-old.md": lessonText("# A\n")])
    let entry = try LessonScaffold.write(name: "vanishing-gradients", in: LessonLibrary(folder: folder.url))
    #expect(entry.number == 5)
    let lesson = try entry.read()
    #expect(lesson.cells.map(\.label) == ["one-step", "wrong-sign"])
    #expect(lesson.frontMatter.title == "Vanishing gradients")
    #expect(lesson.lint(folder: folder.url, library: try LessonLibrary(folder: folder.url).entries) == [])
  }

  @Test(
    arguments: [
      ("old", nil, "lesson-exists"), ("new", 4, "lesson-exists"), ("Bad Name", nil, "lesson-name"),
      ("../up", nil, "lesson-name"), ("", nil, "lesson-name"), ("new", 0, "lesson-number"),
    ] as [(String, Int?, String)])
  func refusesAndWritesNothing(name: String, number: Int?, id: String) throws {
    let folder = try LessonFolder(["04-old.md": lessonText("# A\n")])
    let library = try LessonLibrary(folder: folder.url)
    #expect { try LessonScaffold.write(name: name, number: number, in: library) } throws: {
      ($0 as? Diagnostics)?.all.first?.id == id
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["04-old.md"])
  }

  @Test func aFileThatAppearedMeanwhileIsNotOverwritten() throws {
    let folder = try LessonFolder()
    let library = try LessonLibrary(folder: folder.url)
    try Data("mine".utf8).write(to: folder.url.appendingPathComponent("01-new.md"))
    #expect(throws: Diagnostics.self) { try LessonScaffold.write(name: "new", in: library) }
    #expect(try String(contentsOf: folder.url.appendingPathComponent("01-new.md"), encoding: .utf8) == "mine")
  }
}

@Suite struct SuggestionTests {
  @Test(
    arguments: [
      ("lable", "label"), ("ecko", "echo"), ("Label", "label"), ("zzzz", nil), ("", nil),
      ("evla", "eval"), ("fig", nil), ("lab", "label"),
    ] as [(String, String?)])
  func findsTheNearest(name: String, expected: String?) {
    let all = ["label", "echo", "eval", "fig-cap", "fig-alt"]
    #expect(suggestion(for: name, among: all) == expected)
  }
}
