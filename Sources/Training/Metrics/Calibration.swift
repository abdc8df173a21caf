import Numerals
import Tensors

/// Whether probabilities mean what they say: of all cases given 80 %, do 80 % come true? Probabilities are put into bins of
/// equal width, and each bin's mean probability stands beside the share that came true. DeGroot & Fienberg 1983,
/// doi:10.2307/2987588; Guo et al. 2017, arXiv:1706.04599.
public struct Calibration: Sendable, Equatable, CustomStringConvertible {
  /// A range of probabilities, its lower end outside (but 0 is in the first) and its upper end inside.
  public struct Bin: Sendable, Equatable {
    public let lower: Double
    public let upper: Double
    /// How many cases fell in here.
    public let count: Int
    /// Of these, from 0 to 1; nil when there are none.
    public let meanProbability: Double?
    /// How many of these came true, from 0 to 1; nil when there are none.
    public let shareTrue: Double?
  }

  /// From 0 to 1.
  public let bins: [Bin]
  /// Σ (count / n) · |share true − mean probability|. Naeini, Cooper & Hauskrecht 2015, doi:10.1609/aaai.v29i1.9602.
  public let expectedError: Double

  /// Of yes and no, or of classes: then the highest probability of each row, and whether that class was right.
  ///
  /// - Parameters:
  ///   - probabilities: of yes, in any shape; or of each class, [n, k].
  ///   - targets: 1 for yes and 0 for no, in the same shape; or labels [n].
  public init(_ probabilities: NDArray, _ targets: NDArray, bins: Int = 10) {
    let asker = "a calibration"
    if probabilities.shape.rank == targets.shape.rank + 1 {
      self.init(ScoredClasses(probabilities, targets, asker: asker), bins: bins, asker: asker)
    } else {
      self.init(BinaryScores(probabilities, targets, asker: asker), bins: bins, asker: asker)
    }
  }

  init(_ binary: BinaryScores, bins: Int, asker: String) {
    binary.checkProbabilities(asker: asker)
    self.init(binary.scores, binary.isPositive, count: bins)
  }

  init(_ scored: ScoredClasses, bins: Int, asker: String) {
    scored.checkProbabilities(asker: asker)
    let answers = scored.targets.indices.map(scored.highest)
    self.init(
      answers.enumerated().map { scored.scores[$0 * scored.classCount + $1] },
      zip(answers, scored.targets).map { $0 == $1 }, count: bins)
  }

  private init(_ probabilities: [Double], _ isTrue: [Bool], count: Int) {
    guard (1...100_000).contains(count) else { stop("Calibration expects 1 to 100000 bins; got \(count).") }
    let edges = (0...count).map { Double($0) / Double(count) }
    var (counts, sums, hits) = ([Int](repeating: 0, count: count), [Double](repeating: 0, count: count), [Int]())
    hits = counts
    for (p, isTrue) in zip(probabilities, isTrue) {
      var bin = Swift.min(Int(p * Double(count)), count - 1)
      while bin > 0, p <= edges[bin] { bin -= 1 }
      while p > edges[bin + 1] { bin += 1 }
      counts[bin] += 1
      sums[bin] += p
      hits[bin] += isTrue ? 1 : 0
    }
    bins = (0..<count).map { i in
      let n = Double(counts[i])
      return Bin(
        lower: edges[i], upper: edges[i + 1], count: counts[i], meanProbability: n > 0 ? sums[i] / n : nil,
        shareTrue: n > 0 ? Double(hits[i]) / n : nil)
    }
    expectedError =
      zip(sums, hits).reduce(0) { $0 + Swift.abs(Double($1.1) - $1.0) } / Double(probabilities.count)
  }

  /// One bin a line, and the expected calibration error.
  public var description: String {
    let rows = bins.map { bin in
      [
        "\(significantText(bin.lower)) … \(significantText(bin.upper))", "\(bin.count)",
        bin.meanProbability.map { significantText($0) } ?? "–",
        bin.shareTrue.map { significantText($0) } ?? "–",
      ]
    }
    return alignedText([["probability", "cases", "mean", "came true"]] + rows)
      + "\nexpected calibration error \(significantText(expectedError))"
  }
}
