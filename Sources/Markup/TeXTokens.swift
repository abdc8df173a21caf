/// TeX cut into tokens. Each remembers its own spelling, so that what is not understood can be shown as it was.
enum TeXToken: Equatable {
  case character(Character)
  /// Without the backslash: "alpha", ",", "{".
  case command(String)
  case open, close, sup, sub, prime, column, row, space

  var source: String {
    switch self {
    case .character(let character): String(character)
    case .command(let name): "\\" + name
    case .open: "{"
    case .close: "}"
    case .sup: "^"
    case .sub: "_"
    case .prime: "'"
    case .column: "&"
    case .row: "\\\\"
    case .space: " "
    }
  }

  static func tokens(of tex: String) -> [TeXToken] {
    var tokens: [TeXToken] = []
    var rest = withoutComments(tex)[...]
    while let character = rest.popFirst() {
      switch character {
      case "{": tokens.append(.open)
      case "}": tokens.append(.close)
      case "^": tokens.append(.sup)
      case "_": tokens.append(.sub)
      case "'": tokens.append(.prime)
      case "&": tokens.append(.column)
      case "\\": tokens.append(command(&rest))
      default:
        guard character.isWhitespace else {
          tokens.append(.character(character))
          continue
        }
        if tokens.last != .space { tokens.append(.space) }
      }
    }
    return tokens
  }

  private static func command(_ rest: inout Substring) -> TeXToken {
    let name = rest.prefix { $0.isASCII && $0.isLetter }
    guard name.isEmpty else {
      rest = rest[name.endIndex...]
      if rest.first == "*", name == "operatorname" {
        rest.removeFirst()
        return .command("operatorname*")
      }
      return .command(String(name))
    }
    guard let character = rest.popFirst() else { return .character("\\") }
    return character == "\\" ? .row : .command(String(character))
  }

  /// Without what stands from a "%" to the end of its line, the line's end included. A "%" after a digit at the very end
  /// is a percent sign whose backslash was forgotten.
  static func withoutComments(_ tex: String) -> String {
    guard tex.contains("%") else { return tex }
    let lines = tex.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().reduce(into: "") { result, line in
      let isLast = line.offset == lines.count - 1
      let kept = beforeComment(line.element)
      let isPercent =
        isLast && kept.last?.isNumber == true && line.element.dropFirst(kept.count).allSatisfy { "% ".contains($0) }
      result += isPercent ? line.element : kept
      if !isLast, kept.count == line.element.count { result += "\n" }
    }
  }

  private static func beforeComment(_ line: Substring) -> Substring {
    var isEscaped = false
    return line.prefix { character in
      defer { isEscaped = character == "\\" && !isEscaped }
      return character != "%" || isEscaped
    }
  }
}
