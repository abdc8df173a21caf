import Numerals
import Statistics

extension Sweep: Displayable {
  public var output: Output { .table(table) }

  /// For each arm the mean validation score at each rate, the rate chosen by it, and the test score there.
  public var table: Table {
    let test = "test, mean ± standard deviation" + (choosing < seeds.count ? " of \(seeds.count) seeds" : "")
    return Table(
      title: "\(quantity): validation, mean of \(choosing) seed\(choosing == 1 ? "" : "s"), by \(setting)",
      columns: [""] + rates.map { format($0) } + ["chosen", test],
      alignments: [.leading] + rates.map { _ in .trailing } + [.trailing, .trailing],
      rows: arms.map { arm in
        [arms.count == 1 ? "" : arm.name]
          + arm.validationMeans.map { $0.isFinite ? format($0) : "–" }
          + [format(rates[arm.best]) + (atEdge.contains(arm.name) ? " (edge)" : ""), formatSpread(of: arm.test)]
      })
  }

  /// The mean validation score against the rate, a curve for each arm.
  public var chart: Chart {
    let order = rates.indices.sorted { rates[$0] < rates[$1] }
    let x = order.map { rates[$0] }
    return Chart(
      title: "\(quantity) on validation examples", x: Axis(setting, scale: x[0] > 0 ? .logarithmic : .linear),
      y: Axis(quantity),
      marks: arms.map { arm in
        .line(arm.name, x: x, y: order.map { arm.validationMeans[$0] }, marked: true)
      }, notes: warning.isEmpty ? [] : [warning])
  }
}
