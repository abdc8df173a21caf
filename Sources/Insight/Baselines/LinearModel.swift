import Numerals
import Tensors
import Training

/// A fitted baseline that answers by weighted sums of the columns: z = x · W + b.
public protocol LinearModel: FittedBaseline {
  /// W: [columns, outputs]. A weight is in units of its output for one unit of its column: standardise the columns first
  /// to compare weights.
  var weights: NDArray { get }
  /// b: one for each output.
  var intercepts: [Double] { get }
  var columnNames: [String] { get }
  /// One for each output.
  var outputNames: [String] { get }
}

extension LinearModel {
  /// x · W + b, row-major [n, outputs].
  func weightedSums(_ features: Features) -> [Double] {
    let (columns, outputs) = (features.columnCount, intercepts.count)
    let w = weights.doubles
    var z: [Double] = []
    z.reserveCapacity(features.rowCount * outputs)
    for i in 0..<features.rowCount {
      let x = features.row(i)
      for output in 0..<outputs {
        z.append((0..<columns).reduce(intercepts[output]) { $0 + x[x.startIndex + $1] * w[$1 * outputs + output] })
      }
    }
    return z
  }

  /// A row for each column, and the intercepts.
  var weightTable: String {
    let rows = (0..<weights.shape[0]).map { column in
      [columnNames[column]] + intercepts.indices.map { significantText(weights[column, $0]) }
    }
    return alignedText([["weight of"] + outputNames] + rows + [["intercept"] + intercepts.map { significantText($0) }])
  }
}
