import Markup

extension Lesson {
  /// About how long a class needs that reads, predicts and asks: words at 110 a minute, a minute for each cell that is
  /// shown and for each figure, and a minute and a half for each prediction. Appendices and further reading do not count.
  package var estimatedMinutes: Double {
    var isTaught = true
    var minutes = 0.0
    for piece in pieces {
      switch piece {
      case .prose(let blocks):
        for block in blocks {
          if case .heading(2, let title) = block.kind { isTaught = !Self.isLeftOut(title.text) }
          if isTaught { minutes += Self.minutes(of: block) }
        }
      case .cell(let cell) where isTaught:
        let isShown = cell.options.echo && cell.options.include && !cell.options.foldsCode
        minutes += (isShown ? 1 : 0) + (cell.options.figureCaption == nil ? 0 : 1)
      case .cell: break
      }
    }
    return minutes
  }

  private static func isLeftOut(_ title: String) -> Bool {
    title.hasPrefix("Appendix") || title.hasPrefix("Further reading")
  }

  private static func minutes(of block: Block) -> Double {
    func reading(_ inlines: [Inline]) -> Double { Double(inlines.text.split(separator: " ").count) / 110 }
    func minutes(of blocks: [Block]) -> Double { blocks.map(Self.minutes).reduce(0, +) }
    return switch block.kind {
    case .heading(_, let inlines), .paragraph(let inlines): reading(inlines)
    case .list(_, _, let items): items.map { minutes(of: $0.blocks) }.reduce(0, +)
    case .quote(let inner): 1.5 + minutes(of: inner)
    case .table(_, let header, let rows): ([header] + rows).joined().map(reading).reduce(0, +)
    case .code, .math, .html, .thematicBreak, .footnote: 0
    }
  }
}
