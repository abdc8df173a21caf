import Numerals
import Testing

@Suite struct TextWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("x̂y", 2), ("日本", 4), ("가", 2), ("ｱ", 1), ("Ａ", 2), ("🙂", 2),
    ("👩‍👩‍👧", 2), ("❤️", 2), ("❤", 1), ("⎛a⎞", 3), ("─", 1), ("𝐱", 1), ("∂L", 2), ("a\u{200B}b", 2), ("\t", 0),
    ("\u{1B}[1m", 3), ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("½", 1), ("…", 1), ("v⃗", 1),
  ])
  func isCountedInCells(text: String, width: Int) { #expect(displayWidth(text) == width) }

  @Test func prefixesNeverExceedTheWidth() {
    let text = "a日e\u{301}🙂b"
    for width in 0...8 {
      let start = prefix(of: text, fitting: width)
      #expect(displayWidth(start) <= width)
      #expect(text.hasPrefix(start))
    }
    #expect(prefix(of: text, fitting: 2) == "a")
    #expect(prefix(of: text, fitting: 100) == text)
  }

  @Test func paddingFillsTheRest() {
    #expect(padded("日", to: 4) == "日  ")
    #expect(padded("long", to: 2) == "long")
  }
}
