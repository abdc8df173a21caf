import Display
import Lessons
import Markup

/// One section of a lesson, laid out.
package struct SectionPage: Sendable, Equatable {
  package var lines: [Line] = []
  /// The rows of each cell with its outputs, by cell index.
  package var cellRows: [Int: Range<Int>] = [:]

  package init() {}

  package init(
    section index: Int, of reading: Reading, focus: Int?, columns: Int, figureRows: Int, palette: Palette,
    isTimed: Bool
  ) {
    let section = reading.outline.sections[index]
    var blocks = BlockWriter(
      palette: palette, values: reading.values, footnoteNumbers: reading.outline.footnoteNumbers)
    let outputs = OutputWriter(palette: palette, source: reading.source, figureRows: figureRows, isTimed: isTimed)
    if index == 0 {
      add(frontMatterLines(reading.lesson, section, columns: columns))
      add(departureNotice(reading.departures, columns: columns))
    }
    let departure = reading.departure(inSection: index)
    for (position, piece) in section.pieces.enumerated() {
      switch piece {
      case .prose(let prose):
        add(reading.proseLines(prose, isDeparture: position == departure, &blocks, columns: columns))
      case .cell(let cell):
        let writer = CellWriter(
          outputs: outputs, isFocused: cell.index == focus, caption: reading.captionSpans(cell, &blocks))
        let lines = writer.lines(
          cell, isEdited: reading.edited.contains(cell.index), progress: reading.progress[cell.index] ?? .waiting,
          columns: columns)
        add(lines)
        cellRows[cell.index] = (self.lines.count - lines.count)..<self.lines.count
      }
    }
    add(blocks.lines(section.footnotes, columns: columns))
    add(blocks.linkLines(columns: columns))
    add(problemLines(section: index, reading, columns: columns, palette))
  }

  private mutating func add(_ new: [Line]) {
    guard !new.isEmpty else { return }
    if !lines.isEmpty { lines.append(.empty) }
    lines += new
  }

  /// Inline values that could not be computed, each once.
  private func problemLines(section: Int, _ reading: Reading, columns: Int, _ palette: Palette) -> [Line] {
    var lines: [Line] = []
    for value in reading.outline.values where value.section == section {
      let key = BlockWriter.ValueKey(line: value.line, column: value.column)
      guard case .failure(let diagnostic) = reading.values[key] else { continue }
      if !lines.isEmpty { lines.append(.empty) }
      lines += diagnosticLines(diagnostic, source: reading.source, columns: columns)
    }
    return lines
  }
}

/// Number and title (when the text does not begin with it), goal, and what to know before starting.
func frontMatterLines(_ lesson: Lesson, _ section: Outline.Section, columns: Int) -> [Line] {
  let front = lesson.frontMatter
  var lines: [Line] = []
  if section.title != front.title {
    lines += wrap([Span(front.title, Style(ink: .heading, isBold: true))], columns: columns)
  }
  var facts = lesson.number.map { ["lesson \($0)"] } ?? []
  if front.minutes > 0 { facts.append("about \(front.minutes) minute\(front.minutes == 1 ? "" : "s")") }
  if !front.needs.isEmpty { facts.append("after " + front.needs.joined(separator: ", ")) }
  facts += front.parameters.map { "\($0.name) = \($0.value.text)" }
  if !facts.isEmpty { lines += wrap([Span(facts.joined(separator: " · "), .muted)], columns: columns) }
  if !front.goal.isEmpty {
    lines += wrap([Span("Goal: ", Style(isBold: true)), Span(front.goal)], columns: columns)
  }
  return lines
}

extension Cell {
  /// The caption as Markdown. Its columns are out of the way of the prose's, which makes its values' places unique.
  package var captionInlines: [Inline] {
    options.figureCaption.map { Markdown.inlines(in: $0, line: line, column: Self.captionColumn) } ?? []
  }

  /// Where `fig-alt` stands; nil without one.
  package var alternativeInlines: [Inline]? {
    options.figureAlternativeText.map { Markdown.inlines(in: $0, line: optionLines["fig-alt"] ?? fenceLine) }
  }

  static let captionColumn = 1_000_000
}
