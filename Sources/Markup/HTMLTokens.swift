/// A tag: `<a href="x">`, `</a>`, `<br/>`.
struct HTMLTag: Equatable {
  /// In small letters.
  let name: String
  let isClosing: Bool
  let attributes: [String: String]
  /// As it was written.
  let source: String
}

/// HTML cut into tags and the text between them, its entities replaced. Comments and declarations are left out; a "<" that
/// begins no tag is text.
enum HTMLToken: Equatable {
  case text(String)
  case tag(HTMLTag)

  static func tokens(of html: String) -> [HTMLToken] {
    var scanner = HTMLScanner(bytes: Array(html.utf8))
    return scanner.tokens()
  }
}

private struct HTMLScanner {
  let bytes: [UInt8]
  private var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func tokens() -> [HTMLToken] {
    var tokens: [HTMLToken] = []
    var textStart = 0
    var canHoldTag = true
    func endText(_ end: Int) {
      guard end > textStart else { return }
      tokens.append(.text(decodedEntities(String(decoding: bytes[textStart..<end], as: UTF8.self))))
    }
    while position < bytes.count {
      let start = position
      if bytes[start] == UInt8(ascii: "<"), canHoldTag {
        if skipComment() {
          endText(start)
          textStart = position
          continue
        }
        if let tag = tag() {
          endText(start)
          textStart = position
          tokens.append(.tag(tag))
          continue
        }
        // A tag that is open at the end: no later one can end either.
        canHoldTag = position < bytes.count
        position = start
      }
      position += 1
    }
    endText(bytes.count)
    return tokens
  }

  /// `<!-- … -->`, `<!DOCTYPE …>`, `<? … ?>`
  private mutating func skipComment() -> Bool {
    let rest = bytes[position...]
    let end: [UInt8]
    if rest.starts(with: "<!--".utf8) {
      end = Array("-->".utf8)
    } else if rest.starts(with: "<!".utf8) || rest.starts(with: "<?".utf8) {
      end = [UInt8(ascii: ">")]
    } else {
      return false
    }
    var at = position + 2
    while at < bytes.count, !bytes[at...].starts(with: end) { at += 1 }
    position = min(bytes.count, at + end.count)
    return true
  }

  /// The tag that starts here; nil, and the position where it was given up, when there is none.
  private mutating func tag() -> HTMLTag? {
    let start = position
    position += 1
    let isClosing = byte == UInt8(ascii: "/")
    if isClosing { position += 1 }
    guard let first = byte, first.isLetterOrDigit, first > UInt8(ascii: "9") else { return nil }
    let name = take { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }.lowercased()
    var attributes: [String: String] = [:]
    while let next = byte, next != UInt8(ascii: ">") {
      if next == UInt8(ascii: "<") { return nil }
      if next.isWhitespace || next == UInt8(ascii: "/") {
        position += 1
        continue
      }
      let key = take { !$0.isWhitespace && !"=<>/\"'".utf8.contains($0) }.lowercased()
      if key.isEmpty {
        position += 1
        continue
      }
      attributes[key] = value()
    }
    guard position < bytes.count else { return nil }
    position += 1
    return HTMLTag(
      name: name, isClosing: isClosing, attributes: attributes,
      source: String(decoding: bytes[start..<position], as: UTF8.self))
  }

  /// What stands after the "=" of an attribute, "" without one.
  private mutating func value() -> String {
    _ = take { $0.isWhitespace }
    guard byte == UInt8(ascii: "=") else { return "" }
    position += 1
    _ = take { $0.isWhitespace }
    guard let quote = byte, quote == .quote || quote == UInt8(ascii: "'") else {
      return decodedEntities(take { !$0.isWhitespace && $0 != UInt8(ascii: ">") })
    }
    position += 1
    let text = take { $0 != quote }
    if position < bytes.count { position += 1 }
    return decodedEntities(text)
  }

  private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ accepts: (UInt8) -> Bool) -> String {
    let start = position
    while let byte, accepts(byte) { position += 1 }
    return String(decoding: bytes[min(start, bytes.count)..<position], as: UTF8.self)
  }
}

/// `&lt;` → <, `&#8217;` and `&#x2019;` → ’. Names that are not known stay.
func decodedEntities(_ text: String) -> String {
  guard text.contains("&") else { return text }
  var result = ""
  var rest = text[...]
  while let start = rest.firstIndex(of: "&") {
    result += rest[..<start]
    rest = rest[start...]
    let name = rest.dropFirst().prefix(10).prefix { $0 != ";" && $0 != "&" && !$0.isWhitespace }
    if rest.dropFirst(1 + name.count).first == ";", let character = entity(name) {
      result += character
      rest = rest.dropFirst(name.count + 2)
    } else {
      result += "&"
      rest = rest.dropFirst()
    }
  }
  return result + rest
}

private func entity(_ name: Substring) -> String? {
  guard name.first == "#" else { return entities[String(name)] }
  let digits = name.dropFirst()
  let isHexadecimal = digits.first == "x" || digits.first == "X"
  return UInt32(isHexadecimal ? digits.dropFirst() : digits, radix: isHexadecimal ? 16 : 10)
    .flatMap(Unicode.Scalar.init).flatMap { $0.value < 0x20 ? nil : String(Character($0)) }
}

/// HTML 4.01, section 24, those that a text needs; of the letters of maths TeX has the rest.
private let entities: [String: String] = [
  "lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "ndash": "–", "mdash": "—",
  "hellip": "…", "lsquo": "‘", "rsquo": "’", "sbquo": "‚", "ldquo": "“", "rdquo": "”", "bdquo": "„", "laquo": "«",
  "raquo": "»", "times": "×", "divide": "÷", "minus": "−", "plusmn": "±", "middot": "·", "bull": "•", "deg": "°",
  "micro": "µ", "frac12": "½", "frac14": "¼", "frac34": "¾", "sup1": "¹", "sup2": "²", "sup3": "³", "le": "≤",
  "ge": "≥", "ne": "≠", "asymp": "≈", "equiv": "≡", "infin": "∞", "sum": "∑", "prod": "∏", "int": "∫", "radic": "√",
  "part": "∂", "nabla": "∇", "isin": "∈", "rarr": "→", "larr": "←", "uarr": "↑", "darr": "↓", "harr": "↔", "rArr": "⇒",
  "lArr": "⇐", "hArr": "⇔", "euro": "€", "pound": "£", "yen": "¥", "cent": "¢", "copy": "©", "reg": "®", "trade": "™",
  "sect": "§", "para": "¶", "dagger": "†", "permil": "‰", "thinsp": "\u{2009}", "ensp": "\u{2002}",
  "emsp": "\u{2003}", "shy": "\u{AD}", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε",
  "theta": "θ", "lambda": "λ", "mu": "μ", "pi": "π", "sigma": "σ", "tau": "τ", "phi": "φ", "omega": "ω", "Delta": "Δ",
  "Sigma": "Σ", "Omega": "Ω", "auml": "ä", "ouml": "ö", "uuml": "ü", "Auml": "Ä", "Ouml": "Ö", "Uuml": "Ü",
  "szlig": "ß", "eacute": "é", "egrave": "è", "ccedil": "ç", "ntilde": "ñ",
]
