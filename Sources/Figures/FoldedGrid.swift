/// A grid of numbers small enough to be drawn cell by cell.
package struct FoldedGrid: Equatable {
  package var rows: Int
  package var columns: Int
  package var values: [Double]
  /// How many rows and columns of the original became one.
  package var rowFactor = 1
  package var columnFactor = 1

  /// Averages blocks until there are at most `limit` cells. A block that holds a value which is not finite becomes one
  /// too, so that no NaN is averaged away.
  package init(rows: Int, columns: Int, values: [Double], limit: Int) {
    func parts(_ count: Int, _ factor: Int) -> Int { (count + factor - 1) / factor }
    while parts(rows, rowFactor) * parts(columns, columnFactor) > limit {
      if parts(rows, rowFactor) > parts(columns, columnFactor) { rowFactor += 1 } else { columnFactor += 1 }
    }
    (self.rows, self.columns) = (parts(rows, rowFactor), parts(columns, columnFactor))
    guard rowFactor * columnFactor > 1 else {
      self.values = values
      return
    }
    self.values = []
    for row in 0..<self.rows {
      for column in 0..<self.columns {
        var (sum, count) = (0.0, 0.0)
        for r in row * rowFactor..<min(rows, (row + 1) * rowFactor) {
          for c in column * columnFactor..<min(columns, (column + 1) * columnFactor) {
            count += 1
            sum += values[r * columns + c] / count - sum / count
          }
        }
        self.values.append(sum)
      }
    }
  }

  package var isFolded: Bool { rowFactor * columnFactor > 1 }
}
