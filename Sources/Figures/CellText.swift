/// Text in a terminal: one cell a character, two for wide ones.
package enum CellText {
  static let width = 6.0
  static let height = 12.0
  static let ascent = 9.0
  static let cell = Scene.Point(width, height)

  static func size(of text: String) -> TextMeasure.Size {
    TextMeasure.Size(width: Double(columns(of: text)) * width, ascent: ascent, descent: height - ascent)
  }

  package static func columns(of text: String) -> Int { text.reduce(0) { $0 + columns(of: $1) } }

  /// 0 for characters without width, 2 for East Asian wide characters and emoji, 1 for the rest.
  static func columns(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    if scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.generalCategory == .nonspacingMark {
      return 0
    }
    if character.unicodeScalars.contains(where: { $0.value == 0xFE0F }) { return 2 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
