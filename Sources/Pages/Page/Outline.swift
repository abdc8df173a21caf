import Display
import Lessons
import Markup

/// A lesson cut into pages: a heading of level 1 or 2 begins a new one.
package struct Outline: Sendable {
  package struct Section: Sendable, Equatable {
    package var title: String
    package var pieces: [Lesson.Piece]
    /// Footnotes that the section refers to, whatever their place in the file.
    package var footnotes: [Block]

    package var cells: [Cell] { pieces.compactMap { if case .cell(let cell) = $0 { cell } else { nil } } }
  }

  /// `{expression}` in the prose.
  package struct InlineValue: Sendable, Equatable {
    package var expression: String
    package var line: Int
    package var column: Int
    /// The cell after which it is computed, −1 before the first.
    package var afterCell: Int
    package var section: Int
  }

  package private(set) var sections: [Section] = []
  package private(set) var values: [InlineValue] = []
  /// In the order of their first references, from 1.
  package private(set) var footnoteNumbers: [String: Int] = [:]

  package init(_ lesson: Lesson) {
    var notes: [(label: String, block: Block)] = []
    var section = Section(title: lesson.frontMatter.title, pieces: [], footnotes: [])
    for piece in lesson.pieces {
      switch piece {
      case .cell: section.pieces.append(piece)
      case .prose(let blocks):
        var prose: [Block] = []
        for block in blocks where !lesson.isOwnFigure(block) {
          if case .footnote(let label, _) = block.kind {
            notes.append((label, block))
            continue
          }
          if case .heading(let level, let inlines) = block.kind, level <= 2 {
            section.add(prose)
            prose = []
            if !section.pieces.isEmpty { sections.append(section) }
            section = Section(title: inlines.text, pieces: [], footnotes: [])
          }
          prose.append(block)
        }
        section.add(prose)
      }
    }
    if !section.pieces.isEmpty || sections.isEmpty { sections.append(section) }
    collect(notes)
  }

  /// The page on which a cell stands.
  package func section(ofCell index: Int) -> Int? {
    sections.firstIndex { $0.cells.contains { $0.index == index } }
  }

  private mutating func collect(_ notes: [(label: String, block: Block)]) {
    var cell = -1
    var placed: Set<String> = []
    for index in sections.indices {
      var references: [String] = []
      for piece in sections[index].pieces {
        let inlines: [Inline]
        switch piece {
        case .cell(let next): (cell, inlines) = (next.index, next.captionInlines)
        case .prose(let blocks): inlines = allInlines(of: blocks) { $0.isCollected }
        }
        references += inlines.compactMap { if case .footnoteReference(let label) = $0 { label } else { nil } }
        addValues(inlines, afterCell: cell, section: index)
      }
      for label in references where footnoteNumbers[label] == nil { footnoteNumbers[label] = footnoteNumbers.count + 1 }
      sections[index].footnotes = notes.filter { references.contains($0.label) }.map(\.block)
      placed.formUnion(references)
    }
    sections[sections.count - 1].footnotes += notes.filter { !placed.contains($0.label) }.map(\.block)
    for (index, section) in sections.enumerated() {
      addValues(allInlines(of: section.footnotes) { $0.isCollected }, afterCell: cell, section: index)
    }
  }

  private mutating func addValues(_ inlines: [Inline], afterCell cell: Int, section: Int) {
    for case .value(let expression, let line, let column) in inlines {
      values.append(
        InlineValue(expression: expression, line: line, column: column, afterCell: cell, section: section))
    }
  }
}

extension Outline.Section {
  fileprivate mutating func add(_ blocks: [Block]) {
    if !blocks.isEmpty { pieces.append(.prose(blocks)) }
  }
}

extension Inline {
  /// Whether the outline lists it.
  fileprivate var isCollected: Bool {
    switch self {
    case .value, .footnoteReference: true
    default: false
    }
  }
}

/// The inlines of the blocks that are wanted, all without `isWanted`, in reading order, outer ones first.
package func allInlines(of blocks: [Block], where isWanted: (Inline) -> Bool = { _ in true }) -> [Inline] {
  var all: [Inline] = []
  forEachInline(in: blocks) { if isWanted($0) { all.append($0) } }
  return all
}

private func forEachInline(in blocks: [Block], _ body: (Inline) -> Void) {
  for block in blocks {
    switch block.kind {
    case .heading(_, let inlines), .paragraph(let inlines): forEachInline(in: inlines, body)
    case .list(_, _, let items): for item in items { forEachInline(in: item.blocks, body) }
    case .quote(let blocks), .footnote(_, let blocks): forEachInline(in: blocks, body)
    case .table(_, let header, let rows):
      for cell in header { forEachInline(in: cell, body) }
      for row in rows { for cell in row { forEachInline(in: cell, body) } }
    case .code, .math, .html, .thematicBreak: break
    }
  }
}

private func forEachInline(in inlines: [Inline], _ body: (Inline) -> Void) {
  for inline in inlines {
    body(inline)
    forEachInline(in: inline.inner, body)
  }
}
