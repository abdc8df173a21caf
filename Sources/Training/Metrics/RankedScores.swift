/// What every threshold would answer: how many of the yes and of the no have a score of at least so much. Equal scores are
/// one threshold, so that the order of the examples does not matter.
struct RankedScores {
  /// From the highest score to the lowest, each once.
  private(set) var thresholds: [Double] = []
  private(set) var truePositives: [Int] = []
  private(set) var falsePositives: [Int] = []
  let positiveCount: Int
  let negativeCount: Int

  init(_ binary: BinaryScores) {
    let order = binary.scores.indices.sorted { binary.scores[$0] > binary.scores[$1] }
    var (yes, no) = (0, 0)
    for (place, i) in order.enumerated() {
      if binary.isPositive[i] { yes += 1 } else { no += 1 }
      let isLast = place + 1 == order.count || binary.scores[order[place + 1]] != binary.scores[i]
      guard isLast else { continue }
      thresholds.append(binary.scores[i])
      truePositives.append(yes)
      falsePositives.append(no)
    }
    (positiveCount, negativeCount) = (yes, no)
  }
}
