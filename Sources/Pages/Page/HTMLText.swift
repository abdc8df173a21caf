/// HTML in a lesson, as far as a terminal can show it: comments are left out, tags that only format disappear, an
/// image becomes its text and address, and everything else stays as it was written.
func htmlSpans(_ html: String) -> [Span] {
  var spans: [Span] = []
  var rest = Substring(html)
  while !rest.isEmpty {
    if rest.hasPrefix("<!--") {
      rest = rest.dropFirst(4)
      while !rest.isEmpty, !rest.hasPrefix("-->") { rest.removeFirst() }
      rest = rest.dropFirst(3)
    } else if rest.first == "<", let end = rest.firstIndex(of: ">") {
      if let span = tag(rest[...end]), span.text != "\n" || !(spans.last?.text.hasSuffix("\n") ?? false) {
        spans.append(span)
      }
      rest = rest[rest.index(after: end)...]
    } else {
      let length = 1 + rest.dropFirst().prefix { $0 != "<" }.count
      spans.append(Span(entities(String(rest.prefix(length)))))
      rest = rest.dropFirst(length)
    }
  }
  return spans
}

private func tag(_ text: Substring) -> Span? {
  let name = text.dropFirst().drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }.lowercased()
  switch name {
  case "br", "p", "div", "li", "tr", "summary": return Span("\n")
  case "img":
    return Span("▣ \(attribute("alt", of: text) ?? "image") (\(attribute("src", of: text) ?? ""))", .accent)
  case let name where formatting.contains(name): return nil
  default: return Span(String(text), .muted)
  }
}

private func attribute(_ name: String, of tag: Substring) -> String? {
  guard let start = tag.firstRange(of: name + "=")?.upperBound, start < tag.endIndex else { return nil }
  let quote = tag[start]
  guard quote == "\"" || quote == "'" else { return String(tag[start...].prefix { $0 != " " && $0 != ">" }) }
  return entities(String(tag[tag.index(after: start)...].prefix { $0 != quote }))
}

private func entities(_ text: String) -> String {
  guard text.contains("&") else { return text }
  let names = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", "\u{A0}"), ("&amp;", "&")]
  return names.reduce(text) { $0.replacing($1.0, with: $1.1) }
}

private let formatting: Set<String> = [
  "a", "abbr", "b", "blockquote", "center", "code", "dd", "del", "details", "dl", "dt", "em", "figure", "figcaption",
  "h1", "h2", "h3", "h4", "h5", "h6", "i", "ins", "kbd", "mark", "ol", "picture", "pre", "q", "s", "samp", "small",
  "source", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "u", "ul", "var",
]
