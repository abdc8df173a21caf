import Autodiff
import Datasets
import Networks
import Numerals
import Tensors
import Training

/// A small change of an input that makes a model answer wrongly: an adversarial example. Szegedy et al. 2014,
/// arXiv:1312.6199.
///
/// Every number of an input x₀ may move by ε at most (the ball of the norm L∞), and stays in the range that inputs have, such
/// as from paper to ink. The attacker knows the model, and moves uphill on its loss: ∂L/∂x, where training takes ∂L/∂w.
///
///     let attack = FastGradientSign(epsilon: 0.1)
///     let fooled = attack.examples(for: model, loss: .softmaxCrossEntropy, on: digits)
///
/// It is built of the catalogue's operations and computed on a plan for a whole set of examples.
///
/// To add one: a struct in this folder, its paper and formula above it, listed in `Attacks.all`; a case in
/// Tests/Fixtures/make_attack_fixtures.py.
public protocol Attack: Sendable, CustomStringConvertible {
  static var name: String { get }
  /// ε: how far a number of an input may move, in the inputs' unit.
  var epsilon: Double { get }
  /// Between which numbers inputs lie; nil: anywhere, as for standardised ones.
  var range: ClosedRange<Double>? { get }

  /// Where the search begins for each of the inputs, [n, …] → [n, …]. Unless an attack says otherwise, at the inputs.
  func start(_ inputs: NDArray) -> NDArray

  /// Builds the attack.
  ///
  /// - Parameters:
  ///   - start: [n, …], where the search begins.
  ///   - original: x₀, the same shape.
  ///   - uphill: from a place x to the gradient there that leads to what the attacker wants, the same shape.
  /// - Returns: the adversarial examples, the same shape; `projected` keeps them near `original`.
  func perturbed(_ start: Tensor, of original: Tensor, uphill: (Tensor) -> Tensor) -> Tensor
}

/// Every attack there is, with settings for inputs from 0 to 1, the weakest first.
public enum Attacks {
  public static let all: [any Attack] = [
    RandomSign(epsilon: 0.1, seed: 1), FastGradientSign(epsilon: 0.1),
    ProjectedGradientDescent(epsilon: 0.1, stepSize: 0.025, steps: 10),
    ProjectedGradientDescent(epsilon: 0.1, stepSize: 0.025, steps: 10, seed: 1),
  ]
}

extension Attack {
  public func start(_ inputs: NDArray) -> NDArray { inputs }

  /// The nearest place to x that is at most ε away from `original` in every number, and within the range.
  public func projected(_ x: Tensor, around original: Tensor) -> Tensor {
    let near = minimum(maximum(x, original - epsilon), original + epsilon)
    guard let range else { return near }
    let (lower, upper) = (range.lowerBound, range.upperBound)
    return minimum(maximum(near, Tensor(lower, type: x.elementType)), Tensor(upper, type: x.elementType))
  }

  /// The examples with changed inputs, and the targets that are true.
  ///
  /// - Parameters:
  ///   - model: from inputs [n, …] to answers, each of its own input only. It is attacked as it is used: without dropout.
  ///   - loss: from answers and targets to one number, a mean over the examples; the attack makes it large.
  ///   - examples: inputs [n, …] within `range`, and targets that `loss` understands.
  ///   - targets: what the model shall be made to answer, one for each example: their loss is made small. nil: anything
  ///     but the truth.
  ///   - batchSize: how many at once.
  public func examples(
    for model: any Layer, loss: Loss, on examples: Examples, toward targets: NDArray? = nil,
    batchSize: Int = 1024, threads: Int? = nil
  ) -> Examples {
    self.examples(
      for: { model($0) }, loss: loss, on: examples, toward: targets, batchSize: batchSize, threads: threads)
  }

  /// The same for a function of inputs.
  public func examples(
    for model: (Tensor) -> Tensor, loss: Loss, on examples: Examples,
    toward targets: NDArray? = nil,
    batchSize: Int = 1024, threads: Int? = nil
  ) -> Examples {
    checkInputs(examples.inputs)
    let aims = Examples(inputs: examples.inputs, targets: targets ?? examples.targets)
    let arrays = [start(examples.inputs), examples.inputs, aims.targets]
    let inputs = predict(arrays, batchSize: batchSize, threads: threads) { tensors in
      perturbed(tensors[0], of: tensors[1]) { x in
        let slope = gradient(of: loss(model(x), tensors[2]), with: x)
        return targets == nil ? slope : -slope
      }
    }
    return Examples(inputs: inputs, targets: examples.targets)
  }

  /// Refuses inputs that are outside of the range before anything is changed: they have another unit than ε.
  private func checkInputs(_ inputs: NDArray) {
    guard inputs.count > 0 else { stop("\(Self.name) expects examples to attack; got none.") }
    for (position, number) in inputs.doubles.enumerated() {
      let row = position / (inputs.count / inputs.rowCount)
      guard number.isFinite else {
        stop("\(Self.name) expects finite inputs; input \(row) holds \(exactText(number)).")
      }
      if let range, !range.contains(number) {
        stop(
          "\(Self.name) expects inputs from \(range.lowerBound) to \(range.upperBound); input \(row) holds "
            + "\(exactText(number)). Scale them, or give their range: range: 0...255, or nil for any.")
      }
    }
  }

  /// Stops unless there is an attack with these settings.
  func checkBall() {
    guard epsilon >= 0, epsilon.isFinite else {
      stop("\(Self.name) expects epsilon (ε) to be at least 0 and finite; got \(exactText(epsilon)).")
    }
    if let range, !(range.lowerBound.isFinite && range.upperBound.isFinite) {
      stop("\(Self.name) expects a range with two finite ends; got \(range). For any numbers, write range: nil.")
    }
  }
}
