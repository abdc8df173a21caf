import Autodiff
import Tensors

// A loss says in one number how wrong a network is; training makes it small. Each is composed of the catalogue's
// operations, so that stepping into one shows every step, and each is written so that no intermediate overflows.
//
// To add one: compose it inside `loss(…)`, cite its formula, and add a case to the fixtures.

/// L = (1/n) Σ (p − y)², the mean of the squared errors. Gauss 1809; Bishop 2006, section 1.1.
///
/// For numbers: a mass, a price. Its unit is the target's unit, squared.
///
/// - Parameters:
///   - prediction: p, any shape.
///   - target: y, the same shape.
public func meanSquaredError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  loss("mean squared error", prediction, target) { mean(pow(prediction - target, 2)) }
}

/// L = −(1/n) Σ (y log σ(z) + (1 − y) log(1 − σ(z))), where σ is `sigmoid`. Bishop 2006, section 4.3.2.
///
/// For yes or no. It takes the logit z, the number before the sigmoid, and computes the equal
/// log(1 + eᶻ) − y·z, which never takes the logarithm of 0. Its derivative is (σ(z) − y)/n.
///
/// - Parameters:
///   - logits: z, any shape, in units of log odds.
///   - target: y, the same shape: 1 for yes, 0 for no, or a probability between.
public func binaryCrossEntropy(logits: Tensor, _ target: Tensor) -> Tensor {
  loss("binary cross-entropy", logits, target) { mean(softplus(logits) - target * logits) }
}

/// L = (1/n) Σ max(0, 1 − y · z): 0 for what is on the right side of the boundary, with a margin of 1. Cortes & Vapnik
/// 1995, doi:10.1007/BF00994018; Bishop 2006, section 7.1.2.
///
/// For yes or no, when no probability is wanted.
///
/// - Parameters:
///   - scores: z, any shape; above 0 means yes.
///   - target: y, the same shape: 1 for yes, −1 for no.
public func hinge(_ scores: Tensor, _ target: Tensor) -> Tensor {
  loss("hinge", scores, target) { mean(relu(1 - target * scores)) }
}

/// L = −(1/n) Σᵢ Σₖ yᵢₖ log softmax(zᵢ)ₖ. Bishop 2006, section 4.3.4.
///
/// For one of k classes. It takes the logits, the numbers before the softmax. Its derivative is (softmax(z) − y)/n.
///
/// - Parameters:
///   - logits: z, [n, k].
///   - probabilities: y, [n, k]; each row 1 for the true class and 0 elsewhere (one-hot), or any probabilities.
public func softmaxCrossEntropy(logits: Tensor, probabilities: Tensor) -> Tensor {
  loss("softmax cross-entropy", logits, probabilities) { crossEntropy(logits, probabilities) }
}

/// The same for labels: L = −(1/n) Σᵢ log softmax(zᵢ)[labelᵢ].
///
/// - Parameters:
///   - logits: z, [n, k].
///   - labels: [n], whole numbers from 0 to k − 1.
public func softmaxCrossEntropy(logits: Tensor, labels: Tensor) -> Tensor {
  guard logits.rank == 2, labels.shape == [logits.shape[0]] else {
    stop(
      "softmax cross-entropy wants logits [n, k] and labels [n], but \(describe(logits)) and \(describe(labels)) came.")
  }
  return lossModule("softmax cross-entropy") {
    crossEntropy(logits, oneHot(labels, classes: logits.shape[1]))
  }
}

/// Row i is 1 at labelᵢ and 0 elsewhere: [n] → [n, classes], by taking rows of the identity matrix.
public func oneHot(_ labels: Tensor, classes: Int) -> Tensor {
  var identity = NDArray(repeating: 0, shape: [classes, classes], type: labels.elementType)
  for k in 0..<classes { identity[k, k] = 1 }
  return Tensor(identity, name: "identity").rows(labels)
}

private func crossEntropy(_ logits: Tensor, _ probabilities: Tensor) -> Tensor {
  -mean(sum(probabilities * logSoftmax(logits), axes: [-1]))
}

/// Refuses a target that would have to be repeated: [32] beside [32, 1] would compare everything with everything.
private func loss(_ name: String, _ prediction: Tensor, _ target: Tensor, _ body: () -> Tensor) -> Tensor {
  guard prediction.shape == target.shape else {
    stop(
      "\(name) wants a target for each prediction, but \(describe(prediction)) and \(describe(target)) came. "
        + "Reshape one of them.")
  }
  return lossModule(name, body)
}

private func lossModule(_ name: String, _ body: () -> Tensor) -> Tensor {
  phase(.loss) { module(name, body) }
}

private func describe(_ tensor: Tensor) -> String {
  (tensor.name.isEmpty ? "" : tensor.name + " ") + tensor.shape.description
}
