/// Which escape sequences a terminal understands, and on which background it writes.
package struct Palette: Equatable, Sendable {
  package enum Depth: Int, Sendable, Comparable, CaseIterable {
    /// No escape sequences at all: pipes and dumb terminals.
    case none
    /// Bold, italic and underline, but no colour: `NO_COLOR`.
    case monochrome
    case ansi16, ansi256, trueColor

    package static func < (a: Depth, b: Depth) -> Bool { a.rawValue < b.rawValue }
  }

  package enum Background: Sendable, Equatable, CaseIterable { case dark, light }

  package var depth: Depth
  package var background: Background
  /// Whether the terminal turns OSC 8 into links.
  package var hasLinks: Bool

  package init(depth: Depth, background: Background = .dark, hasLinks: Bool = false) {
    self.depth = depth
    self.background = background
    self.hasLinks = hasLinks
  }

  package static let plain = Palette(depth: .none)

  /// One row as bytes for the terminal; every attribute it switches on it also switches off.
  package func encode(_ line: Line) -> String {
    guard depth > .none else { return line.text }
    var text = ""
    var current = ""
    var link: String?
    for span in line.spans {
      let wanted = parameters(of: span.style)
      if wanted != current {
        if !current.isEmpty { text += "\u{1B}[0m" }
        if !wanted.isEmpty { text += "\u{1B}[\(wanted)m" }
        current = wanted
      }
      let target = hasLinks ? span.style.link : nil
      if target != link {
        text += "\u{1B}]8;;\(target ?? "")\u{1B}\\"
        link = target
      }
      text += span.text
    }
    if link != nil { text += "\u{1B}]8;;\u{1B}\\" }
    if !current.isEmpty { text += "\u{1B}[0m" }
    return text
  }

  /// SGR parameters, "" for plain text.
  func parameters(of style: Style) -> String {
    var parameters: [String] = []
    if style.isBold || boldInks.contains(style.ink) { parameters.append("1") }
    if style.isItalic { parameters.append("3") }
    if style.isUnderlined { parameters.append("4") }
    if style.isReversed { parameters.append("7") }
    if style.isStruck { parameters.append("9") }
    if let exact = style.exact {
      if depth > .monochrome { parameters.append(exact) }
    } else if let color = color(of: style.ink) {
      parameters.append(color)
    } else if style.ink == .muted, depth == .monochrome {
      parameters.append("2")
    }
    return parameters.joined(separator: ";")
  }

  private var boldInks: [Ink] { depth == .monochrome ? [.heading, .error, .keyword] : [.heading] }

  private func color(of ink: Ink) -> String? {
    guard depth >= .ansi16, let swatch = Swatch.of(ink) else { return nil }
    switch depth {
    case .none, .monochrome: return nil
    case .ansi16: return swatch.ansi
    case .ansi256: return "38;5;\(Swatch.nearest256(background == .dark ? swatch.dark : swatch.light))"
    case .trueColor:
      let rgb = background == .dark ? swatch.dark : swatch.light
      return "38;2;\(rgb >> 16 & 0xFF);\(rgb >> 8 & 0xFF);\(rgb & 0xFF)"
    }
  }
}

/// One colour in every spelling. Hues from Okabe and Ito, darkened or lightened until the contrast with the
/// background is at least 4.5; good and bad differ by blue and orange, never by red and green.
struct Swatch {
  var ansi: String
  /// 0xRRGGBB on a dark and on a light background.
  var dark: UInt32
  var light: UInt32

  static func of(_ ink: Ink) -> Swatch? {
    switch ink {
    case .text: nil
    case .muted: Swatch(ansi: "90", dark: 0x9A9A9A, light: 0x636363)
    case .heading: Swatch(ansi: "36", dark: 0x56B4E9, light: 0x00609A)
    case .accent, .positive, .success, .link: Swatch(ansi: "34", dark: 0x56B4E9, light: 0x0063A0)
    case .code, .string: Swatch(ansi: "33", dark: 0xE6C35C, light: 0x7A5A00)
    case .math, .typeName: Swatch(ansi: "36", dark: 0x5FD0B4, light: 0x00674C)
    case .value, .number, .negative, .warning: Swatch(ansi: "33", dark: 0xE69F00, light: 0x8F5200)
    case .keyword, .gradient: Swatch(ansi: "35", dark: 0xE08CBF, light: 0x93386F)
    case .call: Swatch(ansi: "34", dark: 0x8CC8F0, light: 0x00558C)
    case .comment: Swatch(ansi: "90", dark: 0x9A9A9A, light: 0x636363)
    case .error, .loss: Swatch(ansi: "31", dark: 0xF08050, light: 0xA83C00)
    }
  }

  /// The nearest colour of the 6×6×6 cube or the grey ramp.
  static func nearest256(_ rgb: UInt32) -> Int {
    let parts = [Int(rgb >> 16 & 0xFF), Int(rgb >> 8 & 0xFF), Int(rgb & 0xFF)]
    let steps = [0, 95, 135, 175, 215, 255]
    let cube = parts.map { part in steps.indices.min { abs(steps[$0] - part) < abs(steps[$1] - part) }! }
    let grey = min(23, max(0, (parts.reduce(0, +) / 3 - 3) / 10))
    func distance(_ candidate: [Int]) -> Int { zip(candidate, parts).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    let greyValue = 8 + 10 * grey
    return distance(cube.map { steps[$0] }) <= distance([greyValue, greyValue, greyValue])
      ? 16 + 36 * cube[0] + 6 * cube[1] + cube[2] : 232 + grey
  }
}
