import Display
import Foundation
import Markup
import Numerals

extension Lesson {
  /// What a careful reader would ask the author to mend, found without running anything.
  ///
  /// - folder: the lesson file's own, from which its relative links start.
  /// - library: the other lessons, for `needs`.
  public func lint(folder: URL, library: [LessonLibrary.Entry]) -> [Diagnostic] {
    var lint = LessonLint(lesson: self, folder: folder, library: library)
    lint.checkFrontMatter()
    lint.checkNeeds()
    lint.checkProse()
    for cell in cells { lint.check(cell) }
    return lint.problems.sorted(by: LessonReader.isBefore)
  }
}

struct LessonLint {
  static let longestCell = 15
  static let widestCell = 74
  /// Its code is not shown.
  static let longestCellOfDemonstration = 25
  static let minutes = 5...60
  static let longestTitle = 70
  static let longestGoal = 250

  let lesson: Lesson
  let folder: URL
  let library: [LessonLibrary.Entry]
  var problems: [Diagnostic] = []
  var headingLevel = 0
  private var isDemonstration: Bool { folder.lastPathComponent == "demos" }

  init(lesson: Lesson, folder: URL, library: [LessonLibrary.Entry]) {
    self.lesson = lesson
    self.folder = folder
    self.library = library
  }

  mutating func report(
    _ id: String, _ severity: Diagnostic.Severity = .warning, line: Int, column: Int = 1, _ summary: String,
    hint: String
  ) {
    let place = Diagnostic.Place(file: lesson.file, line: line, column: column)
    problems.append(Diagnostic(id, severity: severity, at: place, summary, hint: hint))
  }

  mutating func checkFrontMatter() {
    let frontMatter = lesson.frontMatter
    func line(_ key: String) -> Int { frontMatter.lines[key] ?? 1 }
    if frontMatter.title.count > Self.longestTitle {
      report(
        "title-long", line: line("title"), "The title has \(frontMatter.title.count) characters.",
        hint: "Keep it to \(Self.longestTitle), so that it fits on one line.")
    }
    if frontMatter.goal.count > Self.longestGoal {
      report(
        "goal-long", line: line("goal"), "The goal has \(frontMatter.goal.count) characters.",
        hint: "Say in one sentence what the reader can do afterwards.")
    }
    if !Self.minutes.contains(frontMatter.minutes) {
      report(
        "minutes-unusual", line: line("minutes"), "A lesson of \(frontMatter.minutes) minutes is hard to teach.",
        hint: "Plan for \(Self.minutes.lowerBound) to \(Self.minutes.upperBound) minutes; split a longer one in two.")
    }
    let estimate = Int(lesson.estimatedMinutes.rounded())
    if !isDemonstration, 100 * frontMatter.minutes < 85 * estimate {
      report(
        "minutes-short", line: line("minutes"),
        "The lesson says \(frontMatter.minutes) minutes, and a class needs about \(estimate).",
        hint: "Say so, or shorten it: move what is not needed into a section “Appendix: …”, which is not counted.")
    }
    // Demonstrations are called by their names and have no numbers.
    if (!isDemonstration && lesson.number == nil) || !isKebabCase(lesson.name) {
      report(
        "file-name", line: 1, "A lesson's file is named by number and name, like “03-backward-propagation.md”.",
        hint: "Rename the file: digits, a hyphen, then small letters and hyphens.")
    }
  }

  mutating func checkNeeds() {
    let line = lesson.frontMatter.lines["needs"] ?? 1
    for name in lesson.frontMatter.needs {
      guard let needed = library.first(where: { $0.name == name }) else {
        report(
          "needs-unknown", .error, line: line,
          "This lesson needs “\(name)”, which does not exist.\(didYouMean(name, among: library.map(\.name)))",
          hint: "Write names as in “nnlearn lessons”, without the number.")
        continue
      }
      if let number = lesson.number, let other = needed.number, other >= number {
        report(
          "needs-later", .error, line: line, "Lesson \(number) needs “\(name)”, which is lesson \(other).",
          hint: "A lesson can need earlier ones only.")
      }
    }
  }

  mutating func check(_ cell: Cell) {
    if !isKebabCase(cell.label) {
      report(
        "label-spelling", line: cell.optionLines["label"] ?? cell.fenceLine,
        "The label “\(cell.label)” is not in kebab-case.",
        hint: "Use small letters, digits and hyphens: “fit-the-line”.")
    }
    let lines = cell.code.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
    if lines.isEmpty {
      report(
        "cell-empty", line: cell.fenceLine, "This cell has no code.",
        hint: "Write some, or remove the cell.")
    } else if lines.allSatisfy({ $0.first!.isWhitespace }) {
      report(
        "cell-indented", line: cell.line, "The code of this cell is indented as a whole.",
        hint: "Start it at the first column, as the compiler's messages count from there.")
    }
    let longest = isDemonstration ? Self.longestCellOfDemonstration : Self.longestCell
    if lines.count > longest {
      report(
        "cell-long", line: cell.fenceLine, "This cell has \(lines.count) lines of code.",
        hint: "A class follows about \(longest): cut it in two, with a sentence between them.")
    }
    let rows = cell.code.split(separator: "\n", omittingEmptySubsequences: false)
    if !isDemonstration, let row = rows.firstIndex(where: { displayWidth($0) > Self.widestCell }) {
      report(
        "cell-wide", line: cell.line + row, "This line has \(displayWidth(rows[row])) columns.",
        hint: "Break it: at most \(Self.widestCell) fit beside the frame of a cell on a screen of 80.")
    }
    if let caption = cell.options.figureCaption {
      checkColours(in: caption, line: cell.optionLines["fig-cap"] ?? cell.fenceLine)
    }
    checkAlternativeText(of: cell)
  }

  /// Without `fig-alt` the alternative text is made from the figure's data; what is written must say more than the
  /// caption, and belong to a figure.
  private mutating func checkAlternativeText(of cell: Cell) {
    guard let alternative = cell.options.figureAlternativeText else { return }
    let line = cell.optionLines["fig-alt"] ?? cell.fenceLine
    if cell.options.figureCaption == nil {
      report(
        "figure-without-caption", line: line, "This cell has fig-alt, but no fig-cap.",
        hint: "Add “//| fig-cap: …”, or remove fig-alt.")
    } else if alternative == cell.options.figureCaption {
      report(
        "alt-repeats-caption", line: line, "The alternative text repeats the caption.",
        hint: "Say what the figure shows, or remove fig-alt: then it is made from the data.")
    }
  }
}

/// "fit-the-line": small letters and digits, single hyphens between.
func isKebabCase(_ name: String) -> Bool {
  let parts = name.split(separator: "-", omittingEmptySubsequences: false)
  return parts.allSatisfy { part in
    !part.isEmpty && part.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
  }
}
