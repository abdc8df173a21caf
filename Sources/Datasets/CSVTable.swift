/// Comma-separated values, as RFC 4180 describes them: quotes around a field may hold separators, line ends and doubled
/// quotes. Lines end in LF, CR LF or CR; blank lines are skipped; spaces around an unquoted field are dropped. `CSVForm`
/// says what is between fields, how numbers are written, and which lines are no part of the table.
///
/// The file stays as it is: a field is a range of its bytes, and becomes text or a number when it is asked for.
struct CSVTable {
  struct Cell: Sendable, Equatable {
    let text: String
    let line: Int
    let column: Int
  }

  let file: String
  let form: CSVForm
  private let bytes: [UInt8]
  private let fields: [Range<Int>]
  /// Where the fields of each record start, and where the last one's end.
  private let starts: [Int]
  /// The line of each record, 1-based.
  let lines: [Int]

  init(_ bytes: [UInt8], form: CSVForm = CSVForm(), file: String) throws(DataProblem) {
    let bytes = try textBytes(bytes, file: file)
    var scanner = CSVScanner(bytes: bytes, form: form)
    do {
      try scanner.scan()
    } catch {
      let place = Self.place(error.offset, in: bytes)
      throw DataProblem(file, line: place.line, column: place.column, error.sentence)
    }
    self.file = file
    self.form = form
    self.bytes = bytes
    (fields, starts, lines) = (scanner.fields, scanner.starts, scanner.lines)
  }

  /// How many records there are, the header included.
  var count: Int { lines.count }

  func fieldCount(of record: Int) -> Int { starts[record + 1] - starts[record] }

  func text(_ record: Int, _ column: Int) -> String {
    let range = fields[starts[record] + column]
    let text = String(decoding: bytes[range], as: UTF8.self)
    // Only a quoted field has a quote before it.
    let isQuoted = range.lowerBound > 0 && bytes[range.lowerBound - 1] == CSVByte.quote
    return isQuoted ? text.replacing("\"\"", with: "\"") : text
  }

  /// A finite decimal number, or nil: "inf", "nan" and hexadecimal are text.
  func number(_ record: Int, _ column: Int) -> Double? { form.number(bytes[fields[starts[record] + column]]) }

  func isEmpty(_ record: Int, _ column: Int) -> Bool { fields[starts[record] + column].isEmpty }

  func holds(_ record: Int, _ column: Int, _ text: [UInt8]) -> Bool {
    let range = fields[starts[record] + column]
    return range.count == text.count && bytes[range].elementsEqual(text)
  }

  /// A field with its place, for messages.
  func cell(_ record: Int, _ column: Int) -> Cell {
    let text = text(record, column)
    let place = Self.place(start(record, column), in: bytes)
    return Cell(text: text, line: place.line, column: place.column)
  }

  /// Where a field starts, with its opening quote.
  private func start(_ record: Int, _ column: Int) -> Int {
    let start = fields[starts[record] + column].lowerBound
    return start > 0 && bytes[start - 1] == CSVByte.quote ? start - 1 : start
  }

  /// Counted from the start of the file: only messages ask.
  private static func place(_ offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
    var (line, lineStart, position) = (1, 0, 0)
    while position < offset {
      position += lineEndCount(bytes, at: position, line: &line)
      if CSVByte.isLineEnd(bytes[position - 1]) { lineStart = position }
    }
    return (line, String(decoding: bytes[lineStart..<offset], as: UTF8.self).count + 1)
  }
}

enum CSVByte {
  static let quote = UInt8(ascii: "\"")
  static let comma = UInt8(ascii: ",")
  static let point = UInt8(ascii: ".")
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")

  static func isLineEnd(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }
}

/// Counts a line that ends at this position. Returns how many bytes to go on: 2 over CR LF, otherwise 1.
private func lineEndCount(_ bytes: [UInt8], at position: Int, line: inout Int) -> Int {
  guard CSVByte.isLineEnd(bytes[position]) else { return 1 }
  line += 1
  let isPair =
    bytes[position] == CSVByte.carriageReturn && position + 1 < bytes.count
    && bytes[position + 1] == CSVByte.lineFeed
  return isPair ? 2 : 1
}

/// Goes through the bytes once and notes where the fields are.
private struct CSVScanner {
  struct Problem: Error {
    let offset: Int
    let sentence: String
  }

  let bytes: [UInt8]
  /// nil: white space.
  let separator: UInt8?
  let comment: UInt8?
  let skippedLines: Int
  var fields: [Range<Int>] = []
  var starts = [0]
  var lines: [Int] = []
  private var position = 0
  private var line = 1

  init(bytes: [UInt8], form: CSVForm) {
    self.bytes = bytes
    (separator, comment, skippedLines) = (form.separator.byte, form.comment, form.skippedLines)
  }

  mutating func scan() throws(Problem) {
    for skipped in 0..<skippedLines {
      guard position < bytes.count else {
        throw Problem(
          offset: position, sentence: "skippingLines: \(skippedLines) expects a file with more lines; got \(skipped).")
      }
      skipLine()
    }
    while position < bytes.count { try record() }
  }

  private mutating func skipLine() {
    while position < bytes.count, !CSVByte.isLineEnd(bytes[position]) { position += 1 }
    if position < bytes.count { position += lineEndCount(bytes, at: position, line: &line) }
  }

  private mutating func record() throws(Problem) {
    let (first, firstLine) = (fields.count, line)
    skipSpaces()
    if let comment, position < bytes.count, bytes[position] == comment { return skipLine() }
    try field()
    while goesOn() { try field() }
    if position < bytes.count { position += lineEndCount(bytes, at: position, line: &line) }
    if fields.count == first + 1, fields[first].isEmpty {
      fields.removeLast()
    } else {
      starts.append(fields.count)
      lines.append(firstLine)
    }
  }

  /// Whether another field of the record follows; then it is where that starts.
  private mutating func goesOn() -> Bool {
    guard let separator else {
      skipSpaces()
      return position < bytes.count && !CSVByte.isLineEnd(bytes[position])
    }
    guard position < bytes.count, bytes[position] == separator else { return false }
    position += 1
    return true
  }

  /// Up to, not including, the separator or line end.
  private mutating func field() throws(Problem) {
    skipSpaces()
    guard position < bytes.count, bytes[position] == CSVByte.quote else { return plain() }
    fields.append(try quoted())
    if separator != nil { skipSpaces() }
    guard endsField else {
      let next = String(decoding: bytes[position...].prefix(16), as: UTF8.self).first!
      throw Problem(
        offset: position,
        sentence: "expected \(separatorName) after a closing quote; got '\(next)'. "
          + "A quote inside quotes is written twice.")
    }
  }

  private mutating func plain() {
    let start = position
    while !endsField { position += 1 }
    var end = position
    while end > start, isSpace(bytes[end - 1]) { end -= 1 }
    fields.append(start..<end)
  }

  private mutating func quoted() throws(Problem) -> Range<Int> {
    let opening = position
    position += 1
    while position < bytes.count {
      guard bytes[position] == CSVByte.quote else {
        position += lineEndCount(bytes, at: position, line: &line)
        continue
      }
      let isDoubled = position + 1 < bytes.count && bytes[position + 1] == CSVByte.quote
      position += isDoubled ? 2 : 1
      if !isDoubled { return opening + 1..<position - 1 }
    }
    throw Problem(offset: opening, sentence: "expected a closing quote for this one; the file ends before it.")
  }

  private var endsField: Bool {
    guard position < bytes.count else { return true }
    let byte = bytes[position]
    return byte == separator || CSVByte.isLineEnd(byte) || (separator == nil && isSpace(byte))
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte != separator && (byte == CSVByte.space || byte == CSVByte.tab)
  }

  private mutating func skipSpaces() {
    while position < bytes.count, isSpace(bytes[position]) { position += 1 }
  }

  private var separatorName: String {
    switch separator {
    case CSVByte.comma: "a comma"
    case CSVByte.tab: "a tab"
    case nil: "a space"
    case .some(let byte): "'\(Character(UnicodeScalar(byte)))'"
    }
  }
}
