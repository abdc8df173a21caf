import Foundation
import Pages
import Testing

@Suite struct WrapTests {
  static let prose =
    "The learning rate η says how far a weight moves; 学習率 is the same thing, and naïve e\u{301}tudes count too."

  @Test(arguments: 1...60) func noLineIsWiderThanTheScreen(columns: Int) {
    let lines = wrap([Span(Self.prose)], columns: columns)
    // A wide character cannot be narrower than 2.
    #expect(lines.widest <= max(columns, 2))
  }

  @Test(arguments: [1, 2, 7, 40, 200]) func keepsEveryCharacterButTheSpaces(columns: Int) {
    let words = wrap([Span(Self.prose, .accent)], columns: columns).text.filter { !$0.isWhitespace }
    #expect(words == Self.prose.filter { !$0.isWhitespace })
  }

  @Test(arguments: 1...60) func aTabIsASpace(columns: Int) {
    let text = "a\tfirst column\tand\t\tmore words than one line holds\tat the end"
    for line in wrap([Span(text)], columns: columns) {
      #expect(!line.text.contains("\t") && line.width <= columns)
    }
    #expect(wrap([Span("a\tb")], columns: 10).map(\.text) == ["a b"])
  }

  @Test func breaksBetweenWords() {
    #expect(wrap([Span("one two three four")], columns: 9).map(\.text) == ["one two", "three", "four"])
  }

  @Test func aWordOfSeveralStylesStaysTogether() {
    let lines = wrap([Span("see "), Span("back", .accent), Span("ward")], columns: 9)
    #expect(lines.map(\.text) == ["see", "backward"])
  }

  @Test func prefixesStandBeforeEachLine() {
    let lines = wrap([Span("one two three")], columns: 8, first: Line("• "), rest: Line("  "))
    #expect(lines.map(\.text) == ["• one", "  two", "  three"])
  }

  @Test func prefixesGiveWayWhereThereIsNoRoom() {
    #expect(wrap([Span("ab")], columns: 1, first: Line("• ")).map(\.text) == ["a", "b"])
  }

  @Test func hardBreaksEndLines() {
    #expect(wrap([Span("one\ntwo")], columns: 20).map(\.text) == ["one", "two"])
  }

  @Test func preformattedTextKeepsItsSpaces() {
    let lines = wrapPreformatted(Line("  a  b"), columns: 4, rest: Line("↪"))
    #expect(lines.map(\.text) == ["  a ", "↪ b"])
  }
}

@Suite struct LineTests {
  @Test func clippingSaysSo() {
    #expect(Line("backward").clipped(to: 5).text == "back…")
    #expect(Line("学習率").clipped(to: 4).text == "学…")
    #expect(Line("ab").clipped(to: 0).text == "")
  }

  @Test(arguments: 0...12) func paddingIsExact(columns: Int) {
    #expect(Line("学習 rate").padded(to: columns).width == columns)
  }
}

@Suite struct EscapeTests {
  @Test func coloursBecomeSpans() {
    let line = parseEscapes("a\u{1B}[1;38;2;1;2;3mb\u{1B}[48;5;7mc\u{1B}[0md")
    #expect(line.spans.map(\.text) == ["a", "b", "c", "d"])
    #expect(line.spans.map(\.style.exact) == [nil, "1;38;2;1;2;3", "1;38;2;1;2;3;48;5;7", nil])
  }

  @Test func aNewForegroundReplacesTheOldOne() {
    #expect(parseEscapes("\u{1B}[31ma\u{1B}[38;5;9mb").spans.map(\.style.exact) == ["31", "38;5;9"])
  }

  @Test(arguments: ["\u{1B}", "\u{1B}[", "\u{1B}[38", "\u{1B}[38;2;1m", "\u{1B}[999999999999999999999mx", "\u{1B}[Hx"])
  func brokenSequencesDoNoHarm(text: String) {
    #expect(!parseEscapes(text).text.contains("\u{1B}"))
  }

  @Test func programsCannotSendEscapes() {
    #expect(printableLines("a\u{1B}[2Jb\u{7}\tc\r\nd\u{9B}") == ["a␛[2Jb␇ c", "d\u{FFFD}"])
  }
}

@Suite struct PaletteTests {
  static let line = Line([Span("w", .accent), Span(" = "), Span("1", Style(ink: .number, isBold: true))])

  @Test func withoutColourThereIsNoEscape() {
    #expect(Palette.plain.encode(Self.line) == "w = 1")
  }

  @Test func noColorKeepsAttributesOnly() {
    #expect(Palette(depth: .monochrome).encode(Self.line) == "w = \u{1B}[1m1\u{1B}[0m")
  }

  @Test(arguments: Palette.Background.allCases) func everyInkStandsOut(background: Palette.Background) throws {
    let paper = background == .dark ? 0x1E1E1E : 0xFFFFFF
    for ink in Ink.allCases where ink != .text {
      let palette = Palette(depth: .trueColor, background: background)
      let code = palette.encode(Line("x", ink))
      let parts = try #require(code.firstMatch(of: /38;2;(\d+);(\d+);(\d+)m/), "\(ink) has no colour")
      let rgb = try (Int(parts.1)! << 16) | (Int(parts.2)! << 8) | #require(Int(parts.3))
      #expect(contrast(rgb, paper) >= 4.5, "\(ink) on \(background)")
    }
  }

  @Test func linksAreClosed() {
    var style = Style()
    style.link = "https://a.b"
    let line = Palette(depth: .ansi16, hasLinks: true).encode(Line([Span("a", style), Span("b")]))
    #expect(line == "\u{1B}]8;;https://a.b\u{1B}\\a\u{1B}]8;;\u{1B}\\b")
  }

  /// WCAG 2: the ratio of relative luminances.
  private func contrast(_ a: Int, _ b: Int) -> Double {
    func luminance(_ rgb: Int) -> Double {
      let parts = [rgb >> 16, rgb >> 8, rgb].map { part -> Double in
        let value = Double(part & 0xFF) / 255
        return value <= 0.04045 ? value / 12.92 : Double.pow((value + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    let (high, low) = (max(luminance(a), luminance(b)), min(luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)
  }
}

extension Double {
  fileprivate static func pow(_ base: Double, _ exponent: Double) -> Double { Foundation.pow(base, exponent) }
}

@Suite struct SwiftColorsTests {
  @Test(arguments: [
    "let x = 1 // one", "\"a \\(f(\"b\", [1]) + \"c\") d\"", "#\"raw \\(no) \\#(yes)\"#", "\"\"\"\na \"q\"\n\"\"\"",
    "/* a /* b */ c */ d", "\"unclosed", "/* unclosed", "\\", "", "1_000.5e-3 0xFF 1...3", "x.self.init", "π = 3 ± 2",
  ]) func everyCharacterComesOutAgain(code: String) {
    #expect(highlight(swift: code).text == code)
  }

  @Test func wordsHaveTheirColours() {
    let spans = highlight(swift: "let n: Int = f(\"a\\(x)\") // 1.5")[0].spans
    func ink(_ text: String) -> Ink? { spans.first { $0.text == text }?.style.ink }
    #expect(ink("let") == .keyword)
    #expect(ink("Int") == .typeName)
    #expect(ink("f") == .call)
    #expect(ink("\"a\\(") == .string)
    #expect(ink("// 1.5") == .comment)
    #expect(spans.contains { $0.text.contains("x") && $0.style.ink == .text })
  }

  @Test func interpolationsNestAndEnd() {
    let spans = highlight(swift: "\"\\(g(1))\" + 2")[0].spans
    #expect(spans.first { $0.text == "1" }?.style.ink == .number)
    #expect(spans.first { $0.text == "2" }?.style.ink == .number)
    #expect(spans.first { $0.text.contains("+") }?.style.ink == .text)
  }
}

@Suite struct SparklineTests {
  @Test func risesAndFalls() {
    #expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], columns: 8) == "▁▂▃▄▅▆▇█")
    #expect(sparkline([7, 0], columns: 8) == "█▁")
  }

  @Test func averagesWhatDoesNotFit() {
    #expect(sparkline([0, 2, 6, 8], columns: 2) == "▁█")
  }

  @Test func survivesWhatIsNotFinite() {
    #expect(sparkline([1, .nan, 2], columns: 3) == "▁×█")
    #expect(sparkline([.infinity], columns: 3) == "×")
    #expect(sparkline([-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude], columns: 2) == "▁█")
    #expect(sparkline([3, 3], columns: 2) == "▁▁")
    #expect(sparkline([], columns: 2) == "")
  }
}
