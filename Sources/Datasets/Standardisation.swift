import Tensors

/// Gives every column mean 0 and standard deviation 1: z = (x − mean) / standard deviation.
///
/// Fit it to the training data only, then apply it to all data: measured with the validation data it would carry
/// knowledge of them into the training.
///
///     let standard = Standardisation(fitting: training)
///     let (x, v) = (standard(training), standard(validation))
public struct Standardisation: Sendable, Equatable, Codable {
  /// One for each column.
  public let means: [Double]
  /// One for each column, dividing by n; 1 for a constant column, which so becomes 0.
  public let standardDeviations: [Double]

  /// - Parameter training: [n, columns].
  public init(fitting training: NDArray) {
    guard training.shape.rank == 2, training.rowCount > 0 else {
      stop("standardisation wants training data [n, columns] with at least one row, but \(training.shape) came.")
    }
    let (rows, columns) = (training.shape[0], training.shape[1])
    var means: [Double] = []
    var deviations: [Double] = []
    for column in 0..<columns {
      let values = (0..<rows).map { training[at: $0 * columns + column] }
      let mean = values.reduce(0, +) / Double(rows)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows)
      let isConstant = values.allSatisfy { $0 == values[0] }
      means.append(isConstant ? values[0] : mean)
      deviations.append(isConstant ? 1 : variance.squareRoot())
    }
    self.means = means
    standardDeviations = deviations
  }

  public func callAsFunction(_ data: NDArray) -> NDArray {
    each(data) { x, column in (x - means[column]) / standardDeviations[column] }
  }

  /// Back in the original units.
  public func undone(_ data: NDArray) -> NDArray {
    each(data) { z, column in z * standardDeviations[column] + means[column] }
  }

  private func each(_ data: NDArray, _ f: (Double, Int) -> Double) -> NDArray {
    guard data.shape.rank == 2, data.shape[1] == means.count else {
      stop("standardisation was fitted to \(means.count) columns, [n, \(means.count)], but \(data.shape) came.")
    }
    let values = data.doubles.enumerated().map { f($1, $0 % means.count) }
    return NDArray(values, shape: data.shape, type: data.elementType)
  }
}
