import Tensors

extension DataFrame {
  /// One row, as a computed column or a condition sees it. It remembers whether a value that was read is missing.
  public final class Row {
    private let table: DataFrame
    private let positions: [String: Int]
    /// From 0.
    public let number: Int
    /// The first column that was read and has no value here.
    private(set) var missing: String?

    fileprivate init(_ table: DataFrame, _ positions: [String: Int], _ number: Int) {
      self.table = table
      self.positions = positions
      self.number = number
    }

    /// A number. Where it is missing it reads as NaN, and what is computed from it is missing too. A column that does not
    /// exist or holds categories ends the cell.
    public subscript(name: String) -> Double {
      let column = column(name)
      guard column.categories == nil else {
        stop("\(table.file): '\(name)' holds categories; row.text(\"\(name)\") reads them, and row[…] numbers.")
      }
      return column.values[number] ?? read(nil: name, as: .nan)
    }

    /// A value as it is written, such as a category's name; "NA" where it is missing.
    public func text(_ name: String) -> String {
      let column = column(name)
      return column.values[number] == nil ? read(nil: name, as: "NA") : column.text(number)
    }

    /// To ask does not count as reading: `row.isMissing("hp") ? 0 : row["hp"]` is there in every row.
    public func isMissing(_ name: String) -> Bool { column(name).values[number] == nil }

    private func column(_ name: String) -> Column { positions[name].map { table.columns[$0] } ?? table[name] }

    private func read<Value>(nil name: String, as value: Value) -> Value {
      missing = missing ?? name
      return value
    }
  }

  func reading() -> [Row] {
    let positions = Dictionary(columnNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return (0..<rowCount).map { Row(self, positions, $0) }
  }

  /// How many rows read a missing value, and of which columns.
  struct MissingReads {
    private var counts: [(name: String, count: Int)] = []

    /// The result; nil where a value that was read for it is missing.
    mutating func added<Value>(_ result: Value, _ row: Row) -> Value? {
      guard let name = row.missing else { return result }
      if let known = counts.firstIndex(where: { $0.name == name }) {
        counts[known].count += 1
      } else {
        counts.append((name, 1))
      }
      return nil
    }

    var count: Int { counts.reduce(0) { $0 + $1.count } }
    /// "hp (3), mpg (2)"
    var text: String { counts.map { "\($0.name) (\($0.count))" }.joined(separator: ", ") }
  }
}
