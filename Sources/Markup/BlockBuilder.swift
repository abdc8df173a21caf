import CCmark

/// Turns cmark's tree into `Block` values. Nesting deeper than `deepest` is flattened: its text is kept, its quotes
/// and lists are not, so that no reader of the blocks needs a deep stack.
struct BlockBuilder {
  static let deepest = 50

  let source: SourceText
  /// Added to cmark's lines.
  let lineOffset: Int
  /// From cmark's numbers to ours; cmark's definitions stand in the order of its numbers.
  private(set) var footnoteNumbers: [String: String] = [:]
  private var footnoteDefinitions: [OpaquePointer: String] = [:]

  init(source: SourceText, lineOffset: Int) {
    self.source = source
    self.lineOffset = lineOffset
  }

  /// The document's blocks in the order of the source: footnotes stand where they were written, numbered in the order
  /// of their first use.
  mutating func document(_ root: OpaquePointer, skippingFirst: Bool) -> [Block] {
    numberFootnotes(root, skippingFirst: skippingFirst)
    let blocks = children(of: root).dropFirst(skippingFirst ? 1 : 0).flatMap { block($0, depth: 1) }
    let sorted = blocks.enumerated().sorted { ($0.element.range.line, $0.offset) < ($1.element.range.line, $1.offset) }
    return sorted.map(\.element)
  }

  private mutating func numberFootnotes(_ root: OpaquePointer, skippingFirst: Bool) {
    let definitions = children(of: root).filter { cmark_node_get_type($0) == CMARK_NODE_FOOTNOTE_DEFINITION }
    guard !definitions.isEmpty else { return }
    let references = children(of: root).dropFirst(skippingFirst ? 1 : 0).flatMap { block in
      walk(block) { cmark_node_get_type($0) == CMARK_NODE_FOOTNOTE_REFERENCE }
    }
    for label in references.map(literal) + (1...definitions.count).map(String.init)
    where footnoteNumbers[label] == nil {
      footnoteNumbers[label] = String(footnoteNumbers.count + 1)
    }
    for (index, definition) in definitions.enumerated() {
      footnoteDefinitions[definition] = footnoteNumbers[String(index + 1)]
    }
  }

  private func blocks(in parent: OpaquePointer, depth: Int) -> [Block] {
    let nodes = depth < Self.deepest ? Array(children(of: parent)) : leafBlocks(under: parent)
    return nodes.flatMap { block($0, depth: depth + 1) }
  }

  private func block(_ node: OpaquePointer, depth: Int) -> [Block] {
    func make(_ kind: Block.Kind) -> [Block] { [Block(kind, range: range(of: node))] }
    func container(_ kind: Block.Kind, _ inner: [Block]) -> [Block] {
      var range = range(of: node)
      if let last = inner.last?.range { (range.endLine, range.endColumn) = (last.endLine, last.endColumn) }
      return [Block(kind, range: range)]
    }
    switch cmark_node_get_type(node) {
    case CMARK_NODE_PARAGRAPH: return make(.paragraph(inlines(in: node)))
    case CMARK_NODE_HEADING:
      return make(.heading(level: Int(cmark_node_get_heading_level(node)), inlines(in: node)))
    case CMARK_NODE_BLOCK_QUOTE:
      let inner = blocks(in: node, depth: depth)
      return container(.quote(inner), inner)
    case CMARK_NODE_LIST:
      let items = children(of: node).map { Block.Item(blocks(in: $0, depth: depth), isChecked: isChecked($0)) }
      return container(list(node, items), items.flatMap(\.blocks))
    case CMARK_NODE_FOOTNOTE_DEFINITION:
      let inner = blocks(in: node, depth: depth)
      return container(.footnote(label: footnoteDefinitions[node] ?? "", inner), inner)
    case CMARK_NODE_CODE_BLOCK: return make(code(node))
    case CMARK_NODE_HTML_BLOCK: return HTMLBlocks.blocks(literal(node), range: range(of: node))
    case CMARK_NODE_THEMATIC_BREAK: return make(.thematicBreak)
    default:
      if typeName(node) == "table" { return make(table(node)) }
      return blocks(in: node, depth: depth)
    }
  }

  private func list(_ node: OpaquePointer, _ items: [Block.Item]) -> Block.Kind {
    let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
    let start = isOrdered ? Int(cmark_node_get_list_start(node)) : nil
    return .list(start: start, isTight: cmark_node_get_list_tight(node) != 0, items: items)
  }

  private func isChecked(_ item: OpaquePointer) -> Bool? {
    typeName(item) == "tasklist" ? cmark_gfm_extensions_get_tasklist_item_checked(item) : nil
  }

  private func code(_ node: OpaquePointer) -> Block.Kind {
    let text = literal(node)
    if MathBlock.isMathBlock(node) { return mathBlock(node, text) }
    let info = cmark_node_get_fence_info(node).map { String(cString: $0) } ?? ""
    return info == "math" ? .math(trimmed(text)) : .code(info: info, text: text)
  }

  private func mathBlock(_ node: OpaquePointer, _ text: String) -> Block.Kind {
    if MathBlock.isClosed(node) { return .math(trimmed(String(trimmed(text).dropLast(2)))) }
    let lines = ("$$" + text).split(separator: "\n")
    return .paragraph(Array(lines.map { [Inline.text(String($0))] }.joined(separator: [.softBreak])))
  }

  private func trimmed(_ text: String) -> String { String(decoding: Array(text.utf8)[...].trimmed(), as: UTF8.self) }

  private func table(_ node: OpaquePointer) -> Block.Kind {
    let count = Int(cmark_gfm_extensions_get_table_columns(node))
    let letters = cmark_gfm_extensions_get_table_alignments(node)
    let alignments = (0..<count).map { column -> Block.ColumnAlignment in
      switch letters?[column] {
      case UInt8(ascii: "l"): .leading
      case UInt8(ascii: "c"): .center
      case UInt8(ascii: "r"): .trailing
      default: .none
      }
    }
    let rows = children(of: node).map { row in children(of: row).map { inlines(in: $0) } }
    return .table(alignments: alignments, header: rows.first ?? [], rows: Array(rows.dropFirst()))
  }

  /// Blocks that hold text, without the quotes and lists around them. Goes down and up by hand: the depth is the
  /// document's to choose.
  private func leafBlocks(under parent: OpaquePointer) -> [OpaquePointer] {
    walk(parent) { node in
      let type = cmark_node_get_type(node)
      return type != CMARK_NODE_BLOCK_QUOTE && type != CMARK_NODE_LIST && type != CMARK_NODE_ITEM
        && typeName(node) != "tasklist"
    }
  }

  private func range(of node: OpaquePointer) -> SourceRange {
    let (line, end) = lines(of: node)
    var endLine = min(source.lineCount, end)
    while endLine > line, source.line(endLine).allSatisfy(\.isWhitespace) { endLine -= 1 }
    let column = min(max(1, startColumn(of: node)), max(1, source.line(line).count))
    return SourceRange(
      line: line + lineOffset, column: column, endLine: endLine + lineOffset,
      endColumn: max(endLine == line ? column : 1, source.line(endLine).count))
  }
}

extension BlockBuilder {
  /// cmark's column, and for a footnote the one where its label starts.
  private func startColumn(of node: OpaquePointer) -> Int {
    let column = Int(cmark_node_get_start_column(node))
    guard cmark_node_get_type(node) == CMARK_NODE_FOOTNOTE_DEFINITION else { return column }
    let line = source.line(Int(cmark_node_get_start_line(node)))
    let before = line.prefix(max(0, column - 1))
    return (before.lastIndex(of: UInt8(ascii: "[")) ?? line.startIndex) - line.startIndex + 1
  }
}

/// First and last line of a block. cmark gives none to the paragraph that it splits off above a table: that one starts
/// where the table says that it does.
func lines(of node: OpaquePointer?) -> (first: Int, last: Int) {
  var first = Int(cmark_node_get_start_line(node))
  var other = cmark_node_next(node)
  while first == 0, let sibling = other {
    first = Int(cmark_node_get_start_line(sibling))
    other = cmark_node_next(sibling)
  }
  var parent = cmark_node_parent(node)
  while first == 0, let outer = parent {
    first = Int(cmark_node_get_start_line(outer))
    parent = cmark_node_parent(outer)
  }
  first = max(1, first)
  return (first, max(first, Int(cmark_node_get_end_line(node))))
}

func children(of node: OpaquePointer) -> some Sequence<OpaquePointer> {
  sequence(first: cmark_node_first_child(node)) { cmark_node_next($0) }.lazy.compactMap { $0 }
}

func literal(_ node: OpaquePointer) -> String { cmark_node_get_literal(node).map { String(cString: $0) } ?? "" }

func typeName(_ node: OpaquePointer) -> String { String(cString: cmark_node_get_type_string(node)) }

/// The topmost nodes under `parent` that `isLeaf` accepts, in order, found without recursion.
func walk(_ parent: OpaquePointer, isLeaf: (OpaquePointer) -> Bool) -> [OpaquePointer] {
  var found: [OpaquePointer] = []
  var next = cmark_node_first_child(parent)
  while let node = next {
    let leaf = isLeaf(node)
    if leaf { found.append(node) }
    next = leaf ? nil : cmark_node_first_child(node)
    var up: OpaquePointer? = node
    while next == nil, let here = up, here != parent {
      next = cmark_node_next(here)
      up = cmark_node_parent(here)
    }
  }
  return found
}
