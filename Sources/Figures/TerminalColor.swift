/// A colour as a terminal spells it (ECMA-48 "select graphic rendition"; xterm's palettes).
enum TerminalColor {
  /// Parameters after "38;" or "48;", or a whole code for the sixteen; nil without colour.
  static func code(_ color: Color, isBackground: Bool, _ colors: TerminalStyle.Colors) -> String? {
    let hex = color.hex
    let (red, green, blue) = (Int(hex >> 16 & 0xFF), Int(hex >> 8 & 0xFF), Int(hex & 0xFF))
    switch colors {
    case .none: return nil
    case .trueColor: return "\(isBackground ? 48 : 38);2;\(red);\(green);\(blue)"
    case .ansi256: return "\(isBackground ? 48 : 38);5;\(index256(red, green, blue))"
    case .ansi16:
      let index = nearest(red, green, blue, in: sixteen)
      return String((index < 8 ? 30 + index : 82 + index) + (isBackground ? 10 : 0))
    }
  }

  /// The nearer of the 6 × 6 × 6 cube's and the grey ramp's best.
  static func index256(_ red: Int, _ green: Int, _ blue: Int) -> Int {
    let levels = [0, 95, 135, 175, 215, 255]
    func step(_ value: Int) -> Int { levels.indices.min { abs(levels[$0] - value) < abs(levels[$1] - value) }! }
    let (r, g, b) = (step(red), step(green), step(blue))
    let grey = min(23, max(0, ((red + green + blue) / 3 - 3) / 10))
    let shade = 8 + 10 * grey
    let cube = distance((levels[r], levels[g], levels[b]), (red, green, blue))
    return distance((shade, shade, shade), (red, green, blue)) < cube ? 232 + grey : 16 + 36 * r + 6 * g + b
  }

  private static let sixteen = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
    (255, 255, 255),
  ]

  private static func nearest(_ red: Int, _ green: Int, _ blue: Int, in palette: [(Int, Int, Int)]) -> Int {
    palette.indices.min { distance(palette[$0], (red, green, blue)) < distance(palette[$1], (red, green, blue)) }!
  }

  private static func distance(_ a: (Int, Int, Int), _ b: (Int, Int, Int)) -> Int {
    let (red, green, blue) = (a.0 - b.0, a.1 - b.1, a.2 - b.2)
    return 2 * red * red + 4 * green * green + 3 * blue * blue
  }
}
