/// Fitting text into the room that there is.
enum GraphText {
  static let ellipsis = "…"
  private static let leastScale = 0.75
  private static let longest = 400

  /// `text` in `width` points: as it is, or smaller, or shortened with an ellipsis.
  static func fitted(_ text: String, _ font: Scene.Font, width: Double) -> (text: String, font: Scene.Font) {
    guard !text.isEmpty, width > 0 else { return ("", font) }
    let natural = TextMeasure.width(of: text, in: font)
    guard natural > width else { return (text, font) }
    var font = font
    font.size *= max(leastScale, width / natural * 0.99)
    if TextMeasure.width(of: text, in: font) <= width { return (text, font) }
    var (fits, tooLong) = (0, min(text.count, longest))
    while fits + 1 < tooLong {
      let middle = (fits + tooLong) / 2
      let candidate = text.prefix(middle) + ellipsis
      if TextMeasure.width(of: String(candidate), in: font) <= width { fits = middle } else { tooLong = middle }
    }
    let shortened = text.prefix(fits) + ellipsis
    return (TextMeasure.width(of: String(shortened), in: font) <= width ? String(shortened) : "", font)
  }
}
