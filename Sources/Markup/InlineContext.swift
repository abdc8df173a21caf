import CCmark

/// What the inline half of the lesson syntax remembers during one parse: where the text of a block stands in the
/// source, and how far maths was looked for in vain.
final class InlineContext {
  private let source: SourceText
  private var block: OpaquePointer?
  /// For `$` and `$$`: up to where no closing one was found.
  private var noMathBefore = (single: 0, double: 0)
  private var line = ContentLine()

  init(source: SourceText) { self.source = source }

  /// One line of a block's text and its place in the source.
  private struct ContentLine {
    /// Offsets in the block's text; `end` is where its line ends.
    var start = 0
    var end = -1
    /// Lines passed since the start of the block.
    var index = -1
    /// The source line; 0 when it was not found.
    var number = 0
    /// The same place in the block's text and in the source; moves forward along the line.
    var cursor = 0
    var sourceCursor = 0
  }

  /// A maths or value node for the text at the parser's position, which moves behind it; nil leaves it to Markdown.
  func matchInline(_ character: UInt8, in block: OpaquePointer, _ parser: OpaquePointer) -> OpaquePointer? {
    guard character == .dollar || character == .openBrace else { return nil }
    var count: Int32 = 0
    let text = UnsafeBufferPointer(start: nn_inline_text(parser, &count), count: Int(count))
    let start = Int(cmark_inline_parser_get_offset(parser))
    if block != self.block {
      self.block = block
      noMathBefore = (0, 0)
      line = ContentLine()
    }
    let scanner = InlineScanner(text: text)
    if character == .dollar {
      let isDouble = start + 1 < text.count && text[start + 1] == .dollar
      guard start >= (isDouble ? noMathBefore.double : noMathBefore.single) else { return nil }
      switch scanner.math(at: start) {
      case .success(let math):
        return node(LessonSyntax.mathMark, text[math.content], parser, end: math.end)
      case .failure(let failure):
        if isDouble { noMathBefore.double = failure.searchedTo } else { noMathBefore.single = failure.searchedTo }
        return nil
      }
    }
    guard let end = scanner.expressionEnd(from: start) else { return nil }
    var first = start + 1
    while text[first].isWhitespace { first += 1 }
    let (line, column) = place(of: first, in: text)
    let mark = LessonSyntax.valueMark + "\(line):\(column)"
    return node(mark, text[first..<end].trimmed(), parser, end: end + 1)
  }

  private func node(
    _ mark: String, _ content: Slice<UnsafeBufferPointer<UInt8>>, _ parser: OpaquePointer, end: Int
  ) -> OpaquePointer? {
    cmark_inline_parser_set_offset(parser, Int32(end))
    return LessonSyntax.node(mark, String(decoding: content, as: UTF8.self))
  }

  /// The line and column (in bytes, from 1) in the source of an offset in the block's text.
  private func place(of offset: Int, in text: UnsafeBufferPointer<UInt8>) -> (line: Int, column: Int) {
    while offset > line.end {
      line.start = line.end + 1
      line.index += 1
      line.end = text[line.start...].firstIndex(of: .newline) ?? text.count
      if offset <= line.end { locateLine(in: text) }
    }
    guard line.number > 0 else { return (lines(of: block).first, 1) }
    if let length = sourceLength(of: text[line.cursor..<offset], at: line.sourceCursor, line: line.number) {
      line.sourceCursor += length
      line.cursor = offset
    }
    return (line.number, line.sourceCursor - source.line(line.number).startIndex + 1)
  }

  /// Finds the source line whose end (or, in headings and table cells, whose inside) the content line is.
  private func locateLine(in text: UnsafeBufferPointer<UInt8>) {
    let content = text[line.start..<line.end].trimmed()
    let (first, last) = lines(of: block)
    line.number = 0
    // The first guess fails only where link definitions were cut from the start of the block.
    for number in [[first + line.index], Array(first...last)].lazy.joined() where number <= last {
      guard let start = start(of: content, line: number) else { continue }
      line.number = number
      line.cursor = content.startIndex
      line.sourceCursor = start
      return
    }
  }

  /// Where in the source the content line starts on this line: at the end of it when it can, otherwise after the
  /// start of the block (a table cell is one of several on its line).
  private func start(of content: Slice<UnsafeBufferPointer<UInt8>>, line number: Int) -> Int? {
    let whole = source.line(number).trimmed()
    let isCell = cmark_node_get_type(block) != CMARK_NODE_PARAGRAPH
    if !isCell, whole.count >= content.count, whole.suffix(content.count).elementsEqual(content) {
      return whole.endIndex - content.count
    }
    let isFirst = number == Int(cmark_node_get_start_line(block))
    let column = isFirst ? Int(cmark_node_get_start_column(block)) - 1 : 0
    return source.line(number).indices.dropFirst(max(0, column))
      .first { sourceLength(of: content, at: $0, line: number) != nil }
  }

  /// Bytes of the source that `content` takes from `start` on: its own, and a backslash before each escaped bar of a
  /// table cell. nil when the source says something else there.
  private func sourceLength(of content: Slice<UnsafeBufferPointer<UInt8>>, at start: Int, line: Int) -> Int? {
    let end = source.line(line).endIndex
    let bar = UInt8(ascii: "|")
    var position = start
    for byte in content {
      if byte == bar, position < end, source.bytes[position] == .backslash { position += 1 }
      guard position < end, source.bytes[position] == byte else { return nil }
      position += 1
    }
    return position - start
  }
}
