import Autodiff
import Tensors

// For yes or no. Most take logits z, the numbers before a sigmoid.
extension Losses {
  static let binary: [NamedLoss] = [
    .binaryCrossEntropy, .binaryCrossEntropyOfLogProbabilities, .hinge,
  ]
}

extension NamedLoss {
  /// `binaryCrossEntropy(logits:_:positiveWeight:)`: errors on what is really yes count so many times.
  public static func binaryCrossEntropy(positiveWeight: Double) -> NamedLoss {
    binaryCrossEntropy.set("binaryCrossEntropy(logits: z, target, positiveWeight: \(positiveWeight))") {
      Networks.binaryCrossEntropy(logits: $0, $1, positiveWeight: positiveWeight)
    }
  }

  /// `binaryCrossEntropy(logits:_:)`: one logit for each target, 1 for yes and 0 for no.
  public static let binaryCrossEntropy = NamedLoss(
    "binary cross-entropy", call: "binaryCrossEntropy(logits: z, target, positiveWeight: 1)",
    formula: "L = −(1/n) Σ (w · y · log σ(z) + (1 − y) · log(1 − σ(z)))", source: "Bishop 2006, section 4.3.2",
    target: .yesNo, Networks.binaryCrossEntropy(logits:_:))

  /// The same for logarithms of the probability of yes.
  public static let binaryCrossEntropyOfLogProbabilities = NamedLoss(
    "binary cross-entropy, log-probabilities", call: "binaryCrossEntropy(logProbabilities: l, target)",
    formula: "L = −(1/n) Σ (y · l + (1 − y) · log(1 − eˡ))", source: "Bishop 2006, section 4.3.2",
    prediction: .logProbabilities, target: .yesNo, { Networks.binaryCrossEntropy(logProbabilities: $0, $1) })

  /// `hinge(_:_:)`: one score for each target, 1 for yes and −1 for no.
  public static let hinge = NamedLoss(
    "hinge", call: "hinge(scores, target)", formula: "L = (1/n) Σ max(0, 1 − y · z)",
    source: "Cortes & Vapnik 1995, doi:10.1007/BF00994018", target: .signs, Networks.hinge(_:_:))
}

/// `binaryCrossEntropy(logits:_:positiveWeight:weights:reduction:)` with w = 1: L = −(1/n) Σ (y log σ(z) + (1 − y)
/// log(1 − σ(z))), where σ is `sigmoid`. Bishop 2006, section 4.3.2.
///
/// Its derivative is (σ(z) − y)/n.
///
/// - Parameters:
///   - logits: z, any shape, in units of log odds.
///   - target: y, the same shape: 1 for yes, 0 for no, or a probability between.
public func binaryCrossEntropy(logits: Tensor, _ target: Tensor) -> Tensor {
  binaryCrossEntropy(logits: logits, target, positiveWeight: 1)
}

/// L = −(1/n) Σ (w · y log σ(z) + (1 − y) log(1 − σ(z))): errors on what is really yes count w times. For rare yeses, w =
/// (number of noes) / (number of yeses) makes both count alike. The mean is over all n, not over w; with `weights` it
/// is weighted.
///
/// It computes the equal (w·y + 1 − y) · log(1 + e^−|z|), and |z| times the weight of the answer that z speaks against.
///
/// - Parameters:
///   - logits: z, any shape, in units of log odds.
///   - target: y, the same shape: 1 for yes, 0 for no, or a probability between.
///   - positiveWeight: w > 0.
///   - weights: by class, [no, yes], or by example.
///   - reduction: `.mean`, `.sum` or `.none`, the cost of each element.
public func binaryCrossEntropy(
  logits: Tensor, _ target: Tensor, positiveWeight: Double = 1, weights: LossWeights? = nil,
  reduction: LossReduction = .mean
) -> Tensor {
  let name = "binary cross-entropy"
  checkSetting(name, "positiveWeight", positiveWeight, wanted: "above 0") { $0 > 0 && $0.isFinite }
  return loss(name, logits, target, reduction: reduction) {
    let isPlain = positiveWeight == 1
    let no = (1 - target).named("no")
    let yes = isPlain ? target : (setting("w", positiveWeight, like: logits) * target).named("yes")
    let saysYes = logits .> 0
    let size = select(saysYes, logits, -logits).named("|z|")
    let unsure = log1p(exp(-size))
    let wrong = share(select(saysYes, no, yes), of: size)
    return Costs((isPlain ? unsure : (yes + no) * unsure) + wrong)
      .weighted(name, by: weights) { answerWeights($0, name, yes: target) }
  }
}

/// The same for l = log p, of the probability p of yes: L = −(1/n) Σ (y · l + (1 − y) · log(1 − eˡ)).
///
/// - Parameters:
///   - logProbabilities: l, any shape, at most 0.
///   - target: y, the same shape: 1 for yes, 0 for no, or a probability between.
///   - weights: by class, [no, yes], or by example.
///   - reduction: `.mean`, `.sum` or `.none`, the cost of each element.
public func binaryCrossEntropy(
  logProbabilities: Tensor, _ target: Tensor, weights: LossWeights? = nil, reduction: LossReduction = .mean
) -> Tensor {
  let name = "binary cross-entropy"
  return loss(name, logProbabilities, target, reduction: reduction) {
    let no = (1 - target).named("no")
    let other = logOfRest(select(no, logProbabilities, setting("", -1, like: target))).named("log(1 − p)")
    return Costs(share(target, of: -logProbabilities) - no * other)
      .weighted(name, by: weights) { answerWeights($0, name, yes: target) }
  }
}

/// log(1 − eˡ), precise for l near 0, where eˡ is nearly 1, and for l far below, where it is nearly 0. Mächler 2012,
/// "Accurately computing log(1 − exp(−|a|))".
private func logOfRest(_ l: Tensor) -> Tensor {
  let isLikely = l .> -0.6931471805599453
  let middle = setting("", -0.7, like: l)
  // 0 − 0 is 0, not −0, whose reciprocal would turn the slope around.
  return select(
    isLikely, log(0 - expm1(select(isLikely, l, middle))), log1p(-exp(select(isLikely, middle, l))))
}

/// L = (1/n) Σ max(0, 1 − y · z): 0 for what is on the right side of the boundary, with a margin of 1. Cortes & Vapnik
/// 1995, doi:10.1007/BF00994018; Bishop 2006, section 7.1.2.
///
/// For yes or no, when no probability is wanted.
///
/// - Parameters:
///   - scores: z, any shape; above 0 means yes.
///   - target: y, the same shape: 1 for yes, −1 for no.
public func hinge(_ scores: Tensor, _ target: Tensor) -> Tensor { hinge(scores, target, reduction: .mean) }

/// `hinge(_:_:)` with weights, or not as a mean.
///
/// - Parameters:
///   - weights: by class, [no, yes], or by example.
///   - reduction: `.mean`, `.sum` or `.none`, the cost of each element.
public func hinge(
  _ scores: Tensor, _ target: Tensor, weights: LossWeights? = nil, reduction: LossReduction = .mean
) -> Tensor {
  loss("hinge", scores, target, reduction: reduction) {
    Costs(relu(1 - target * scores))
      .weighted("hinge", by: weights) { answerWeights($0, "hinge", yes: 0.5 * (target + 1)) }
  }
}
