import Autodiff
import Tensors

// How much two masks overlap: of the pixels that a network finds, p = σ(z), and those that are there, y. Each example
// counts alike, however large what it shows. Added to both parts of the fraction, `smoothing` s makes an empty mask that
// is found empty a loss of 0, and keeps the derivative finite.
extension Losses {
  static let segmentation: [NamedLoss] = [
    .dice, .jaccard,
  ]
}

extension NamedLoss {
  /// `dice(logits:_:)`: a mask of logits for each mask of 1 and 0.
  public static let dice = NamedLoss(
    "Dice", call: "dice(logits: z, target, smoothing: 1)",
    formula: "L = (1/n) Σᵢ (1 − (2 Σ p · y + s) / (Σ p² + Σ y² + s)),  p = σ(z)",
    source: "Milletari, Navab & Ahmadi 2016, arXiv:1606.04797, section 3", target: .masks, Networks.dice(logits:_:))

  /// `jaccard(logits:_:)`: a mask of logits for each mask of 1 and 0.
  public static let jaccard = NamedLoss(
    "Jaccard", call: "jaccard(logits: z, target, smoothing: 1)",
    formula: "L = (1/n) Σᵢ (1 − (Σ p · y + s) / (Σ p + Σ y − Σ p · y + s)),  p = σ(z)",
    source: "Rahman & Wang 2016, doi:10.1007/978-3-319-50835-1_22", target: .masks, Networks.jaccard(logits:_:))
}

/// `dice(logits:_:smoothing:weights:reduction:)` with s = 1.
public func dice(logits: Tensor, _ target: Tensor) -> Tensor { dice(logits: logits, target, smoothing: 1) }

/// L = (1/n) Σᵢ (1 − (2 Σ p · y + s) / (Σ p² + Σ y² + s)) with p = σ(z): 1 minus the soft Dice coefficient of each example.
/// Milletari, Navab & Ahmadi 2016, arXiv:1606.04797, section 3, where s is 0.
///
/// - Parameters:
///   - logits: z, [n, …]: one mask for each example, of any shape, in units of log odds.
///   - target: y, the same shape: 1 for what is looked for, 0 elsewhere.
///   - smoothing: s > 0, in pixels.
///   - weights: by example, [n].
///   - reduction: `.mean`, `.sum` or `.none`, the loss of each example, [n].
public func dice(
  logits: Tensor, _ target: Tensor, smoothing: Double = 1, weights: LossWeights? = nil,
  reduction: LossReduction = .mean
) -> Tensor {
  overlapLoss("Dice", logits, target, smoothing, weights, reduction) { p, total in
    (2 * total(p * target), total(p * p) + total(target * target))
  }
}

/// `jaccard(logits:_:smoothing:weights:reduction:)` with s = 1.
public func jaccard(logits: Tensor, _ target: Tensor) -> Tensor { jaccard(logits: logits, target, smoothing: 1) }

/// L = (1/n) Σᵢ (1 − (Σ p · y + s) / (Σ p + Σ y − Σ p · y + s)) with p = σ(z): 1 minus the soft Jaccard index of each
/// example, its intersection over union. Rahman & Wang 2016, doi:10.1007/978-3-319-50835-1_22, where s is 0.
///
/// - Parameters:
///   - logits: z, [n, …]: one mask for each example, of any shape, in units of log odds.
///   - target: y, the same shape: 1 for what is looked for, 0 elsewhere.
///   - smoothing: s > 0, in pixels.
///   - weights: by example, [n].
///   - reduction: `.mean`, `.sum` or `.none`, the loss of each example, [n].
public func jaccard(
  logits: Tensor, _ target: Tensor, smoothing: Double = 1, weights: LossWeights? = nil,
  reduction: LossReduction = .mean
) -> Tensor {
  overlapLoss("Jaccard", logits, target, smoothing, weights, reduction) { p, total in
    let both = total(p * target)
    return (both, total(p) + total(target) - both)
  }
}

/// 1 − (overlap + s) / (size + s) of each example.
private func overlapLoss(
  _ name: String, _ logits: Tensor, _ target: Tensor, _ smoothing: Double, _ weights: LossWeights?,
  _ reduction: LossReduction,
  _ parts: (Tensor, (Tensor) -> Tensor) -> (overlap: Tensor, size: Tensor)
) -> Tensor {
  checkSetting(name, "smoothing", smoothing, wanted: "above 0") { $0 > 0 && $0.isFinite }
  guard logits.rank >= 2 else {
    stop(shapes: "\(name) expects a mask for each example, [n, …]; got \(logits.shape). Reshape it to [n, pixels].")
  }
  return loss(name, logits, target, reduction: reduction) {
    let smoothing = setting("s", smoothing, like: logits)
    let pixels = Array(1..<logits.rank)
    let (overlap, size) = parts(sigmoid(logits).named("p")) { sum($0, axes: pixels) }
    return Costs(1 - (overlap + smoothing) / (size + smoothing)).weighted(name, by: weights)
  }
}
