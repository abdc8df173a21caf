import Display
import Foundation
import Lessons
import Testing

/// A folder that goes away with the test.
final class LessonFolder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("lessons-\(UUID().uuidString)")

  init(_ files: [String: String] = [:]) throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (name, text) in files { try Data(text.utf8).write(to: url.appendingPathComponent(name)) }
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}

@Suite struct LessonLibraryTests {
  private let folder: LessonFolder
  private let library: LessonLibrary

  init() throws {
    let text = lessonText("# A\n")
    folder = try LessonFolder([
      "10-dropout.md": text, "02-forward-propagation.md": text, "03-backward-propagation.md": text, "README.md": "x",
      "notes.txt": "x", "11-depth.md": text,
    ])
    library = try LessonLibrary(folder: folder.url, shownAs: "lessons")
  }

  @Test func isSortedByNumber() {
    #expect(library.entries.map(\.number) == [2, 3, 10, 11])
    #expect(library.entries[0].file == "lessons/02-forward-propagation.md")
  }

  @Test(arguments: [
    "3", "03", "backward-propagation", "Backward-Propagation", "b", "03-backward-propagation",
    "lessons/03-backward-propagation.md",
  ])
  func findsALesson(query: String) throws {
    #expect(try library.entry(query).number == 3)
    #expect(try library.entry(query).read().name == "backward-propagation")
  }

  @Test(arguments: [
    ("4", "There is no lesson 4. The nearest is 3, “backward-propagation”."),
    ("99", "There is no lesson 99. The nearest is 11, “depth”."),
    ("-9223372036854775808", "There is no lesson -9223372036854775808. The nearest is 2, “forward-propagation”."),
    ("backwards-propagation", "There is no lesson “backwards-propagation”. Did you mean “backward-propagation”?"),
    ("zzz", "There is no lesson “zzz”."), ("d", "“d” is the start of 2 lessons."), ("", "There is no lesson “”."),
    ("lessons/4.md", "There is no lesson file “lessons/4.md”."),
  ])
  func tellsWhatIsNearest(query: String, summary: String) {
    #expect { try library.entry(query) } throws: { ($0 as? Diagnostics)?.all.first?.summary == summary }
  }

  @Test func aFolderThatIsNotThereIsAProblem() {
    #expect(throws: Diagnostics.self) { try LessonLibrary(folder: folder.url.appendingPathComponent("none")) }
  }
}

@Suite struct BookmarkTests {
  private let lesson: Lesson

  init() throws {
    lesson = try Lesson(text: lessonText("```swift\n//| label: a\n```\n```swift\n//| label: b\n```\n"), file: "01-a.md")
  }

  @Test func comesBackAsSaved() throws {
    let folder = try LessonFolder()
    let store = BookmarkStore(folder: folder.url.appendingPathComponent("state"))
    #expect(store.bookmark(of: "a").bookmark == nil)
    #expect(store.save(Bookmark(cellsDone: 1, of: lesson), of: "a") == nil)
    #expect(store.bookmark(of: "a").bookmark?.cellsDone(in: lesson) == 1)
    let longer = try Lesson(
      text: lessonText("```swift\n```\n```swift\n//| label: a\n```\n```swift\n//| label: b\n```\n"), file: "01-a.md")
    #expect(store.bookmark(of: "a").bookmark?.cellsDone(in: longer) == 2)
    #expect(Bookmark(cellsDone: 99, of: lesson).cellsDone == 2)
  }

  @Test func aDamagedOneStartsOverWithANote() throws {
    let folder = try LessonFolder(["a.json": "{\"cellsDone\": "])
    let (bookmark, note) = BookmarkStore(folder: folder.url).bookmark(of: "a")
    #expect(bookmark == nil)
    #expect(note?.id == "bookmark-damaged")
  }

  @Test func aFolderThatCannotBeWrittenIsAWarning() throws {
    let folder = try LessonFolder(["file": ""])
    let store = BookmarkStore(folder: folder.url.appendingPathComponent("file/inside"))
    #expect(store.save(Bookmark(cellsDone: 1, of: lesson), of: "a")?.id == "bookmark-not-saved")
  }

  @Test func twoReadersAtOnceNeverSeeHalfOfOne() async throws {
    let folder = try LessonFolder()
    let store = BookmarkStore(folder: folder.url)
    let lesson = lesson
    store.save(Bookmark(cellsDone: 0, of: lesson), of: "a")
    await withTaskGroup(of: Bool.self) { group in
      for reader in 0..<4 {
        group.addTask {
          (0..<100).allSatisfy { turn in
            store.save(Bookmark(cellsDone: (reader + turn) % 3, of: lesson), of: "a") == nil
              && store.bookmark(of: "a").bookmark != nil
          }
        }
      }
      for await isWhole in group { #expect(isWhole) }
    }
  }
}
