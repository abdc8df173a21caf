import Datasets
import Tensors

/// Least squares: the weights with the smallest Σ (y − x · w − b)² + λ ‖w‖², found exactly. Gauss 1809; the ridge λ:
/// Hoerl & Kennard 1970, doi:10.1080/00401706.1970.10488634.
public struct LinearRegression: Baseline {
  public static let name = "linear regression"
  public var task: BaselineTask { .regression }
  /// λ, at least 0; the intercept is not held back by it.
  public let ridge: Double

  public init(ridge: Double = 0) {
    guard ridge >= 0, ridge.isFinite else { stop("ridge (λ) must be at least 0 and finite; got \(ridge).") }
    self.ridge = ridge
  }

  public var description: String { ridge == 0 ? Self.name : "\(Self.name), ridge \(ridge)" }

  public func fit(_ examples: Examples, names: ExampleNames) -> Fitted {
    let features = Features(learningFrom: examples, asker: Self.name)
    let targets = NumberTargets(examples.targets, asker: Self.name)
    let (n, columns, outputs) = (features.rowCount, features.columnCount, targets.outputCount)
    names.check(columns: columns)
    let x = (0..<columns).map { column in centred((0..<n).map { features.values[$0 * columns + column] }) }
    let y = (0..<outputs).map { output in centred((0..<n).map { targets.values[$0 * outputs + output] }) }
    // Columns of Float32 numbers depend on each other only within their rounding.
    let solution = LeastSquares(
      columns: x.map(\.values), targets: y.map(\.values), ridge: ridge,
      tolerance: examples.inputs.elementType == .float32 ? 1e-6 : 1e-10,
      sizes: x.map { Swift.max(Swift.abs($0.mean), $0.size) })
    let weights = NDArray(
      (0..<columns).flatMap { column in solution.weights.map { $0[column] } }, shape: [columns, outputs], type: .float64
    )
    let intercepts = (0..<outputs).map { output in
      (0..<columns).reduce(y[output].mean) { $0 - solution.weights[output][$1] * x[$1].mean }
    }
    return Fitted(
      weights: weights, intercepts: intercepts, columnNames: (0..<columns).map(names.column), rank: solution.rank,
      dependentColumns: solution.dependentColumns, targets: targets)
  }

  private func centred(_ values: [Double]) -> (values: [Double], mean: Double, size: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    return (values.map { $0 - mean }, mean, values.reduce(0) { Swift.max($0, Swift.abs($1 - mean)) })
  }

  public struct Fitted: LinearModel {
    public let weights: NDArray
    public let intercepts: [Double]
    public let columnNames: [String]
    /// How many columns do not follow from the others.
    public let rank: Int
    /// Columns that follow from the others (or are constant), whose weights are therefore 0: infinitely many weights would
    /// fit as well. None with a ridge.
    public let dependentColumns: [Int]
    let targets: NumberTargets

    public var outputNames: [String] {
      intercepts.count == 1 ? ["output"] : intercepts.indices.map { "output \($0)" }
    }

    public var notice: String? {
      guard !dependentColumns.isEmpty else { return nil }
      let list = dependentColumns.map { columnNames[$0] }.joined(separator: ", ")
      return
        "The \(columnNames.count) columns are linearly dependent, of rank \(rank): of all weights that "
        + "fit best, those were taken that are 0 for \(list). A ridge above 0 makes the weights unique."
    }

    public func predict(_ inputs: NDArray) -> NDArray {
      let features = Features(inputs, columns: columnNames.count, asker: name)
      return targets.array(weightedSums(features), rows: features.rowCount, type: inputs.elementType)
    }

    public var description: String { ([weightTable] + (notice.map { [$0] } ?? [])).joined(separator: "\n") }
  }
}
