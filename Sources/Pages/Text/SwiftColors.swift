/// Swift source, coloured line by line. Knows words, numbers, strings with interpolation, and comments; every
/// character of the source comes out again.
package func highlight(swift code: String) -> [Line] {
  var scanner = SwiftScanner(code)
  scanner.scan(until: nil)
  return lines(of: scanner.spans)
}

/// Cuts spans at their line breaks.
func lines(of spans: [Span]) -> [Line] {
  var lines: [Line] = [.empty]
  for span in spans {
    for (index, part) in span.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { lines.append(.empty) }
      if !part.isEmpty { lines[lines.count - 1].spans.append(Span(String(part), span.style)) }
    }
  }
  return lines
}

private struct SwiftScanner {
  private(set) var spans: [Span] = []
  private var rest: Substring

  init(_ code: String) { rest = Substring(code) }

  /// Stops before a closing parenthesis that was not opened here, when told to.
  mutating func scan(until stop: Character?) {
    var depth = 0
    while let character = rest.first {
      if character == stop, depth == 0 { return }
      if character == "(" { depth += 1 } else if character == ")" { depth -= 1 }
      scanToken(character)
    }
  }

  private mutating func scanToken(_ character: Character) {
    if rest.hasPrefix("//") {
      take(rest.prefix { $0 != "\n" }.count, .comment)
    } else if rest.hasPrefix("/*") {
      scanBlockComment()
    } else if character == "\"" || (character == "#" && rest.drop(while: { $0 == "#" }).first == "\"") {
      scanString()
    } else if character.isNumber {
      scanNumber()
    } else if character.isLetter || character == "_" || character == "@" || character == "#" || character == "$" {
      scanWord()
    } else {
      take(1, .text)
    }
  }

  private mutating func scanWord() {
    let length = 1 + rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.count
    let word = rest.prefix(length)
    let afterDot = spans.last?.text.hasSuffix(".") ?? false
    let ink: Ink =
      if word.first == "@" || word.first == "#" || (Self.keywords.contains(word) && !afterDot) {
        .keyword
      } else if word.first!.isUppercase {
        .typeName
      } else if rest.dropFirst(length).first == "(" {
        .call
      } else {
        .text
      }
    take(length, ink)
  }

  private mutating func scanNumber() {
    var length = 0
    var previous: Character = " "
    for character in rest {
      let isSign = (character == "-" || character == "+") && "eEpP".contains(previous) && !rest.hasPrefix("0x")
      let isPoint = character == "." && rest.dropFirst(length + 1).first?.isNumber == true
      guard character.isLetter || character.isNumber || character == "_" || isSign || isPoint else { break }
      previous = character
      length += 1
    }
    take(length, .number)
  }

  private mutating func scanBlockComment() {
    var depth = 0
    var length = 0
    var remaining = rest
    while !remaining.isEmpty {
      let step = remaining.hasPrefix("/*") || remaining.hasPrefix("*/") ? 2 : 1
      if step == 2 { depth += remaining.first == "/" ? 1 : -1 }
      remaining = remaining.dropFirst(step)
      length += step
      if depth == 0 { break }
    }
    take(length, .comment)
  }

  private mutating func scanString() {
    let hashes = String(rest.prefix { $0 == "#" })
    let quote = rest.dropFirst(hashes.count).hasPrefix("\"\"\"") ? "\"\"\"" : "\""
    take(hashes.count + quote.count, .string)
    while let character = rest.first {
      if rest.hasPrefix(quote + hashes) { return take(quote.count + hashes.count, .string) }
      if character == "\n", quote.count == 1 { return }
      if rest.hasPrefix("\\" + hashes + "(") {
        take(hashes.count + 2, .string)
        scan(until: ")")
        if rest.first == ")" { take(1, .string) }
      } else {
        take(hashes.isEmpty && character == "\\" && rest.dropFirst().first != "\n" ? 2 : 1, .string)
      }
    }
  }

  private mutating func take(_ count: Int, _ ink: Ink) {
    let text = String(rest.prefix(count))
    rest = rest.dropFirst(count)
    if let last = spans.last, last.style.ink == ink {
      spans[spans.count - 1].text += text
    } else if !text.isEmpty {
      spans.append(Span(text, ink))
    }
  }

  private static let keywords: Set<Substring> = [
    "actor", "any", "as", "associatedtype", "async", "await", "break", "case", "catch", "class", "continue", "default",
    "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "final", "for", "func",
    "guard", "if", "import", "in", "indirect", "init", "inout", "internal", "is", "lazy", "let", "mutating", "nil",
    "nonisolated", "open", "operator", "override", "package", "private", "protocol", "public", "repeat", "rethrows",
    "return", "self", "Self", "some", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true",
    "try", "typealias", "unowned", "var", "weak", "where", "while",
  ]
}
