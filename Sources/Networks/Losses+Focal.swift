import Autodiff
import Tensors

// Cross-entropy that looks away from what is already right. Lin et al. 2017, arXiv:1708.02002, equations 4 and 5. With
// p the probability that the network gives to the truth, the cross-entropy −log p is multiplied by (1 − p)^γ.
//
// Both are functions of one number, the margin m = log(p / (1 − p)) of the truth over everything else: −log p is
// softplus(−m), and (1 − p)^γ is exp(−γ · softplus(m)), which has a finite derivative for every γ.
extension Losses {
  static let focusing: [NamedLoss] = [
    .focal, .multiclassFocal, .multiclassFocalOfLogProbabilities,
  ]
}

extension NamedLoss {
  /// `focal(logits:_:focusing:balance:)`.
  public static func focal(focusing: Double, balance: Double = 0.25) -> NamedLoss {
    focal.set("focal(logits: z, target, focusing: \(focusing), balance: \(balance))") {
      Networks.focal(logits: $0, $1, focusing: focusing, balance: balance)
    }
  }

  /// `focal(logits:labels:focusing:)`.
  public static func multiclassFocal(focusing: Double) -> NamedLoss {
    multiclassFocal.set("focal(logits: z, labels: y, focusing: \(focusing))") {
      Networks.focal(logits: $0, labels: $1, focusing: focusing)
    }
  }

  /// `focal(logits:_:)`: one logit for each target, 1 for yes and 0 for no.
  public static let focal = NamedLoss(
    "focal", call: "focal(logits: z, target, focusing: 2, balance: 0.25)",
    formula: "L = −(1/n) Σ α · (1 − p)^γ · log p,  p = σ(z) and α if y = 1, otherwise 1 − σ(z) and 1 − α",
    source: "Lin et al. 2017, arXiv:1708.02002, equation 5", target: .yesNo, Networks.focal(logits:_:))

  /// `focal(logits:labels:)`: logits [n, …, k] and labels [n, …].
  public static let multiclassFocal = NamedLoss(
    "multi-class focal", call: "focal(logits: z, labels: y, focusing: 2)",
    formula: "L = −(1/n) Σᵢ (1 − pᵢ)^γ · log pᵢ,  pᵢ = softmax(zᵢ)[yᵢ]",
    source: "Lin et al. 2017, arXiv:1708.02002, equation 4", target: .labels, Networks.focal(logits:labels:))

  /// `focal(logProbabilities:labels:)`.
  public static let multiclassFocalOfLogProbabilities = NamedLoss(
    "multi-class focal, log-probabilities", call: "focal(logProbabilities: l, labels: y, focusing: 2)",
    formula: "L = −(1/n) Σᵢ (1 − pᵢ)^γ · log pᵢ,  log pᵢ = lᵢ[yᵢ]",
    source: "Lin et al. 2017, arXiv:1708.02002, equation 4", prediction: .logProbabilities, target: .labels,
    { Networks.focal(logProbabilities: $0, labels: $1) })
}

/// `focal(logits:_:focusing:balance:weights:reduction:)` with the paper's γ = 2 and α = 0.25.
public func focal(logits: Tensor, _ target: Tensor) -> Tensor {
  focal(logits: logits, target, focusing: 2, balance: 0.25)
}

/// L = −(1/n) Σ α · (1 − p)^γ · log p, where p is σ(z) if y = 1 and 1 − σ(z) if y = 0, and α likewise α or 1 − α. Lin et al.
/// 2017, arXiv:1708.02002, equation 5.
///
/// For yes or no, where most are an easy no: pixels outside of what is looked for.
///
/// - Parameters:
///   - logits: z, any shape, in units of log odds.
///   - target: y, the same shape: 1 for yes, 0 for no.
///   - focusing: γ ≥ 0: how little the easy ones count; with 0 it is the cross-entropy, balanced.
///   - balance: α from 0 to 1: the share of the yeses; with ½ it is half of the unbalanced loss.
///   - weights: by class, [no, yes], or by example.
///   - reduction: `.mean`, `.sum` or `.none`, the cost of each element.
public func focal(
  logits: Tensor, _ target: Tensor, focusing: Double = 2, balance: Double = 0.25, weights: LossWeights? = nil,
  reduction: LossReduction = .mean
) -> Tensor {
  checkSetting("focal", "balance", balance, wanted: "from 0 to 1") { $0 >= 0 && $0 <= 1 }
  checkFocusing(focusing)
  return loss("focal", logits, target, reduction: reduction) {
    let alpha = setting("α", balance, like: logits)
    let part = (alpha * target + (1 - alpha) * (1 - target)).named("share")
    let cost = focalCost(margin: (2 * target - 1) * logits, focusing)
    return Costs(balance > 0 && balance < 1 ? part * cost : share(part, of: cost))
      .weighted("focal", by: weights) { answerWeights($0, "focal", yes: target) }
  }
}

/// `focal(logits:labels:focusing:weights:ignoring:reduction:)` with the paper's γ = 2.
@_disfavoredOverload  // `loss: focal`, without labels, is the one of yes and no.
public func focal(logits: Tensor, labels: Tensor) -> Tensor { focal(logits: logits, labels: labels, focusing: 2) }

/// L = −(1/n) Σᵢ (1 − pᵢ)^γ · log pᵢ, where pᵢ = softmax(zᵢ)[yᵢ]. Lin et al. 2017, arXiv:1708.02002, equation 4.
///
/// - Parameters:
///   - logits: z, [n, …, k].
///   - labels: y, [n, …], whole numbers from 0 to k − 1.
///   - focusing: γ ≥ 0: how little the easy ones count; with 0 it is the cross-entropy.
///   - weights: by class or by example.
///   - ignored: a label that counts nothing, such as padding; it need not be a class.
///   - reduction: `.mean`, `.sum` or `.none`, the cost of each example, [n, …].
public func focal(
  logits: Tensor, labels: Tensor, focusing: Double = 2, weights: LossWeights? = nil, ignoring ignored: Int? = nil,
  reduction: LossReduction = .mean
) -> Tensor {
  checkFocusing(focusing)
  let name = "multi-class focal"
  return loss(name, logits: logits, labels: labels, ignoring: ignored, reduction: reduction) { y in
    let own = pick(y, logits)
    let others = logSumExp(select(y, setting("", -.infinity, like: logits), logits))
    return Costs(focalCost(margin: own - others, focusing))
      .weighted(name, by: weights) { pickedWeights($0, name, y) }
  }
}

/// The same for l = log p, of the probability p of each class.
///
/// - Parameters:
///   - logProbabilities: l, [n, …, k], at most 0.
///   - labels: y, [n, …], whole numbers from 0 to k − 1.
///   - focusing: γ ≥ 0: how little the easy ones count; with 0 it is the cross-entropy.
///   - weights: by class or by example.
///   - ignored: a label that counts nothing, such as padding; it need not be a class.
///   - reduction: `.mean`, `.sum` or `.none`, the cost of each example, [n, …].
public func focal(
  logProbabilities: Tensor, labels: Tensor, focusing: Double = 2, weights: LossWeights? = nil,
  ignoring ignored: Int? = nil, reduction: LossReduction = .mean
) -> Tensor {
  checkFocusing(focusing)
  let name = "multi-class focal"
  return loss(name, logits: logProbabilities, labels: labels, ignoring: ignored, reduction: reduction) { y in
    Costs(focalCost(logProbability: pick(y, logProbabilities).named("log p"), focusing))
      .weighted(name, by: weights) { pickedWeights($0, name, y) }
  }
}

/// −(1 − p)^γ · log p where p = σ(margin). Far below 0 it is −margin to the last bit, also at −∞.
private func focalCost(margin: Tensor, _ focusing: Double) -> Tensor {
  let margin = margin.named("margin")
  if focusing == 0 { return softplus(-margin).named("−log p") }
  let isFar = (margin .< -1000).named("is far")
  let near = select(isFar, setting("", 0, like: margin), margin)
  let weight = exp(-(setting("γ", focusing, like: margin) * softplus(near))).named("weight")
  return select(isFar, -margin, weight * softplus(-near).named("−log p"))
}

/// The same of log p. Where p is 1 it is 0, and so is its derivative; where log p is far below 0, it is −log p.
private func focalCost(logProbability l: Tensor, _ focusing: Double) -> Tensor {
  if focusing == 0 { return -l }
  let isUsual = (l .< 0) * (l .> -1000)
  let usual = select(isUsual, l, setting("", -1, like: l))
  let limit = select(l .< -1, -l, 0 * l)
  return select(isUsual, pow(-expm1(usual), focusing) * -usual, limit)
}

private func checkFocusing(_ focusing: Double) {
  checkSetting("focal", "focusing", focusing, wanted: "of 0 or above") { $0 >= 0 && $0.isFinite }
}
