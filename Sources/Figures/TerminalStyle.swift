/// What a terminal can show, found from its environment; nothing is asked of the terminal itself.
public struct TerminalStyle: Equatable, Sendable {
  public enum Colors: Int, Sendable, Comparable {
    case none, ansi16, ansi256, trueColor
    public static func < (a: Colors, b: Colors) -> Bool { a.rawValue < b.rawValue }
  }

  public enum Background: Sendable { case light, dark }

  public enum PixelProtocol: Sendable { case kitty, iTerm2, sixel }

  public enum Drawing: Equatable, Sendable {
    /// Only the alt text: pipes, dumb terminals, no Unicode.
    case words
    case characters
    case pixels(PixelProtocol)
  }

  public var drawing: Drawing
  public var colors: Colors
  public var background: Background
  /// Dots finer than a cell; the Linux console's font has none.
  public var hasBraille: Bool
  /// Pixels of one cell, where the caller knows them.
  public var cellWidth: Int
  public var cellHeight: Int

  public init(
    drawing: Drawing, colors: Colors = .none, background: Background = .dark, hasBraille: Bool = true,
    cellWidth: Int = 8, cellHeight: Int = 16
  ) {
    self.drawing = drawing
    self.colors = colors
    self.background = background
    self.hasBraille = hasBraille
    self.cellWidth = cellWidth
    self.cellHeight = cellHeight
  }

  /// For pipes and files.
  public static let plain = TerminalStyle(drawing: .words)

  public var theme: Theme { background == .dark ? .dark : .light }

  public static func detect(environment: [String: String], isTerminal: Bool) -> TerminalStyle {
    let terminal = environment["TERM"] ?? ""
    guard isTerminal, terminal != "dumb", !terminal.isEmpty, isUnicode(environment) else { return .plain }
    let colors = self.colors(environment, terminal)
    var style = TerminalStyle(
      drawing: .characters, colors: colors, background: background(environment), hasBraille: terminal != "linux")
    if colors != .none, let pixels = pixelProtocol(environment, terminal) { style.drawing = .pixels(pixels) }
    return style
  }

  /// The first of the locale's variables that is set decides; none set says nothing against Unicode.
  private static func isUnicode(_ environment: [String: String]) -> Bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    guard let locale = set?.lowercased() else { return true }
    return locale.contains("utf-8") || locale.contains("utf8")
  }

  /// https://no-color.org: any value but an empty one means no colour.
  private static func colors(_ environment: [String: String], _ terminal: String) -> Colors {
    if environment["NO_COLOR"]?.isEmpty == false { return .none }
    let program = environment["TERM_PROGRAM"] ?? ""
    let isModern = ["iTerm.app", "WezTerm", "ghostty", "vscode"].contains(program)
    if ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") || isModern { return .trueColor }
    if terminal.contains("direct") || terminal.contains("kitty") || terminal.contains("ghostty") { return .trueColor }
    return terminal.contains("256color") ? .ansi256 : .ansi16
  }

  /// `COLORFGBG` ends in the number of the background colour.
  private static func background(_ environment: [String: String]) -> Background {
    guard let number = environment["COLORFGBG"]?.split(separator: ";").last.flatMap({ Int($0) }) else { return .dark }
    return number == 7 || number > 8 ? .light : .dark
  }

  /// Multiplexers swallow pixels, so that inside one there are none.
  private static func pixelProtocol(_ environment: [String: String], _ terminal: String) -> PixelProtocol? {
    if environment["TMUX"] != nil || terminal.hasPrefix("tmux") || terminal.hasPrefix("screen") { return nil }
    let program = environment["TERM_PROGRAM"] ?? ""
    if environment["KITTY_WINDOW_ID"] != nil || terminal.contains("kitty") { return .kitty }
    if program == "ghostty" || terminal.contains("ghostty") { return .kitty }
    if program == "iTerm.app" || program == "WezTerm" || environment["LC_TERMINAL"] == "iTerm2" { return .iTerm2 }
    let sixelTerminals = ["foot", "mlterm", "contour", "yaft", "sixel"]
    return sixelTerminals.contains { terminal.contains($0) } ? .sixel : nil
  }
}
