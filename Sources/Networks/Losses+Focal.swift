import Autodiff
import Tensors

// Cross-entropy that looks away from what is already right. Lin et al. 2017, arXiv:1708.02002, equations 4 and 5. With
// p the probability that the network gives to the truth, the cross-entropy −log p is multiplied by (1 − p)^γ.
//
// Both are functions of one number, the margin m = log(p / (1 − p)) of the truth over everything else: −log p is
// softplus(−m), and (1 − p)^γ is exp(−γ · softplus(m)), which has a finite derivative for every γ.
extension Losses {
  static let focusing: [NamedLoss] = [
    NamedLoss(
      "focal", "focal(logits: z, target, focusing: 2, balance: 0.25)",
      formula: "L = −(1/n) Σ α · (1 − p)^γ · log p,  p = σ(z) and α if y = 1, otherwise 1 − σ(z) and 1 − α",
      source: "Lin et al. 2017, arXiv:1708.02002, equation 5", target: .yesNo, focal(logits:_:)),
    NamedLoss(
      "multi-class focal", "focal(logits: z, labels: y, focusing: 2)",
      formula: "L = −(1/n) Σᵢ (1 − pᵢ)^γ · log pᵢ,  pᵢ = softmax(zᵢ)[yᵢ]",
      source: "Lin et al. 2017, arXiv:1708.02002, equation 4", target: .labels, focal(logits:labels:)),
  ]
}

/// `focal(logits:_:focusing:balance:)` with the paper's γ = 2 and α = 0.25.
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
public func focal(logits: Tensor, _ target: Tensor, focusing: Double, balance: Double) -> Tensor {
  checkSetting("focal", "a balance", balance, wanted: "from 0 to 1") { $0 >= 0 && $0 <= 1 }
  checkFocusing(focusing)
  return loss("focal", logits, target) {
    let alpha = setting("α", balance, like: logits)
    let share = (alpha * target + (1 - alpha) * (1 - target)).named("share")
    return mean(share * focalError(margin: (2 * target - 1) * logits, focusing))
  }
}

/// `focal(logits:labels:focusing:)` with the paper's γ = 2.
public func focal(logits: Tensor, labels: Tensor) -> Tensor { focal(logits: logits, labels: labels, focusing: 2) }

/// L = −(1/n) Σᵢ (1 − pᵢ)^γ · log pᵢ, where pᵢ = softmax(zᵢ)[yᵢ]. Lin et al. 2017, arXiv:1708.02002, equation 4.
///
/// - Parameters:
///   - logits: z, [n, …, k].
///   - labels: y, [n, …], whole numbers from 0 to k − 1.
///   - focusing: γ ≥ 0: how little the easy ones count; with 0 it is the cross-entropy.
public func focal(logits: Tensor, labels: Tensor, focusing: Double) -> Tensor {
  checkFocusing(focusing)
  return loss("multi-class focal", logits: logits, labels: labels) { y in
    let own = sum(y * logits, axes: [-1])
    let others = logSumExp(select(y, Tensor(-1e9, type: logits.elementType), logits))
    return mean(focalError(margin: own - others, focusing))
  }
}

/// −(1 − p)^γ · log p where p = σ(margin).
private func focalError(margin: Tensor, _ focusing: Double) -> Tensor {
  let margin = margin.named("margin")
  let error = softplus(-margin).named("−log p")
  if focusing == 0 { return error }
  return exp(-(setting("γ", focusing, like: margin) * (error + margin))) * error
}

private func checkFocusing(_ focusing: Double) {
  checkSetting("focal", "a focusing", focusing, wanted: "of 0 or above") { $0 >= 0 && $0.isFinite }
}
