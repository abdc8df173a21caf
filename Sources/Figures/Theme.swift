import Display

/// What every role looks like. The hues are Okabe and Ito's eight (Color Universal Design, 2008), which stay apart in
/// the common kinds of colour blindness, moved towards black or white until they stand out from the background.
public struct Theme: Equatable, Sendable {
  public enum Name: String, Codable, CaseIterable, Sendable { case light, dark, print }

  public var name: Name
  public var background: Color
  /// Titles, numbers, labels.
  public var text: Color
  /// Notes, tick labels.
  public var secondaryText: Color
  public var axis: Color
  public var grid: Color
  /// Orange below 0, grey at 0, blue above; positions −1 … 1.
  public var diverging: ColorMap
  /// From quiet to strong; positions 0 … 1.
  public var sequential: ColorMap
  private var colors: [Role: Color]

  public static let light = Theme(
    .light, background: .white, text: Color(hex: 0x1B1B1F), secondaryText: Color(hex: 0x55555E),
    axis: Color(hex: 0x77777F), grid: Color(hex: 0xE4E4E8), contrast: 3,
    diverging: ColorMap(lower: -1, [0x8A3A00, 0xD55E00, 0xF2B27A, 0xE9E9E9, 0x8FBEDD, 0x0072B2, 0x003F6B]),
    sequential: ColorMap(lower: 0, [0xF3F1EA, 0xBBD7E8, 0x6BAAD0, 0x1F78B4, 0x08406F]))

  public static let dark = Theme(
    .dark, background: Color(hex: 0x17181C), text: Color(hex: 0xECECF0), secondaryText: Color(hex: 0xB2B2BC),
    axis: Color(hex: 0x8C8C96), grid: Color(hex: 0x30323A), contrast: 4.5,
    diverging: ColorMap(lower: -1, [0xFFC38A, 0xF08A2C, 0x8E4A12, 0x3B3D44, 0x1B5A84, 0x4AA3DC, 0xB0DDFA]),
    sequential: ColorMap(lower: 0, [0x24262E, 0x174B70, 0x2B7FB4, 0x6DB8E4, 0xD6EEFC]))

  /// For paper: black text, stronger colours; series also differ by dashes and marker shapes.
  public static let print = Theme(
    .print, background: .white, text: .black, secondaryText: Color(hex: 0x333333), axis: .black,
    grid: Color(hex: 0xDADADA), contrast: 4.5,
    diverging: ColorMap(lower: -1, [0x6B2D00, 0xC25500, 0xF0B684, 0xF2F2F2, 0x95C3E0, 0x00649C, 0x00304F]),
    sequential: ColorMap(lower: 0, [0xFFFFFF, 0xBBD7E8, 0x6BAAD0, 0x1F78B4, 0x052C4D]))

  public static func named(_ name: Name) -> Theme {
    switch name {
    case .light: light
    case .dark: dark
    case .print: print
    }
  }

  /// For lines, markers, borders and words: stands out from the background by 3 : 1 at least.
  public func color(_ role: Role) -> Color { colors[role] ?? axis }

  /// A quiet fill of the role's hue, on which `text` stays readable.
  public func tint(_ role: Role) -> Color { background.mixed(with: color(role), name == .dark ? 0.24 : 0.16) }

  /// The role's colour for words, which need 4.5 : 1.
  public func textColor(_ role: Role) -> Color { color(role).standingOut(from: background, by: 4.5) }

  /// Black or white, whichever reads better on `fill`.
  public func text(on fill: Color) -> Color {
    let fill = fill.over(background)
    return fill.contrast(with: .black) >= fill.contrast(with: .white) ? .black : .white
  }

  private init(
    _ name: Name, background: Color, text: Color, secondaryText: Color, axis: Color, grid: Color, contrast: Double,
    diverging: ColorMap, sequential: ColorMap
  ) {
    self.name = name
    self.background = background
    self.text = text
    self.secondaryText = secondaryText
    self.axis = axis
    self.grid = grid
    self.diverging = diverging
    self.sequential = sequential
    colors = Dictionary(
      uniqueKeysWithValues: Role.allCases.map { role in
        (role, Self.hue(of: role).standingOut(from: background, by: contrast))
      })
  }

  private static func hue(of role: Role) -> Color {
    switch role {
    case .input, .series5: Color(hex: 0x56B4E9)
    case .parameter, .series2: Color(hex: 0xE69F00)
    case .intermediate, .muted: Color(hex: 0x8A8A92)
    case .output, .series1: Color(hex: 0x0072B2)
    case .target, .series3: Color(hex: 0x009E73)
    case .loss, .accent, .series6: Color(hex: 0xD55E00)
    case .gradient, .series4: Color(hex: 0xCC79A7)
    case .update, .series7: Color(hex: 0xF0E442)
    }
  }
}

/// Colours along a line of numbers, mixed between evenly spaced stops.
public struct ColorMap: Equatable, Sendable {
  public var lower: Double
  public var upper: Double
  var stops: [Color]

  init(lower: Double, upper: Double = 1, _ stops: [UInt32]) {
    self.lower = lower
    self.upper = upper
    self.stops = stops.map { Color(hex: $0) }
  }

  /// Positions beyond the ends take the end's colour; NaN has none: ask for a mark instead.
  public func color(at position: Double) -> Color {
    let scaled = (position - lower) / (upper - lower) * Double(stops.count - 1)
    let clamped = min(Double(stops.count - 1), max(0, scaled.isNaN ? 0 : scaled))
    let index = min(stops.count - 2, Int(clamped))
    return stops[index].mixed(with: stops[index + 1], clamped - Double(index))
  }
}
