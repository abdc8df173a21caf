import Foundation

/// Words inside maths: the argument of \text, \operatorname, \tag. Their spaces count, and of commands those of text are
/// known.
struct TeXText {
  /// Commands whose argument is text.
  static let commands: Set<String> = [
    "text", "textbf", "textit", "textrm", "texttt", "textsf", "textsc", "textup", "textnormal", "textmd", "textsl",
    "mbox", "hbox", "fbox", "emph", "makebox", "framebox",
  ]

  private var tokens: ArraySlice<TeXToken>
  private let depth: Int

  static func line(_ tex: String, depth: Int) -> String {
    guard depth < TeXParser.deepest else { return tex }
    var text = TeXText(tokens: TeXToken.tokens(of: tex)[...], depth: depth + 1)
    return text.line().replacing("---", with: "—").replacing("--", with: "–").replacing("``", with: "“")
      .replacing("''", with: "”")
  }

  private mutating func line() -> String {
    var line = ""
    while let token = tokens.popFirst() { line += text(token) }
    return line
  }

  private mutating func text(_ token: TeXToken) -> String {
    switch token {
    case .open, .close: ""
    case .character("$"): maths()
    case .character("~"): " "
    case .command(let name): command(name)
    default: token.source
    }
  }

  private mutating func command(_ name: String) -> String {
    if let mark = Self.accents[name] { return accented(mark) }
    if let space = TeXSymbols.spaces[name] { return space > 0 ? String(repeating: " ", count: max(1, space / 9)) : "" }
    if let letter = Self.letters[name] ?? TeXSymbols.ordinary[name] ?? TeXSymbols.relation[name] {
      return afterName(letter)
    }
    if TeXSymbols.names.contains(name) { return name }
    if Self.silent.contains(name) || TeXSymbols.silent.contains(name) { return afterName("") }
    // \textbf{word}: the braces of an argument do not show, and neither does what it should look like.
    if Self.commands.contains(name) || TeXAlphabet.named(name) != nil || Self.letterStyles.contains(name) { return "" }
    return "\\" + name
  }

  /// The space behind a command only ends its name.
  private mutating func afterName(_ text: String) -> String {
    if tokens.first == .space, text.isEmpty { tokens.removeFirst() }
    return text
  }

  private mutating func maths() -> String {
    guard let end = tokens.firstIndex(of: .character("$")) else { return "$" }
    let tex = tokens[..<end].map(\.source).joined()
    tokens = tokens[(end + 1)...]
    return trimmedSpaces(TeXLine(isTight: false).text(TeXParser.formula(of: tex, depth: depth)))
  }

  private mutating func accented(_ mark: String) -> String {
    while tokens.first == .space || tokens.first == .open { tokens.removeFirst() }
    guard let letter = tokens.popFirst() else { return "" }
    return (text(letter) + mark).precomposedStringWithCanonicalMapping
  }

  private static let letterStyles: Set<String> = [
    "mathrm", "mathit", "mathnormal", "mathup", "ensuremath", "underline",
  ]
  private static let silent: Set<String> = [
    "rm", "bf", "it", "sf", "tt", "sc", "em", "bfseries", "itshape", "rmfamily", "sffamily", "ttfamily", "upshape",
    "scshape", "mdseries", "normalfont", "centering", "protect", "/",
  ]
  private static let accents = [
    "\"": "\u{308}", "'": "\u{301}", "`": "\u{300}", "^": "\u{302}", "~": "\u{303}", "=": "\u{304}", ".": "\u{307}",
    "c": "\u{327}", "v": "\u{30C}", "u": "\u{306}", "H": "\u{30B}", "k": "\u{328}", "r": "\u{30A}",
  ]
  private static let letters = [
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł",
    "i": "ı", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textendash": "–",
    "textemdash": "—",
    "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "textdegree": "°",
    "texteuro": "€", "euro": "€", "textless": "<", "textgreater": ">", "textbar": "|", "textunderscore": "_",
    "textregistered": "®", "texttrademark": "™", "copyright": "©", "LaTeX": "LaTeX", "TeX": "TeX",
  ]
}
