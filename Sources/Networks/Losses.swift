import Autodiff
import Numerals
import Tensors

// A loss says in one number how wrong a network is; training makes it small. Each is composed of the catalogue's
// operations, so that stepping into one shows every step, and each is written so that no intermediate overflows and that
// infinite logits, as of masked classes, have the loss and the gradient of the limit.
//
// All are means over the examples unless told otherwise, so that batches of different size can be compared.
//
// To add one: compose its costs inside `loss(…)` in the file of its topic, cite its formula, list it in `Losses.all`, and
// add a case to Tests/Fixtures/make_loss_fixtures.py.

/// A loss with a name: what `train(…, loss: .softmaxCrossEntropy, …)` is given, what Docs/LOSSES.md says of it, and how tests
/// try it.
///
/// One of your own is a function from answers and targets to one number. As a value with a name it can be listed and
/// checked (`checkLoss`) like the others:
///
///     let logCosh = NamedLoss("log-cosh", formula: "L = (1/n) Σ ln cosh (p − y)") { p, y in
///       mean(softplus(2 * (p - y)) - (p - y) - 0.6931471805599453)
///     }
public struct NamedLoss: Sendable, CustomStringConvertible {
  /// The module that its operations are labelled with, and a comma and more where that has several losses.
  public let name: String
  /// As a program calls it: "huber(prediction, target, delta: 1)".
  public let call: String
  public let formula: String
  /// Who proposed it, and where.
  public let source: String
  public let prediction: Prediction
  public let target: Target
  /// A label that is no class and counts nothing.
  private(set) var ignoredLabel: Int?
  private let function: @Sendable (Tensor, Tensor) -> Tensor

  /// What a network has to answer with.
  public enum Prediction: String, Sendable, CaseIterable {
    /// The numbers themselves, scores, or logits.
    case numbers = "any numbers"
    /// Logarithms of probabilities: 0 at most.
    case logProbabilities = "log-probabilities"
  }

  /// What a loss compares predictions with.
  public enum Target: String, Sendable, CaseIterable {
    case numbers = "numbers"
    case yesNo = "1 for yes, 0 for no"
    case signs = "1 for yes, −1 for no"
    case masks = "masks of 1 and 0"
    case labels = "labels"
    case probabilities = "probabilities"

    /// Of the predictions and the target.
    public var shapes: String {
      switch self {
      case .numbers, .yesNo, .signs: "any one shape"
      case .masks: "[n, …] and [n, …]"
      case .labels: "[n, …, k] and [n, …]"
      case .probabilities: "[n, …, k] and [n, …, k]"
      }
    }
  }

  /// - Parameters:
  ///   - call: as a program writes it; nil: "name(prediction, target)".
  ///   - formula: p is the prediction, y the target, n how many examples.
  ///   - source: who proposed it.
  ///   - prediction: what a network has to answer with.
  ///   - target: what it is compared with. Targets that are something else are refused before training begins.
  ///   - function: from predictions and targets to a mean over the examples, one number.
  public init(
    _ name: String, call: String? = nil, formula: String = "", source: String = "",
    prediction: Prediction = .numbers, target: Target = .numbers,
    _ function: @escaping @Sendable (_ prediction: Tensor, _ target: Tensor) -> Tensor
  ) {
    self.name = name
    self.call = call ?? "\(name)(prediction, target)"
    self.formula = formula
    self.source = source
    self.prediction = prediction
    self.target = target
    self.function = function
  }

  /// The loss, of shape [].
  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor { function(prediction, target) }

  /// The same loss with other settings.
  func set(
    _ call: String, ignoring ignored: Int? = nil, _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> NamedLoss {
    var loss = NamedLoss(
      name, call: call, formula: formula, source: source, prediction: prediction, target: target, function)
    loss.ignoredLabel = ignored
    return loss
  }

  public var description: String { "\(call)   \(formula)" }

  /// Predictions, and a target that suits them: the same ones for the same seed.
  ///
  /// - Parameter scale: how far from 0 predictions may lie.
  public func sample(scale: Double = 2, seed: UInt64 = 7, type: ElementType = .float32) -> (
    prediction: NDArray, target: NDArray
  ) {
    var random = RandomSource(seed: seed)
    let numbers = NDArray.uniform([4, 3], in: -scale..<scale, type: type, using: &random)
    let prediction =
      switch self.prediction {
      case .numbers: numbers
      case .logProbabilities: logSoftmax(Tensor(numbers)).value
      }
    func whole(_ shape: Shape, below bound: Int, _ number: (Int) -> Double) -> NDArray {
      NDArray((0..<shape.count).map { _ in number(random.integer(below: bound)) }, shape: shape, type: type)
    }
    let target =
      switch self.target {
      case .numbers: NDArray.uniform([4, 3], in: -2..<2, type: type, using: &random)
      case .yesNo, .masks: whole([4, 3], below: 2) { Double($0) }
      case .signs: whole([4, 3], below: 2) { Double(2 * $0 - 1) }
      case .labels: whole([4], below: 3) { Double($0) }
      case .probabilities: softmax(Tensor(.normal([4, 3], type: type, using: &random))).value
      }
    return (prediction, target)
  }
}

/// Every loss there is. The gradient check, the comparison with a public framework, the plans' tests and Docs/LOSSES.md
/// go through this list.
public enum Losses {
  public static let all: [NamedLoss] = regression + binary + classification + focusing + segmentation
}

/// Refuses a target that would have to be repeated: [32] beside [32, 1] would compare everything with everything.
///
/// - Parameter costs: one for each element, or each example.
func loss(
  _ name: String, _ prediction: Tensor, _ target: Tensor, reduction: LossReduction, _ costs: () -> Costs
) -> Tensor {
  guard prediction.shape == target.shape else {
    stop(
      "\(name) expects a target for each prediction; got \(describe(prediction)) and \(describe(target)). "
        + "Reshape one of them.")
  }
  return lossModule(name) { costs().reduced(reduction) }
}

/// Refuses labels that are not one for each row of logits. `costs` gets the labels as one-hot rows, [n, …, k], and answers
/// with one for each row, [n, …]; those of the ignored label then count nothing.
func loss(
  _ name: String, logits: Tensor, labels: Tensor, ignoring ignored: Int?, reduction: LossReduction,
  _ costs: (Tensor) -> Costs
) -> Tensor {
  guard logits.rank >= 2, labels.shape.sizes == logits.shape.sizes.dropLast() else {
    stop(
      "\(name) expects logits [n, …, k] and labels [n, …]; got \(describe(logits)) and \(describe(labels)).")
  }
  return lossModule(name) {
    let classes = logits.shape.sizes.last!
    guard let ignored else { return costs(oneHot(labels, classes: classes)).reduced(reduction) }
    let isIgnored = (labels .== setting("ignored label", Double(ignored), like: labels)).named("is ignored")
    let known = select(isIgnored, setting("any label", 0, like: labels), labels)
    return costs(oneHot(known, classes: classes)).leavingOut(isIgnored).reduced(reduction)
  }
}

/// A number of the loss's formula, named as there.
func setting(_ name: String, _ value: Double, like tensor: Tensor) -> Tensor {
  Tensor(value, name: name, type: tensor.elementType)
}

/// Refuses a setting for which there is no loss.
func checkSetting(_ loss: String, _ name: String, _ value: Double, wanted: String, _ fits: (Double) -> Bool) {
  if !fits(value) { stop("\(loss) expects \(name) \(wanted); got \(exactText(value)).") }
}

private func lossModule(_ name: String, _ body: () -> Tensor) -> Tensor {
  phase(.loss) { module(name, body) }
}

func describe(_ tensor: Tensor) -> String {
  (tensor.name.isEmpty ? "" : tensor.name + " ") + tensor.shape.description
}
