/// A colour as a terminal spells it (ECMA-48 "select graphic rendition"; xterm's palettes).
package enum TerminalColor {
  /// Parameters after "38;" or "48;", or a whole code for the sixteen; nil without colour.
  static func code(_ color: Color, isBackground: Bool, _ colors: TerminalStyle.Colors) -> String? {
    let hex = color.hex
    let (red, green, blue) = (Int(hex >> 16 & 0xFF), Int(hex >> 8 & 0xFF), Int(hex & 0xFF))
    switch colors {
    case .none: return nil
    case .trueColor: return "\(isBackground ? 48 : 38);2;\(red);\(green);\(blue)"
    case .ansi256: return "\(isBackground ? 48 : 38);5;\(index256(red, green, blue))"
    case .ansi16:
      let index = index16(color)
      return String((index < 8 ? 30 + index : 82 + index) + (isBackground ? 10 : 0))
    }
  }

  /// The nearer of the 6 × 6 × 6 cube's and the grey ramp's best.
  package static func index256(_ red: Int, _ green: Int, _ blue: Int) -> Int {
    let levels = [0, 95, 135, 175, 215, 255]
    func step(_ value: Int) -> Int { levels.indices.min { abs(levels[$0] - value) < abs(levels[$1] - value) }! }
    let (r, g, b) = (step(red), step(green), step(blue))
    let grey = min(23, max(0, ((red + green + blue) / 3 - 3) / 10))
    let shade = 8 + 10 * grey
    let cube = distance((levels[r], levels[g], levels[b]), (red, green, blue))
    return distance((shade, shade, shade), (red, green, blue)) < cube ? 232 + grey : 16 + 36 * r + 6 * g + b
  }

  /// The sixteen are too few for nearness, which would make dark blue grey and dark orange red: the hue decides, then
  /// the lightness.
  package static func index16(_ color: Color) -> Int {
    let light = color.relativeLuminance
    let (greatest, least) = (max(color.red, color.green, color.blue), min(color.red, color.green, color.blue))
    guard color.isChromatic else { return light < 0.03 ? 0 : light < 0.3 ? 8 : light < 0.8 ? 7 : 15 }
    let spread = greatest - least
    let sixth: Double
    if greatest == color.red {
      sixth = (color.green - color.blue) / spread
    } else if greatest == color.green {
      sixth = 2 + (color.blue - color.red) / spread
    } else {
      sixth = 4 + (color.red - color.green) / spread
    }
    switch (sixth + 6).truncatingRemainder(dividingBy: 6) * 60 {
    case 15..<75: return light < 0.25 ? 3 : 11
    case 75..<180: return light < 0.3 ? 2 : 10
    case 180..<265: return light < 0.12 ? 4 : light < 0.3 ? 12 : 14
    case 265..<345: return light < 0.25 ? 5 : 13
    default: return light < 0.25 ? 1 : 9
    }
  }

  private static func distance(_ a: (Int, Int, Int), _ b: (Int, Int, Int)) -> Int {
    let (red, green, blue) = (a.0 - b.0, a.1 - b.1, a.2 - b.2)
    return 2 * red * red + 4 * green * green + 3 * blue * blue
  }
}
