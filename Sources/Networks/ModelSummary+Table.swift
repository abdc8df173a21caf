import Tensors

extension ModelSummary: CustomStringConvertible {
  /// The heads of the table's columns. Shapes and FLOPs are left out when the input's shape is not known, and what is not
  /// trained when there is none.
  public var columns: [String] {
    ["", "layer"] + (input == nil ? [] : ["output"]) + ["parameters"] + (total.notTrained == 0 ? [] : ["not trained"])
      + (input == nil ? [] : ["FLOPs"])
  }

  /// How many columns hold words and shapes; numbers follow.
  public var textColumns: Int { input == nil ? 2 : 3 }

  /// The table's rows, the last one the total; what is inside of a block is indented.
  public var cells: [[String]] {
    rows.map { cells(of: $0, name: String(repeating: "  ", count: $0.path.count - 1) + $0.path.last!) }
      + [cells(of: total, name: "total", hasLayer: false)]
  }

  private func cells(of row: Row, name: String, hasLayer: Bool = true) -> [String] {
    [name, hasLayer ? row.layer : ""] + (input == nil ? [] : [row.output?.description ?? ""])
      + [Self.grouped(row.parameters)] + (total.notTrained == 0 ? [] : [Self.grouped(row.notTrained)])
      + (input == nil ? [] : [row.flops.map(Self.grouped) ?? ""])
  }

  /// "one example [28, 28, 1] → [10], FLOPs of its forward pass"; "" when the input's shape is not known.
  public var title: String {
    guard let input, let output = total.output else { return "" }
    return "one example \(input) → \(output), FLOPs of its forward pass"
  }

  /// The table, with aligned columns:
  ///
  ///     one example [2] → [1], FLOPs of its forward pass
  ///              layer                output  parameters  FLOPs
  ///     dense 1  Dense(2 → 16, tanh)  [16]            48     96
  ///     dense 2  Dense(16 → 1)        [1]             17     33
  ///     total                         [1]             65    129
  public var description: String {
    let table = [columns] + cells
    let widths = columns.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    let lines = table.map { line in
      var text = ""
      for (column, cell) in line.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        text += (column == 0 ? "" : "  ") + (column < textColumns ? cell + space : space + cell)
      }
      return text
    }
    return ((title.isEmpty ? [] : [title]) + lines).joined(separator: "\n")
  }

  /// "1,234,567"
  package static func grouped(_ number: Int) -> String {
    var digits = Array(String(number))
    for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
    return String(digits)
  }
}
