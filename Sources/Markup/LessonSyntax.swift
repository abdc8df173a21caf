import CCmark

/// The extension of cmark-gfm that knows lesson syntax: `$…$`, `$$…$$` and `{…}`. It takes part in parsing, so that
/// Markdown cannot eat the underscores and backslashes of maths, and code stays code.
enum LessonSyntax {
  static let mathMark = "$"
  static let valueMark = "{"
  private static let separator = "\n"

  /// An inline node that carries a mark ("$", or "{" and a place) and content. It is one of inline HTML, since cmark's
  /// table cells refuse nodes that they do not know.
  static func node(_ mark: String, _ content: String) -> OpaquePointer? {
    let node = cmark_node_new(CMARK_NODE_HTML_INLINE)
    cmark_node_set_literal(node, mark + separator + content)
    cmark_node_set_syntax_extension(node, syntaxExtension)
    return node
  }

  /// The mark and content of a node made here, nil for any other.
  static func parts(of node: OpaquePointer) -> (mark: Substring, content: Substring)? {
    guard cmark_node_get_syntax_extension(node) == syntaxExtension else { return nil }
    let text = literal(node)
    guard let end = text.utf8.firstIndex(of: .newline) else { return nil }
    return (text[..<end], text[text.utf8.index(after: end)...])
  }

  nonisolated(unsafe) static let syntaxExtension: OpaquePointer = {
    let syntax = cmark_syntax_extension_new("lesson")!
    let memory = cmark_get_default_mem_allocator()
    var characters: UnsafeMutablePointer<cmark_llist>?
    for byte in [UInt8.dollar, .openBrace] {
      characters = cmark_llist_append(memory, characters, UnsafeMutableRawPointer(bitPattern: UInt(byte)))
    }
    cmark_syntax_extension_set_special_inline_chars(syntax, characters)
    cmark_syntax_extension_set_match_inline_func(syntax) { syntax, _, block, character, parser in
      guard let syntax, let block, let parser else { return nil }
      return context(of: syntax).matchInline(character, in: block, parser)
    }
    cmark_syntax_extension_set_open_block_func(syntax) { syntax, isIndented, parser, parent, line, count in
      guard isIndented == 0, let syntax, let parser, let parent, let line else { return nil }
      return MathBlock.open(syntax, parser, parent, UnsafeBufferPointer(start: line, count: Int(count)))
    }
    cmark_syntax_extension_set_match_block_func(syntax) { _, parser, line, count, node in
      guard let parser, let line, let node else { return 0 }
      return MathBlock.continues(node, parser, UnsafeBufferPointer(start: line, count: Int(count))) ? 1 : 0
    }
    return syntax
  }()

  private static func context(of syntax: OpaquePointer) -> InlineContext {
    Unmanaged<InlineContext>.fromOpaque(cmark_syntax_extension_get_private(syntax)).takeUnretainedValue()
  }
}

/// Display maths: from a line that starts with `$$` to one that ends with it, or to a blank line, a fence or the
/// end, where it was not closed. It is held in a code block whose `user_data` says which.
enum MathBlock {
  private static var closed: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: 1) }

  static func isMathBlock(_ node: OpaquePointer) -> Bool {
    cmark_node_get_syntax_extension(node) == LessonSyntax.syntaxExtension
  }

  static func isClosed(_ node: OpaquePointer) -> Bool { cmark_node_get_user_data(node) != nil }

  static func open(
    _ syntax: OpaquePointer, _ parser: OpaquePointer, _ parent: OpaquePointer, _ line: UnsafeBufferPointer<UInt8>
  ) -> OpaquePointer? {
    let start = Int(cmark_parser_get_first_nonspace(parser))
    let rest = line[start...].trimmed()
    guard rest.starts(with: [.dollar, .dollar]) else { return nil }
    let content = rest.dropFirst(2)
    let closes = content.count > 2 && content.suffix(2).allSatisfy { $0 == .dollar }
    guard content.first != .dollar, firstDoubleDollar(in: closes ? content.dropLast(2) : content) == nil,
      let node = cmark_parser_add_child(parser, parent, CMARK_NODE_CODE_BLOCK, Int32(start + 1))
    else { return nil }
    cmark_node_set_syntax_extension(node, syntax)
    if closes { cmark_node_set_user_data(node, closed) }
    line.withMemoryRebound(to: CChar.self) {
      cmark_parser_advance_offset(parser, $0.baseAddress, Int32(start + 2) - cmark_parser_get_offset(parser), 0)
    }
    return node
  }

  static func continues(
    _ node: OpaquePointer, _ parser: OpaquePointer, _ line: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    let rest = line[Int(cmark_parser_get_first_nonspace(parser))...].trimmed()
    if isClosed(node) || rest.isEmpty || rest.starts(with: [.backtick, .backtick, .backtick]) { return false }
    if rest.suffix(2).count == 2, rest.suffix(2).allSatisfy({ $0 == .dollar }) {
      cmark_node_set_user_data(node, closed)
    }
    return true
  }

  private static func firstDoubleDollar(in text: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    text.indices.dropLast().first { text[$0] == .dollar && text[$0 + 1] == .dollar }
  }
}
