extension DataFrame {
  /// Reads a CSV file whose first line names the columns. A column of finite numbers becomes numbers, any other
  /// becomes categories.
  ///
  /// - Parameter missing: how a measurement that was not taken is written.
  public init(csvFile path: String, missing: Set<String> = ["", "NA", "NaN"]) throws(DataProblem) {
    try self.init(csv: try readFile(path), file: fileName(path), missing: missing)
  }

  /// Reads CSV text.
  public init(
    csv text: String, file: String = "text", missing: Set<String> = ["", "NA", "NaN"]
  ) throws(DataProblem) {
    try self.init(csv: Array(text.utf8), file: file, missing: missing)
  }

  package init(
    csv bytes: [UInt8], file: String, missing: Set<String> = ["", "NA", "NaN"]
  ) throws(DataProblem) {
    let records = try CSVParser.records(of: bytes, file: file)
    guard let header = records.first else {
      throw DataProblem(file, "a line that names the columns was wanted, but the file is empty.")
    }
    try Self.check(header, file)
    let rows = records.dropFirst()
    for row in rows where row.count != header.count {
      let last = row[row.count - 1]
      throw DataProblem(
        file, line: row[0].line, column: row.count > header.count ? row[header.count].column : last.column,
        "\(header.count) fields were wanted, as in the first line, but \(row.count) came.")
    }
    self.init(
      file: file,
      columns: header.indices.map { position in
        Column(name: header[position].text, rows.map { $0[position] }, missing: missing)
      },
      lines: rows.map { $0[0].line })
  }

  private static func check(_ header: [CSVParser.Field], _ file: String) throws(DataProblem) {
    var seen: Set<String> = []
    for field in header {
      guard !field.text.isEmpty, seen.insert(field.text).inserted else {
        throw DataProblem(
          file, line: field.line, column: field.column,
          field.text.isEmpty
            ? "a name was wanted for every column, but this one is empty."
            : "different names were wanted for the columns, but '\(field.text)' comes twice.")
      }
    }
  }
}

extension DataFrame.Column {
  fileprivate init(name: String, _ fields: [CSVParser.Field], missing: Set<String>) {
    self.name = name
    let present = fields.filter { !missing.contains($0.text) }
    firstText = present.first { number($0.text) == nil }
    if firstText == nil {
      values = fields.map { missing.contains($0.text) ? nil : number($0.text) }
    } else {
      let names = Set(present.map(\.text)).sorted()
      let codes = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Double($0)) })
      categories = names
      values = fields.map { codes[$0.text] }
    }
  }
}

/// A finite decimal number; "inf", "nan" and hexadecimal are text.
private func number(_ text: String) -> Double? {
  guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let value = Double(text), value.isFinite
  else { return nil }
  return value
}
