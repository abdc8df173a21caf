import Autodiff
import Tensors

// Two players: D says how real an example is, G makes examples from noise z. D(x) = σ(r), with the logit r = `realness`.

/// The logit of "real" that a discriminator's answers stand for: of one logit [n, 1] itself, of K logits l [n, K] log Z with Z = Σ exp
/// l, since D(x) = Z / (Z + 1) = σ(log Z). Salimans et al. 2016, arXiv:1606.03498, section 5.
///
/// - Returns: [n]
public func realness(_ logits: Tensor) -> Tensor {
  guard logits.shape.rank == 2, logits.shape[1] > 0 else {
    stop(shapes: "realness expects logits [n, 1] or [n, classes]; got \(logits.shape).")
  }
  return phase(.loss) { logits.shape[1] == 1 ? logits.reshaped([logits.shape[0]]) : logSumExp(logits) }
}

/// L = −mean (s log D(x) + (1 − s) log(1 − D(x))) − mean log(1 − D(G(z))), with s = 1 − labelSmoothing. Goodfellow et al. 2014,
/// arXiv:1406.2661, equation 1; one-sided label smoothing: Salimans et al. 2016, section 3.4.
///
/// A discriminator that answers ½ to everything has 2 log 2 = 1.386.
///
/// - Parameters:
///   - real: logits of real examples, any shape.
///   - fake: logits of made ones, any shape.
///   - labelSmoothing: from 0 to below 0.5; 0.1 is usual. Made examples keep the target 0.
public func discriminatorLoss(real: Tensor, fake: Tensor, labelSmoothing: Double = 0) -> Tensor {
  guard (0..<0.5).contains(labelSmoothing) else {
    stop("labelSmoothing must be at least 0 and less than 0.5 (0.1 is usual); got \(labelSmoothing).")
  }
  let (yes, no) = (Tensor.ones(like: real) * (1 - labelSmoothing), Tensor.zeros(like: fake))
  return binaryCrossEntropy(logits: real, yes) + binaryCrossEntropy(logits: fake, no)
}

/// What a generator makes small.
public enum GeneratorLoss: String, Sendable, CaseIterable {
  /// −mean log D(G(z)): its gradient stays large where the discriminator is sure. Goodfellow et al. 2014, section 3.
  case nonSaturating
  /// mean log(1 − D(G(z))), the minimax game itself: its gradient vanishes where the discriminator is sure.
  case saturating
  /// ‖mean f(x) − mean f(G(z))‖², f the discriminator's features. Salimans et al. 2016, section 3.1.
  case featureMatching
}

/// The loss of a generator.
///
/// - Parameters:
///   - fake: logits of made examples, any shape.
///   - features: f of real and of made examples, [n, …] each, for feature matching.
public func generatorLoss(_ loss: GeneratorLoss, fake: Tensor, features: (real: Tensor, fake: Tensor)) -> Tensor {
  switch loss {
  case .nonSaturating: binaryCrossEntropy(logits: fake, Tensor.ones(like: fake))
  case .saturating: -binaryCrossEntropy(logits: fake, Tensor.zeros(like: fake))
  case .featureMatching: featureMatching(features.real, features.fake)
  }
}

private func featureMatching(_ real: Tensor, _ fake: Tensor) -> Tensor {
  guard real.shape.rank >= 2, real.shape.sizes.dropFirst() == fake.shape.sizes.dropFirst() else {
    stop(shapes: "feature matching expects features [n, …] of one shape; got \(real.shape) and \(fake.shape).")
  }
  return phase(.loss) {
    let distance = mean(real, axes: [0]) - mean(fake, axes: [0])
    return sum(distance * distance)
  }
}
