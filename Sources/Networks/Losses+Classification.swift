import Autodiff
import Tensors

// For one of several classes. Most take logits z, the numbers before a softmax; a masked class has the logit −∞.
extension Losses {
  static let classification: [NamedLoss] = [
    .softmaxCrossEntropy, .softmaxCrossEntropyWithProbabilities, .crossEntropy, .crossEntropyWithProbabilities,
    .klDivergence, .klDivergenceOfLogProbabilities, .multiclassHinge,
  ]
}

extension NamedLoss {
  /// `softmaxCrossEntropy(logits:labels:)` with settings.
  ///
  /// - Parameters:
  ///   - labelSmoothing: ε, at least 0 and below 1.
  ///   - weights: one for each class; nil: all count alike.
  ///   - ignored: a label that counts nothing, such as padding; it need not be a class.
  public static func softmaxCrossEntropy(
    labelSmoothing: Double = 0, weights: [Double]? = nil, ignoring ignored: Int? = nil
  ) -> NamedLoss {
    let given = [
      labelSmoothing == 0 ? nil : "labelSmoothing: \(labelSmoothing)", weights.map { "weights: \($0)" },
      ignored.map { "ignoring: \($0)" },
    ]
    let call = (["logits: z", "labels: y"] + given.compactMap { $0 }).joined(separator: ", ")
    return softmaxCrossEntropy.set("softmaxCrossEntropy(\(call))", ignoring: ignored) {
      Networks.softmaxCrossEntropy(
        logits: $0, labels: $1, labelSmoothing: labelSmoothing, weights: weights.map { .classes($0) }, ignoring: ignored
      )
    }
  }

  /// `softmaxCrossEntropy(logits:labels:)`: logits [n, …, k] and labels [n, …], whole numbers from 0 to k − 1.
  public static let softmaxCrossEntropy = NamedLoss(
    "softmax cross-entropy", call: "softmaxCrossEntropy(logits: z, labels: y, labelSmoothing: 0, weights: nil)",
    formula: "L = −(1/n) Σᵢ log softmax(zᵢ)[yᵢ]; with class weights w and label smoothing ε: "
      + "L = −Σᵢ Σₖ wₖ · y′ᵢₖ · log softmax(zᵢ)ₖ / Σᵢ w[yᵢ],  y′ = (1 − ε) · onehot(y) + ε/k",
    source: "Bishop 2006, section 4.3.4; Szegedy et al. 2015, arXiv:1512.00567, section 7", target: .labels,
    Networks.softmaxCrossEntropy(logits:labels:))

  /// `softmaxCrossEntropy(logits:probabilities:)`: logits [n, …, k] and one-hot rows or probabilities of that shape.
  public static let softmaxCrossEntropyWithProbabilities = NamedLoss(
    "softmax cross-entropy, probabilities", call: "softmaxCrossEntropy(logits: z, probabilities: y)",
    formula: "L = −(1/n) Σᵢ Σₖ yᵢₖ · log softmax(zᵢ)ₖ", source: "Bishop 2006, section 4.3.4", target: .probabilities,
    Networks.softmaxCrossEntropy(logits:probabilities:))

  /// `crossEntropy(logProbabilities:labels:)`: for a network that ends with a log softmax.
  public static let crossEntropy = NamedLoss(
    "cross-entropy", call: "crossEntropy(logProbabilities: l, labels: y, labelSmoothing: 0, weights: nil)",
    formula: "L = −(1/n) Σᵢ lᵢ[yᵢ]", source: "Bishop 2006, section 4.3.4", prediction: .logProbabilities,
    target: .labels, { Networks.crossEntropy(logProbabilities: $0, labels: $1) })

  /// `crossEntropy(logProbabilities:probabilities:)`.
  public static let crossEntropyWithProbabilities = NamedLoss(
    "cross-entropy, probabilities", call: "crossEntropy(logProbabilities: l, probabilities: y)",
    formula: "L = −(1/n) Σᵢ Σₖ yᵢₖ · lᵢₖ", source: "Bishop 2006, section 4.3.4", prediction: .logProbabilities,
    target: .probabilities, { Networks.crossEntropy(logProbabilities: $0, probabilities: $1) })

  /// `klDivergence(logits:probabilities:)`.
  public static let klDivergence = NamedLoss(
    "Kullback–Leibler divergence", call: "klDivergence(logits: z, probabilities: y)",
    formula: "L = (1/n) Σᵢ Σₖ yᵢₖ · (log yᵢₖ − log softmax(zᵢ)ₖ)",
    source: "Kullback & Leibler 1951, doi:10.1214/aoms/1177729694", target: .probabilities,
    Networks.klDivergence(logits:probabilities:))

  /// `klDivergence(logProbabilities:probabilities:)`.
  public static let klDivergenceOfLogProbabilities = NamedLoss(
    "Kullback–Leibler divergence, log-probabilities", call: "klDivergence(logProbabilities: l, probabilities: y)",
    formula: "L = (1/n) Σᵢ Σₖ yᵢₖ · (log yᵢₖ − lᵢₖ)",
    source: "Kullback & Leibler 1951, doi:10.1214/aoms/1177729694", prediction: .logProbabilities,
    target: .probabilities, { Networks.klDivergence(logProbabilities: $0, probabilities: $1) })

  /// `hinge(_:labels:)`: scores [n, k] and labels [n].
  public static let multiclassHinge = NamedLoss(
    "multi-class hinge", call: "hinge(scores, labels: y)",
    formula: "L = (1/n) Σᵢ Σₖ max(0, 1 + zᵢₖ − zᵢ[yᵢ]) over k ≠ yᵢ",
    source: "Weston & Watkins 1999, European Symposium on Artificial Neural Networks", target: .labels,
    Networks.hinge(_:labels:))
}

// MARK: - Labels

/// L = −(1/n) Σᵢ log softmax(zᵢ)[yᵢ]. Bishop 2006, section 4.3.4.
///
/// Its derivative is (softmax(z) − onehot(y))/n.
///
/// - Parameters:
///   - logits: z, [n, …, k]; a class is chosen in each row of the last axis.
///   - labels: y, [n, …], whole numbers from 0 to k − 1.
public func softmaxCrossEntropy(logits: Tensor, labels: Tensor) -> Tensor {
  softmaxCrossEntropy(logits: logits, labels: labels, reduction: .mean)
}

/// L = −Σᵢ Σₖ wₖ · y′ᵢₖ · log softmax(zᵢ)ₖ / Σᵢ w[yᵢ], where y′ = (1 − ε) · onehot(y) + ε/k.
///
/// Weights make rare classes count more: the mean is weighted, so that twice the weights give the same loss. A weight of 0
/// leaves a class out; where all labels of a batch are left out, there is no mean, and the loss is NaN. Smoothing keeps
/// logits from growing without end: Szegedy et al. 2015, arXiv:1512.00567, section 7.
///
/// - Parameters:
///   - logits: z, [n, …, k].
///   - labels: y, [n, …], whole numbers from 0 to k − 1.
///   - labelSmoothing: ε, at least 0 and below 1.
///   - weights: by class or by example; nil: all count alike.
///   - ignored: a label that counts nothing, such as padding; it need not be a class.
///   - reduction: `.mean`, `.sum` or `.none`, the cost of each example, [n, …].
public func softmaxCrossEntropy(
  logits: Tensor, labels: Tensor, labelSmoothing: Double = 0, weights: LossWeights? = nil, ignoring ignored: Int? = nil,
  reduction: LossReduction = .mean
) -> Tensor {
  crossEntropy(
    "softmax cross-entropy", logits, labels, labelSmoothing, weights, ignored, reduction
  ) { -logSoftmax(logits) }
}

/// The same for l = log p, of the probability p of each class: L = −(1/n) Σᵢ lᵢ[yᵢ], the negative log-likelihood.
///
/// - Parameters:
///   - logProbabilities: l, [n, …, k], at most 0.
///   - labels: y, [n, …], whole numbers from 0 to k − 1.
///   - labelSmoothing: ε, at least 0 and below 1.
///   - weights: by class or by example; nil: all count alike.
///   - ignored: a label that counts nothing, such as padding; it need not be a class.
///   - reduction: `.mean`, `.sum` or `.none`, the cost of each example, [n, …].
public func crossEntropy(
  logProbabilities: Tensor, labels: Tensor, labelSmoothing: Double = 0, weights: LossWeights? = nil,
  ignoring ignored: Int? = nil, reduction: LossReduction = .mean
) -> Tensor {
  crossEntropy(
    "cross-entropy", logProbabilities, labels, labelSmoothing, weights, ignored, reduction
  ) { -logProbabilities }
}

/// - Parameter costs: −log p of each class, [n, …, k].
private func crossEntropy(
  _ name: String, _ logits: Tensor, _ labels: Tensor, _ smoothing: Double, _ weights: LossWeights?, _ ignored: Int?,
  _ reduction: LossReduction, _ costs: () -> Tensor
) -> Tensor {
  checkSetting(name, "labelSmoothing", smoothing, wanted: "from 0 to below 1") { $0 >= 0 && $0 < 1 }
  return loss(name, logits: logits, labels: labels, ignoring: ignored, reduction: reduction) { y in
    let costs = costs().named("−log p")
    let own = pick(y, costs).named("−log p of the label")
    let classes = logits.shape.sizes.last!
    let labelled = Costs(own).weighted(name, by: weights) { pickedWeights($0, name, y) }
    guard smoothing > 0 else { return labelled }
    let epsilon = setting("ε", smoothing, like: logits)
    var all = Costs(sum(costs, axes: [-1]))
    if case .classes(let numbers) = weights {
      let weights = classWeights(numbers, name, classes: classes, like: logits)
      all = Costs(sum(share(weights, of: costs), axes: [-1]))
    } else {
      all = all.weighted(name, by: weights)
    }
    return Costs(
      (1 - epsilon) * labelled.values + epsilon / Double(classes) * all.values, weights: labelled.weights)
  }
}

/// The number of each row where its one-hot row is 1, whatever the others are: [n, …, k] → [n, …].
func pick(_ oneHot: Tensor, _ x: Tensor) -> Tensor {
  sum(select(oneHot, x, setting("", 0, like: x)), axes: [-1])
}

/// The weight of the class of each row: [n, …].
func pickedWeights(_ weights: [Double], _ name: String, _ oneHot: Tensor) -> Tensor {
  let classes = oneHot.shape.sizes.last!
  return pick(oneHot, classWeights(weights, name, classes: classes, like: oneHot).broadcast(to: oneHot.shape))
}

// MARK: - Probabilities

/// L = −(1/n) Σᵢ Σₖ yᵢₖ log softmax(zᵢ)ₖ. Bishop 2006, section 4.3.4.
///
/// Its derivative is (softmax(z) − y)/n.
///
/// - Parameters:
///   - logits: z, [n, …, k].
///   - probabilities: y, the same shape; each row 1 for the true class and 0 elsewhere (one-hot), or any probabilities.
@_disfavoredOverload  // `loss: softmaxCrossEntropy`, without labels, is the one of labels.
public func softmaxCrossEntropy(logits: Tensor, probabilities: Tensor) -> Tensor {
  softmaxCrossEntropy(logits: logits, probabilities: probabilities, reduction: .mean)
}

/// L = −(1/n) Σᵢ Σₖ wₖ · y′ᵢₖ log softmax(zᵢ)ₖ, where y′ = (1 − ε) · y + ε/k. By class, weights multiply the terms and the
/// mean is over n; by example, the mean is weighted.
///
/// - Parameters:
///   - logits: z, [n, …, k].
///   - probabilities: y, the same shape; each row sums to 1.
///   - labelSmoothing: ε, at least 0 and below 1.
///   - weights: by class or by example; nil: all count alike.
///   - reduction: `.mean`, `.sum` or `.none`, the cost of each example, [n, …].
public func softmaxCrossEntropy(
  logits: Tensor, probabilities: Tensor, labelSmoothing: Double = 0, weights: LossWeights? = nil,
  reduction: LossReduction = .mean
) -> Tensor {
  crossEntropy("softmax cross-entropy", logits, probabilities, labelSmoothing, weights, reduction) {
    -logSoftmax(logits)
  }
}

/// The same for l = log p, of the probability p of each class: L = −(1/n) Σᵢ Σₖ yᵢₖ · lᵢₖ.
///
/// - Parameters:
///   - logProbabilities: l, [n, …, k], at most 0.
///   - probabilities: y, the same shape; each row sums to 1.
///   - labelSmoothing: ε, at least 0 and below 1.
///   - weights: by class or by example; nil: all count alike.
///   - reduction: `.mean`, `.sum` or `.none`, the cost of each example, [n, …].
public func crossEntropy(
  logProbabilities: Tensor, probabilities: Tensor, labelSmoothing: Double = 0, weights: LossWeights? = nil,
  reduction: LossReduction = .mean
) -> Tensor {
  crossEntropy("cross-entropy", logProbabilities, probabilities, labelSmoothing, weights, reduction) {
    -logProbabilities
  }
}

/// - Parameter costs: −log p of each class, [n, …, k].
private func crossEntropy(
  _ name: String, _ logits: Tensor, _ probabilities: Tensor, _ smoothing: Double, _ weights: LossWeights?,
  _ reduction: LossReduction, _ costs: () -> Tensor
) -> Tensor {
  checkSetting(name, "labelSmoothing", smoothing, wanted: "from 0 to below 1") { $0 >= 0 && $0 < 1 }
  return loss(name, logits, probabilities, reduction: reduction) {
    let classes = logits.shape.sizes.last ?? 1
    let epsilon = setting("ε", smoothing, like: logits)
    var target = smoothing == 0 ? probabilities : (1 - epsilon) * probabilities + epsilon / Double(classes)
    var rows = weights
    if case .classes(let numbers) = weights {
      target = classWeights(numbers, name, classes: classes, like: logits) * target
      rows = nil
    }
    return Costs(sum(share(target, of: costs()), axes: [-1])).weighted(name, by: rows)
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
  klDivergence(logits: logits, probabilities: probabilities, reduction: .mean)
}

/// `klDivergence(logits:probabilities:)` with weights, or not as a mean.
///
/// - Parameters:
///   - weights: by example.
///   - reduction: `.mean`, `.sum` or `.none`, the divergence of each example, [n, …].
public func klDivergence(
  logits: Tensor, probabilities: Tensor, weights: LossWeights? = nil, reduction: LossReduction = .mean
) -> Tensor {
  divergence(logits, probabilities, weights, reduction) { -logSoftmax(logits) }
}

/// The same for l = log p, of the probability p of each class: L = (1/n) Σᵢ Σₖ yᵢₖ · (log yᵢₖ − lᵢₖ).
///
/// - Parameters:
///   - logProbabilities: l, [n, …, k], at most 0.
///   - probabilities: y, the same shape; each row sums to 1.
///   - weights: by example.
///   - reduction: `.mean`, `.sum` or `.none`, the divergence of each example, [n, …].
public func klDivergence(
  logProbabilities: Tensor, probabilities: Tensor, weights: LossWeights? = nil, reduction: LossReduction = .mean
) -> Tensor {
  divergence(logProbabilities, probabilities, weights, reduction) { -logProbabilities }
}

private func divergence(
  _ logits: Tensor, _ probabilities: Tensor, _ weights: LossWeights?, _ reduction: LossReduction,
  _ costs: () -> Tensor
) -> Tensor {
  let name = "Kullback–Leibler divergence"
  return loss(name, logits, probabilities, reduction: reduction) {
    let logs = log(select(probabilities .> 0, probabilities, setting("", 1, like: probabilities)))
    let terms = probabilities * logs + share(probabilities, of: costs())
    return Costs(sum(terms, axes: [-1])).weighted(name, by: weights)
  }
}

// MARK: - Scores

/// L = (1/n) Σᵢ Σₖ max(0, 1 + zᵢₖ − zᵢ[yᵢ]) over the wrong classes k ≠ yᵢ: 0 when the true class leads every other by 1.
/// Weston & Watkins 1999.
///
/// - Parameters:
///   - scores: z, [n, …, k].
///   - labels: y, [n, …], whole numbers from 0 to k − 1.
@_disfavoredOverload  // `loss: hinge`, without labels, is the one of yes and no.
public func hinge(_ scores: Tensor, labels: Tensor) -> Tensor { hinge(scores, labels: labels, reduction: .mean) }

/// `hinge(_:labels:)` with weights, an ignored label, or not as a mean.
///
/// - Parameters:
///   - weights: by class or by example.
///   - ignored: a label that counts nothing, such as padding; it need not be a class.
///   - reduction: `.mean`, `.sum` or `.none`, the cost of each example, [n, …].
public func hinge(
  _ scores: Tensor, labels: Tensor, weights: LossWeights? = nil, ignoring ignored: Int? = nil,
  reduction: LossReduction = .mean
) -> Tensor {
  let name = "multi-class hinge"
  return loss(name, logits: scores, labels: labels, ignoring: ignored, reduction: reduction) { y in
    let own = pick(y, scores).reshaped(labels.shape.sizes + [1])
    let costs = sum(select(y, setting("", 0, like: scores), relu(1 + scores - own)), axes: [-1])
    return Costs(costs).weighted(name, by: weights) { pickedWeights($0, name, y) }
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
