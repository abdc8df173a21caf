import Numerals
import Tensors

/// A table of named columns, as read from a CSV file. Each column holds numbers or categories; a measurement can be
/// missing.
///
///     let penguins = try Dataset.penguins.frame().droppingMissing()
///     let x = penguins.array(["flipper_length_mm"])     // [342, 1]
///     let y = penguins.codes("species")                 // [342]
public struct DataFrame: Splittable, Equatable {
  public struct Column: Sendable, Equatable {
    public let name: String
    /// One for each row, nil where it is missing; of a category, its number in `categories`.
    public internal(set) var values: [Double?]
    /// The categories' names, in alphabetical order; nil for a column of numbers.
    public internal(set) var categories: [String]?
    /// The first value that is no number; nil for a column of numbers.
    var firstText: CSVTable.Cell?

    public var missingCount: Int { values.count { $0 == nil } }

    /// A value as it is written: "Adelie", "39.1", "NA".
    public func text(_ row: Int) -> String {
      guard let value = values[row] else { return "NA" }
      if let categories { return categories[Int(value)] }
      return value == value.rounded() && Swift.abs(value) < 1e15 ? "\(Int(value))" : exactText(value)
    }
  }

  /// Where it came from, for messages.
  public let file: String
  public internal(set) var columns: [Column]
  public private(set) var rowCount: Int
  /// The line of each row in its file, 1-based.
  public private(set) var lines: [Int]
  /// What was done to it, in order: "2 of 344 rows dropped: …".
  public private(set) var notes: [String] = []

  init(file: String, columns: [Column], lines: [Int]) {
    self.file = file
    self.columns = columns
    self.lines = lines
    rowCount = lines.count
  }

  /// How many rows there are.
  public var count: Int { rowCount }
  public var columnNames: [String] { columns.map(\.name) }

  /// The column of this name; a name that does not exist ends the cell with the names that do.
  public subscript(name: String) -> Column { orStop { () throws(DataProblem) in try column(name) } }

  func column(_ name: String) throws(DataProblem) -> Column {
    guard let column = columns.first(where: { $0.name == name }) else {
      throw DataProblem(file, "there is no column '\(name)'. There are: \(columnNames.joined(separator: ", ")).")
    }
    return column
  }

  /// The rows with these numbers, in this order.
  public func rows(_ indices: [Int]) -> DataFrame {
    for index in indices where !(0..<rowCount).contains(index) {
      stop("a row from 0 to \(rowCount - 1) was wanted, but \(index) came.")
    }
    var result = self
    result.rowCount = indices.count
    result.lines = indices.map { lines[$0] }
    for i in columns.indices { result.columns[i].values = indices.map { columns[i].values[$0] } }
    return result
  }

  /// Only rows that have all measurements in the given columns (by default in all columns of numbers). Which rows
  /// were dropped, and why, is added to `notes`.
  public func droppingMissing(_ names: [String]? = nil) -> DataFrame {
    let names = names ?? columns.filter { $0.categories == nil }.map(\.name)
    let checked = names.map { self[$0] }
    let kept = (0..<rowCount).filter { row in checked.allSatisfy { $0.values[row] != nil } }
    guard kept.count < rowCount else { return self }
    let reasons = checked.filter { $0.missingCount > 0 }.map { "\($0.name) (\($0.missingCount))" }
    var result = rows(kept)
    result.notes.append(
      "\(rowCount - kept.count) of \(rowCount) rows dropped, with missing \(reasons.joined(separator: ", ")).")
    return result
  }

  /// Only rows whose category is one of these; the categories are then numbered in the order given here.
  public func keeping(_ name: String, in wanted: [String]) -> DataFrame {
    orStop { () throws(DataProblem) in
      let column = try categorical(name)
      for category in wanted where !column.categories!.contains(category) {
        throw DataProblem(
          file, "'\(name)' has no '\(category)'. It has: \(column.categories!.joined(separator: ", ")).")
      }
      let number = Dictionary(
        wanted.enumerated().map { (Double(column.categories!.firstIndex(of: $1)!), Double($0)) },
        uniquingKeysWith: { first, _ in first })
      let kept = (0..<rowCount).filter { row in column.values[row].flatMap { number[$0] } != nil }
      var result = rows(kept)
      let position = columns.firstIndex { $0.name == name }!
      result.columns[position].categories = wanted
      result.columns[position].values = kept.map { number[column.values[$0]!] }
      result.notes.append(
        "\(kept.count) of \(rowCount) rows kept, whose \(name) is \(wanted.joined(separator: " or ")).")
      return result
    }
  }
}

extension DataFrame: CustomStringConvertible {
  /// The first rows, aligned, and how many there are.
  public var description: String {
    let shown = Swift.min(rowCount, 5)
    let texts = columns.map { column in [column.name] + (0..<shown).map(column.text) }
    let widths = texts.map { $0.map(\.count).max() ?? 0 }
    var lines = (0...shown).map { row in
      zip(zip(texts, widths), columns).map { cell, column in
        let (texts, width) = cell
        let padding = String(repeating: " ", count: width - texts[row].count)
        return column.categories == nil ? padding + texts[row] : texts[row] + padding
      }.joined(separator: "  ")
    }
    lines.append("\(rowCount) rows, \(columns.count) columns")
    return (lines + notes).joined(separator: "\n")
  }
}
