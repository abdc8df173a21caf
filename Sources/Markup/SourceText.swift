/// The bytes of a document with its lines found: what positions are checked against. Line ends are "\n".
package struct SourceText {
  package let bytes: [UInt8]
  /// Offset of the first byte of each line.
  private let lineStarts: [Int]

  package init(_ text: String) {
    bytes = Array(text.utf8)
    var starts = [0]
    bytes.withUnsafeBufferPointer { bytes in
      for offset in bytes.indices where bytes[offset] == .newline { starts.append(offset + 1) }
    }
    lineStarts = starts
  }

  package var lineCount: Int { lineStarts.count }

  /// Where a line (from 1) starts; the end of the text for one beyond it.
  package func offset(ofLine number: Int) -> Int {
    number <= lineStarts.count ? lineStarts[max(1, number) - 1] : bytes.count
  }

  /// The bytes of a line (from 1) without its end; empty for a line that does not exist.
  package func line(_ number: Int) -> ArraySlice<UInt8> {
    guard number >= 1, number <= lineStarts.count else { return [] }
    let end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
    return bytes[lineStarts[number - 1]..<end]
  }
}

extension UInt8 {
  package static let newline = UInt8(ascii: "\n")
  static let dollar = UInt8(ascii: "$")
  static let backslash = UInt8(ascii: "\\")
  static let backtick = UInt8(ascii: "`")
  static let quote = UInt8(ascii: "\"")
  static let openBrace = UInt8(ascii: "{")
  static let closeBrace = UInt8(ascii: "}")

  package var isWhitespace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

  var isLetterOrDigit: Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }
}

extension Collection<UInt8> where SubSequence == Self {
  /// Without the whitespace at both ends.
  package func trimmed() -> Self {
    var rest = self
    while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
    var end = rest.endIndex
    while end > rest.startIndex {
      let before = rest.index(end, offsetBy: -1)
      guard rest[before].isWhitespace else { break }
      end = before
    }
    return rest[..<end]
  }
}
