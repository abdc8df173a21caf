import Autodiff
import Numerals
import Tensors

// What targets mean, which losses, metrics and charts agree on: labels [n, …] are whole numbers from 0; yes and no are 1 and
// 0 (for a hinge 1 and −1), in the shape of the answers; probabilities are rows whose sum is 1.
extension NamedLoss {
  /// Refuses targets that the loss would take for something else: a label that is no class, 0 and 1 for a hinge.
  ///
  /// - Parameters:
  ///   - targets: of all examples, [n, …].
  ///   - answers: the shape of what a network answers to a batch of them.
  package func checkTargets(_ targets: NDArray, answers: Shape) {
    guard target != .numbers else { return }
    let classes = answers.sizes.last ?? 1
    if [.labels, .probabilities].contains(target) {
      guard classes >= 2 else {
        stop(
          "\(name) expects answers for 2 or more classes, [n, …, k]; got \(answers). For one answer to yes or no: loss: "
            + ".binaryCrossEntropy, with targets of that shape.")
      }
      let isOneForEach = targets.shape.rank == answers.rank - (target == .labels ? 1 : 0)
      guard isOneForEach else { stop(otherRank(targets.shape, answers)) }
    }
    let numbers = targets.doubles
    for (position, number) in numbers.enumerated() where !fits(number, classes) {
      stop(misfit(number, at: targets.shape.index(at: position), classes))
    }
    if target == .probabilities { checkSums(of: numbers, targets.shape) }
  }

  private func checkSums(of numbers: [Double], _ shape: Shape) {
    let classes = shape.sizes.last!
    for row in 0..<numbers.count / classes {
      let sum = numbers[row * classes..<(row + 1) * classes].reduce(0, +)
      guard abs(sum - 1) > 1e-3 else { continue }
      stop(
        "\(name) expects probabilities, which sum to 1 for each example; got \(exactText(sum)) at "
          + "\(shape.index(at: row * classes).dropLast()). Divide by their sum: y / sum(y, axis: -1, keepingAxes: true)."
      )
    }
  }

  private func fits(_ number: Double, _ classes: Int) -> Bool {
    switch target {
    case .numbers: true
    case .yesNo, .masks, .probabilities: number >= 0 && number <= 1
    case .signs: number == 1 || number == -1
    case .labels:
      number == number.rounded() && number >= 0 && number < Double(classes) || number == ignoredLabel.map(Double.init)
    }
  }

  private func otherRank(_ targets: Shape, _ answers: Shape) -> String {
    let advice =
      target == .labels && targets.rank == answers.rank
      ? targets.sizes.last == 1
        ? "Leave out the last axis: targets.reshaped([n])."
        : "For one-hot rows or probabilities: loss: .softmaxCrossEntropyWithProbabilities."
      : target == .probabilities && targets.rank == answers.rank - 1
        ? "For labels: loss: .softmaxCrossEntropy." : "Reshape them."
    return
      "\(name) expects targets \(target.shapes.split(separator: " and ").last!) for answers \(answers); got \(targets). \(advice)"
  }

  private func misfit(_ number: Double, at index: [Int], _ classes: Int) -> String {
    let wanted = target == .labels ? "labels, whole numbers from 0 to \(classes - 1)" : target.rawValue
    let advice =
      switch target {
      case .signs where number == 0: " From 1 and 0 they are 2 * y - 1; .binaryCrossEntropy takes 1 and 0."
      case .yesNo where number == -1: " From 1 and −1 they are (y + 1) / 2; .hinge takes 1 and −1."
      case .labels where number == Double(classes):
        " Count the classes from 0, or give the network \(classes + 1) answers."
      default: ""
      }
    return "\(name) expects \(wanted); got the target \(exactText(number)) at \(index).\(advice)"
  }
}

/// Holds a loss to what training relies on; ends with a sentence that says what to write where it does not: for a test or a
/// cell beside a loss of one's own.
///
///     checkLoss(logCosh)
///
/// It is one finite number that depends on the predictions, and its derivative is what finite differences say.
public func checkLoss(_ loss: NamedLoss) {
  let (prediction, target) = loss.sample(type: .float64)
  let p = Input("prediction", prediction)
  let value = loss(p, Tensor(target))
  guard value.shape.count == 1 else {
    stop(shapes: "\(loss.name) expects one number; got \(value.shape). Take the mean over the examples: mean(…).")
  }
  guard value.scalar.isFinite else {
    stop("\(loss.name) of the predictions \(prediction.doubles) is \(exactText(value.scalar)), not a finite number.")
  }
  guard Graph(of: [value]).id(of: p) != nil else {
    stop("\(loss.name) does not depend on its predictions, so nothing could be learnt from it.")
  }
  if let wrong = gradientCheck(of: value, with: [p]).first(where: { !($0.relativeError < 1e-5) }) {
    stop(
      "\(loss.name) has the derivative \(exactText(wrong.analytic)) at prediction \(wrong.index), but a finite difference gives "
        + "\(exactText(wrong.numeric)). Is something detached, rounded or compared on the way?")
  }
}

/// The same for a function.
public func checkLoss(_ loss: @escaping @Sendable (_ prediction: Tensor, _ target: Tensor) -> Tensor) {
  checkLoss(NamedLoss("the loss", loss))
}
