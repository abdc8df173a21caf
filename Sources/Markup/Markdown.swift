import CCmark
import Synchronization

/// GitHub's Markdown (tables, strikethrough, task lists, bare links, footnotes) with `$` maths and `{…}` values.
///
/// Limits: nesting beyond 50 levels is flattened. Link definitions that nothing refers to do not appear.
public enum Markdown {
  /// The blocks of a document in source order. `firstLine` is the line number of its first line, for a document that
  /// is a part of a file. Line ends may be "\n", "\r\n" or "\r".
  public static func blocks(in text: String, firstLine: Int = 1) -> [Block] {
    // cmark drops footnotes that are never referred to: a line before the first refers to all of them, and goes again.
    let (references, text) = footnoteReferences(in: normalized(text))
    guard !references.isEmpty else { return parse(text, lineOffset: firstLine - 1) }
    return parse(references + "\n\n" + text, lineOffset: firstLine - 3, skippingFirst: true)
  }

  /// A single line of inline Markdown, such as a caption. `line` and `column` say where it stands.
  public static func inlines(in text: String, line: Int = 1, column: Int = 1) -> [Inline] {
    // In a heading nothing can start a block; the number sign at its end protects those of the text.
    let heading = "# " + normalized(text).split(separator: "\n").joined(separator: " ") + " #"
    guard case .heading(_, let inlines)? = parse(heading, lineOffset: line - 1).first?.kind else { return [] }
    return inlines.map { $0.moved(byColumns: column - 3) }
  }

  /// `text` with every line end as "\n".
  public static func normalized(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "\r")) else { return text }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var afterReturn = false
    for byte in text.utf8 {
      if byte != .newline || !afterReturn { bytes.append(byte == UInt8(ascii: "\r") ? .newline : byte) }
      afterReturn = byte == UInt8(ascii: "\r")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func parse(_ text: String, lineOffset: Int, skippingFirst: Bool = false) -> [Block] {
    let source = SourceText(text)
    let context = InlineContext(source: source)
    return cmark.withLock { cmark in
      let syntax = LessonSyntax.syntaxExtension
      cmark_syntax_extension_set_private(syntax, Unmanaged.passUnretained(context).toOpaque(), nil)
      let parser = cmark_parser_new(CMARK_OPT_DEFAULT | CMARK_OPT_FOOTNOTES | CMARK_OPT_FULL_INFO_STRING)
      defer { cmark_parser_free(parser) }
      for syntax in cmark.extensions { cmark_parser_attach_syntax_extension(parser, syntax) }
      source.bytes.withUnsafeBytes {
        cmark_parser_feed(parser, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
      }
      let root = cmark_parser_finish(parser)!
      defer { cmark_node_free(root) }
      var builder = BlockBuilder(source: source, lineOffset: lineOffset)
      return withExtendedLifetime(context) { builder.document(root, skippingFirst: skippingFirst) }
    }
  }

  /// cmark keeps its table of special characters in a global variable: one parse at a time.
  private static let cmark = Mutex(Library())

  private struct Library: @unchecked Sendable {
    let extensions: [OpaquePointer]

    init() {
      cmark_gfm_core_extensions_ensure_registered()
      let names = ["table", "strikethrough", "autolink", "tasklist"]
      extensions = [LessonSyntax.syntaxExtension] + names.compactMap { cmark_find_syntax_extension($0) }
    }
  }

  /// "[^a][^b]" for every line that looks like the definition of a footnote. Of two with one label cmark would drop
  /// the second: its colon becomes a semicolon, which makes it a paragraph.
  private static func footnoteReferences(in text: String) -> (references: String, text: String) {
    guard text.utf8.contains(UInt8(ascii: "^")) else { return ("", text) }
    var references: [Substring] = []
    var labels: Set<String> = []
    var bytes = Array(text.utf8)
    for line in bytes.split(separator: .newline) {
      let start = line.drop { $0.isWhitespace || $0 == UInt8(ascii: ">") }
      guard start.starts(with: "[^".utf8), let end = start.firstIndex(of: UInt8(ascii: "]")),
        start[end...].starts(with: "]:".utf8)
      else { continue }
      let label = Substring(decoding: start[...end], as: UTF8.self)
      if labels.insert(label.lowercased()).inserted {
        references.append(label)
      } else {
        bytes[end + 1] = UInt8(ascii: ";")
      }
    }
    return (references.joined(), String(decoding: bytes, as: UTF8.self))
  }
}

extension Inline {
  /// The same with the places of values moved along their line.
  func moved(byColumns columns: Int) -> Inline {
    func all(_ inlines: [Inline]) -> [Inline] { inlines.map { $0.moved(byColumns: columns) } }
    switch self {
    case .value(let expression, let line, let column):
      return .value(expression: expression, line: line, column: column + columns)
    case .emphasis(let inner): return .emphasis(all(inner))
    case .strong(let inner): return .strong(all(inner))
    case .strikethrough(let inner): return .strikethrough(all(inner))
    case .superscript(let inner): return .superscript(all(inner))
    case .subscript(let inner): return .subscript(all(inner))
    case .link(let destination, let title, let inner):
      return .link(destination: destination, title: title, all(inner))
    default: return self
    }
  }
}
