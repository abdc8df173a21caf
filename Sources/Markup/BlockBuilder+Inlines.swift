import CCmark

extension BlockBuilder {
  func inlines(in parent: OpaquePointer, depth: Int = 0) -> [Inline] {
    var result: [Inline] = []
    // cmark cuts text at every character that might have meant something; the pieces are joined again.
    var text: String?
    func endText() {
      if let text { result.append(.text(text)) }
      text = nil
    }
    for node in depth < Self.deepest ? Array(children(of: parent)) : leafInlines(under: parent) {
      switch inline(node, depth: depth + 1) {
      case .text(let piece):
        if text == nil { text = piece } else { text! += piece }
      case let other:
        endText()
        result.append(other)
      }
    }
    endText()
    return HTMLInlines.structured(result)
  }

  private func inline(_ node: OpaquePointer, depth: Int) -> Inline {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_TEXT: .text(spaced(literal(node)))
    case CMARK_NODE_CODE: .code(spaced(literal(node)))
    case CMARK_NODE_SOFTBREAK: .softBreak
    case CMARK_NODE_LINEBREAK: .lineBreak
    case CMARK_NODE_HTML_INLINE: lessonSyntax(node) ?? .html(literal(node))
    case CMARK_NODE_EMPH: .emphasis(inlines(in: node, depth: depth))
    case CMARK_NODE_STRONG: .strong(inlines(in: node, depth: depth))
    case CMARK_NODE_LINK:
      .link(destination: url(node), title: title(node), inlines(in: node, depth: depth))
    case CMARK_NODE_IMAGE: .image(source: url(node), title: title(node), alternativeText: plainText(of: node))
    case CMARK_NODE_FOOTNOTE_REFERENCE: .footnoteReference(footnoteNumbers[literal(node)] ?? literal(node))
    default:
      typeName(node) == "strikethrough"
        ? .strikethrough(inlines(in: node, depth: depth)) : .text(plainText(of: node))
    }
  }

  private func lessonSyntax(_ node: OpaquePointer) -> Inline? {
    guard let (mark, content) = LessonSyntax.parts(of: node) else { return nil }
    guard mark.hasPrefix(LessonSyntax.valueMark) else { return .math(oneLine(content)) }
    let place = mark.dropFirst().split(separator: ":").compactMap { Int($0) }
    return .value(expression: String(content), line: place[0] + lineOffset, column: place[1])
  }

  /// In running text a tab is a space.
  private func spaced(_ text: String) -> String {
    text.utf8.contains(UInt8(ascii: "\t")) ? text.replacing("\t", with: " ") : text
  }

  private func oneLine(_ tex: Substring) -> String {
    guard tex.utf8.contains(.newline) else { return String(tex) }
    return TeXToken.withoutComments(String(tex)).utf8.split(separator: .newline).map { String(Substring($0)) }.joined(
      separator: " ")
  }

  private func url(_ node: OpaquePointer) -> String { String(cString: cmark_node_get_url(node)) }

  private func title(_ node: OpaquePointer) -> String { String(cString: cmark_node_get_title(node)) }

  private func leafInlines(under parent: OpaquePointer) -> [OpaquePointer] {
    walk(parent) { cmark_node_first_child($0) == nil }
  }

  /// What is left of a node where only text can stand, as in an image's alternative text.
  private func plainText(of node: OpaquePointer) -> String {
    var text = ""
    for leaf in leafInlines(under: node) {
      switch inline(leaf, depth: Self.deepest) {
      case .text(let literal), .code(let literal), .html(let literal): text += literal
      case .math(let tex): text += unicode(tex: tex)
      case .value(let expression, _, _): text += "{\(expression)}"
      case .footnoteReference(let label): text += "[\(label)]"
      case .softBreak, .lineBreak: text += " "
      default: break
      }
    }
    return text
  }
}
