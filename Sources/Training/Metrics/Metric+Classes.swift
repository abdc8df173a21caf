import Numerals
import Tensors

// Metrics of classes: what was answered against what is right. TP counts the examples of a class that were answered so,
// FP those of other classes that were answered so, FN those of the class that were answered otherwise.

extension Metric {
  /// How many answers are right.
  public static let accuracy = Metric(
    "accuracy", .classes, formula: "correct / n", source: "Bishop 2006, section 1.5"
  ) { answers, targets in
    let pairs = LabelPairs(answers, targets, asker: "accuracy")
    return .value(share(zip(pairs.predicted, pairs.targets).map { $0 == $1 }))
  }

  /// How many answers to yes or no are right: a score above the threshold says yes. Logits are above 0 where their sigmoid is
  /// above 0.5.
  ///
  ///     train(network, …, loss: .binaryCrossEntropy, …, validation: others, metrics: [.binaryAccuracy(above: 0)])
  ///
  /// - Parameter threshold: 0 for logits, 0.5 for probabilities.
  public static func binaryAccuracy(above threshold: Double) -> Metric {
    guard threshold.isFinite else { stop("binary accuracy expects a finite threshold; got \(threshold).") }
    return Metric(
      "binary accuracy (above \(significantText(threshold)))", .scores,
      formula: "correct / n, where a score above \(significantText(threshold)) is yes",
      source: "Bishop 2006, section 1.5"
    ) { answers, targets in
      let binary = BinaryScores(answers, targets, asker: "binary accuracy")
      return .value(share(zip(binary.scores, binary.isPositive).map { ($0 > threshold) == $1 }))
    }
  }

  /// For how many the right class is among the k highest scores; of equal scores the lower class counts as higher.
  public static func topAccuracy(_ k: Int) -> Metric {
    let name = "top-\(k) accuracy"
    return Metric(
      name, .classScores, formula: "target among the \(k) highest scores / n",
      source: "Russakovsky et al. 2015, arXiv:1409.0575, section 4.1"
    ) { answers, targets in
      let scored = ScoredClasses(answers, targets, asker: name)
      guard (1...scored.classCount).contains(k) else {
        stop("top-k accuracy expects k from 1 to the \(scored.classCount) classes; got \(k).")
      }
      return .value(
        share(
          scored.targets.indices.map { i in
            let row = Array(scored.row(i))
            let target = scored.targets[i]
            return row.indices.count { row[$0] > row[target] || row[$0] == row[target] && $0 < target } < k
          }))
    }
  }

  /// Of the answers "c", how many are right.
  public static func precision(_ average: ClassAverage, _ undefined: UndefinedClasses = .stated) -> Metric {
    ofClasses(
      "precision", .precision, average, undefined, formula: "TP / (TP + FP)",
      source: "van Rijsbergen 1979, chapter 7")
  }

  /// Of the examples of c, how many are found.
  public static func recall(_ average: ClassAverage, _ undefined: UndefinedClasses = .stated) -> Metric {
    ofClasses(
      "recall", .recall, average, undefined, formula: "TP / (TP + FN)", source: "van Rijsbergen 1979, chapter 7")
  }

  /// The harmonic mean of precision and recall.
  public static func f1(_ average: ClassAverage, _ undefined: UndefinedClasses = .stated) -> Metric {
    ofClasses(
      "F1", .f1, average, undefined, formula: "2 TP / (2 TP + FP + FN)",
      source: "van Rijsbergen 1979, chapter 7; Chinchor 1992, doi:10.3115/1072064.1072067")
  }

  /// How far the pixels answered "c" and the pixels of c are the same, in the mean over the classes.
  public static func meanIoU(_ undefined: UndefinedClasses = .stated) -> Metric {
    Metric(
      "mean IoU", .classes, formula: "mean over c of TP / (TP + FP + FN)",
      source: "Jaccard 1912, doi:10.1111/j.1469-8137.1912.tb05611.x; Long, Shelhamer & Darrell 2015, arXiv:1411.4038",
      undefinedWhen: undefinedMean(undefined, .intersectionOverUnion)
    ) { answers, targets in
      let counts = ClassCounts(LabelPairs(answers, targets, asker: "mean IoU"))
      return ClassRatio.intersectionOverUnion.value(.macro, undefined, in: counts)
    }
  }

  /// How far two masks, 1 inside and 0 outside, are the same. It is the F1 of class 1.
  public static let dice = Metric(
    "Dice coefficient", .classes, formula: "2 |A ∩ B| / (|A| + |B|), of the pixels with label 1",
    source: "Dice 1945, doi:10.2307/1932409", undefinedWhen: "both masks are empty"
  ) { answers, targets in
    let pairs = LabelPairs(answers, targets, classes: 2, asker: "Dice coefficient")
    let value = ClassRatio.f1.value(of: 1, in: ClassCounts(pairs))
    return value.number == nil ? .undefined("both masks are empty") : value
  }

  private static func ofClasses(
    _ name: String, _ ratio: ClassRatio, _ average: ClassAverage, _ undefined: UndefinedClasses, formula: String,
    source: String
  ) -> Metric {
    var least = 0
    var (meaning, when) = (formula, undefinedMean(undefined, ratio))
    switch average {
    case .ofClass(let label):
      guard (0..<labelLimit).contains(label) else {
        stop("\(name) expects a class from 0 to \(labelLimit - 1); got \(label).")
      }
      least = label + 1
      (meaning, when) = ("\(formula), of class \(label)", "class \(label) \(ratio.absence.one)")
    case .macro: meaning = "mean over c of \(formula)" + (undefined == .stated ? ", of the c that occur" : "")
    case .micro: (meaning, when) = ("\(formula), each summed over c first", "never")
    case .weighted:
      meaning = "mean over c of \(formula), weighted by how often c is the target"
      when = ratio.isDefinedForTargets ? "never" : undefinedMean(undefined, "of the targets \(ratio.absence.one)")
    }
    let classes = least
    return Metric("\(name) (\(average))", .classes, formula: meaning, source: source, undefinedWhen: when) {
      answers, targets in
      let counts = ClassCounts(LabelPairs(answers, targets, asker: name), classes: classes)
      return ratio.value(average, undefined, in: counts)
    }
  }

  /// Of a mean over the classes, or over those that occur.
  private static func undefinedMean(_ undefined: UndefinedClasses, _ ratio: ClassRatio) -> String {
    undefined == .stated && ratio.isOfAbsentClasses ? "never" : undefinedMean(undefined, ratio.absence.one)
  }

  /// Of a mean over the classes.
  static func undefinedMean(_ undefined: UndefinedClasses, _ absent: String) -> String {
    switch undefined {
    case .stated: "a class \(absent)"
    case .leftOut: "every class \(absent)"
    case .counted: "never"
    }
  }

  private static func share(_ isRight: [Bool]) -> Double { Double(isRight.count { $0 }) / Double(isRight.count) }
}
