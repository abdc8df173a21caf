/// A block of HTML as the blocks that mean the same: tables, lists, headings, paragraphs. `<details>` is open, its summary
/// is bold. What is between tags is text, as in a browser, and no Markdown.
struct HTMLBlocks {
  /// Lists and quotes inside each other, below which they are flattened.
  private static let deepest = 10

  let range: SourceRange
  let tokens: [HTMLToken]
  var position = 0
  private var depth = 0

  static func blocks(_ html: String, range: SourceRange) -> [Block] {
    var reader = HTMLBlocks(range: range, tokens: HTMLToken.tokens(of: html))
    return reader.flow(until: Ends())
  }

  private init(range: SourceRange, tokens: [HTMLToken]) {
    self.range = range
    self.tokens = tokens
  }

  /// The tags that end an element: of its own kind or around it, and those that begin the next one.
  struct Ends {
    var closing: Set<String> = []
    var opening: Set<String> = []

    func contains(_ tag: HTMLTag) -> Bool { (tag.isClosing ? closing : opening).contains(tag.name) }
  }

  var next: HTMLToken? { position < tokens.count ? tokens[position] : nil }

  /// Up to an end, which is left.
  mutating func flow(until ends: Ends) -> [Block] {
    var blocks: [Block] = []
    var run: [Inline] = []
    func endParagraph() {
      let inlines = HTMLInlines.structured(run).withoutOuterSpace
      if !inlines.isEmpty { blocks.append(Block(.paragraph(inlines), range: range)) }
      run = []
    }
    while let token = next {
      guard case .tag(let tag) = token else {
        if case .text(let text) = token { run.append(.text(collapsed(text))) }
        position += 1
        continue
      }
      if ends.contains(tag) { break }
      position += 1
      if tag.name == "br" || !Self.isBlock(tag.name) {
        run.append(tag.name == "br" ? .lineBreak : .html(tag.source))
      } else {
        endParagraph()
        if !tag.isClosing { blocks += element(tag) }
      }
    }
    endParagraph()
    return blocks
  }

  /// The element whose opening tag is taken; nothing of one that only groups others, which stand in the flow.
  private mutating func element(_ tag: HTMLTag) -> [Block] {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.deepest else { return [] }
    switch tag.name {
    case "h1", "h2", "h3", "h4", "h5", "h6":
      let level = Int(String(tag.name.last!))!
      return inlines(until: tag).map { [Block(.heading(level: level, $0), range: range)] } ?? []
    case "summary", "dt", "caption", "legend":
      return inlines(until: tag).map { [Block(.paragraph([.strong($0)]), range: range)] } ?? []
    case "hr": return [Block(.thematicBreak, range: range)]
    case "pre": return [Block(.code(info: "", text: preformatted()), range: range)]
    case "blockquote": return wrapped(content(of: tag)) { .quote($0) }
    case "dd": return wrapped(content(of: tag)) { .list(start: nil, isTight: true, items: [Block.Item($0)]) }
    case "ul", "ol", "menu": return list(tag)
    case "table": return table()
    case "script", "style", "template", "head", "title":
      skip(to: tag.name)
      return []
    default: return []
    }
  }

  private func wrapped(_ blocks: [Block], _ kind: ([Block]) -> Block.Kind) -> [Block] {
    blocks.isEmpty ? [] : [Block(kind(blocks), range: range)]
  }

  /// What stands in an element, whose closing tag is taken.
  mutating func content(of tag: HTMLTag, until ends: Ends = Ends()) -> [Block] {
    let blocks = flow(
      until: Ends(closing: ends.closing.union([tag.name]), opening: ends.opening.union(Self.siblings[tag.name] ?? [])))
    takeClosing(tag.name)
    return blocks
  }

  private mutating func inlines(until tag: HTMLTag) -> [Inline]? {
    let inlines = content(of: tag).inlines
    return inlines.isEmpty ? nil : inlines
  }

  mutating func takeClosing(_ name: String) {
    if case .tag(let tag)? = next, tag.isClosing, tag.name == name { position += 1 }
  }

  private mutating func skip(to name: String) {
    while let token = next {
      position += 1
      if case .tag(let tag) = token, tag.isClosing, tag.name == name { return }
    }
  }

  private mutating func preformatted() -> String {
    var text = ""
    while let token = next {
      position += 1
      switch token {
      case .text(let piece): text += piece
      case .tag(let tag) where tag.isClosing && tag.name == "pre": return ended(text)
      case .tag(let tag): text += tag.name == "br" ? "\n" : ""
      }
    }
    return ended(text)
  }

  private func ended(_ text: String) -> String {
    let text = text.hasPrefix("\n") ? String(text.dropFirst()) : text
    return text.hasSuffix("\n") ? text : text + "\n"
  }

  private mutating func list(_ tag: HTMLTag) -> [Block] {
    var items: [Block.Item] = []
    while let token = next {
      position += 1
      guard case .tag(let part) = token else { continue }
      if part.isClosing, part.name == tag.name { break }
      if !part.isClosing, part.name == "li" {
        items.append(Block.Item(content(of: part, until: Ends(closing: [tag.name]))))
      }
    }
    let start = tag.name == "ol" ? Int(tag.attributes["start"] ?? "1") ?? 1 : nil
    return items.isEmpty ? [] : [Block(.list(start: start, isTight: true, items: items), range: range)]
  }

  static func isBlock(_ name: String) -> Bool { blockNames.contains(name) }

  private static let siblings: [String: Set<String>] = ["li": ["li"], "dt": ["dt", "dd"], "dd": ["dt", "dd"]]

  private static let blockNames: Set<String> = [
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
    "hr", "html", "legend", "li", "link", "main", "menu", "meta", "nav", "ol", "p", "pre", "script", "section", "style",
    "summary", "table", "tbody", "td", "template", "tfoot", "th", "thead", "title", "tr", "ul", "colgroup", "col",
  ]
}

/// White space of any length is one space.
private func collapsed(_ text: String) -> String {
  text.split(omittingEmptySubsequences: false) { $0 == " " || $0.isNewline || $0 == "\t" }
    .enumerated().filter { $0.offset == 0 || !$0.element.isEmpty }
    .map(\.element).joined(separator: " ")
    + (text.last.map { $0 == " " || $0.isNewline || $0 == "\t" } == true && text.count > 0 ? " " : "")
}

extension [Inline] {
  /// Without spaces and line breaks at both ends, and around line breaks.
  var withoutOuterSpace: [Inline] {
    var result: [Inline] = []
    for inline in self {
      guard case .text(let text) = inline, result.isEmpty || result.last == .lineBreak else {
        if inline == .lineBreak { result.dropSpaceAtEnd() }
        if inline != .lineBreak || !result.isEmpty { result.append(inline) }
        continue
      }
      let kept = String(text.drop { $0 == " " })
      if !kept.isEmpty { result.append(.text(kept)) }
    }
    result.dropSpaceAtEnd()
    while result.last == .lineBreak { result.removeLast() }
    return result
  }

  private mutating func dropSpaceAtEnd() {
    guard case .text(let text)? = last else { return }
    let kept = String(text.reversed().drop { $0 == " " }.reversed())
    removeLast()
    if !kept.isEmpty { append(.text(kept)) }
  }
}

extension [Block] {
  /// Their text one below the other, for places where only that can stand.
  var inlines: [Inline] {
    Array<[Inline]>(map(\.inlines)).filter { !$0.isEmpty }.joined(separator: [.lineBreak]).map { $0 }
  }
}

extension Block {
  fileprivate var inlines: [Inline] {
    switch kind {
    case .paragraph(let inlines), .heading(_, let inlines): inlines
    case .list(_, _, let items):
      items.map { [.text("• ")] + $0.blocks.inlines }.joined(separator: [.lineBreak]).map { $0 }
    case .quote(let blocks), .footnote(_, let blocks): blocks.inlines
    case .table(_, let header, let rows):
      ([header] + rows).map { $0.joined(separator: [.text(" ")]).map { $0 } }.joined(separator: [.lineBreak]).map { $0 }
    case .code(_, let text): [.code(text.split(separator: "\n").joined(separator: " "))]
    case .math(let tex): [.math(tex)]
    case .html(let source): [.html(source)]
    case .thematicBreak: []
    }
  }
}
