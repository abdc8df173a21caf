/// Comma-separated values, as RFC 4180 describes them: quotes around a field may hold commas, line ends and doubled
/// quotes. Lines end in LF, CR LF or CR; blank lines are skipped; spaces around an unquoted field are dropped.
struct CSVParser {
  struct Field: Equatable {
    var text: String
    let line: Int
    let column: Int
  }

  private let file: String
  private let text: [Character]
  private var position = 0
  private var line = 1
  private var column = 1

  private init(_ text: String, file: String) {
    self.file = file
    self.text = Array(text)
  }

  /// Every record, the header included.
  static func records(of bytes: [UInt8], file: String) throws(DataProblem) -> [[Field]] {
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DataProblem(file, "text in UTF-8 was wanted, but other bytes came. Save the file as UTF-8.")
    }
    var parser = CSVParser(text, file: file)
    var records: [[Field]] = []
    while parser.position < parser.text.count {
      let record = try parser.record()
      if record != [Field(text: "", line: record[0].line, column: 1)] { records.append(record) }
    }
    return records
  }

  private mutating func record() throws(DataProblem) -> [Field] {
    var fields = [try field()]
    while let character = next() {
      if character.endsLine { break }
      fields.append(try field())
    }
    return fields
  }

  /// Up to, not including, the comma or line end.
  private mutating func field() throws(DataProblem) -> Field {
    var field = Field(text: "", line: line, column: column)
    skipSpaces()
    if peek == "\"" {
      field.text = try quoted()
      skipSpaces()
      guard endsField else {
        throw DataProblem(
          file, line: line, column: column,
          "a comma was wanted after a closing quote, but '\(peek!)' came. A quote inside quotes is written twice.")
      }
      return field
    }
    while !endsField { field.text.append(next()!) }
    while field.text.last == " " || field.text.last == "\t" { field.text.removeLast() }
    return field
  }

  private mutating func quoted() throws(DataProblem) -> String {
    let (startLine, startColumn) = (line, column)
    _ = next()
    var text = ""
    while let character = next() {
      guard character == "\"" else {
        text.append(character)
        continue
      }
      guard peek == "\"" else { return text }
      text.append(next()!)
    }
    throw DataProblem(
      file, line: startLine, column: startColumn, "a closing quote was wanted for this one, but the file ends.")
  }

  private var peek: Character? { position < text.count ? text[position] : nil }
  private var endsField: Bool { peek.map { $0 == "," || $0.endsLine } ?? true }

  private mutating func skipSpaces() {
    while peek == " " || peek == "\t" { _ = next() }
  }

  /// CR LF is one character.
  private mutating func next() -> Character? {
    guard let character = peek else { return nil }
    position += 1
    column += 1
    if character.endsLine { (line, column) = (line + 1, 1) }
    return character
  }
}

extension Character {
  fileprivate var endsLine: Bool { self == "\n" || self == "\r\n" || self == "\r" }
}
