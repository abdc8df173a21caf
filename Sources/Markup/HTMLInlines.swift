/// HTML within a line: tags that carry meaning become the inlines that mean the same, such as `<b>` and `<sup>`; those
/// about looks alone disappear, and unknown ones stay as they are written.
enum HTMLInlines {
  /// Tags inside tags, below which those are left out.
  private static let deepest = 20

  static func structured(_ inlines: [Inline]) -> [Inline] {
    guard inlines.contains(where: { if case .html = $0 { true } else { false } }) else { return inlines }
    var open = Open()
    for inline in inlines {
      guard case .html(let source) = inline else {
        open.add(inline)
        continue
      }
      for token in HTMLToken.tokens(of: source) {
        switch token {
        case .text(let text): open.add(.text(text))
        case .tag(let tag) where tag.isClosing: open.close(tag)
        case .tag(let tag): open.begin(tag)
        }
      }
    }
    return open.finish()
  }

  /// The tags that wait for their ends, and what stands in each so far.
  private struct Open {
    private var tags: [HTMLTag] = []
    private var contents: [[Inline]] = [[]]

    mutating func add(_ inline: Inline) {
      let last = contents.count - 1
      guard case .text(let text) = inline, case .text(let before)? = contents[last].last else {
        contents[last].append(inline)
        return
      }
      contents[last][contents[last].count - 1] = .text(before + text)
    }

    mutating func begin(_ tag: HTMLTag) {
      if let inline = HTMLInlines.whole(tag) {
        if inline != .lineBreak || contents[contents.count - 1].last != .lineBreak { add(inline) }
      } else if HTMLInlines.paired.contains(tag.name), tags.count < HTMLInlines.deepest {
        tags.append(tag)
        contents.append([])
      } else if !HTMLInlines.looks.contains(tag.name), !HTMLInlines.paired.contains(tag.name) {
        add(.html(tag.source))
      }
    }

    mutating func close(_ tag: HTMLTag) {
      guard let start = tags.lastIndex(where: { $0.name == tag.name }) else {
        if HTMLInlines.breaks.contains(tag.name) {
          if contents[contents.count - 1].last != .lineBreak { add(.lineBreak) }
        } else if !HTMLInlines.looks.contains(tag.name), !HTMLInlines.paired.contains(tag.name) {
          add(.html(tag.source))
        }
        return
      }
      while tags.count > start {
        let tag = tags.removeLast()
        for inline in HTMLInlines.element(tag, contents.removeLast()) { add(inline) }
      }
    }

    /// Tags without an end say nothing.
    mutating func finish() -> [Inline] {
      while tags.popLast() != nil { for inline in contents.removeLast() { add(inline) } }
      return contents[0]
    }
  }

  /// A tag that stands for itself.
  private static func whole(_ tag: HTMLTag) -> Inline? {
    switch tag.name {
    case "img":
      let attributes = tag.attributes
      return .image(
        source: attributes["src"] ?? "", title: attributes["title"] ?? "",
        alternativeText: attributes["alt"] ?? attributes["title"] ?? "image")
    case "hr": return .lineBreak
    default: return breaks.contains(tag.name) ? .lineBreak : nil
    }
  }

  private static func element(_ tag: HTMLTag, _ body: [Inline]) -> [Inline] {
    guard !body.isEmpty else { return [] }
    switch tag.name {
    case "em", "i", "cite", "var", "dfn", "u", "ins", "mark": return [.emphasis(body)]
    case "strong", "b": return [.strong(body)]
    case "s", "del", "strike": return [.strikethrough(body)]
    case "code", "kbd", "samp", "tt": return [.code(body.text)]
    case "sup": return [.superscript(body)]
    case "sub": return [.subscript(body)]
    case "q": return [.text("“")] + body + [.text("”")]
    case "rt": return [.text("(")] + body + [.text(")")]
    case "a":
      guard let address = tag.attributes["href"], !address.isEmpty else { return body }
      return [.link(destination: address, title: tag.attributes["title"] ?? "", body)]
    case "abbr", "acronym": return body + (tag.attributes["title"].map { [.text(" (\($0))")] } ?? [])
    default: return body
    }
  }

  private static let paired: Set<String> = [
    "em", "i", "cite", "var", "dfn", "u", "ins", "mark", "strong", "b", "s", "del", "strike", "code", "kbd", "samp",
    "tt", "sup", "sub", "q", "rt", "a", "abbr", "acronym",
  ]

  /// Tags that begin a line.
  static let breaks: Set<String> = [
    "br", "p", "div", "li", "tr", "summary", "dt", "dd", "section", "article", "figcaption",
  ]

  /// Tags of which nothing shows.
  static let looks: Set<String> = [
    "span", "small", "big", "font", "center", "nobr", "wbr", "time", "data", "bdi", "bdo", "label", "output", "ruby",
    "rp", "rb", "picture", "source", "figure", "details", "blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol",
    "pre", "table", "tbody", "td", "tfoot", "th", "thead", "ul", "caption", "col", "colgroup", "body", "html", "main",
    "header", "footer", "nav", "aside", "address",
  ]
}
