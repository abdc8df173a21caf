import Lessons
import Markup

// What was written for the lesson's own settings is marked where a run has others.

/// Stands before captions and the note of a section.
package let departureSign = "≠"

/// Below the title: what is different.
func departureNotice(_ departures: Departures, columns: Int) -> [Line] {
  guard !departures.changes.isEmpty else { return [] }
  let text =
    "\(departureSign) Not as the lesson was written: \(departures.changes.joined(separator: ", ")). Numbers are computed for this run; what "
    + "the words say of them was written for the lesson's own settings, and is marked \(departureSign)."
  return wrap([Span(text, .accent)], columns: columns)
}

extension Reading {
  /// The piece of a section before whose text the note stands: the first after a cell that may show something else, or the
  /// section's beginning where it has no cells of its own and follows such a cell. nil: the text is true as it stands, or is a
  /// list of questions or references.
  func departure(inSection index: Int) -> Int? {
    let (section, affected) = (outline.sections[index], departures.affected)
    guard let first = affected.min() else { return nil }
    guard !section.cells.isEmpty else {
      let isAfter = outline.sections[..<index].contains { $0.cells.contains { $0.index == first } }
      return isAfter ? section.pieces.firstIndex(where: \.hasParagraph) : nil
    }
    let cell = section.pieces.firstIndex {
      if case .cell(let cell) = $0 { affected.contains(cell.index) } else { false }
    }
    guard let cell else { return nil }
    return section.pieces.indices.first { position in
      if case .prose = section.pieces[position] { position > cell } else { false }
    }
  }

  /// Prose with the note, below the heading if it begins with one.
  func proseLines(
    _ prose: [Block], isDeparture: Bool, _ blocks: inout BlockWriter, columns: Int
  ) -> [Line] {
    guard isDeparture else { return blocks.lines(prose, columns: columns) }
    let heading = prose.prefix { if case .heading = $0.kind { true } else { false } }
    let note = wrap(
      [Span("\(departureSign) Written for the lesson's own settings:", .accent)], columns: columns)
    let parts = [
      blocks.lines(Array(heading), columns: columns), note,
      blocks.lines(Array(prose.dropFirst(heading.count)), columns: columns),
    ]
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [Line.empty]))
  }

  /// A figure's caption, with its inline values; empty when the cell has none.
  func captionSpans(_ cell: Cell, _ blocks: inout BlockWriter) -> [Span] {
    let caption = cell.captionInlines
    guard !caption.isEmpty else { return [] }
    let sign = departures.affected.contains(cell.index) ? [Span("\(departureSign) ", .accent)] : []
    return sign + [Span("Figure: ", Style(isBold: true))] + blocks.spans(caption)
  }
}

extension Lesson.Piece {
  fileprivate var hasParagraph: Bool {
    guard case .prose(let blocks) = self else { return false }
    return blocks.contains { if case .paragraph = $0.kind { true } else { false } }
  }
}
