import Figures

/// What environment variables say about a terminal.
package struct TerminalEnvironment: Sendable {
  private let variables: [String: String]

  package init(_ variables: [String: String]) { self.variables = variables }

  package func palette(isTerminal: Bool = true) -> Palette {
    Palette(depth: isTerminal ? depth : .none, background: background ?? .dark, hasLinks: isTerminal && hasLinks)
  }

  /// `TERM=dumb` and an absent TERM: no escapes. `NO_COLOR` (not empty): attributes only.
  package var depth: Palette.Depth {
    let term = variables["TERM"] ?? ""
    if term.isEmpty || term == "dumb" { return .none }
    if isSet("NO_COLOR") { return .monochrome }
    if ["truecolor", "24bit"].contains(variables["COLORTERM"] ?? "") || term.hasSuffix("-direct") { return .trueColor }
    if let program = variables["TERM_PROGRAM"], ["iTerm.app", "WezTerm", "vscode", "ghostty"].contains(program) {
      return .trueColor
    }
    if isSet("KITTY_WINDOW_ID") || isSet("WT_SESSION") { return .trueColor }
    if term.contains("256color") || term.contains("kitty") || term.contains("alacritty") { return .ansi256 }
    return term.hasPrefix("vt") ? .monochrome : .ansi16
  }

  /// `COLORFGBG` is "foreground;background" in the 16 colours; nil when it says nothing.
  package var background: Palette.Background? {
    guard let last = variables["COLORFGBG"]?.split(separator: ";").last, let index = Int(last) else { return nil }
    return index == 7 || index > 8 ? .light : .dark
  }

  /// Terminals known to open OSC 8 links; an unknown one gets the addresses as text.
  package var hasLinks: Bool {
    guard depth > .none else { return false }
    let program = variables["TERM_PROGRAM"] ?? ""
    if ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper"].contains(program) { return true }
    if program == "tmux", let version = variables["TERM_PROGRAM_VERSION"] {
      return (Double(version.prefix { $0.isNumber || $0 == "." }) ?? 0) >= 3.4
    }
    if isSet("KITTY_WINDOW_ID") || isSet("WT_SESSION") || isSet("KONSOLE_VERSION") { return true }
    if let vte = Int(variables["VTE_VERSION"] ?? "") { return vte >= 5000 }
    return ["xterm-kitty", "alacritty", "foot"].contains(variables["TERM"] ?? "")
  }

  /// How the terminal takes real pixels; nil when it takes none.
  package var pixels: TerminalStyle.PixelProtocol? {
    guard case .pixels(let pixels) = TerminalStyle.detect(environment: variables, isTerminal: true).drawing else {
      return nil
    }
    return pixels
  }

  /// The command of `$VISUAL` or `$EDITOR`, else "vi".
  package var editor: String { ["VISUAL", "EDITOR"].lazy.compactMap { variables[$0] }.first { !$0.isEmpty } ?? "vi" }

  private func isSet(_ name: String) -> Bool { !(variables[name] ?? "").isEmpty }
}

extension Palette.Background {
  /// By relative luminance (Rec. 709 weights on the sRGB values).
  package init(red: Double, green: Double, blue: Double) {
    self = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5 ? .light : .dark
  }
}
