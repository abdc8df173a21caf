import Tensors

/// What can be wrong with a value at a glance.
public struct Health: Sendable, Equatable, Codable {
  public enum Flag: String, Sendable, Codable, CaseIterable {
    case nonFinite = "non-finite"
    /// More than half of a tanh's or sigmoid's outputs lie so close to its limits that their gradient is under 1 %
    /// of the greatest possible.
    case saturated
    /// A unit (column) of a relu that is 0 for every example of a batch.
    case deadUnit = "dead unit"
  }

  public let nonFiniteCount: Int
  public let flags: [Flag]

  public init(of value: NDArray, from primitive: Primitive) {
    let numbers = value.doubles
    nonFiniteCount = numbers.reduce(0) { $1.isFinite ? $0 : $0 + 1 }
    var flags: [Flag] = nonFiniteCount > 0 ? [.nonFinite] : []
    if let slope = Self.relativeSlopes[primitive.name], !numbers.isEmpty {
      let flat = numbers.reduce(0) { slope($1) < 0.01 ? $0 + 1 : $0 }
      if 2 * flat > numbers.count { flags.append(.saturated) }
    }
    if primitive === Primitive.relu, value.shape.rank == 2, value.shape[0] > 1 {
      let (rows, columns) = (value.shape[0], value.shape[1])
      let isDead = (0..<columns).contains { j in (0..<rows).allSatisfy { numbers[$0 * columns + j] == 0 } }
      if isDead { flags.append(.deadUnit) }
    }
    self.flags = flags
  }

  /// The derivative as a share of its greatest value, from the output.
  private static let relativeSlopes: [String: @Sendable (Double) -> Double] = [
    "tanh": { 1 - $0 * $0 }, "sigmoid": { 4 * $0 * (1 - $0) },
  ]
}

/// A value in a few numbers.
public struct Summary: Sendable, Equatable, Codable {
  public let count: Int
  public let nonFiniteCount: Int
  /// Of the finite numbers; 0 when there are none.
  public let minimum: Double
  public let maximum: Double
  public let mean: Double
  public let standardDeviation: Double
  public let fractionZero: Double
  /// Counts in equal bins from minimum to maximum.
  public let histogram: [Int]

  public init(of value: NDArray, bins: Int = 16) {
    let all = value.doubles
    let numbers = all.filter(\.isFinite)
    count = all.count
    nonFiniteCount = all.count - numbers.count
    let n = Double(Swift.max(numbers.count, 1))
    let low = numbers.min() ?? 0
    let high = numbers.max() ?? 0
    let average = numbers.reduce(0, +) / n
    (minimum, maximum, mean) = (low, high, average)
    standardDeviation = (numbers.reduce(0) { $0 + ($1 - average) * ($1 - average) } / n).squareRoot()
    fractionZero = Double(numbers.count { $0 == 0 }) / n
    var histogram = [Int](repeating: 0, count: bins)
    for number in numbers {
      let position = high > low ? (number - low) / (high - low) * Double(bins) : 0
      histogram[Swift.min(Int(position), bins - 1)] += 1
    }
    self.histogram = histogram
  }
}
