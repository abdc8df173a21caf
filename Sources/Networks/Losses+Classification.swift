import Autodiff
import Tensors

// For one of several classes, or for yes or no. They take logits z, the numbers before a sigmoid or a softmax.
extension Losses {
  static let classification: [NamedLoss] = [
    NamedLoss(
      "binary cross-entropy", "binaryCrossEntropy(logits: z, target, positiveWeight: 1)",
      formula: "L = −(1/n) Σ (w · y · log σ(z) + (1 − y) · log(1 − σ(z)))", source: "Bishop 2006, section 4.3.2",
      target: .yesNo, binaryCrossEntropy(logits:_:)),
    NamedLoss(
      "hinge", "hinge(scores, target)", formula: "L = (1/n) Σ max(0, 1 − y · z)",
      source: "Cortes & Vapnik 1995, doi:10.1007/BF00994018", target: .signs, hinge(_:_:)),
    NamedLoss(
      "softmax cross-entropy", "softmaxCrossEntropy(logits: z, labels: y, classWeights: nil, labelSmoothing: 0)",
      formula: "L = −(1/n) Σᵢ log softmax(zᵢ)[yᵢ]; with class weights w and label smoothing ε: "
        + "L = −Σᵢ Σₖ wₖ · y′ᵢₖ · log softmax(zᵢ)ₖ / Σᵢ w[yᵢ],  y′ = (1 − ε) · onehot(y) + ε/k",
      source: "Bishop 2006, section 4.3.4; Szegedy et al. 2015, arXiv:1512.00567, section 7", target: .labels,
      softmaxCrossEntropy(logits:labels:)),
    NamedLoss(
      "softmax cross-entropy, probabilities", "softmaxCrossEntropy(logits: z, probabilities: y)",
      formula: "L = −(1/n) Σᵢ Σₖ yᵢₖ · log softmax(zᵢ)ₖ", source: "Bishop 2006, section 4.3.4", target: .probabilities,
      softmaxCrossEntropy(logits:probabilities:)),
    NamedLoss(
      "Kullback–Leibler divergence", "klDivergence(logits: z, probabilities: y)",
      formula: "L = (1/n) Σᵢ Σₖ yᵢₖ · (log yᵢₖ − log softmax(zᵢ)ₖ)",
      source: "Kullback & Leibler 1951, doi:10.1214/aoms/1177729694", target: .probabilities,
      klDivergence(logits:probabilities:)),
    NamedLoss(
      "multi-class hinge", "hinge(scores, labels: y)",
      formula: "L = (1/n) Σᵢ Σₖ max(0, 1 + zᵢₖ − zᵢ[yᵢ]) over k ≠ yᵢ",
      source: "Weston & Watkins 1999, European Symposium on Artificial Neural Networks", target: .labels,
      hinge(_:labels:)),
  ]
}

// MARK: - Yes or no

/// `binaryCrossEntropy(logits:_:positiveWeight:)` with w = 1: L = −(1/n) Σ (y log σ(z) + (1 − y) log(1 − σ(z))), where σ
/// is `sigmoid`. Bishop 2006, section 4.3.2.
///
/// It computes the equal log(1 + eᶻ) − y·z, which never takes the logarithm of 0. Its derivative is (σ(z) − y)/n.
///
/// - Parameters:
///   - logits: z, any shape, in units of log odds.
///   - target: y, the same shape: 1 for yes, 0 for no, or a probability between.
public func binaryCrossEntropy(logits: Tensor, _ target: Tensor) -> Tensor {
  loss("binary cross-entropy", logits, target) { mean(softplus(logits) - target * logits) }
}

/// L = −(1/n) Σ (w · y log σ(z) + (1 − y) log(1 − σ(z))): errors on what is really yes count w times. For rare yeses, w =
/// (number of noes) / (number of yeses) makes both count alike. The mean is over all n, not over the weights.
///
/// It computes the equal (1 − y)·z + (1 + (w − 1)·y)·log(1 + e⁻ᶻ).
///
/// - Parameters:
///   - logits: z, any shape, in units of log odds.
///   - target: y, the same shape: 1 for yes, 0 for no, or a probability between.
///   - positiveWeight: w > 0.
public func binaryCrossEntropy(logits: Tensor, _ target: Tensor, positiveWeight: Double) -> Tensor {
  checkSetting("binary cross-entropy", "a weight", positiveWeight, wanted: "above 0") { $0 > 0 && $0.isFinite }
  return loss("binary cross-entropy", logits, target) {
    let weight = setting("w", positiveWeight, like: logits)
    return mean((1 - target) * logits + (1 + (weight - 1) * target) * softplus(-logits))
  }
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

// MARK: - One of k classes

/// L = −(1/n) Σᵢ Σₖ yᵢₖ log softmax(zᵢ)ₖ. Bishop 2006, section 4.3.4.
///
/// Its derivative is (softmax(z) − y)/n.
///
/// - Parameters:
///   - logits: z, [n, …, k].
///   - probabilities: y, the same shape; each row 1 for the true class and 0 elsewhere (one-hot), or any probabilities.
public func softmaxCrossEntropy(logits: Tensor, probabilities: Tensor) -> Tensor {
  loss("softmax cross-entropy", logits, probabilities) { mean(crossEntropies(logits, probabilities)) }
}

/// The same for labels: L = −(1/n) Σᵢ log softmax(zᵢ)[yᵢ].
///
/// - Parameters:
///   - logits: z, [n, …, k]; a class is chosen in each row of the last axis.
///   - labels: y, [n, …], whole numbers from 0 to k − 1.
public func softmaxCrossEntropy(logits: Tensor, labels: Tensor) -> Tensor {
  loss("softmax cross-entropy", logits: logits, labels: labels) { mean(crossEntropies(logits, $0)) }
}

/// L = −Σᵢ Σₖ wₖ · y′ᵢₖ · log softmax(zᵢ)ₖ / Σᵢ w[yᵢ], where y′ = (1 − ε) · onehot(y) + ε/k.
///
/// Weights make rare classes count more: the mean is weighted, so that twice the weights give the same loss. A weight of 0
/// leaves a class out, such as padding; where all labels of a batch have it, there is no mean, and the loss is NaN.
/// Smoothing keeps logits from growing without end: Szegedy et al. 2015, arXiv:1512.00567, section 7.
///
/// - Parameters:
///   - logits: z, [n, …, k].
///   - labels: y, [n, …], whole numbers from 0 to k − 1.
///   - classWeights: w, one for each class, 0 or above; nil: all count alike.
///   - labelSmoothing: ε, at least 0 and below 1.
public func softmaxCrossEntropy(
  logits: Tensor, labels: Tensor, classWeights: [Double]? = nil, labelSmoothing: Double = 0
) -> Tensor {
  let name = "softmax cross-entropy"
  checkSetting(name, "a label smoothing", labelSmoothing, wanted: "from 0 to below 1") { $0 >= 0 && $0 < 1 }
  return loss(name, logits: logits, labels: labels) { y in
    let classes = logits.shape.sizes.last!
    let epsilon = setting("ε", labelSmoothing, like: logits)
    let target = labelSmoothing == 0 ? y : (1 - epsilon) * y + epsilon / Double(classes)
    guard let classWeights else { return mean(crossEntropies(logits, target)) }
    let weights = weightTensor(classWeights, classes: classes, like: logits)
    return sum(crossEntropies(logits, weights * target)) / sum(weights * y)
  }
}

/// D(y ‖ softmax(z)) = (1/n) Σᵢ Σₖ yᵢₖ · (log yᵢₖ − log softmax(zᵢ)ₖ), the Kullback–Leibler divergence: how many nats more
/// it takes to tell which class came, when softmax(z) is believed and y is true. 0 when they are equal. Kullback & Leibler
/// 1951, doi:10.1214/aoms/1177729694; Bishop 2006, section 1.6.1.
///
/// Its derivative by z is that of the cross-entropy. A class of probability 0 adds 0.
///
/// - Parameters:
///   - logits: z, [n, …, k].
///   - probabilities: y, the same shape; each row sums to 1.
public func klDivergence(logits: Tensor, probabilities: Tensor) -> Tensor {
  loss("Kullback–Leibler divergence", logits, probabilities) {
    let isPossible = probabilities .> 0
    let logs = log(select(isPossible, probabilities, Tensor(1, type: probabilities.elementType)))
    return mean(sum(probabilities * (logs - logSoftmax(logits)), axes: [-1]))
  }
}

/// L = (1/n) Σᵢ Σₖ max(0, 1 + zᵢₖ − zᵢ[yᵢ]) over the wrong classes k ≠ yᵢ: 0 when the true class leads every other by 1.
/// Weston & Watkins 1999.
///
/// - Parameters:
///   - scores: z, [n, …, k].
///   - labels: y, [n, …], whole numbers from 0 to k − 1.
public func hinge(_ scores: Tensor, labels: Tensor) -> Tensor {
  loss("multi-class hinge", logits: scores, labels: labels) { y in
    let own = sum(y * scores, axes: [-1], keepingAxes: true)
    return mean(sum((1 - y) * relu(1 + scores - own), axes: [-1]))
  }
}

/// Row i is 1 at labelᵢ and 0 elsewhere: [n, …] → [n, …, classes], by taking rows of the identity matrix.
public func oneHot(_ labels: Tensor, classes: Int) -> Tensor {
  var identity = NDArray(repeating: 0, shape: [classes, classes], type: labels.elementType)
  for k in 0..<classes { identity[k, k] = 1 }
  let table = Tensor(identity, name: "classes")
  return labels.rank == 1
    ? table.rows(labels) : table.rows(labels.reshaped([-1])).reshaped(labels.shape.sizes + [classes])
}

/// −Σₖ yₖ log softmax(z)ₖ of each row: [n, …, k] → [n, …].
private func crossEntropies(_ logits: Tensor, _ target: Tensor) -> Tensor {
  -sum(target * logSoftmax(logits), axes: [-1])
}

private func weightTensor(_ weights: [Double], classes: Int, like logits: Tensor) -> Tensor {
  guard weights.count == classes else {
    stop("softmax cross-entropy wants a weight for each of \(classes) classes, but \(weights.count) came.")
  }
  guard weights.allSatisfy({ $0 >= 0 && $0.isFinite }), weights.contains(where: { $0 > 0 }) else {
    stop("softmax cross-entropy wants class weights of 0 or above, not all 0, but \(weights) came.")
  }
  return Tensor(NDArray(weights, type: logits.elementType), name: "class weights")
}
