import Display
import Foundation

/// Lists that the library keeps, asked of the library itself.
public enum Catalogue: String, Sendable, CaseIterable {
  case operations, data

  public func table(in places: Places) throws -> Table {
    try Question(code, file: rawValue, places: places).table()
  }

  private var code: String {
    switch self {
    case .operations:
      """
      show(Table(
        columns: ["name", "symbol", "formula", "derivative"],
        rows: Primitive.all.map { [$0.name, $0.symbol, $0.formula, $0.localDerivatives.joined(separator: ", ")] }))
      """
    case .data:
      """
      show(Table(
        columns: ["name", "shape", "what", "licence", "by", "from"],
        rows: Dataset.all.map { [$0.name, $0.shape, $0.summary, $0.licence, $0.attribution, $0.source] }))
      """
    }
  }
}

extension Table {
  /// One line a row.
  public func plainText() -> String {
    textTable([columns] + rows, numbers: Set(alignments.indices.filter { alignments[$0] == .trailing }))
  }

  /// A paragraph a row: the first two columns, then the others with their names.
  public func paragraphs() -> String {
    rows.map { row in
      let rest = zip(columns, row).dropFirst(2).map { "  \($0): \($1)\n" }.joined()
      return row.prefix(2).joined(separator: "   ") + "\n" + rest
    }.joined(separator: "\n")
  }

  public func markdown() -> String {
    let lines = [columns, columns.map { _ in "---" }] + rows
    return lines.map { cells in
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }.joined()
  }

  /// One object per row, keyed by the columns.
  public func json() throws -> String {
    let objects = rows.map { Dictionary(zip(columns, $0)) { first, _ in first } }
    return String(decoding: try Wire.encode(objects), as: UTF8.self) + "\n"
  }
}
