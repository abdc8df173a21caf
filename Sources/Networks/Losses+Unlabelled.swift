import Autodiff
import Tensors

// For examples without labels: what was answered is compared with what was given, or with another view of it.

/// Squared differences, summed over the numbers of an example: L = (1/n) Σ (p − x)². Of pixels it is −log of a normal density with
/// variance ½, up to a constant: the first term of a variational autoencoder's loss. Kingma & Welling 2013, arXiv:1312.6114,
/// equation 10.
///
/// `meanSquaredError` is the same divided by how many numbers an example has; a penalty of codes then weighs as many times more.
///
/// - Parameters:
///   - prediction: p, [n, …].
///   - target: x, the same shape.
public func reconstructionLoss(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  overExamples("reconstruction loss", prediction, target) { meanSquaredError(prediction, target, reduction: .none) }
}

/// −log of the probability of an example whose numbers are independently 1 or 0, summed over its numbers: L = −(1/n) Σ (x log σ(z) +
/// (1 − x) log(1 − σ(z))). Kingma & Welling 2013, arXiv:1312.6114, appendix C.1.
///
/// - Parameters:
///   - logits: z, [n, …].
///   - target: x, the same shape, from 0 to 1.
public func reconstructionLoss(logits: Tensor, _ target: Tensor) -> Tensor {
  overExamples("reconstruction loss", logits, target) { binaryCrossEntropy(logits: logits, target, reduction: .none) }
}

private func overExamples(_ name: String, _ answer: Tensor, _ target: Tensor, _ costs: () -> Tensor) -> Tensor {
  guard answer.shape.rank >= 1, answer.shape.count > 0, answer.shape == target.shape else {
    stop(shapes: "\(name) expects examples and answers of one shape [n, …]; got \(answer.shape) and \(target.shape).")
  }
  return phase(.loss) { module(name) { sum(costs()) * (1 / Double(answer.shape[0])) } }
}

/// The Kullback–Leibler divergence of normal distributions from the standard one, summed over an example's numbers: L = (1/n) Σ ½ (μ² + σ²
/// − 1 − log σ²). 0 where μ = 0 and σ = 1. Kingma & Welling 2013, arXiv:1312.6114, appendix B.
///
/// - Parameters:
///   - mean: μ, [n, …].
///   - logVariance: log σ², the same shape.
public func gaussianDivergence(mean: Tensor, logVariance: Tensor) -> Tensor {
  guard mean.shape.rank >= 1, mean.shape.count > 0, mean.shape == logVariance.shape else {
    stop(
      shapes: "gaussianDivergence expects means and log-variances of one shape [n, …]; got \(mean.shape) and "
        + "\(logVariance.shape).")
  }
  return phase(.loss) {
    module("Gaussian divergence") {
      // expm1: near the standard distribution exp(l) − 1 − l would be a difference of nearly equal numbers.
      sum(mean * mean + (expm1(logVariance) - logVariance)) * (0.5 / Double(mean.shape[0]))
    }
  }
}

/// NT-Xent: each example has two views, and the encoding of one is to be more like that of the other than like any other of the
/// batch. With zᵢ all 2n encodings, at length 1, and j the other view of i: L = −(1/2n) Σᵢ log (exp(zᵢ·zⱼ/τ) / Σ_{k ≠ i} exp(zᵢ·zₖ/τ)).
/// Chen, Kornblith, Norouzi & Hinton 2020, arXiv:2002.05709, equation 1.
///
/// It has no labels: of n examples, 2n − 2 encodings are negative even if they show the same class. Encodings that are all alike have
/// the loss log(2n − 1).
///
/// - Parameters:
///   - first: encodings [n, width] of one view of each example, n of 2 or more.
///   - second: of another view of the same examples, in the same order.
///   - temperature: τ > 0: the smaller, the more the nearest negatives count.
public func contrastiveLoss(_ first: Tensor, _ second: Tensor, temperature: Double = 0.5) -> Tensor {
  guard first.shape.rank == 2, first.shape == second.shape, first.shape[0] >= 2, first.shape[1] > 0 else {
    stop(
      shapes: "contrastiveLoss expects two views of 2 or more examples, [n, width] each; got \(first.shape) and "
        + "\(second.shape).")
  }
  guard temperature > 0, temperature.isFinite else {
    stop("contrastiveLoss expects a temperature (τ) above 0; got \(temperature).")
  }
  let (n, type) = (first.shape[0], first.elementType)
  return phase(.loss) {
    module("contrastive loss") {
      let all = concatenate([first, second])
      let z = all / sqrt(sum(all * all, axes: [1], keepingAxes: true) + setting("least", 1e-12, like: all))
      let isItself = Tensor(NDArray.identity(2 * n, type: type), name: "is itself")
      let similarities = z.matmul(z.transposed()) * (1 / temperature)
      let others = select(isItself, -.infinity, similarities).named("others")
      let partners = (0..<2 * n).map { Double(($0 + n) % (2 * n)) }
      return softmaxCrossEntropy(logits: others, labels: Tensor(NDArray(partners, type: type), name: "other view"))
    }
  }
}
