/// Numbers drawn by characters, three or more rows high, for the back row of a classroom.
enum BigText {
  /// Three pixels wide and five high, a row of each glyph a word.
  private static let glyphs: [Character: [String]] = [
    "0": ["###", "# #", "# #", "# #", "###"], "1": [" # ", "## ", " # ", " # ", "###"],
    "2": ["###", "  #", "###", "#  ", "###"], "3": ["###", "  #", "###", "  #", "###"],
    "4": ["# #", "# #", "###", "  #", "  #"], "5": ["###", "#  ", "###", "  #", "###"],
    "6": ["###", "#  ", "###", "# #", "###"], "7": ["###", "  #", "  #", "  #", "  #"],
    "8": ["###", "# #", "###", "# #", "###"], "9": ["###", "# #", "###", "  #", "###"],
    ".": [" ", " ", " ", " ", "#"], "−": ["   ", "   ", "###", "   ", "   "], "–": ["   ", "   ", "###", "   ", "   "],
    "%": ["#  #", "  # ", " #  ", "#  #", "    "], "e": ["   ", "###", "###", "#  ", "###"],
    "×": ["   ", "# #", " # ", "# #", "   "], "/": ["  #", "  #", " # ", "#  ", "#  "], " ": [" ", " ", " ", " ", " "],
    "N": ["#  #", "## #", "# ##", "#  #", "#  #"], "a": ["   ", "###", "  #", "###", "###"],
    "∞": ["     ", "## ##", "# # #", "## ##", "     "],
  ]

  /// How tall a pixel is drawn.
  enum Size {
    /// Two pixels a character: three rows.
    case small
    /// A pixel is two characters: five rows.
    case large

    var rows: Int { self == .small ? 3 : 5 }
  }

  /// The rows of a text, all equally wide; a text with other characters stands as it is, in the middle row.
  static func rows(_ text: String, _ size: Size) -> [String] {
    let letters = text.map { glyphs[$0] }
    guard !letters.isEmpty, letters.allSatisfy({ $0 != nil }) else {
      let empty = String(repeating: " ", count: text.count)
      return (0..<size.rows).map { $0 == size.rows / 2 ? text : empty }
    }
    let pixels = (0..<5).map { row in letters.map { $0![row] }.joined(separator: " ") }
    guard size == .small else { return pixels.map { $0.map { $0 == "#" ? "██" : "  " }.joined() } }
    let blank = String(repeating: " ", count: pixels[0].count)
    return stride(from: 0, to: 6, by: 2).map { row in
      String(zip(pixels[row], row + 1 < 5 ? pixels[row + 1] : blank).map(half))
    }
  }

  private static func half(_ upper: Character, _ lower: Character) -> Character {
    switch (upper, lower) {
    case ("#", "#"): "█"
    case ("#", _): "▀"
    case (_, "#"): "▄"
    default: " "
    }
  }
}
