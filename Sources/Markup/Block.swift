/// A place in the source: lines and columns from 1, columns in UTF-8 bytes, the end inclusive.
public struct SourceRange: Sendable, Equatable, Hashable {
  public var line: Int
  public var column: Int
  public var endLine: Int
  public var endColumn: Int

  public init(line: Int, column: Int, endLine: Int, endColumn: Int) {
    self.line = line
    self.column = column
    self.endLine = endLine
    self.endColumn = endColumn
  }
}

/// A block of a Markdown document (GitHub's dialect, with `$` maths and `{…}` inline values).
public struct Block: Sendable, Equatable {
  public var kind: Kind
  public var range: SourceRange

  public init(_ kind: Kind, range: SourceRange) {
    self.kind = kind
    self.range = range
  }

  public indirect enum Kind: Sendable, Equatable {
    case heading(level: Int, [Inline])
    case paragraph([Inline])
    case list(start: Int?, isTight: Bool, items: [Item])
    case quote([Block])
    case table(alignments: [ColumnAlignment], header: [[Inline]], rows: [[[Inline]]])
    /// `info` is the fence's info string, "" for indented code.
    case code(info: String, text: String)
    /// TeX between `$$`.
    case math(String)
    case html(String)
    case thematicBreak
    case footnote(label: String, [Block])
  }

  public struct Item: Sendable, Equatable {
    public var blocks: [Block]
    /// nil: not a task.
    public var isChecked: Bool?

    public init(_ blocks: [Block], isChecked: Bool? = nil) {
      self.blocks = blocks
      self.isChecked = isChecked
    }
  }

  public enum ColumnAlignment: Sendable, Equatable { case none, leading, center, trailing }
}

public indirect enum Inline: Sendable, Equatable {
  case text(String)
  case code(String)
  case emphasis([Inline])
  case strong([Inline])
  case strikethrough([Inline])
  case superscript([Inline])
  case `subscript`([Inline])
  case link(destination: String, title: String, [Inline])
  case image(source: String, title: String, alternativeText: String)
  /// TeX between single `$`.
  case math(String)
  /// A Swift expression between braces, computed when the lesson runs: `{history.best.epoch}`.
  case value(expression: String, line: Int, column: Int)
  case footnoteReference(String)
  /// A tag that is not known, as it is written.
  case html(String)
  case softBreak
  case lineBreak

  /// What stands inside it.
  package var inner: [Inline] {
    switch self {
    case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .superscript(let inner),
      .subscript(let inner),
      .link(_, _, let inner):
      inner
    default: []
    }
  }
}
