import Markup
import Testing

private let document = """
  # Title {a.b} and $x_1$

  A paragraph *with* **bold `code {x}`** and ~~gone~~ [link](u.md) plus {history.best["x}"].epoch}.
  $$
  \\frac{a}{b}
  $$

  > quoted {q} $\\alpha$
  > - item {r}

  1. one
  2. two[^note]

  | a {h} | b |
  |:--|--:|
  | `{x}` | ![alt](f.png) |

  [^note]: A note {n}
  [^never]: Unused

  ```swift
  //| label: fit
  let a = 1
  ```

  <div>html</div>
  """

@Suite struct MarkdownPropertyTests {
  @Test func mutatedDocumentsKeepTheirPlacesInsideTheFile() {
    let alphabet = Array("{}$`*_[]()<>|\\\"'#-+>!~^:\n\t \r=1aé日\u{0}".utf16).map { UInt16($0) }
    var random = SplitMix(state: 42)
    let original = Array(document.utf16)
    for _ in 0..<20_000 {
      var units = original
      let start = random.next(below: units.count)
      units = Array(units[start..<min(units.count, start + 120)])
      for _ in 0...random.next(below: 6) {
        let place = random.next(below: units.count)
        switch random.next(below: 3) {
        case 0: units[place] = alphabet[random.next(below: alphabet.count)]
        case 1: units.insert(alphabet[random.next(below: alphabet.count)], at: place)
        default: if units.count > 1 { units.remove(at: place) }
        }
      }
      let text = String(decoding: units, as: UTF16.self)
      let lines = Markdown.normalized(text).utf8.split(separator: 10, omittingEmptySubsequences: false)
      for place in places(in: Markdown.blocks(in: text)) {
        #expect((1...lines.count).contains(place.line), "\(text.debugDescription)")
        guard (1...lines.count).contains(place.line) else { continue }
        #expect((1...max(1, lines[place.line - 1].count)).contains(place.column), "\(text.debugDescription)")
      }
    }
  }

  /// Words with no meaning to Markdown, between marks that have one.
  @Test func noWordIsDropped() {
    let marks = [
      " ", "*", "**", "_", "`", "$", "$$", "{", "}", "[", "](u)", "![", "\n", "\n\n", "- ", "> ", "# ", "| ", "~~",
      "\\",
      "\n```\n", "\n$$\n", "    ", "[^n]", "\n[^n]: ", "<b>", "1. ", "&amp;",
    ]
    var random = SplitMix(state: 1)
    for _ in 0..<3_000 {
      var text = ""
      for index in 0..<8 { text += marks[random.next(below: marks.count)] + "word\(index)" }
      let shown = dump(Markdown.blocks(in: text))
      for index in 0..<8 { #expect(shown.contains("word\(index)"), "\(text.debugDescription)") }
    }
  }

  @Test(arguments: [">", "- ", "1. ", "> - ", "*", "[", "**a ", "![a](", "{", "$a ", "`a``", "<a ", "~~a", "_a*"])
  func deepNestingIsFlattened(mark: String) {
    let text = String(repeating: mark, count: 2_000) + "deepest"
    #expect(dump(Markdown.blocks(in: text)).contains("deepest"))
  }

  private func places(in blocks: [Block]) -> [(line: Int, column: Int)] {
    blocks.flatMap { block -> [(line: Int, column: Int)] in
      let own = [(block.range.line, block.range.column), (block.range.endLine, block.range.endColumn)]
      switch block.kind {
      case .quote(let inner), .footnote(_, let inner): return own + places(in: inner)
      case .list(_, _, let items): return own + items.flatMap { places(in: $0.blocks) }
      case .heading(_, let inlines), .paragraph(let inlines): return own + places(in: inlines)
      case .table(_, let header, let rows): return own + ([header] + rows).joined().flatMap { places(in: $0) }
      default: return own
      }
    }
  }

  private func places(in inlines: [Inline]) -> [(line: Int, column: Int)] {
    inlines.flatMap { inline -> [(line: Int, column: Int)] in
      switch inline {
      case .value(_, let line, let column): [(line, column)]
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(_, _, let inner),
        .superscript(let inner), .subscript(let inner):
        places(in: inner)
      default: []
      }
    }
  }
}
