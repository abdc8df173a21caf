import Display
import Lessons
import Markup
import Pages
import Testing

@Suite struct PageTests {
  private func pages(_ columns: Int, _ palette: Palette = .plain) throws -> [Line] {
    let reading = try sampleReading()
    return reading.outline.sections.indices.flatMap { section in
      SectionPage(
        section: section, of: reading, focus: 0, columns: columns, figureRows: 12, palette: palette, isTimed: true
      ).lines + [Line("═")]
    }
  }

  @Test(arguments: [40, 80, 120]) func looksLikeThis(columns: Int) throws {
    expectSnapshot(shown(try pages(columns)), "page-\(columns)")
  }

  @Test(arguments: Palette.Background.allCases) func coloursFollowTheBackground(background: Palette.Background) throws {
    let palette = Palette(depth: .ansi256, background: background, hasLinks: true)
    expectSnapshot(shown(try pages(80, palette), palette), "page-\(background)")
  }

  @Test(arguments: [1, 2, 3, 5, 8, 13, 20, 39, 80, 200]) func noLineIsWiderThanTheScreen(columns: Int) throws {
    #expect(try pages(columns).widest <= max(2, columns))
  }

  @Test(arguments: [1, 4, 17, 40, 80, 120], [Palette.plain, Palette(depth: .trueColor, hasLinks: false)])
  func noWordIsDropped(columns: Int, palette: Palette) throws {
    let text = try pages(columns, palette).text.filter { !$0.isWhitespace && !"│↪┈┼─".contains($0) }
    let words = """
      One neuron You can say what a weight does. 12 minutes learningRate multiplies weight bias w * x + b 0.5 \
      the next lesson 02-forward.md https://example.org/neuron Predict first 学習率 Japanese. Fitting Multiply. Compare, \
      wrapped tried read run quantity meaning unit flipper penguin, measured along edge mm heavy bird train model, \
      penguins, 200 comment show(history) 0.12 not a cell A penguin on ice images/penguin.png broken Int "one" \
      weights ready Weights −12.25 Nothing Everything Twice. The lets line miss origin. whole number wanted.
      """
    for word in words.split(separator: " ") { #expect(text.contains(word), "\(word) at \(columns)") }
    #expect(!text.contains("nevershown"))
  }

  @Test func linksTheTerminalCannotOpenAreListed() throws {
    let plain = try pages(80).text
    #expect(plain.contains("[1] 02-forward.md"))
    let linked = try pages(80, Palette(depth: .ansi256, hasLinks: true)).text
    #expect(!linked.contains("[1]"))
  }

  @Test func footnotesStandOnThePageThatRefersToThem() throws {
    let outline = Outline(try sampleLesson())
    #expect(outline.sections.map(\.title) == ["One neuron", "Fitting it", "The end"])
    #expect(outline.sections.map(\.footnotes.count) == [1, 0, 0])
    #expect(outline.footnoteNumbers == ["1": 1])
  }

  @Test func valuesKnowTheCellBeforeThem() throws {
    let values = Outline(try sampleLesson()).values
    #expect(values.map(\.expression) == ["learningRate", "history.last", "history.last"])
    #expect(values.map(\.afterCell) == [-1, 0, 0])
    #expect(values.map(\.section) == [0, 1, 1])
  }

  @Test func valuesNotYetComputedShowTheirExpression() throws {
    let reading = try Reading(lesson: sampleLesson(), source: sampleText)
    let page = SectionPage(
      section: 0, of: reading, focus: nil, columns: 80, figureRows: 12, palette: .plain, isTimed: false)
    #expect(page.lines.text.contains("{learningRate}"))
  }

  @Test func deeplyNestedQuotesAndListsStayReadable() {
    let text = String(repeating: "> ", count: 60) + "deep\n\n" + String(repeating: "- ", count: 40) + "nested"
    var writer = BlockWriter(palette: .plain)
    let lines = writer.lines(Markdown.blocks(in: text), columns: 30)
    #expect(lines.widest <= 30)
    #expect(lines.text.contains("deep") && lines.text.contains("nested"))
  }

  /// HTML and footnotes, as far as letters go, at every width.
  @Test(arguments: [12, 24, 40, 80]) func htmlAndFootnotesAreShown(columns: Int) {
    let text = """
      10<sup>12</sup>, H<sub>2</sub>O, 2<sup>p q</sup>, <b>bold *both*</b>.<br>Next[^1] and\ttab[^long].

      | a[^1] | b |
      |---|---|
      | x<sup>2</sup>[^long] | <kbd>Ctrl</kbd> |

      <table><tr><th>head</th></tr><tr><td>cell</td></tr></table>

      [^1]: First.
      [^long]: A longer one.

          Its second paragraph, 10<sup>-3</sup>.
      """
    var writer = BlockWriter(palette: .plain, footnoteNumbers: ["1": 1, "2": 2])
    let lines = writer.lines(Markdown.blocks(in: text), columns: columns)
    #expect(lines.widest <= columns && !lines.text.contains("\t") && !lines.text.contains("<"))
    for piece in ["10¹²", "H₂O", "bold", "Next¹", "a¹", "x²²", "`Ctrl`", "head", "cell", "First.", "10⁻³"] {
      #expect(lines.text.contains(piece), "\(piece)\n\(lines.text)")
    }
    #expect(columns < 80 || lines.text.contains("2^(p q)"))
  }

  @Test(arguments: [1, 10, 24, 40, 200]) func tablesFit(columns: Int) {
    var writer = BlockWriter(palette: .plain)
    let text = "| a | b | c |\n|---|---|---|\n| one two three | antidisestablishmentarianism | 学習率 学習率 |\n| x |\n"
    let lines = writer.lines(Markdown.blocks(in: text), columns: columns)
    #expect(lines.widest <= max(2, columns))
    let letters = lines.text.filter { $0.isLetter }
    for word in ["one", "three"] { #expect(letters.contains(word)) }
  }

  @Test(arguments: [
    CellResult.Status.passed, .compileError, .trapped, .exited, .timedOut, .interrupted, .outputLimit, .memoryLimit,
    .notRun,
  ]) func everyEndingIsSaid(status: CellResult.Status) throws {
    let cell = try sampleLesson().cells[0]
    let lines = CellWriter(outputs: OutputWriter(palette: .plain)).lines(
      cell, progress: .finished(CellResult(status: status)), columns: 60)
    let mark = status == .passed || status == .notRun ? "✓" : "✗"
    #expect(lines.contains { $0.text.hasPrefix("└ \(mark) ") })
  }

  @Test func outputsOfProgramsCannotMoveTheCursor() {
    let lines = OutputWriter(palette: .plain).lines([.text("a\u{1B}[2Jb")], columns: 80)
    #expect(lines.text == "a␛[2Jb")
  }
}
