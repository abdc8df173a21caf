import Display
import Markup

extension LessonReader {
  /// A cell is a fence at the top level whose info string is exactly "swift". Any other info string, and a fence
  /// inside a list or quote, is code that is shown and not run.
  mutating func pieces(of blocks: [Block]) -> [Lesson.Piece] {
    var pieces: [Lesson.Piece] = []
    var prose: [Block] = []
    var labels: [String: Int] = [:]
    var cellCount = 0
    for block in blocks {
      checkFences(in: [block])
      guard case .code("swift", _) = block.kind else {
        prose.append(block)
        continue
      }
      if !prose.isEmpty { pieces.append(.prose(prose)) }
      prose = []
      let cell = cell(block, index: cellCount)
      cellCount += 1
      checkLabel(of: cell, &labels)
      pieces.append(.cell(cell))
    }
    if !prose.isEmpty { pieces.append(.prose(prose)) }
    return pieces
  }

  private mutating func cell(_ block: Block, index: Int) -> Cell {
    let isClosed = isClosedFence(block.range)
    let end = isClosed ? block.range.endLine - 1 : block.range.endLine
    let header = optionLines(from: block.range.line + 1, through: end)
    let first = block.range.line + 1 + header.lineCount
    // From the file rather than from Markdown, which would take an indented fence's indentation off.
    let code = first <= end ? (first...end).map { String(decoding: source.line($0), as: UTF8.self) } : []
    return Cell(
      index: index, label: header.label ?? "cell-\(index + 1)", options: header.options,
      code: code.map { $0 + "\n" }.joined(), line: first, fenceLine: block.range.line,
      optionLines: header.lines)
  }

  private mutating func checkLabel(of cell: Cell, _ labels: inout [String: Int]) {
    let line = cell.optionLines["label"] ?? cell.fenceLine
    if let earlier = labels[cell.label] {
      report(
        "label-duplicate", line: line, "Two cells are labelled “\(cell.label)”: the other is on line \(earlier).",
        hint: "Give each cell a label of its own.")
    }
    labels[cell.label] = line
  }

  private mutating func checkFences(in blocks: [Block]) {
    for block in blocks {
      switch block.kind {
      case .code(let info, let text):
        // Indented code may show a fence; a real one is not part of its own text.
        if !info.isEmpty || !(text.hasPrefix("```") || text.hasPrefix("~~~")) { checkFence(block.range) }
      case .math: checkFence(block.range)
      case .quote(let inner), .footnote(_, let inner): checkFences(in: inner)
      case .list(_, _, let items): checkFences(in: items.flatMap(\.blocks))
      default: break
      }
    }
  }

  private mutating func checkFence(_ range: SourceRange) {
    guard let fence = fence(onLine: range.line) else { return }
    if !isClosedFence(range) {
      reportUnclosed(range, opening: fence, before: nil)
    } else if let other = (range.line + 1..<max(range.line + 1, range.endLine)).first(where: { opensSwift(fence, $0) })
    {
      reportUnclosed(range, opening: fence, before: other)
    }
  }

  private mutating func reportUnclosed(_ range: SourceRange, opening: Fence, before: Int?) {
    let marks = String(repeating: opening.mark, count: opening.count)
    let limit = before.map { " before the next one opens on line \($0)" } ?? ""
    report(
      "fence-unclosed", line: range.line, column: range.column,
      "The code that opens on this line is not closed\(limit).",
      hint: "Put a line “\(marks)” after its last line of code.")
  }

  private struct Fence {
    var mark: Character
    var count: Int
    var info: Substring
  }

  /// The fence on a line, quote marks and indentation before it passed over.
  private func fence(onLine line: Int) -> Fence? {
    let text = Substring(decoding: source.line(line), as: UTF8.self)
    var start = text.drop { " \t>".contains($0) }
    if let marker = start.firstIndex(where: { "`~".contains($0) }), isListMarker(start[..<marker]) {
      start = start[marker...]
    }
    guard let mark = start.first, "`~".contains(mark) else { return nil }
    let info = start.drop { $0 == mark }
    let count = start.count - info.count
    return count >= 3 ? Fence(mark: mark, count: count, info: info.drop { $0 == " " || $0 == "\t" }) : nil
  }

  private func isListMarker(_ text: Substring) -> Bool {
    text.allSatisfy { "-*+.) \t>".contains($0) || $0.isNumber }
  }

  private func isClosedFence(_ range: SourceRange) -> Bool {
    guard let opening = fence(onLine: range.line), range.endLine > range.line,
      let closing = fence(onLine: range.endLine)
    else { return false }
    return closing.mark == opening.mark && closing.count >= opening.count && closing.info.isEmpty
  }

  private func opensSwift(_ outer: Fence, _ line: Int) -> Bool {
    guard source.line(line).first == UInt8(ascii: "`"), let fence = fence(onLine: line) else { return false }
    return fence.mark == outer.mark && fence.count >= outer.count && fence.info.hasPrefix("swift")
  }
}
