import Tensors

extension DataFrame {
  /// Where the names of the columns stand.
  public enum Header: Sendable, Equatable {
    case firstLine
    /// The file has none: they are called "c1", "c2", …
    case none
    /// The file has none: these are they.
    case names([String])
  }

  /// How a measurement that was not taken is usually written.
  public static let usualMissing: Set<String> = ["", "NA", "NaN"]

  /// Reads a CSV file, compressed by gzip or not. A column of finite numbers becomes numbers, any other becomes
  /// categories.
  ///
  /// - Parameters:
  ///   - separator: "," or another ASCII character, such as ";" or "\t".
  ///   - missing: how a measurement that was not taken is written.
  public init(
    csvFile path: String, header: Header = .firstLine, separator: Character = ",",
    missing: Set<String> = usualMissing
  ) throws(DataProblem) {
    try self.init(
      csv: try readFile(path), file: fileName(path), header: header, separator: separator, missing: missing)
  }

  /// Reads CSV text.
  public init(
    csv text: String, file: String = "text", header: Header = .firstLine, separator: Character = ",",
    missing: Set<String> = usualMissing
  ) throws(DataProblem) {
    try self.init(csv: Array(text.utf8), file: file, header: header, separator: separator, missing: missing)
  }

  package init(
    csv bytes: [UInt8], file: String, header: Header = .firstLine, separator: Character = ",",
    missing: Set<String> = usualMissing
  ) throws(DataProblem) {
    guard let separator = separator.asciiValue, separator != CSVByte.quote, !CSVByte.isLineEnd(separator) else {
      stop("one ASCII character was wanted between fields, such as \",\" or \";\", but '\(separator)' came.")
    }
    let table = try CSVTable(bytes, separator: separator, file: file)
    let names = try Self.names(header, table)
    let first = header == .firstLine ? 1 : 0
    for record in first..<table.count where table.fieldCount(of: record) != names.count {
      throw Self.wrongCount(record, wanted: names.count, header, table)
    }
    let missing = missing.map { Array($0.utf8) }
    self.init(
      file: file,
      columns: names.indices.map { Column(names[$0], table, $0, records: first..<table.count, missing: missing) },
      lines: Array(table.lines[first...]))
  }

  private static func names(_ header: Header, _ table: CSVTable) throws(DataProblem) -> [String] {
    guard table.count > 0 else {
      throw DataProblem(
        table.file,
        header == .firstLine
          ? "a line that names the columns was wanted, but the file is empty."
          : "at least one row was wanted, but the file is empty.")
    }
    switch header {
    case .firstLine:
      let cells = (0..<table.fieldCount(of: 0)).map { table.cell(0, $0) }
      try check(cells, table.file)
      return cells.map(\.text)
    case .none: return (1...table.fieldCount(of: 0)).map { "c\($0)" }
    case .names(let names):
      guard !names.isEmpty, !names.contains(""), Set(names).count == names.count else {
        stop("different names were wanted for the columns, but \(names) came.")
      }
      return names
    }
  }

  private static func check(_ header: [CSVTable.Cell], _ file: String) throws(DataProblem) {
    var seen: Set<String> = []
    for cell in header {
      guard !cell.text.isEmpty, seen.insert(cell.text).inserted else {
        throw DataProblem(
          file, line: cell.line, column: cell.column,
          cell.text.isEmpty
            ? "a name was wanted for every column, but this one is empty."
            : "different names were wanted for the columns, but '\(cell.text)' comes twice.")
      }
    }
  }

  private static func wrongCount(_ record: Int, wanted: Int, _ header: Header, _ table: CSVTable) -> DataProblem {
    let count = table.fieldCount(of: record)
    let cell = table.cell(record, count > wanted ? wanted : count - 1)
    let reason = if case .names = header { "one for each name" } else { "as in the first line" }
    return DataProblem(
      table.file, line: cell.line, column: cell.column,
      "\(wanted) fields were wanted, \(reason), but \(count) came.")
  }
}

extension DataFrame.Column {
  fileprivate init(_ name: String, _ table: CSVTable, _ column: Int, records: Range<Int>, missing: [[UInt8]]) {
    self.name = name
    func isMissing(_ record: Int) -> Bool { missing.contains { table.holds(record, column, $0) } }
    values = []
    values.reserveCapacity(records.count)
    for record in records {
      let number = isMissing(record) ? nil : table.number(record, column)
      guard number != nil || isMissing(record) else {
        firstText = table.cell(record, column)
        break
      }
      values.append(number)
    }
    guard firstText != nil else { return }
    var codes: [String: Int] = [:]
    let rows = records.map { record in
      isMissing(record) ? nil : codes.number(table.text(record, column))
    }
    let names = codes.keys.sorted()
    categories = names
    var sorted = [Double](repeating: 0, count: names.count)
    for (position, name) in names.enumerated() { sorted[codes[name]!] = Double(position) }
    values = rows.map { row in row.map { sorted[$0] } }
  }
}

extension [String: Int] {
  /// What a text is counted as: the next number if it is new.
  fileprivate mutating func number(_ text: String) -> Int {
    if let number = self[text] { return number }
    self[text] = count
    return count - 1
  }
}
