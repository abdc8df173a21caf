import Markup
import Testing

@Suite struct HTMLTests {
  @Test(arguments: [
    ("10<sup>12</sup> and H<sub>2</sub>O", "10sup(12) and Hsub(2)O"), ("<b>a <i>b</i></b>", "strong(a emphasis(b))"),
    ("<STRONG>a</STRONG> <em class='x'>b</em>", "strong(a) emphasis(b)"),
    ("<del>a</del><s>b</s>", "struck(a)struck(b)"),
    ("a<br>b<br/>c", "a⏎⏎b⏎⏎c"), ("<kbd>Ctrl</kbd>+<code>*a*</code>", "code(Ctrl)+code(a)"),
    ("<a href=\"u\" title='t'>x</a> <a name=y>z</a>", "link(u “t”: x) z"), ("<q>a</q>", "“a”"),
    ("<img src=f.png alt='a > b'>", "image(f.png: a > b)"), ("<abbr title=\"X Y\">XY</abbr>", "XY (X Y)"),
    ("<span>a</span> <small>b</small>", "a b"), ("a <foo>b</foo>", "a html(<foo>)bhtml(</foo>)"),
    ("a<!-- b -->c", "ac"), ("<b>a <i>b</b> c", "strong(a emphasis(b)) c"), ("a <b>b", "a b"), ("a</b> b", "a b"),
    ("<mark>$x$</mark> and *<u>y</u>*", "emphasis(math(x)) and emphasis(emphasis(y))"),
    ("*em <b>x* y</b>", "emphasis(em x) y"), ("1 < 2 > 0", "1 < 2 > 0"), ("a\\<b>c", "a<b>c"),
  ])
  func tagsWithinALineMeanWhatTheySay(text: String, expected: String) {
    // In a heading no tag begins a block.
    guard case .heading(_, let inlines)? = Markdown.blocks(in: "# " + text).first?.kind else {
      Issue.record("no paragraph: \(text)")
      return
    }
    #expect(dump(inlines) == expected)
  }

  @Test(arguments: [
    ("<p align=center>a\n  b</p><p>c", "a b|c"), ("<h3>T &lt;x&gt; &#8217;&hellip;</h3>", "T <x> ’…"),
    ("<div>\n<img src=\"a.png\" alt=\"the plot\">\n</div>", "image(a.png: the plot)"), ("<hr>", "rule"),
    ("<details>\n<summary>Hint</summary>\nText\n</details>", "strong(Hint)|Text"), ("<!-- x -->", ""),
    ("<ul><li>a<li>b <ul><li>c</ul></ul>", "•[a, b|•[c]]"), ("<ol start=3><li>a</li></ol>", "3[a]"),
    ("<pre>\na  b\n c\n</pre>", "code(a  b⏎ c⏎)"), ("<blockquote>a <b>b</b></blockquote>", "quote(a strong(b))"),
    ("<dl><dt>t<dd>d</dl>", "strong(t)|•[d]"), ("<script>x < y</script>", ""), ("<style>b{}</style>", ""),
    (
      "<table><caption>C</caption><tr><th>a<th align=right>b</tr><tr><td>1<sup>2</sup></td><td>x &amp; y</td></tr></table>",
      "strong(C)|table(none trailing; a, b; 1sup(2), x & y)"
    ),
    (
      "<table><tr><td colspan=2>a<td>b<tr><td rowspan=2>c<td>d<td>e<tr><td>f</table>",
      "table(none none none; ; a, , b; c, d, e; , f)"
    ),
    ("<table><tr><th>r</th><td>1<br>2</td></tr></table>", "table(none none; ; strong(r), 1⏎⏎2)"),
    ("<div>a < b <foo>x</foo></div>", "a < b html(<foo>)xhtml(</foo>)"),
  ])
  func blocksOfHTMLAreBlocks(html: String, expected: String) {
    #expect(Markdown.blocks(in: html).map(short).joined(separator: "|") == expected)
  }

  private func short(_ block: Block) -> String {
    switch block.kind {
    case .paragraph(let inlines), .heading(_, let inlines): dump(inlines)
    case .list(let start, _, let items):
      (start.map(String.init) ?? "•")
        + "[" + items.map { $0.blocks.map(short).joined(separator: "|") }.joined(separator: ", ") + "]"
    case .quote(let inner): "quote(" + inner.map(short).joined(separator: "|") + ")"
    case .code(_, let text): "code(" + text.replacing("\n", with: "⏎") + ")"
    case .table(let alignments, let header, let rows):
      "table(" + alignments.map { "\($0)" }.joined(separator: " ") + "; "
        + ([header] + rows).map { $0.map(dump).joined(separator: ", ") }.joined(separator: "; ") + ")"
    case .thematicBreak: "rule"
    default: "other"
    }
  }

  /// Words between tags are kept, whatever the order of the tags, and in linear time.
  @Test func noWordIsLost() {
    let names = [
      "b", "sup", "table", "tr", "td", "th", "ul", "li", "p", "pre", "dl", "dd", "h2", "foo", "a href='u'", "br",
    ]
    var random = SplitMix(state: 3)
    for _ in 0..<2_000 {
      var text = "<div>"
      for index in 0..<8 {
        let name = names[random.next(below: names.count)]
        text += random.next(below: 3) == 0 ? "</\(name)>" : "<\(name)>"
        text += "word\(index) "
      }
      let shown = dump(Markdown.blocks(in: text))
      for index in 0..<8 where !isBetweenCells(text, "word\(index)") {
        #expect(shown.contains("word\(index)"), "\(text) \(shown)")
      }
    }
    for opening in ["<div ", "<p><b>", "<ul><li>", "<table><tr><td>", "<a title=\"", "<!--", "<blockquote>"] {
      _ = Markdown.blocks(in: "<div>" + String(repeating: opening, count: 5_000) + "Q")
    }
  }

  /// Text straight in a table, a row or a list is none of its cells: browsers put it elsewhere.
  private func isBetweenCells(_ text: String, _ word: String) -> Bool {
    let before = text[..<text.firstRange(of: word)!.lowerBound]
    return ["<table", "<tr", "<ul", "</td", "</th", "</tr", "</li"].contains { before.contains($0) }
  }
}
