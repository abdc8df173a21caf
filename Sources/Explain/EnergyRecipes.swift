import Display
import Insight

extension EnergyEstimate: Displayable {
  public var output: Output {
    .table(
      Table(
        title: title, columns: Self.columns,
        alignments: Self.columns.indices.map { $0 == 0 ? .leading : .trailing }, rows: cells))
  }
}
