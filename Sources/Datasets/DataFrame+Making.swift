import Tensors

// Tables and columns from arrays.

/// What can be a value in a column: a number, a text, which is a category, or an optional of these, nil where it is
/// missing.
public protocol CellValue {
  var cell: DataFrame.Cell { get }
}

/// What can be a column: an array of numbers or texts, or of optionals of these, or an NDArray [n].
public protocol ColumnValues {
  var cells: [DataFrame.Cell] { get }
}

extension DataFrame {
  public enum Cell: Sendable, Equatable {
    case number(Double)
    case text(String)
    case missing
  }

  /// From columns, in the order written. Texts are categories; nil is missing, and so is a number that is not finite.
  ///
  ///     DataFrame(["mpg": [18, 15, nil], "origin": ["usa", "japan", "usa"]])
  ///
  /// Names that are empty or repeated and columns of different lengths end the cell.
  ///
  /// - Parameter file: what messages call the table.
  public init(_ columns: KeyValuePairs<String, any ColumnValues>, file: String = "table") {
    guard let first = columns.first else { stop("\(file) expects at least one column; got none.") }
    let empty = DataFrame(file: file, columns: [], rowCount: first.value.cells.count)
    self = columns.reduce(empty) { table, column in table.adding(column.key, column.value) }
  }

  /// From the columns of an array, [rows, columns].
  ///
  /// - Parameters:
  ///   - names: one for each column.
  ///   - file: what messages call the table.
  public init(_ array: NDArray, columns names: [String], file: String = "table") {
    guard array.shape.rank == 2, array.shape[1] == names.count, !names.isEmpty else {
      stop(
        shapes: "\(file) expects an array [rows, columns] and a name for each column; got \(array.shape) and \(names).")
    }
    let values = array.doubles
    let empty = DataFrame(file: file, columns: [], rowCount: array.rowCount)
    self = names.enumerated().reduce(empty) { table, name in
      table.adding(name.element, (0..<array.rowCount).map { values[$0 * names.count + name.offset] })
    }
  }

  /// With one more column, from an array with a value for each row: numbers, texts (categories) or optionals of these.
  ///
  ///     cars.adding("colour", ["red", "blue", nil])
  public func adding(_ name: String, _ values: any ColumnValues) -> DataFrame {
    orStop { () throws(DataProblem) in
      try checkNew(name)
      return try with(values.cells, as: name)
    }
  }

  /// With one more column, computed row by row: missing where a value that was read for it is missing, or where the result
  /// is nil or not finite. A note says how many those are.
  ///
  ///     cars.adding("ratio") { row in row["mpg"] / row["hp"] }
  ///     cars.adding("age") { row in row["year"] < 75 ? "old" : "new" }
  public func adding<Value: CellValue>(_ name: String, _ compute: (Row) -> Value) -> DataFrame {
    orStop { () throws(DataProblem) in
      try checkNew(name)
      return try computing(name, compute)
    }
  }

  /// The same for a column that there is, which changes in its place: `cars.replacing("hp") { row in log(row["hp"]) }`.
  public func replacing<Value: CellValue>(_ name: String, _ compute: (Row) -> Value) -> DataFrame {
    orStop { () throws(DataProblem) in
      _ = try position(name)
      return try computing(name, compute)
    }
  }

  private func computing<Value: CellValue>(
    _ name: String, _ compute: (Row) -> Value
  ) throws(DataProblem) -> DataFrame {
    var missing = MissingReads()
    let cells = reading().map { row in missing.added(compute(row).cell, row) ?? .missing }
    let note = "\(name) is missing in \(missing.count) of \(rowCount) rows, as \(missing.text) is."
    return try with(cells, as: name, note: missing.count == 0 ? nil : note)
  }

  /// In the place of the column of this name, or at the end.
  private func with(_ cells: [Cell], as name: String, note: String? = nil) throws(DataProblem) -> DataFrame {
    guard cells.count == rowCount else {
      let reason = columns.isEmpty ? "" : ", one for each row"
      throw DataProblem(file, "column '\(name)' expects \(rowCount) values\(reason); got \(cells.count).")
    }
    let column = try Column(name, cells, file: file)
    let nonFinite = column.missingCount - cells.count { $0 == .missing }
    var result = self
    if let position = columns.firstIndex(where: { $0.name == name }) {
      result.columns[position] = column
    } else {
      result.columns.append(column)
    }
    return result.noting(note).noting(
      nonFinite == 0 ? nil : "\(name) is missing in \(nonFinite) of \(rowCount) rows, where it is not finite.")
  }

  func checkNew(_ name: String) throws(DataProblem) {
    guard !name.isEmpty else { throw DataProblem(file, "a column expects a name; got an empty one.") }
    guard !columnNames.contains(name) else {
      throw DataProblem(
        file, "there is a column '\(name)' already. Choose another name, or remove it first: removing([\"\(name)\"]).")
    }
  }
}

extension DataFrame.Column {
  init(_ name: String, _ values: [Double?]) {
    self.name = name
    self.values = values
  }

  /// Numbers or texts; not both.
  init(_ name: String, _ cells: [DataFrame.Cell], file: String) throws(DataProblem) {
    let texts = cells.map { cell in if case .text(let text) = cell { text } else { String?.none } }
    let numbers = cells.map { cell in if case .number(let number) = cell { number } else { Double?.none } }
    guard texts.contains(where: { $0 != nil }) else {
      self.init(name, numbers.map { $0.flatMap { $0.isFinite ? $0 : nil } })
      return
    }
    guard let mixed = numbers.firstIndex(where: { $0 != nil }) else {
      self.init(name, texts: texts)
      return
    }
    throw DataProblem(
      file, "column '\(name)' expects numbers or texts; got both: row \(mixed) has the number \(numbers[mixed]!).")
  }

  /// Categories in alphabetical order.
  init(_ name: String, texts: [String?]) {
    let names = Set(texts.compactMap { $0 }).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Double($0)) })
    self.init(name, texts.map { $0.flatMap { numbers[$0] } })
    categories = names
  }
}

extension Double: CellValue { public var cell: DataFrame.Cell { .number(self) } }
extension Float: CellValue { public var cell: DataFrame.Cell { .number(Double(self)) } }
extension Int: CellValue { public var cell: DataFrame.Cell { .number(Double(self)) } }
extension String: CellValue { public var cell: DataFrame.Cell { .text(self) } }
extension Optional: CellValue where Wrapped: CellValue {
  public var cell: DataFrame.Cell { self?.cell ?? .missing }
}
extension DataFrame.Cell: CellValue { public var cell: DataFrame.Cell { self } }

extension Array: ColumnValues where Element: CellValue { public var cells: [DataFrame.Cell] { map(\.cell) } }
extension NDArray: ColumnValues {
  /// Of an array [n] or [n, 1].
  public var cells: [DataFrame.Cell] {
    guard shape.rank == 1 || (shape.rank == 2 && shape[1] == 1) else {
      stop(shapes: "a column expects an array [n] or [n, 1]; got \(shape).")
    }
    return doubles.map(\.cell)
  }
}
