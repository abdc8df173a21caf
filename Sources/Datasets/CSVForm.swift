import Tensors

extension DataFrame {
  /// What stands between the fields of a line: `","`, `";"`, `"\t"`, `"|"` or another ASCII character, or any amount of
  /// white space.
  public struct Separator: Sendable, Equatable, ExpressibleByExtendedGraphemeClusterLiteral {
    /// nil: white space.
    let byte: UInt8?

    /// Spaces and tabs, as many as there are: for columns that are aligned by spaces.
    public static let whitespace = Separator(byte: nil)

    private init(byte: UInt8?) { self.byte = byte }

    /// - Parameter character: ASCII; not a quote and not a line end.
    public init(_ character: Character) {
      guard let byte = character.asciiValue, byte != CSVByte.quote, !CSVByte.isLineEnd(byte) else {
        stop("separator: expects one ASCII character, such as \",\" or \";\"; got '\(character)'.")
      }
      self.byte = byte
    }

    public init(extendedGraphemeClusterLiteral character: Character) { self.init(character) }
  }
}

/// How a file of comma-separated values is written.
struct CSVForm {
  let separator: DataFrame.Separator
  /// What stands before the decimals of a number.
  let decimalPoint: UInt8
  /// What stands between thousands, in UTF-8; nil: nothing.
  let thousands: [UInt8]?
  /// What a line starts with that is no part of the table.
  let comment: UInt8?
  /// How many lines there are before the table.
  let skippedLines: Int

  init(
    separator: DataFrame.Separator = ",", decimalPoint: Character = ".", thousands: Character? = nil,
    comment: Character? = nil, skippedLines: Int = 0
  ) {
    guard decimalPoint == "." || decimalPoint == "," else {
      stop("decimalPoint: expects \".\" or \",\"; got \"\(decimalPoint)\".")
    }
    guard thousands != decimalPoint, thousands?.isNumber != true, thousands?.isNewline != true else {
      stop("thousands: expects a character that is not the decimal point and not a digit; got \"\(thousands!)\".")
    }
    guard comment == nil || (comment!.isASCII && !comment!.isWhitespace && comment != "\"") else {
      stop("comment: expects one ASCII character, such as \"#\"; got \"\(comment!)\".")
    }
    guard skippedLines >= 0 else { stop("skippingLines: expects 0 or more lines; got \(skippedLines).") }
    self.separator = separator
    self.decimalPoint = decimalPoint.asciiValue!
    self.thousands = thousands.map { Array(String($0).utf8) }
    self.comment = comment?.asciiValue
    self.skippedLines = skippedLines
  }

  /// A finite decimal number, or nil.
  func number(_ field: ArraySlice<UInt8>) -> Double? {
    if decimalPoint == CSVByte.point, thousands == nil { return decimal(field) }
    guard let field = withoutThousands(field) else { return nil }
    if decimalPoint == CSVByte.point { return decimal(field) }
    guard !field.contains(CSVByte.point) else { return nil }
    return decimal(field.map { $0 == decimalPoint ? CSVByte.point : $0 }[...])
  }

  /// "1,234,567.8" → "1234567.8"; nil where the groups do not have three digits each.
  private func withoutThousands(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let thousands, field.contains(thousands[0]) else { return field }
    let hasSign = field.first == UInt8(ascii: "-") || field.first == UInt8(ascii: "+")
    let whole = field.dropFirst(hasSign ? 1 : 0).prefix { $0 != decimalPoint }
    let groups = Array(whole).split(separator: thousands)
    guard groups.count > 1, (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }),
      groups.joined().allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return (Array(field.prefix(hasSign ? 1 : 0)) + groups.joined() + field[whole.endIndex...])[...]
  }
}

extension Array where Element == UInt8 {
  /// The parts between the places where `separator` stands, empty ones too.
  fileprivate func split(separator: [UInt8]) -> [[UInt8]] {
    var parts: [[UInt8]] = [[]]
    var position = 0
    while position < count {
      if self[position...].starts(with: separator) {
        parts.append([])
        position += separator.count
      } else {
        parts[parts.count - 1].append(self[position])
        position += 1
      }
    }
    return parts
  }
}
