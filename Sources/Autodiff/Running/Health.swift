import Tensors

/// What can be wrong with a value at a glance.
public struct Health: Sendable, Equatable, Codable {
  public enum Flag: String, Sendable, Codable, CaseIterable {
    case nonFinite = "non-finite"
    /// More than half of the outputs lie so close to the function's limits that their gradient is under 1 % of the
    /// greatest possible: `Primitive.saturation`, gradual.
    case saturated
    /// A unit (column) whose slope is 0 for every example of a batch: `Primitive.saturation`, one-sided.
    case deadUnit = "dead unit"
  }

  public let nonFiniteCount: Int
  public let flags: [Flag]

  public init(of value: NDArray, from primitive: Primitive) {
    let numbers = value.doubles
    nonFiniteCount = numbers.reduce(0) { $1.isFinite ? $0 : $0 + 1 }
    var flags: [Flag] = nonFiniteCount > 0 ? [.nonFinite] : []
    switch primitive.saturation {
    case .gradual(let slope): if Self.isSaturated(numbers, slope) { flags.append(.saturated) }
    case .oneSided(let slope): if Self.hasDeadUnit(numbers, value.shape, slope) { flags.append(.deadUnit) }
    case nil: break
    }
    self.flags = flags
  }

  private static func isSaturated(_ numbers: [Double], _ relativeSlope: (Double) -> Double) -> Bool {
    let flat = numbers.reduce(0) { relativeSlope($1) < 0.01 ? $0 + 1 : $0 }
    return 2 * flat > numbers.count
  }

  private static func hasDeadUnit(_ numbers: [Double], _ shape: Shape, _ slope: (Double) -> Double) -> Bool {
    guard shape.rank == 2, shape[0] > 1 else { return false }
    let (rows, columns) = (shape[0], shape[1])
    return (0..<columns).contains { j in (0..<rows).allSatisfy { slope(numbers[$0 * columns + j]) == 0 } }
  }
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

  /// How many bins a histogram has unless told otherwise.
  public static let binCount = 16

  public init(of value: NDArray, bins: Int = Summary.binCount) {
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
