import Tensors

extension DataFrame {
  /// Where the names of the columns stand.
  public enum Header: Sendable, Equatable {
    case firstLine
    /// The file has none: they are called "c1", "c2", …
    case none
    /// The file has none: these are they.
    case names([String])
    /// The first line names them, and these names take the place of its own.
    case replacing([String])
  }

  /// How a measurement that was not taken is usually written. A file that writes it another way is read with
  /// `missing: DataFrame.usualMissing.union(["?"])`.
  public static let usualMissing: Set<String> = ["", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null"]

  /// Reads a CSV file, compressed by gzip or not. A column of finite numbers becomes numbers, any other becomes
  /// categories; where some of its texts are numbers, a note says which are not, and how to read them.
  ///
  ///     try DataFrame(csvFile: "auto-mpg.data", header: .names(names), separator: .whitespace, missing: ["?"])
  ///     try DataFrame(csvFile: "measured.csv", separator: ";", decimalPoint: ",", skippingLines: 3)
  ///
  /// A column without a name is called by its number, "c1", and the second of two columns "a" is called "a_2". Where all
  /// rows have one field more than the first line, the first of them has no name, as R writes the names of rows. Empty
  /// fields after the last column are left out. Notes say where that happened; a row with too few or too many fields is a
  /// problem.
  ///
  /// - Parameters:
  ///   - separator: ",", another ASCII character, such as ";" or "\t", or `.whitespace`.
  ///   - decimalPoint: "." or ",".
  ///   - thousands: what stands between groups of three digits, such as "," in 1,234.5; nil: nothing does.
  ///   - missing: how a measurement that was not taken is written.
  ///   - skippingLines: how many lines there are before the table.
  ///   - comment: what a line starts with that is no part of the table, such as "#".
  public init(
    csvFile path: String, header: Header = .firstLine, separator: Separator = ",", decimalPoint: Character = ".",
    thousands: Character? = nil, missing: Set<String> = usualMissing, skippingLines: Int = 0, comment: Character? = nil
  ) throws(DataProblem) {
    let form = CSVForm(
      separator: separator, decimalPoint: decimalPoint, thousands: thousands, comment: comment,
      skippedLines: skippingLines)
    try self.init(csv: try readFile(path), file: fileName(path), header: header, form: form, missing: missing)
  }

  /// Reads CSV text.
  public init(
    csv text: String, file: String = "text", header: Header = .firstLine, separator: Separator = ",",
    decimalPoint: Character = ".", thousands: Character? = nil, missing: Set<String> = usualMissing,
    skippingLines: Int = 0, comment: Character? = nil
  ) throws(DataProblem) {
    let form = CSVForm(
      separator: separator, decimalPoint: decimalPoint, thousands: thousands, comment: comment,
      skippedLines: skippingLines)
    try self.init(csv: Array(text.utf8), file: file, header: header, form: form, missing: missing)
  }

  package init(csv bytes: [UInt8], file: String) throws(DataProblem) {
    try self.init(csv: bytes, file: file, header: .firstLine, form: CSVForm(), missing: Self.usualMissing)
  }

  private init(
    csv bytes: [UInt8], file: String, header: Header, form: CSVForm, missing: Set<String>
  ) throws(DataProblem) {
    let table = try CSVTable(bytes, form: form, file: file)
    let head = try CSVHead(header, table)
    let missing = missing.map { Array($0.utf8) }
    let columns = head.names.enumerated().map { number, name in
      Column(name, table, number, records: head.records, missing: missing)
    }
    self.init(
      file: file, columns: columns, rowCount: head.records.count, lines: Array(table.lines[head.records]),
      notes: head.notes + columns.compactMap(\.note))
  }
}

extension DataFrame.Column {
  fileprivate init(_ name: String, _ table: CSVTable, _ column: Int, records: Range<Int>, missing: [[UInt8]]) {
    func isMissing(_ record: Int) -> Bool { missing.contains { table.holds(record, column, $0) } }
    var numbers: [Double?] = []
    numbers.reserveCapacity(records.count)
    for record in records {
      let number = isMissing(record) ? nil : table.number(record, column)
      guard number != nil || isMissing(record) else {
        self.init(name, texts: records.map { isMissing($0) ? nil : table.text($0, column) })
        firstText = table.cell(record, column)
        advice = CSVAdvice(categories!, of: name, table.form).sentence
        return
      }
      numbers.append(number)
    }
    self.init(name, numbers)
  }

  /// Why a column that could hold numbers does not.
  fileprivate var note: String? {
    guard let advice, let text = firstText else { return nil }
    return "\(name) holds categories, because '\(text.text)' in line \(text.line) is not a number. \(advice)"
  }
}
