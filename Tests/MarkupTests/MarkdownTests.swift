import Markup
import Testing

@Suite struct MarkdownTests {
  private func expectTree(_ text: String, _ tree: String) {
    #expect(dump(Markdown.blocks(in: text)) == tree)
  }

  @Test func headingsParagraphsAndRules() {
    expectTree(
      "# One #\n\nTwo\n===\n\nA *b* **c _d_** `e*` ~~f~~\ng  \nh\\\ni\n\n---\n",
      """
      heading 1 1:1-1:7 One
      heading 1 3:1-4:3 Two
      paragraph 6:1-9:1 A emphasis(b) strong(c emphasis(d)) code(e*) struck(f)⏎g⏎⏎h⏎⏎i
      rule 11:1-11:3
      """)
  }

  @Test func listsTasksAndQuotes() {
    expectTree(
      "- a\n- b\n  - c\n\n3. one\n\n   loose\n4. two\n\n> q1\nlazy\n>\n> - quoted\n\n- [x] done\n- [ ] open\n\nend",
      """
      list • 1:1-3:5
        item
          paragraph 1:3-1:3 a
        item
          paragraph 2:3-2:3 b
          list • 3:3-3:5
            item
              paragraph 3:5-3:5 c
      list 3 loose 5:1-8:6
        item
          paragraph 5:4-5:6 one
          paragraph 7:4-7:8 loose
        item
          paragraph 8:4-8:6 two
      quote 10:1-13:10
        paragraph 10:3-11:4 q1⏎lazy
        list • 13:3-13:10
          item
            paragraph 13:5-13:10 quoted
      list • 15:1-16:10
        item [x]
          paragraph 15:7-15:10 done
        item [ ]
          paragraph 16:7-16:10 open
      paragraph 18:1-18:3 end
      """)
  }

  @Test func tablesCodeAndHTML() {
    expectTree(
      "| a {h} | b |\n|:--|:-:|\n| `{x}` | {p \\|\\| q} $y_1$ |\n\n```swift run\nlet a = {1}\n```\n\n    indented\n\n<div>\n{h}\n</div>\n",
      """
      table 1:1-3:28 leading center
        | a value(1:6 h) | b
        | code({x}) | value(3:12 p || q) math(y_1)
      code 5:1-7:3 “swift run” "let a = {1}\\n"
      code 9:5-9:12 “” "indented\\n"
      paragraph 11:1-13:6 {h}
      """)
  }

  @Test func linksImagesAndFootnotes() {
    expectTree(
      "[a *b*](u.md \"t\") <https://x.y> www.example.org ![alt {v} $\\pi$](f.png) b[^two] a[^one]\n\n[^one]: First\n[^two]: Second\n    more\n\n[^never]: Kept {k}\n",
      """
      paragraph 1:1-1:87 link(u.md “t”: a emphasis(b)) link(https://x.y: https://x.y) \
      link(http://www.example.org: www.example.org) image(f.png: alt {v} π) bnote(1) anote(2)
      footnote 2 3:1-3:13
        paragraph 3:9-3:13 First
      footnote 1 4:1-5:8
        paragraph 4:9-5:8 Second⏎more
      footnote 3 7:1-7:18
        paragraph 7:11-7:18 Kept value(7:17 k)
      """)
  }

  @Test func displayMathsIsNotMarkdown() {
    expectTree(
      "Text\n$$\n\\frac{a}{b}\n- c_1 \\\\\n+ *d*\n$$\nafter\n\n$$ E = mc^2 $$\n\n```math\nx\n```\n> $$ a\n> + b $$\n",
      """
      paragraph 1:1-1:4 Text
      math 2:1-6:2 "\\\\frac{a}{b}\\n- c_1 \\\\\\\\\\n+ *d*"
      paragraph 7:1-7:5 after
      math 9:1-9:14 "E = mc^2"
      math 11:1-13:3 "x"
      quote 14:1-15:8
        math 14:3-15:8 "a\\n+ b"
      """)
  }

  @Test func unclosedDisplayMathsIsTextUpToABlankLine() {
    expectTree(
      "$$ a_1\n+ b\n\nnext\n\n$$\n```swift\nx\n```\n",
      """
      paragraph 1:1-2:3 $$ a_1⏎+ b
      paragraph 4:1-4:4 next
      paragraph 6:1-6:2 $$
      code 7:1-9:3 “swift” "x\\n"
      """)
  }

  @Test(arguments: [
    ("- costs $4\n- $m = 2$", "costs $4", "math(m = 2)"), ("| $4 | $m$ |\n|--|--|\n", "$4 | math(m)", "| $4"),
    ("> $4\n>\n> $x$", "$4", "math(x)"), ("# $4 or $x$", "$4 or math(x)", "heading"),
    ("a[^n]\n\n[^n]: $4 or $x$", "$4 or math(x)", "footnote"),
  ])
  func moneyIsNoMathsAnywhere(text: String, first: String, second: String) {
    let shown = dump(Markdown.blocks(in: text))
    #expect(shown.contains(first) && shown.contains(second), "\(shown)")
  }

  @Test(arguments: [
    ("$x$", "math(x)"), ("$x_1$ and $y_2$", "math(x_1) and math(y_2)"), ("$a * b * c$", "math(a * b * c)"),
    ("($x$), $y$.", "(math(x)), math(y)."), ("\\$5 and $6", "$5 and $6"), ("costs $5-$6", "costs $5-$6"),
    ("US$5 and 6$", "US$5 and 6$"), ("$ x$", "$ x$"), ("$x $", "$x $"), ("$x$y", "$x$y"), ("a$x$", "a$x$"),
    ("$20,000 and $30,000", "$20,000 and $30,000"), ("`$x$`", "code($x$)"), ("$x `$`", "$x code($)"),
    ("$`a_1`$", "math(a_1)"), ("$a\\$b$", "math(a\\$b)"), ("$\\{x\\}$", "math(\\{x\\})"), ("$a\nb$", "math(a b)"),
    ("a $$x$$ b", "a math(x) b"), ("$$$x$$$", "$$$x$$$"), ("$$", "$$"), ("x $", "x $"), ("**$x$**", "strong(math(x))"),
    ("[$x$](u)", "link(u: math(x))"), ("$-1$", "math(-1)"), ("$x$-axis", "math(x)-axis"), ("\\$x$", "$x$"),
    ("$5 and $x$", "$5 and math(x)"),
    ("A coffee costs $4. The slope is $m = 2$.", "A coffee costs $4. The slope is math(m = 2)."),
    ("Set $HOME first, then $y$ and $z_1$.", "Set $HOME first, then math(y) and math(z_1)."),
    ("$HOME/$PATH and $a$", "$HOME/$PATH and math(a)"), ("from $5 to $10, then $k$", "from $5 to $10, then math(k)"),
    ("**$4** and $x$", "strong($4) and math(x)"), ("[a $4](u) is $x$", "link(u: a $4) is math(x)"),
    ("[a $4](u$) b$", "link(u$: a $4) b$"), ("$]0, 1[$", "math(]0, 1[)"), ("$4 $$x$$", "$4 math(x)"),
    ("$\\text{if $x$ or $y$}$", "math(\\text{if $x$ or $y$})"), ("$4 {x $y$", "$4 {x math(y)"),
    ("“$a$” b—$c$—d, $e$… ‘$f$’s", "“math(a)” b—math(c)—d, math(e)… ‘math(f)’s"),
    ("«$a$» „$b$“ ¿$c$? – $d$–$e$", "«math(a)» „math(b)“ ¿math(c)? – math(d)–math(e)"),
    ("设$x$为「$y$」。", "设math(x)为「math(y)」。"), ("값은 $x$는", "값은 math(x)는"), ("قيمة $x$، و", "قيمة math(x)، و"),
    ("é$5 und ß$6", "é$5 und ß$6"), ("цена$5 или$", "цена$5 или$"), ("$x$é", "$x$é"), ("e\u{301}$x$", "e\u{301}$x$"),
    ("a\tb `c\td`", "a b code(c d)"), ("$a % why\nb$", "math(a b)"),
  ])
  func dollars(text: String, expected: String) {
    guard case .paragraph(let inlines)? = Markdown.blocks(in: text).first?.kind else {
      Issue.record("no paragraph")
      return
    }
    #expect(dump(inlines) == expected)
  }

  @Test(arguments: [
    ("{x}", "value(1:2 x)"), ("a {b.c(d)} e", "a value(1:4 b.c(d)) e"), ("{ x }", "value(1:3 x)"), ("{}", "{}"),
    ("{ }", "{ }"), ("\\{x}", "{x}"), ("\\{x\\}", "{x}"), ("{x", "{x"), ("x}", "x}"),
    ("{a.map { $0 + 1 }}", "value(1:2 a.map { $0 + 1 })"), ("{\"}\"}", "value(1:2 \"}\")"),
    ("{\"\\\"}\"}", "value(1:2 \"\\\"}\")"), ("{\"\\(f({ 1 }))}\"}", "value(1:2 \"\\(f({ 1 }))}\")"),
    ("{#\"\"}\"#}", "value(1:2 #\"\"}\"#)"), ("`{x}`", "code({x})"), ("${x}$", "math({x})"),
    ("*{x}*", "emphasis(value(1:3 x))"), ("{a * b * c}", "value(1:2 a * b * c)"), ("{a_b_c}", "value(1:2 a_b_c)"),
    ("é {x}", "é value(1:5 x)"), ("a\n  {x}", "a⏎value(2:4 x)"), ("{a +\nb}", "value(1:2 a +\nb)"),
    ("{{x}", "{value(1:3 x)"), ("{x}{y}", "value(1:2 x)value(1:5 y)"), ("x <a href='{x}'>", "x "),
    ("{a < b}", "value(1:2 a < b)"), ("{x[0]}", "value(1:2 x[0])"), ("[{x}](u)", "link(u: value(1:3 x))"),
    ("{\"unclosed}", "{\"unclosed}"),
  ])
  func values(text: String, expected: String) {
    let blocks = Markdown.blocks(in: text)
    guard case .paragraph(let inlines)? = blocks.first?.kind else {
      Issue.record("no paragraph")
      return
    }
    #expect(dump(inlines) == expected)
  }

  @Test func captionsAreInlineOnly() {
    #expect(dump(Markdown.inlines(in: "# 1. {x} $y$ #", line: 7, column: 15)) == "# 1. value(7:21 x) math(y) #")
    #expect(dump(Markdown.inlines(in: "- a\nb *c*")) == "- a b emphasis(c)")
    #expect(dump(Markdown.inlines(in: "")) == "")
  }

  @Test func lineEndsAreAllTheSame() {
    let text = "# a\n\n- b {x}\n\n```swift\nlet\ty = 1\n```\n"
    let tree = dump(Markdown.blocks(in: text))
    #expect(dump(Markdown.blocks(in: text.replacing("\n", with: "\r\n"))) == tree)
    #expect(dump(Markdown.blocks(in: text.replacing("\n", with: "\r"))) == tree)
  }

  @Test func linesCountFromTheFirst() {
    #expect(dump(Markdown.blocks(in: "a {x}[^1]\n\n[^1]: b", firstLine: 9)).contains("value(9:4 x)"))
    #expect(dump(Markdown.blocks(in: "a {x}\n\nb", firstLine: 9)).contains("paragraph 11:1-11:1"))
  }
}
