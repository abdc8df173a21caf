/// Some numbers of one kind, such as one for each seed: their mean and spread.
public struct Sample {
  public let count: Int
  public let mean: Double
  /// The standard deviation of the sample (n − 1); 0 for one number.
  public let deviation: Double

  public init(_ values: [Double]) {
    count = values.count
    let mean = values.reduce(0, +) / Double(count)
    self.mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    deviation = count < 2 ? 0 : (squares / Double(count - 1)).squareRoot()
  }

  /// The square of the mean's standard error.
  var squaredError: Double { deviation * deviation / Double(count) }
}
