import Autodiff
import Tensors

/// How the costs of the elements or examples become a loss.
public enum LossReduction: String, Sendable, CaseIterable {
  /// Their mean: of batches of different size, losses can be compared. With weights it is the weighted mean, Σ w·c / Σ w.
  case mean
  /// Their sum: Σ w·c.
  case sum
  /// All of them, w·c each: one number for each element or example.
  case none
}

/// How much errors count.
///
///     softmaxCrossEntropy(logits: z, labels: y, weights: [0.5, 2, 1])          // by class
///     meanSquaredError(prediction, target, weights: .examples(importance))     // by example
public enum LossWeights: ExpressibleByArrayLiteral {
  /// By the target's class: one number for each class, 0 or above, not all 0. Of yes-or-no targets: [no, yes].
  case classes([Double])
  /// By example: [n], [n, …], or one for each element, 0 or above.
  case examples(Tensor)

  public init(arrayLiteral weights: Double...) { self = .classes(weights) }
}

/// What each element or example adds to a loss, and what it weighs in the mean.
struct Costs {
  /// Already multiplied by their weights.
  var values: Tensor
  /// nil: each weighs 1.
  var weights: Tensor?

  init(_ values: Tensor, weights: Tensor? = nil) {
    self.values = values
    self.weights = weights
  }

  func reduced(_ reduction: LossReduction) -> Tensor {
    switch reduction {
    case .none: values
    case .sum: sum(values)
    case .mean: weights.map { sum(values) / Self.weight($0) } ?? mean(values)
    }
  }

  /// Of all of them. Where nothing counts, the mean is 0, not 0/0: a batch of ignored labels teaches nothing.
  private static func weight(_ weights: Tensor) -> Tensor {
    let total = sum(weights).named(totalWeightName)
    return total + (total .== 0)
  }

  /// What a weighted mean's Σ w is called in the graph: by it a batch counts among others.
  static let totalWeightName = "Σw"

  /// Each cost times its weight. Whoever weighs nothing adds nothing, also when its cost is infinite.
  ///
  /// - Parameter classes: the weight of each element, by the class of its target; nil where targets have none.
  func weighted(_ name: String, by weights: LossWeights?, classes: (([Double]) -> Tensor)? = nil) -> Costs {
    switch weights {
    case nil: return self
    case .classes(let numbers):
      guard let classes else { stop("\(name) has no classes to weigh; weigh its examples: .examples(…).") }
      let weights = classes(numbers).named("weights")
      return Costs(share(weights, of: values), weights: weights)
    case .examples(let numbers):
      let weights = spread(numbers, name)
      return Costs(share(weights, of: values), weights: weights)
    }
  }

  /// Without the examples where `isIgnored` is 1: neither their costs nor their gradients count, whatever they are.
  func leavingOut(_ isIgnored: Tensor) -> Costs {
    let nothing = setting("", 0, like: values)
    let weights = self.weights ?? setting("", 1, like: values)
    return Costs(
      select(isIgnored, nothing, values),
      weights: select(isIgnored, nothing, weights.broadcast(to: values.shape)).named("weights"))
  }

  /// [n] beside costs of [n, m] is one weight for each row.
  private func spread(_ weights: Tensor, _ name: String) -> Tensor {
    let (own, wanted) = (weights.shape.sizes, values.shape.sizes)
    guard own == Array(wanted.prefix(own.count)), weights.elementType == values.elementType else {
      stop(
        "\(name) expects a weight for each example or element of \(wanted), of type \(values.elementType); got "
          + "\(describe(weights)) of type \(weights.elementType).")
    }
    let ones = [Int](repeating: 1, count: wanted.count - own.count)
    return weights.reshaped(own + ones).broadcast(to: values.shape)
  }
}

/// weight · cost, where weight and cost are 0 or above: 0 where the weight is 0, even of an infinite cost.
func share(_ weight: Tensor, of cost: Tensor) -> Tensor {
  let greatest =
    cost.elementType == .float32 ? Double(Float.greatestFiniteMagnitude) : Double.greatestFiniteMagnitude
  let shape = weight.shape.broadcast(with: cost.shape) ?? cost.shape
  let (weight, cost) = (weight.broadcast(to: shape), cost.broadcast(to: shape))
  return weight * select(weight, cost, minimum(cost, setting("greatest number", greatest, like: cost)))
}

/// The weights of classes, checked.
func classWeights(_ weights: [Double], _ name: String, classes: Int, like tensor: Tensor) -> Tensor {
  guard weights.count == classes else {
    stop("\(name) expects a weight for each of \(classes) classes; got \(weights.count).")
  }
  guard weights.allSatisfy({ $0 >= 0 && $0.isFinite }), weights.contains(where: { $0 > 0 }) else {
    stop("\(name) expects class weights of 0 or above, not all 0; got \(weights).")
  }
  return Tensor(NDArray(weights, type: tensor.elementType), name: "class weights")
}

/// The weight of each yes-or-no answer, by how much of a yes it is, from 0 to 1.
func answerWeights(_ weights: [Double], _ name: String, yes: Tensor) -> Tensor {
  _ = classWeights(weights, name, classes: 2, like: yes)
  return weights[0] * (1 - yes) + weights[1] * yes
}

extension Graph {
  /// The total weight of each weighted mean of costs in it, such as the number of labels that are not ignored.
  package var totalWeights: [Tensor] {
    operations.filter { $0.name == Costs.totalWeightName && $0.primitive === Primitive.sum }.map(\.tensor)
  }
}
