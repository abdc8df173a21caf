import Tensors

/// What the columns of a file are called, and which of its records are rows.
struct CSVHead {
  private(set) var names: [String]
  let records: Range<Int>
  private(set) var notes: [String] = []

  init(_ header: DataFrame.Header, _ table: CSVTable) throws(DataProblem) {
    guard table.count > 0 else {
      throw DataProblem(
        table.file,
        header.takesFirstLine
          ? "expected a line that names the columns; the file is empty."
          : "expected at least one row; the file is empty.")
    }
    records = (header.takesFirstLine ? 1 : 0)..<table.count
    switch header {
    case .firstLine: names = (0..<table.fieldCount(of: 0)).map { table.text(0, $0) }
    case .none: names = (1...table.fieldCount(of: 0)).map { "c\($0)" }
    case .names(let given), .replacing(let given):
      guard !given.isEmpty, !given.contains(""), Set(given).count == given.count else {
        stop("header: expects a different name for each column; got \(given).")
      }
      names = given
    }
    if header == .firstLine || header == .none { dropEmptyEnd(table, isNamed: header == .firstLine) }
    if header == .firstLine { nameRowNames(table) }
    try checkCounts(header, table)
    if header == .firstLine { mendNames(table) }
    if !header.takesFirstLine { noteNamesAmongRows(table) }
  }

  /// A first row of words above numbers was perhaps a line of names.
  private mutating func noteNamesAmongRows(_ table: CSVTable) {
    let below = records.dropFirst().prefix(100)
    let columns = 0..<min(names.count, table.fieldCount(of: 0))
    func isNumber(_ record: Int, _ column: Int) -> Bool {
      column < table.fieldCount(of: record) && table.number(record, column) != nil
    }
    guard !below.isEmpty, columns.allSatisfy({ !isBlank(0, $0, table) && !isNumber(0, $0) }),
      columns.contains(where: { column in
        below.contains { isNumber($0, column) }
          && below.allSatisfy { isNumber($0, column) || isBlank($0, column, table) }
      })
    else { return }
    notes.append(
      "Line \(table.lines[0]) holds '\(table.text(0, 0))' where the lines below hold numbers. If it names the columns, read it "
        + "with header: .firstLine, or put names in its place: header: .replacing([…]).")
  }

  /// Whether a record has nothing in this column, or ends before it.
  private func isBlank(_ record: Int, _ column: Int, _ table: CSVTable) -> Bool {
    column >= table.fieldCount(of: record) || table.isEmpty(record, column)
  }

  /// Lines that end in a separator have an empty field more than there are columns.
  private mutating func dropEmptyEnd(_ table: CSVTable, isNamed: Bool) {
    let before = names.count
    while names.count > 1, !isNamed || names.last!.isEmpty,
      (isNamed ? records : 0..<table.count).allSatisfy({ isBlank($0, names.count - 1, table) })
    {
      names.removeLast()
    }
    if names.count < before {
      notes.append("\(counted(before - names.count, "column")) at the end left out, without a name or a value.")
    }
  }

  /// R writes the names of rows, which are all different, without a name for their column.
  private mutating func nameRowNames(_ table: CSVTable) {
    let isOneMore = records.allSatisfy { table.fieldCount(of: $0) == names.count + 1 }
    guard names.count > 1, !records.isEmpty, isOneMore, !records.allSatisfy({ isBlank($0, names.count, table) }),
      Set(records.map { table.text($0, 0) }).count == records.count
    else { return }
    names.insert("", at: 0)
    notes.append("Every row has one field more than the first line names, so the first column has no name.")
  }

  /// A row may have empty fields after the last column; other counts are a problem.
  private mutating func checkCounts(_ header: DataFrame.Header, _ table: CSVTable) throws(DataProblem) {
    var longer = 0
    for record in records {
      let count = table.fieldCount(of: record)
      guard count != names.count else { continue }
      guard count > names.count, (names.count..<count).allSatisfy({ table.isEmpty(record, $0) }) else {
        throw wrongCount(record, header, table)
      }
      longer += 1
    }
    if longer > 0, notes.isEmpty {
      notes.append("Empty fields after the last column left out, in \(counted(longer, "row")).")
    }
  }

  private func wrongCount(_ record: Int, _ header: DataFrame.Header, _ table: CSVTable) -> DataProblem {
    let count = table.fieldCount(of: record)
    let cell = table.cell(record, count > names.count ? names.count : count - 1)
    let reason =
      switch header {
      case .names, .replacing: "one for each name"
      case .firstLine, .none: "as in the first line"
      }
    return DataProblem(
      table.file, line: cell.line, column: cell.column,
      "expected \(names.count) fields, \(reason); got \(count)." + hint(table))
  }

  /// What to try: another separator, or fewer lines at the start.
  private func hint(_ table: CSVTable) -> String {
    if let hint = separatorHint(table) { return " " + hint }
    let last = table.fieldCount(of: table.count - 1)
    let start = (0..<table.count).last { table.fieldCount(of: $0) != last }.map { $0 + 1 } ?? 0
    guard last > 1, start > 0, table.count - start > 1 else { return "" }
    if let mark = table.text(0, 0).first, mark == "#" || mark == "%" || mark == "!",
      (0..<start).allSatisfy({ table.text($0, 0).first == mark })
    {
      return " The first line starts with '\(mark)': comment: \"\(mark)\" leaves out such lines."
    }
    let line = table.lines[start]
    return " From line \(line) on all have \(last): skippingLines: \(line - 1) starts there."
  }

  /// A table of one column whose name holds a separator was perhaps meant to have more.
  private func separatorHint(_ table: CSVTable) -> String? {
    guard table.fieldCount(of: 0) == 1 else { return nil }
    let first = table.text(0, 0)
    for (text, name) in [(";", "\";\""), ("\t", "\"\\t\""), ("|", "\"|\""), (",", "\",\"")] where first.contains(text) {
      return
        "The first line is '\(String(first.prefix(40)).replacing("\t", with: "⇥"))': separator: \(name) takes it apart."
    }
    guard table.count > 1, first.contains(" "), table.text(1, 0).contains(" ") else { return nil }
    return "The first line is '\(first.prefix(40))': separator: .whitespace takes it apart."
  }

  /// Every column a name of its own.
  private mutating func mendNames(_ table: CSVTable) {
    if names.count == 1, let hint = separatorHint(table) { notes.append(hint) }
    let given = names
    var used: Set<String> = []
    for (number, name) in given.enumerated() {
      if name.isEmpty {
        names[number] = unused("c\(number + 1)", among: given + used)
        notes.append("Column \(number + 1) has no name: it is called \(names[number]).")
      } else if used.contains(name) {
        names[number] = unused(name, among: given + used)
        notes.append("Column \(number + 1) is called '\(name)' like another one: it is called \(names[number]) here.")
      }
      used.insert(names[number])
    }
  }
}

/// The name, or with the first number from 2 on that makes it a new one: "a_2".
func unused(_ name: String, among names: [String]) -> String {
  var (candidate, number) = (name, 2)
  while names.contains(candidate) {
    candidate = "\(name)_\(number)"
    number += 1
  }
  return candidate
}

/// "1 column", "3 columns"
func counted(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }

extension DataFrame.Header {
  /// Whether the first line is no row.
  fileprivate var takesFirstLine: Bool {
    switch self {
    case .firstLine, .replacing: true
    case .none, .names: false
    }
  }
}
