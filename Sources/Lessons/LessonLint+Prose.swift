import Display
import Foundation
import Markup

extension LessonLint {
  mutating func checkProse() {
    for case .prose(let blocks) in lesson.pieces { check(blocks, isNested: false) }
  }

  /// A figure is also drawn in a terminal and read aloud, where its colours and dashes are not.
  mutating func checkColours(in text: String, line: Int) {
    let colour =
      #/(?i)\b(orange|purple|dashed|dotted|(in|is|are|on|of|as) (blue|grey|gray|red|green|yellow|violet))\b/#
    guard let word = text.firstMatch(of: colour) else { return }
    report(
      "figure-colour", line: line, "The words “\(word.output.0)” speak of a figure's colours or dashes.",
      hint: "Name the mark by its label or its place: neither a terminal nor a screen reader shows colours.")
  }

  private mutating func check(_ blocks: [Block], isNested: Bool) {
    for block in blocks {
      let line = block.range.line
      switch block.kind {
      case .heading(let level, let inlines):
        checkHeading(level, line: line)
        check(inlines, line: line)
      case .paragraph(let inlines):
        checkMath(inlines, line: line)
        for case .text(let text) in inlines { checkColours(in: text, line: line) }
        check(inlines, line: line)
      case .list(_, _, let items):
        for item in items { check(item.blocks, isNested: true) }
      case .quote(let inner), .footnote(_, let inner): check(inner, isNested: true)
      case .table(_, let header, let rows):
        for cell in ([header] + rows).joined() { check(cell, line: line) }
      case .code(let info, _): checkShown(info, line: line, isNested: isNested)
      case .math, .html, .thematicBreak: break
      }
    }
  }

  private mutating func checkHeading(_ level: Int, line: Int) {
    if headingLevel > 0, level > headingLevel + 1 {
      report(
        "heading-skipped", line: line, "A heading of level \(level) follows one of level \(headingLevel).",
        hint: "Use level \(headingLevel + 1), so that the outline has no gap.")
    }
    if level == 1, headingLevel > 0 {
      report(
        "heading-second-title", line: line, "This is not the first heading, but it is of level 1.",
        hint: "Keep “#” for the lesson's title and use “##” for its parts.")
    }
    headingLevel = level
  }

  private mutating func checkMath(_ inlines: [Inline], line: Int) {
    guard case .text(let text)? = inlines.first, text.hasPrefix("$$") else { return }
    report(
      "math-unclosed", .error, line: line, "The maths that opens here with “$$” is not closed.",
      hint: "End it with “$$” at the end of a line, without blank lines inside.")
  }

  private mutating func checkShown(_ info: String, line: Int, isNested: Bool) {
    if info == "swift", isNested {
      report(
        "cell-nested", line: line, "Swift in a list or quote is shown and not run.",
        hint: "Move it out to make it a cell, or mark it “```swift example”.")
    }
    if info != "swift", info.lowercased().filter({ $0.isLetter }) == "swift" {
      report(
        "cell-misspelt", line: line,
        "A cell opens with “```swift”, but this is “```\(info)”, which is shown and not run.",
        hint: "Write “```swift”.")
    }
  }

  private mutating func check(_ inlines: [Inline], line: Int) {
    for inline in inlines {
      switch inline {
      case .link(let destination, _, let inner):
        checkFile(destination, "link", line: line)
        check(inner, line: line)
      case .image(let source, _, let text):
        checkFile(source, "image", line: line)
        if text.allSatisfy(\.isWhitespace) {
          report(
            "image-without-text", line: line, "The image “\(source)” has no alternative text.",
            hint: "Say what it shows between the brackets: “![loss falls over 200 steps](…)”.")
        }
      default: check(inline.inner, line: line)
      }
    }
  }

  private mutating func checkFile(_ destination: String, _ what: String, line: Int) {
    let path = destination.prefix { $0 != "#" && $0 != "?" }
    guard !path.isEmpty, !path.hasPrefix("//"), !hasScheme(path) else { return }
    let decoded = String(path).removingPercentEncoding ?? String(path)
    let url = decoded.hasPrefix("/") ? URL(fileURLWithPath: decoded) : folder.appendingPathComponent(decoded)
    if FileManager.default.fileExists(atPath: url.path) { return }
    report(
      "\(what)-missing", .error, line: line, "The \(what) “\(destination)” leads to a file that does not exist.",
      hint: "Paths start from the lesson's own folder: check the spelling.")
  }

  /// "https:", "mailto:"
  private func hasScheme(_ path: Substring) -> Bool {
    guard let colon = path.firstIndex(of: ":"), path.first?.isLetter == true else { return false }
    return path[..<colon].allSatisfy { $0.isLetter || $0.isNumber || "+-.".contains($0) }
  }
}
