import Tensors

/// Of which classes a metric speaks, when it has one number for each.
public enum ClassAverage: Sendable, Hashable, CustomStringConvertible {
  /// One class against all others. In yes-or-no questions, class 1 is yes.
  case ofClass(Int)
  /// The mean over the classes that occur: each counts the same, however rare.
  case macro
  /// Counted over all classes together: each example counts the same.
  case micro
  /// The mean over the classes, each as often as it occurs among the targets.
  case weighted

  public var description: String {
    switch self {
    case .ofClass(let label): "class \(label)"
    case .macro: "macro"
    case .micro: "micro"
    case .weighted: "weighted"
    }
  }
}

/// What a mean over the classes does with a class that has no value.
public enum UndefinedClasses: Sendable, Hashable {
  /// The mean has no value either, and says which classes are the reason. A class that occurs neither among the targets nor
  /// among the predictions is no reason: it is not counted.
  case stated
  /// The mean is over the other classes.
  case leftOut
  /// As if it had this value; 0 is what many tables silently do.
  case counted(as: Double)
}

/// For each class, how often it is the target, how often it is answered, and how often both.
struct ClassCounts {
  private(set) var hits: [Int]
  private(set) var predicted: [Int]
  private(set) var actual: [Int]
  let total: Int

  /// Is it a target, or answered?
  func occurs(_ label: Int) -> Bool { actual[label] > 0 || predicted[label] > 0 }

  /// - Parameter classes: at least so many, also when the last ones do not occur.
  init(_ pairs: LabelPairs, classes: Int = 0) {
    let count = Swift.max(pairs.classCount, classes)
    hits = [Int](repeating: 0, count: count)
    predicted = hits
    actual = hits
    total = pairs.targets.count
    for (answer, target) in zip(pairs.predicted, pairs.targets) {
      predicted[answer] += 1
      actual[target] += 1
      if answer == target { hits[target] += 1 }
    }
  }
}

/// A share that every class has: numerator / denominator, of its counts.
struct ClassRatio: Sendable {
  let numerator: @Sendable (ClassCounts, Int) -> Int
  let denominator: @Sendable (ClassCounts, Int) -> Int
  /// What a class, and what several classes, whose denominator is 0 do.
  let absence: (one: String, many: String)
  /// Whether a class that is a target at least once always has a value.
  let isDefinedForTargets: Bool

  /// TP / (TP + FP)
  static let precision = ClassRatio(
    numerator: { $0.hits[$1] }, denominator: { $0.predicted[$1] },
    absence: ("is never predicted", "are never predicted"), isDefinedForTargets: false)
  /// TP / (TP + FN)
  static let recall = ClassRatio(
    numerator: { $0.hits[$1] }, denominator: { $0.actual[$1] },
    absence: ("never occurs among the targets", "never occur among the targets"), isDefinedForTargets: true)
  /// 2 TP / (2 TP + FP + FN)
  static let f1 = ClassRatio(
    numerator: { 2 * $0.hits[$1] }, denominator: { $0.predicted[$1] + $0.actual[$1] }, absence: absentFromBoth,
    isDefinedForTargets: true)
  /// TP / (TP + FP + FN)
  static let intersectionOverUnion = ClassRatio(
    numerator: { $0.hits[$1] }, denominator: { $0.predicted[$1] + $0.actual[$1] - $0.hits[$1] },
    absence: absentFromBoth,
    isDefinedForTargets: true)

  /// Have all classes a value but those that do not occur?
  var isOfAbsentClasses: Bool { absence.one == Self.absentFromBoth.one }

  private static let absentFromBoth = (
    one: "occurs neither among the targets nor among the predictions",
    many: "occur neither among the targets nor among the predictions"
  )

  func value(of label: Int, in counts: ClassCounts) -> MetricValue {
    let denominator = denominator(counts, label)
    guard denominator > 0 else { return .undefined(reason([label])) }
    return .value(Double(numerator(counts, label)) / Double(denominator))
  }

  func value(_ average: ClassAverage, _ undefined: UndefinedClasses, in counts: ClassCounts) -> MetricValue {
    let classes = counts.actual.indices
    switch average {
    case .ofClass(let label): return value(of: label, in: counts)
    case .micro:
      let below = classes.reduce(0) { $0 + denominator(counts, $1) }
      return .value(Double(classes.reduce(0) { $0 + numerator(counts, $1) }) / Double(below))
    case .macro:
      return mean(undefined, in: counts) { _ in 1 }
    case .weighted:
      return mean(undefined, in: counts) { counts.actual[$0] }
    }
  }

  /// A class of weight 0 has no part in it, with or without a value; nor has one that does not occur, unless it is given one.
  private func mean(
    _ undefined: UndefinedClasses, in counts: ClassCounts, weight: (Int) -> Int
  ) -> MetricValue {
    var (sum, total) = (0.0, 0)
    var without: [Int] = []
    for label in counts.actual.indices where weight(label) > 0 {
      var number = value(of: label, in: counts).number
      if number == nil {
        if undefined == .stated, !counts.occurs(label) { continue }
        without.append(label)
        if case .counted(let stand) = undefined { number = stand }
      }
      guard let number else { continue }
      sum += Double(weight(label)) * number
      total += weight(label)
    }
    if undefined == .stated, !without.isEmpty { return .undefined(reason(without)) }
    return total > 0 ? .value(sum / Double(total)) : .undefined(reason(without))
  }

  /// "class 3 never occurs among the targets", "classes 1, 2 and 3 never occur among the targets"
  private func reason(_ labels: [Int]) -> String {
    guard labels.count > 1 else { return "class \(labels[0]) \(absence.one)" }
    let shown = labels.prefix(8).map { "\($0)" }
    let list =
      labels.count > shown.count
      ? shown.joined(separator: ", ") + " and \(labels.count - shown.count) more"
      : shown.dropLast().joined(separator: ", ") + " and " + shown.last!
    return "classes \(list) \(absence.many)"
  }
}
