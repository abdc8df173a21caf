import Foundation
import Tensors

// Metrics of probabilities: whether they are right, and sure of it.

extension Metric {
  /// The mean squared distance of probabilities from what came true.
  public static let brierScore = Metric(
    "Brier score", .probabilities, formula: "(1/n) Σ (p − y)²", source: brier, higherIsBetter: false
  ) { answers, targets in
    let binary = BinaryScores(answers, targets, asker: "Brier score")
    binary.checkProbabilities(asker: "Brier score")
    let sum = zip(binary.scores, binary.isPositive).reduce(0) { sum, pair in
      let error = pair.0 - (pair.1 ? 1 : 0)
      return sum + error * error
    }
    return .value(sum / Double(binary.scores.count))
  }

  /// The same for several classes, from 0 to 2: with two classes twice the score of one of them.
  public static let brierScoreOfClasses = Metric(
    "Brier score (classes)", .classProbabilities,
    formula: "(1/n) Σ Σ over c of (p − 1 if c is the target, otherwise p)²",
    source: brier, higherIsBetter: false
  ) { answers, targets in
    let scored = probabilities(answers, targets, asker: "Brier score")
    let sum = scored.targets.indices.reduce(0) { sum, i in
      scored.row(i).enumerated().reduce(sum) { sum, pair in
        let error = pair.element - (pair.offset == scored.targets[i] ? 1 : 0)
        return sum + error * error
      }
    }
    return .value(sum / Double(scored.targets.count))
  }

  /// How far probabilities are from the shares that came true, in bins.
  public static func expectedCalibrationError(bins: Int = 10) -> Metric {
    Metric(
      "expected calibration error", .probabilities,
      formula: "Σ over \(bins) bins of (count / n) · |share true − mean p|", source: naeini, higherIsBetter: false
    ) { answers, targets in
      let name = "expected calibration error"
      return .value(Calibration(BinaryScores(answers, targets, asker: name), bins: bins, asker: name).expectedError)
    }
  }

  /// The same for the highest probability of several classes, and whether that class was right.
  public static func expectedCalibrationErrorOfClasses(bins: Int = 10) -> Metric {
    Metric(
      "expected calibration error (classes)", .classProbabilities,
      formula: "Σ over \(bins) bins of (count / n) · |share right − mean of the highest p|",
      source: "Guo et al. 2017, arXiv:1706.04599", higherIsBetter: false
    ) { answers, targets in
      let name = "expected calibration error"
      return .value(Calibration(ScoredClasses(answers, targets, asker: name), bins: bins, asker: name).expectedError)
    }
  }

  /// Among how many equally likely words, or classes, a model seems to choose: 1 when it is sure and right, k when it
  /// knows nothing of k classes, ∞ when it held a target for impossible.
  public static let perplexity = Metric(
    "perplexity", .classProbabilities, formula: "exp(−(1/n) Σ ln p of the target)",
    source: "Jelinek et al. 1977, doi:10.1121/1.2016299", higherIsBetter: false
  ) { answers, targets in
    let scored = probabilities(answers, targets, asker: "perplexity")
    let sum = scored.targets.indices.reduce(0) { $0 - log(scored.scores[$1 * scored.classCount + scored.targets[$1]]) }
    return .value(exp(sum / Double(scored.targets.count)))
  }

  private static let brier = "Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2"
  private static let naeini = "Naeini, Cooper & Hauskrecht 2015, doi:10.1609/aaai.v29i1.9602"

  private static func probabilities(_ answers: NDArray, _ targets: NDArray, asker: String) -> ScoredClasses {
    let scored = ScoredClasses(answers, targets, asker: asker)
    scored.checkProbabilities(asker: asker)
    return scored
  }
}
