import Tensors

extension Splittable {
  /// Shuffles groups, then splits in two so that no group is in both parts: letters of one typeface, recordings of one speaker.
  /// Split row by row, what is measured would be rows whose relatives were trained on.
  ///
  /// - Parameters:
  ///   - groups: of each row, the number of its group.
  ///   - fraction: the part of the groups to train with, from 0 to 1, rounded to the nearest, and at least one group in each part.
  public func split(
    keepingTogether groups: [Int], training fraction: Double, seed: UInt64 = RandomSource.currentSeed
  ) -> (training: Self, validation: Self) {
    guard groups.count == count else {
      stop("split(keepingTogether:) expects a group for each of \(count) rows; got \(groups.count).")
    }
    let names = Set(groups).sorted()
    guard names.count >= 2 else {
      stop("split(keepingTogether:) expects at least 2 groups, one for each part; got \(names.count).")
    }
    guard fraction > 0, fraction < 1 else {
      stop("training: must be greater than 0 and less than 1 (0.8 trains on 80 % of the groups); got \(fraction).")
    }
    var random = RandomSource(seed: seed)
    let order = random.permutation(names.count)
    let border = Swift.min(Swift.max(Int((Double(names.count) * fraction).rounded()), 1), names.count - 1)
    let chosen = Set(order[..<border].map { names[$0] })
    return (
      rows(groups.indices.filter { chosen.contains(groups[$0]) }),
      rows(groups.indices.filter { !chosen.contains(groups[$0]) })
    )
  }
}
