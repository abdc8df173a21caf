/// A word of Swift as the eye sees it. Enough to find names, calls and divisions in a cell that may not compile;
/// comments are left out and a string literal is one token, whatever is interpolated into it.
package struct SwiftToken: Sendable, Equatable {
  package enum Kind: Sendable { case identifier, number, string, symbol }

  package var kind: Kind
  package var text: String
  /// From 1 within the cell.
  package var line: Int
  /// From 1, in UTF-8 bytes.
  package var column: Int
  /// How many braces, brackets and parentheses are open around it.
  package var depth: Int

  package static func all(in code: String) -> [SwiftToken] {
    var scanner = Scanner(Array(code.utf8))
    return scanner.tokens()
  }
}

private struct Scanner {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var lineStart = 0
  private var depth = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func tokens() -> [SwiftToken] {
    var tokens: [SwiftToken] = []
    while let byte = peek() {
      let start = position
      let startLine = line
      let column = start - lineStart + 1
      guard let kind = scan(byte) else { continue }
      let text = String(decoding: bytes[start..<position], as: UTF8.self)
      if kind == .symbol && ")]}".contains(text) { depth = max(0, depth - 1) }
      tokens.append(SwiftToken(kind: kind, text: text, line: startLine, column: column, depth: depth))
      if kind == .symbol && "([{".contains(text) { depth += 1 }
    }
    return tokens
  }

  private func peek(_ offset: Int = 0) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  private mutating func advance() {
    if bytes[position] == UInt8(ascii: "\n") {
      line += 1
      lineStart = position + 1
    }
    position += 1
  }

  /// Passes over one token, or over one blank or comment (then nil).
  private mutating func scan(_ byte: UInt8) -> SwiftToken.Kind? {
    switch byte {
    case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
      while let next = peek(), next != UInt8(ascii: "\n") { advance() }
      return nil
    case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
      skipBlockComment()
      return nil
    case UInt8(ascii: "\""):
      scanString()
      return .string
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      scanNumber()
      return .number
    case _ where isLetter(byte):
      while let next = peek(), isLetter(next) || isDigit(next) { advance() }
      return .identifier
    case 0...32:
      advance()
      return nil
    default:
      advance()
      return .symbol
    }
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if peek() == UInt8(ascii: "/") && peek(1) == UInt8(ascii: "*") {
        depth += 1
        advance()
      } else if peek() == UInt8(ascii: "*") && peek(1) == UInt8(ascii: "/") {
        depth -= 1
        advance()
      }
      advance()
    } while depth > 0 && position < bytes.count
  }

  /// To the closing quote, or the end of the line for a literal that nobody closed.
  private mutating func scanString() {
    let quote = UInt8(ascii: "\"")
    let isMultiline = peek(1) == quote && peek(2) == quote
    for _ in 0..<(isMultiline ? 3 : 1) { advance() }
    while let byte = peek() {
      if byte == UInt8(ascii: "\\") && peek(1) != nil {
        advance()
        advance()
      } else if byte == quote && (!isMultiline || (peek(1) == quote && peek(2) == quote)) {
        for _ in 0..<(isMultiline ? 3 : 1) { advance() }
        return
      } else if byte == UInt8(ascii: "\n") && !isMultiline {
        return
      } else {
        advance()
      }
    }
  }

  private mutating func scanNumber() {
    while let next = peek(), isLetter(next) || isDigit(next) { advance() }
    guard peek() == UInt8(ascii: "."), let digit = peek(1), isDigit(digit) else { return }
    advance()
    while let next = peek(), isLetter(next) || isDigit(next) { advance() }
  }

  private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
  }
}
