import Display
import Foundation

/// Reads `coverage.txt`: sections begin with "==", statements with their id, and indented lines say where each is covered.
struct CoverageReader {
  let file: String

  func entries(in text: String) throws -> [Coverage.Entry] {
    var (entries, section): ([Coverage.Entry], String) = ([], "")
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.trimmingCharacters(in: .whitespaces)
      if words.isEmpty || words.hasPrefix("#") { continue }
      if words.hasPrefix("==") {
        // "== T1  Table 1, …": the id of the section is that of its statements.
        section =
          words.dropFirst(2).trimmingCharacters(in: .whitespaces)
          .split(separator: "  ", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
      } else if line.hasPrefix(" ") {
        guard !entries.isEmpty else { throw problem(index, "A statement is expected before “\(words)”.") }
        try read(words, into: &entries[entries.count - 1], line: index)
      } else {
        let parts = words.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { throw problem(index, "An id and a statement are expected; got “\(words)”.") }
        entries.append(
          Coverage.Entry(
            id: String(parts[0]), statement: parts[1].trimmingCharacters(in: .whitespaces), section: section,
            line: index + 1))
      }
    }
    return entries
  }

  private func read(_ words: String, into entry: inout Coverage.Entry, line: Int) throws {
    let parts = words.split(separator: ":", maxSplits: 1)
    let value = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
    switch parts[0] {
    case "taught": entry.taught = try answer(value, line)
    case "live": entry.live = try answer(value, line)
    case "measured": entry.measured = try answer(value, line)
    default: throw problem(line, "“taught:”, “live:” or “measured:” is expected; got “\(words)”.")
    }
  }

  private func answer(_ text: String, _ line: Int) throws -> Coverage.Answer {
    if text == "-" { return .none }
    if text == "not yet" { return .notYet }
    // A heading may hold a comma: a new reference begins with what only a reference begins with.
    let marks = text.split(separator: /,\s+(?=\d+[#:]|demo |step |claim )/)
    return .places(try marks.map { try reference(String($0), line) })
  }

  private func reference(_ text: String, _ line: Int) throws -> Coverage.Reference {
    if let match = text.wholeMatch(of: /(\d+)#(.+)/) {
      return .section(lesson: Int(match.1)!, heading: String(match.2))
    }
    if let match = text.wholeMatch(of: /(\d+):(\S+)/) { return .cell(lesson: Int(match.1)!, label: String(match.2)) }
    if let match = text.wholeMatch(of: /step (\d+):(\S+)/) {
      return .stepper(lesson: Int(match.1)!, label: String(match.2))
    }
    if let match = text.wholeMatch(of: /demo (\S+)/) { return .demo(String(match.1)) }
    if let match = text.wholeMatch(of: /claim (\S+)/) { return .claim(String(match.1)) }
    throw problem(
      line,
      "A place is expected, “4#The race”, “4:race”, “demo optimizers”, “step 3:step” or “claim T2”, or “-” or “not yet”; got "
        + "“\(text)”.")
  }

  private func problem(_ index: Int, _ summary: String) -> Diagnostic {
    Diagnostic(
      "coverage-unreadable", at: .init(file: file, line: index + 1), summary,
      hint: "The first lines of the file say how it is written.")
  }
}
