import Numerals
import Tensors

/// A table of named columns, read from a CSV file or made from arrays. Each column holds finite numbers or categories;
/// a measurement can be missing. A table is a value: what changes it gives another table.
///
///     let penguins = try Dataset.penguins.frame().droppingMissing()
///     let x = penguins.array(["flipper_length_mm"])     // [342, 1]
///     let y = penguins.codes("species")                 // [342]
public struct DataFrame: Splittable, Equatable {
  public struct Column: Sendable, Equatable {
    public internal(set) var name: String
    /// One for each row, nil where it is missing; of a category, its number in `categories`.
    public internal(set) var values: [Double?]
    /// The categories' names, by default in alphabetical order; nil for a column of numbers.
    public internal(set) var categories: [String]?
    /// The first value of a file that is not a number.
    var firstText: CSVTable.Cell?
    /// How to read the column's numbers, where some of its texts are numbers.
    var advice: String?

    public var missingCount: Int { values.count { $0 == nil } }

    /// A value as it is written: "Adelie", "39.1", "NA".
    public func text(_ row: Int) -> String {
      guard let value = values[row] else { return "NA" }
      return categories?[Int(value)] ?? numberText(value)
    }
  }

  /// Where it came from, for messages.
  public let file: String
  public internal(set) var columns: [Column]
  public internal(set) var rowCount: Int
  /// The line of each row in its file, 1-based; empty for a table that was not read from a file.
  public internal(set) var lines: [Int]
  /// What was done to it, in order: "2 of 344 rows dropped: …".
  public internal(set) var notes: [String]

  init(file: String, columns: [Column], rowCount: Int, lines: [Int] = [], notes: [String] = []) {
    self.file = file
    self.columns = columns
    self.rowCount = rowCount
    self.lines = lines
    self.notes = notes
  }

  /// How many rows there are.
  public var count: Int { rowCount }
  public var columnNames: [String] { columns.map(\.name) }

  /// The column of this name; a name that does not exist ends the cell with the names that do.
  public subscript(name: String) -> Column { orStop { () throws(DataProblem) in try column(name) } }

  func column(_ name: String) throws(DataProblem) -> Column { columns[try position(name)] }

  func position(_ name: String) throws(DataProblem) -> Int {
    guard let position = columns.firstIndex(where: { $0.name == name }) else {
      throw DataProblem(file, "there is no column '\(name)'. There are: \(columnNames.joined(separator: ", ")).")
    }
    return position
  }

  /// The rows with these numbers, in this order.
  public func rows(_ indices: [Int]) -> DataFrame {
    for index in indices where !(0..<rowCount).contains(index) {
      stop("rows expects row numbers from 0 to \(rowCount - 1); got \(index).")
    }
    var result = self
    result.rowCount = indices.count
    if !lines.isEmpty { result.lines = indices.map { lines[$0] } }
    for i in columns.indices { result.columns[i].values = indices.map { columns[i].values[$0] } }
    return result
  }

  /// "line 3" of a file, "row 1" of a table without one.
  func place(_ row: Int) -> String { lines.isEmpty ? "row \(row)" : "line \(lines[row])" }

  func noting(_ note: String?) -> DataFrame {
    var result = self
    if let note { result.notes.append(note) }
    return result
  }
}

/// As it is written in a file: "3", "39.1".
func numberText(_ value: Double) -> String {
  value == value.rounded() && Swift.abs(value) < 1e15 ? "\(Int(value))" : exactText(value)
}
