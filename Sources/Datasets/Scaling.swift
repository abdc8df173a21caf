import Tensors

/// A change of each column that is fitted to the training data only, then applied to all data: measured with the
/// validation data it would carry knowledge of them into the training.
public protocol ColumnScaling: Sendable, Equatable, Codable {
  /// - Parameter training: [n, columns], all finite.
  init(fitting training: NDArray)
  var columnCount: Int { get }
  func scaled(_ value: Double, column: Int) -> Double
  func unscaled(_ value: Double, column: Int) -> Double
}

extension ColumnScaling {
  /// [n, columns] → the same shape.
  public func callAsFunction(_ data: NDArray) -> NDArray { each(data, scaled) }

  /// Back in the original units.
  public func undone(_ data: NDArray) -> NDArray { each(data, unscaled) }

  private func each(_ data: NDArray, _ f: (Double, Int) -> Double) -> NDArray {
    guard data.shape.rank == 2, data.shape[1] == columnCount else {
      stop(
        shapes: "The scaling was fitted to \(columnCount) columns and expects [n, \(columnCount)]; got \(data.shape).")
    }
    let values = data.doubles.enumerated().map { f($1, $0 % columnCount) }
    return NDArray(values, shape: data.shape, type: data.elementType).calledAs(data)
  }
}

/// Gives every column mean 0 and standard deviation 1: z = (x − mean) / standard deviation.
///
///     let standard = Standardisation(fitting: training)
///     let (x, v) = (standard(training), standard(validation))
public struct Standardisation: ColumnScaling {
  /// One for each column.
  public let means: [Double]
  /// One for each column, dividing by n; 1 for a constant column, which so becomes 0.
  public let standardDeviations: [Double]

  public init(fitting training: NDArray) {
    let columns = columns(of: training, for: "standardisation")
    means = columns.map { values in isConstant(values) ? values[0] : mean(values) }
    standardDeviations = zip(columns, means).map { values, mean in
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      return isConstant(values) ? 1 : variance.squareRoot()
    }
  }

  public var columnCount: Int { means.count }
  public func scaled(_ x: Double, column: Int) -> Double { (x - means[column]) / standardDeviations[column] }
  public func unscaled(_ z: Double, column: Int) -> Double { z * standardDeviations[column] + means[column] }
}

/// Puts every column between 0 and 1: u = (x − minimum) / (maximum − minimum). Later data may lie outside.
public struct MinMaxScaling: ColumnScaling {
  /// One for each column.
  public let minima: [Double]
  /// One for each column: maximum − minimum; 1 for a constant column, which so becomes 0.
  public let ranges: [Double]

  public init(fitting training: NDArray) {
    let columns = columns(of: training, for: "min–max scaling")
    minima = columns.map { $0.min()! }
    ranges = zip(columns, minima).map { values, minimum in isConstant(values) ? 1 : values.max()! - minimum }
  }

  public var columnCount: Int { minima.count }
  public func scaled(_ x: Double, column: Int) -> Double { (x - minima[column]) / ranges[column] }
  public func unscaled(_ u: Double, column: Int) -> Double { u * ranges[column] + minima[column] }
}

private func columns(of training: NDArray, for name: String) -> [[Double]] {
  guard training.shape.rank == 2, training.rowCount > 0 else {
    stop(shapes: "\(name) expects training data [n, columns] with at least one row; got \(training.shape).")
  }
  training.stopIfNotFinite("training data")
  let (values, count) = (training.doubles, training.shape[1])
  return (0..<count).map { column in stride(from: column, to: values.count, by: count).map { values[$0] } }
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

private func isConstant(_ values: [Double]) -> Bool { values.allSatisfy { $0 == values[0] } }
