import Statistics

/// How the band around the mean of several runs is made.
public enum Spread: String, Codable, Sendable {
  /// From the least to the greatest.
  case range
  /// The mean ± one standard deviation of the sample (n − 1).
  case standardDeviation
}

extension Mark {
  /// Several runs of one experiment, with different seeds, as their mean and a band. Where some runs are shorter, the
  /// others go on; where one is NaN or infinite, the mean is too, and drawn as such.
  ///
  /// - Parameter runs: one array of values for each seed, each value at the `x` of its index.
  public static func runs(
    _ name: String, x: [Double], _ runs: [[Double]], spread: Spread = .range, role: Role? = nil, dashed: Bool = false
  ) -> Mark {
    let longest = runs.map(\.count).max() ?? 0
    var (means, lower, upper): ([Double], [Double], [Double]) = ([], [], [])
    for index in 0..<longest {
      let values = runs.compactMap { index < $0.count ? $0[index] : nil }
      let sample = Sample(values)
      means.append(sample.mean)
      lower.append(spread == .range ? values.min()! : sample.mean - sample.standardDeviation)
      upper.append(spread == .range ? values.max()! : sample.mean + sample.standardDeviation)
    }
    let hasBand = runs.count > 1
    return .line(
      Line(
        name, x: x, y: means, lower: hasBand ? lower : nil, upper: hasBand ? upper : nil, role: role, dashed: dashed))
  }
}
