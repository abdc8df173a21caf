import Markup

// A figure is drawn by a cell and kept as a file; the lesson's text shows the file to those who read it unrendered.
extension Lesson {
  /// What the files of this lesson's figures begin with: "03-".
  public var figurePrefix: String { number.map { ($0 < 10 ? "0" : "") + "\($0)-" } ?? name + "-" }

  /// Is this block nothing but the picture of a figure that one of the lesson's own cells draws? A reader who sees
  /// the cell's output need not see it twice.
  public func isOwnFigure(_ block: Block) -> Bool {
    guard case .paragraph(let inlines) = block.kind, inlines.count == 1,
      case .image(let source, _, _) = inlines[0], let file = source.split(separator: "/").last
    else { return false }
    return cells.contains { $0.options.figureCaption != nil && file.hasPrefix("\(figurePrefix)\($0.label).") }
  }
}
