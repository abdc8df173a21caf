import Foundation

/// Contrast as WCAG 2.1 defines it (section 1.4.3): the ratio of relative luminances, from 1 to 21.
extension Color {
  public static let black = Color(hex: 0x000000)
  public static let white = Color(hex: 0xFFFFFF)

  /// 0 for black, 1 for white; alpha is ignored.
  public var relativeLuminance: Double {
    func linear(_ channel: Double) -> Double {
      channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  public func contrast(with other: Color) -> Double {
    let (a, b) = (relativeLuminance, other.relativeLuminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// `amount` 0 leaves the colour as it is, 1 gives `other`; mixed in sRGB.
  public func mixed(with other: Color, _ amount: Double) -> Color {
    func mix(_ a: Double, _ b: Double) -> Double { a + (b - a) * amount }
    return Color(
      mix(red, other.red), mix(green, other.green), mix(blue, other.blue), alpha: mix(alpha, other.alpha))
  }

  public func withAlpha(_ alpha: Double) -> Color { Color(red, green, blue, alpha: alpha) }

  /// The nearest colour of the same hue, towards black or white, that stands out from `background` by `ratio`.
  func standingOut(from background: Color, by ratio: Double) -> Color {
    let end: Color = background.relativeLuminance > 0.18 ? .black : .white
    for step in 0...100 {
      let color = mixed(with: end, Double(step) / 100)
      if color.contrast(with: background) >= ratio { return color }
    }
    return end
  }

  /// Whatever is drawn below shows through by 1 − alpha; the result is opaque.
  func over(_ background: Color) -> Color { background.mixed(with: withAlpha(1), alpha).withAlpha(1) }

  /// Rounded to 8 bits a channel: 0xRRGGBB.
  public var hex: UInt32 {
    func byte(_ channel: Double) -> UInt32 { UInt32((min(1, max(0, channel)) * 255).rounded()) }
    return byte(red) << 16 | byte(green) << 8 | byte(blue)
  }
}
