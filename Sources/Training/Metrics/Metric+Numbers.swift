import Numerals
import Tensors

// Metrics of numbers: how far answers are from targets.

extension Metric {
  /// How much of the targets' variance the answers explain: 1 for all, 0 for no more than their mean would, below 0 for
  /// less. Of targets [n, columns] the mean over the columns.
  public static let rSquared = Metric(
    "R²", .numbers, formula: "1 − Σ (y − p)² / Σ (y − ȳ)²", source: "Draper & Smith 1998, chapter 1",
    undefinedWhen: "all targets (of a column) are equal"
  ) { answers, targets in
    let (p, y) = checkedNumbers(answers, targets, asker: "R²")
    let columns = targets.shape.rank >= 2 ? targets.count / targets.rowCount : 1
    return .mean(
      (0..<columns).map { column in
        let rows = stride(from: column, to: y.count, by: columns)
        guard rows.contains(where: { y[$0] != y[column] }) else {
          return .undefined(
            "all targets " + (columns > 1 ? "of column \(column) " : "") + "are \(significantText(y[column]))")
        }
        let mean = rows.reduce(0) { $0 + y[$1] } / Double(y.count / columns)
        let unexplained = rows.reduce(0) { $0 + (y[$1] - p[$1]) * (y[$1] - p[$1]) }
        return .value(1 - unexplained / rows.reduce(0) { $0 + (y[$1] - mean) * (y[$1] - mean) })
      })
  }

  /// In the targets' unit; a few large errors count for no more than they are.
  public static let meanAbsoluteError = Metric(
    "mean absolute error", .numbers, formula: "(1/n) Σ |p − y|",
    source: "Willmott & Matsuura 2005, doi:10.3354/cr030079", higherIsBetter: false
  ) { answers, targets in
    let (p, y) = checkedNumbers(answers, targets, asker: "mean absolute error")
    return .value(zip(p, y).reduce(0) { $0 + Swift.abs($1.0 - $1.1) } / Double(y.count))
  }

  /// In the targets' unit; large errors count for more.
  public static let rootMeanSquaredError = Metric(
    "root mean squared error", .numbers, formula: "√((1/n) Σ (p − y)²)", source: "Gauss 1809; Bishop 2006, section 1.1",
    higherIsBetter: false
  ) { answers, targets in
    let (p, y) = checkedNumbers(answers, targets, asker: "root mean squared error")
    return .value((zip(p, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(y.count)).squareRoot())
  }
}
