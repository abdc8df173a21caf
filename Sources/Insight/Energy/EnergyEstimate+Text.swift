import Autodiff
import Networks
import Numerals
import Training

extension EnergyEstimate: CustomStringConvertible {
  public static let columns = [
    "layer", "multiply–adds", "other operations", "weights", "activations", "usual", "least", "greatest",
  ]

  /// The heading: which figures, for how many examples.
  public var title: String {
    "energy of one example\(examples == 1 ? "" : " of \(examples)") by \(table.name): an estimate, not measured"
  }

  /// A row for each layer, the last one the total.
  public var cells: [[String]] { (rows + [whole]).map(Self.cells) }

  private static func cells(_ row: Row) -> [String] {
    let cost = row.cost
    return [cost.label]
      + [
        cost.multiplyAccumulates, cost.otherOperations, cost.weightsRead,
        cost.activationsRead + cost.activationsWritten,
      ].map(ModelSummary.grouped) + [row.usual, row.total.lowerBound, row.total.upperBound].map(joulesText)
  }

  /// The table, with aligned columns.
  public var description: String { title + "\n" + alignedText([Self.columns] + cells) }
}

/// "49.4 mJ"
public func joulesText(_ joules: Double) -> String {
  let units = [(1.0, "J"), (1e-3, "mJ"), (1e-6, "µJ"), (1e-9, "nJ")]
  let (size, unit) = units.first { abs(joules) >= $0.0 } ?? (1e-12, "pJ")
  return "\(significantText(joules / size, digits: 3)) \(unit)"
}
