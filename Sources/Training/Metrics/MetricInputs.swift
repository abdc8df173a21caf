import Numerals
import Tensors

// Answers beside targets, checked: what metrics and curves are computed from. `asker` begins the sentence when something
// does not fit.

/// Labels beside labels.
struct LabelPairs {
  let predicted: [Int]
  let targets: [Int]
  let classCount: Int

  /// - Parameters:
  ///   - answers: labels in the targets' shape, or scores with one more axis.
  ///   - classes: how many there are; nil: as many as there are scores, or as the greatest label says (at least 2).
  init(_ answers: NDArray, _ targets: NDArray, classes: Int? = nil, asker: String) {
    if let classes, classes < 1 { stop("\(asker) expects at least 1 class; got \(classes).") }
    guard answers.shape.rank == targets.shape.rank + 1, answers.shape.sizes.dropLast() == targets.shape.sizes[...]
    else {
      refuseOtherShapes(
        answers, targets, "labels in the shape of the targets, or scores [n, …, k] for targets [n, …]", asker)
      predicted = labels(answers, below: classes, "prediction", asker)
      self.targets = labels(targets, below: classes, "target", asker)
      classCount = classes ?? Swift.max(2, 1 + Swift.max(predicted.max()!, self.targets.max()!))
      return
    }
    let scored = ScoredClasses(answers, targets, asker: asker)
    if let classes, classes != scored.classCount {
      stop(shapes: "\(asker) expects scores for \(classes) classes; got \(answers.shape).")
    }
    predicted = scored.targets.indices.map(scored.highest)
    self.targets = scored.targets
    classCount = scored.classCount
  }
}

/// Scores for each class beside labels.
struct ScoredClasses {
  let scores: [Double]
  let targets: [Int]
  let classCount: Int

  /// - Parameters:
  ///   - answers: [n, …, k], without NaN.
  ///   - targets: [n, …], labels below k.
  init(_ answers: NDArray, _ targets: NDArray, asker: String) {
    guard answers.shape.rank >= 2, answers.shape.sizes.dropLast() == targets.shape.sizes[...] else {
      stop(
        shapes:
          "\(asker) expects scores [n, k] and targets [n]; got answers \(answers.shape) and targets \(targets.shape).")
    }
    classCount = answers.shape.sizes.last!
    guard classCount >= 2 else {
      stop(
        shapes: "\(asker) expects a score for each of 2 or more classes; got \(answers.shape). "
          + "For one score of yes: .binaryAccuracy(above: 0) of logits, above: 0.5 of probabilities.")
    }
    refuseEmpty(targets, asker)
    refuseNaN(answers, "score", asker)
    scores = answers.doubles
    self.targets = labels(targets, below: classCount, "target", asker)
  }

  func row(_ i: Int) -> ArraySlice<Double> { scores[i * classCount..<(i + 1) * classCount] }

  /// The class with the highest score, the first of several.
  func highest(_ i: Int) -> Int {
    let row = row(i)
    return row.firstIndex(of: row.max()!)! - row.startIndex
  }

  /// One class against the others.
  func binary(_ label: Int) -> BinaryScores {
    BinaryScores(
      scores: targets.indices.map { scores[$0 * classCount + label] }, isPositive: targets.map { $0 == label },
      positive: label)
  }

  /// Stops unless every row is a distribution.
  func checkProbabilities(asker: String) {
    for i in targets.indices {
      let sum = row(i).reduce(0, +)
      guard row(i).allSatisfy({ (0...1).contains($0) }), Swift.abs(sum - 1) < 1e-3 else {
        stop(
          "\(asker) expects probabilities, from 0 to 1 with sum 1; got, in row \(i), \(Array(row(i))). "
            + "Of logits, softmax makes probabilities.")
      }
    }
  }
}

/// Scores of yes beside yes and no.
struct BinaryScores {
  let scores: [Double]
  let isPositive: [Bool]
  /// How the class is called that is yes.
  let positive: Int

  init(scores: [Double], isPositive: [Bool], positive: Int) {
    self.scores = scores
    self.isPositive = isPositive
    self.positive = positive
  }

  /// - Parameters:
  ///   - answers: a score for each target; [n, 1] beside [n] is one too.
  ///   - targets: 1 for yes, and 0 (or all of them −1) for no.
  init(_ answers: NDArray, _ targets: NDArray, asker: String) {
    let scores = answers.withoutLastAxis(ofOneBeside: targets)
    let targets = targets.withoutLastAxis(ofOneBeside: scores)
    refuseOtherShapes(scores, targets, "a score for each target", asker)
    refuseNaN(scores, "score", asker)
    self.init(scores: scores.doubles, isPositive: yesAndNo(targets, asker: asker), positive: 1)
  }

  /// Stops unless every score is a probability.
  func checkProbabilities(asker: String) {
    guard let i = scores.firstIndex(where: { !(0...1).contains($0) }) else { return }
    stop(
      "\(asker) expects probabilities from 0 to 1; number \(i) is \(scores[i]). Of logits, sigmoid makes probabilities."
    )
  }
}

/// Numbers beside numbers, all finite.
func checkedNumbers(_ answers: NDArray, _ targets: NDArray, asker: String) -> (answers: [Double], targets: [Double]) {
  refuseOtherShapes(answers, targets, "a number for each target", asker)
  let (a, y) = (answers.doubles, targets.doubles)
  for (what, numbers) in [("answer", a), ("target", y)] {
    if let i = numbers.firstIndex(where: { !$0.isFinite }) {
      stop("\(asker) expects finite numbers; \(what) \(i) is \(numbers[i]).")
    }
  }
  return (a, y)
}

/// 1 where a score lies above the threshold, otherwise 0: from one score of yes, in any shape, to labels.
public func labels(of scores: NDArray, above threshold: Double) -> NDArray {
  refuseNaN(scores, "score", "labels(of:above:)")
  return NDArray(scores.doubles.map { $0 > threshold ? 1 : 0 }, shape: scores.shape, type: scores.elementType)
}

/// Which targets are yes: those of 1, where the others are 0, or all of them −1.
package func yesAndNo(_ targets: NDArray, asker: String) -> [Bool] {
  let numbers = targets.doubles
  if numbers.contains(-1), numbers.allSatisfy({ $0 == 1 || $0 == -1 }) { return numbers.map { $0 == 1 } }
  return labels(targets, below: 2, "target", asker).map { $0 == 1 }
}

/// Labels as answered and as right: of labels in the targets' shape, or of scores with one more axis.
package func answeredLabels(
  _ answers: NDArray, _ targets: NDArray, asker: String
) -> (answers: [Int], targets: [Int]) {
  let pairs = LabelPairs(answers, targets, asker: asker)
  return (pairs.predicted, pairs.targets)
}

extension NDArray {
  /// [n, 1] beside [n] is the same as [n].
  func withoutLastAxis(ofOneBeside other: NDArray) -> NDArray {
    shape.sizes == other.shape.sizes + [1] ? reshaped(other.shape) : self
  }
}

/// A label this large is a mistake: there is a counter for each class.
let labelLimit = 1 << 24

private func labels(_ array: NDArray, below classes: Int?, _ what: String, _ asker: String) -> [Int] {
  let limit = classes ?? labelLimit
  return array.doubles.enumerated().map { i, number in
    guard let label = Int(exactly: number), (0..<limit).contains(label) else {
      let advice =
        what == "prediction" && number != number.rounded()
        ? " For one score of yes: .binaryAccuracy(above: 0) of logits, above: 0.5 of probabilities." : ""
      stop(
        "\(asker) expects labels, whole numbers from 0 to \(limit - 1); \(what) \(i) is \(exactText(number)).\(advice)"
      )
    }
    return label
  }
}

private func refuseOtherShapes(_ answers: NDArray, _ targets: NDArray, _ wanted: String, _ asker: String) {
  guard answers.shape == targets.shape else {
    stop(shapes: "\(asker) expects \(wanted); got answers \(answers.shape) and targets \(targets.shape).")
  }
  refuseEmpty(targets, asker)
}

private func refuseEmpty(_ targets: NDArray, _ asker: String) {
  if targets.count == 0 { stop("\(asker) expects at least one example; got targets \(targets.shape).") }
}

private func refuseNaN(_ scores: NDArray, _ what: String, _ asker: String) {
  guard let i = scores.doubles.firstIndex(where: \.isNaN) else { return }
  stop("\(asker) expects numbers; \(what) \(i) is NaN. Did the training diverge?")
}
