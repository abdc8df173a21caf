/// Finds where `$…$` maths and `{…}` expressions end in the text of one block. Only these two are lesson syntax;
/// everything else is left to CommonMark.
struct InlineScanner {
  let text: UnsafeBufferPointer<UInt8>

  /// Longer ones are taken as text, so that a page of opening braces costs no more than a page.
  static let longestExpression = 500
  static let deepestExpression = 16

  struct Math {
    var content: Range<Int>
    var end: Int
  }

  /// Maths that opens at the dollar at `start`: `$…$`, `` $`…`$ `` or `$$…$$`, by GitHub's rules: no letter or digit
  /// outside the dollars, no space just inside them, `\$` is not a dollar, and code is not entered. The next dollar closes
  /// it or nothing does: "$4, and $m = 2$" has one formula. Where none closes it, `.failure` tells how far one was looked
  /// for.
  func math(at start: Int) -> Result<Math, NotFound> {
    var open = start
    while byte(open) == .dollar { open += 1 }
    let count = open - start
    guard count <= 2, !isWord(before: start), byte(start - 1) != .dollar, let first = byte(open)
    else { return .failure(NotFound(searchedTo: start)) }
    if count == 1, first == .backtick { return backtickMath(from: open + 1) }
    guard count == 2 || !first.isWhitespace else { return .failure(NotFound(searchedTo: start)) }
    return closing(count, from: open)
  }

  struct NotFound: Error { var searchedTo: Int }

  private func closing(_ count: Int, from open: Int) -> Result<Math, NotFound> {
    var position = open
    var brackets = 0
    while let byte = byte(position), byte != .backtick {
      switch byte {
      case .backslash: position += 1
      case .dollar:
        let end = text[position...].firstIndex { $0 != .dollar } ?? text.count
        if end - position == count, canClose(count, open: open, at: position) {
          return .success(Math(content: open..<position, end: end))
        }
        // Between two pairs there may be single dollars, as in \text{if $x$}.
        if count == 1 { return .failure(NotFound(searchedTo: position)) }
        position = end - 1
      case .openBrace: position = wordsEnd(from: position, after: open) ?? position
      case UInt8(ascii: "["): brackets += 1
      case UInt8(ascii: "]"):
        brackets -= 1
        // The end of a link that began before.
        if brackets < 0, self.byte(position + 1) == UInt8(ascii: "(") {
          return .failure(NotFound(searchedTo: position))
        }
      default: break
      }
      position += 1
    }
    return .failure(NotFound(searchedTo: position))
  }

  /// The brace that closes \text{…} or \mbox{…}, whose words may hold maths between dollars of their own.
  private func wordsEnd(from brace: Int, after open: Int) -> Int? {
    let name = text[max(open, brace - 12)..<brace].reversed().prefix { $0.isLetterOrDigit }.reversed()
    guard name.starts(with: "text".utf8) || name.elementsEqual("mbox".utf8) else { return nil }
    var depth = 0
    for position in brace..<min(text.count, brace + Self.longestExpression) {
      depth += text[position] == .openBrace ? 1 : text[position] == .closeBrace ? -1 : 0
      if depth == 0 { return position }
    }
    return nil
  }

  private func canClose(_ count: Int, open: Int, at position: Int) -> Bool {
    guard position > open else { return false }
    return count == 2 || !(text[position - 1].isWhitespace || isWord(at: position + 1))
  }

  private func backtickMath(from open: Int) -> Result<Math, NotFound> {
    var position = open
    while let byte = byte(position), byte != .backtick { position += 1 }
    guard position > open, byte(position + 1) == .dollar else { return .failure(NotFound(searchedTo: position)) }
    return .success(Math(content: open..<position, end: position + 2))
  }

  /// The offset of the brace that closes the expression opened at `start`: Swift's own nesting of braces, strings,
  /// raw strings and interpolations is followed. nil when it is empty, unclosed or too long.
  func expressionEnd(from start: Int) -> Int? {
    var open: [Nesting] = [.braces]
    var position = start + 1
    let limit = min(text.count, start + Self.longestExpression)
    var isEmpty = true
    while position < limit, open.count <= Self.deepestExpression {
      let byte = text[position]
      isEmpty = isEmpty && (byte.isWhitespace || byte == .closeBrace)
      if case .string(let pounds) = open[open.count - 1] {
        position += advanceInString(at: position, pounds: pounds, &open)
        continue
      }
      switch byte {
      case .openBrace: open.append(.braces)
      case UInt8(ascii: "("): open.append(.parentheses)
      case .quote: open.append(.string(pounds: pounds(before: position, after: start)))
      case UInt8(ascii: ")"):
        if open.last == .parentheses { open.removeLast() }
      case .closeBrace:
        while open.last == .parentheses { open.removeLast() }
        open.removeLast()
        if open.isEmpty { return isEmpty ? nil : position }
      default: break
      }
      position += 1
    }
    return nil
  }

  private enum Nesting: Equatable {
    case braces, parentheses
    case string(pounds: Int)
  }

  /// Bytes to go on inside a string literal that ends with a quote and `pounds` number signs.
  private func advanceInString(at position: Int, pounds: Int, _ open: inout [Nesting]) -> Int {
    if text[position] == .quote, hasPounds(pounds, at: position + 1) {
      open.removeLast()
      return 1 + pounds
    }
    if text[position] == .backslash, hasPounds(pounds, at: position + 1) {
      if byte(position + 1 + pounds) == UInt8(ascii: "(") { open.append(.parentheses) }
      return 2 + pounds
    }
    return 1
  }

  private func hasPounds(_ count: Int, at position: Int) -> Bool {
    (0..<count).allSatisfy { byte(position + $0) == UInt8(ascii: "#") }
  }

  private func pounds(before position: Int, after start: Int) -> Int {
    var count = 0
    while position - count - 1 > start, text[position - count - 1] == UInt8(ascii: "#") { count += 1 }
    return count
  }

  private func isWord(before position: Int) -> Bool {
    let first = text[max(0, position - 4)..<max(0, position)].lastIndex { $0 & 0xC0 != 0x80 }
    return first.map(isWord(at:)) ?? false
  }

  /// Whether the character that starts here belongs to a word beside which a dollar is money: a digit, or a letter of a
  /// script that has capitals. Signs and dashes do not, nor do scripts that write words without spaces, or join endings to
  /// what is written otherwise: 设$x$为, $x$는.
  private func isWord(at position: Int) -> Bool {
    guard let first = byte(position) else { return false }
    guard first >= 0x80 else { return first.isLetterOrDigit }
    let scalar = String(decoding: text[position..<min(text.count, position + 4)], as: UTF8.self).unicodeScalars.first!
    switch scalar.properties.generalCategory {
    case .decimalNumber, .uppercaseLetter, .lowercaseLetter, .titlecaseLetter: return true
    case .nonspacingMark: return scalar.value < 0x370
    default: return false
    }
  }

  private func byte(_ position: Int) -> UInt8? {
    text.indices.contains(position) ? text[position] : nil
  }
}
