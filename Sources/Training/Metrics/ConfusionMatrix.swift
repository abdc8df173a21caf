import Tensors

/// How often each class was answered with each: a row for each target, a column for each answer.
///
///     let confusion = ConfusionMatrix(predict(model, x), targets, names: ["Adelie", "Chinstrap", "Gentoo"])
///     confusion[2, 0]         // how many Gentoo penguins were taken for Adelie penguins
public struct ConfusionMatrix: Sendable, Equatable, CustomStringConvertible {
  public let classCount: Int
  /// Row-major: [targets, answers].
  public let counts: [Int]
  /// Of the classes; their numbers where none were given.
  public let names: [String]

  /// - Parameters:
  ///   - answers: labels [n, …], or scores [n, …, k] of which the highest wins.
  ///   - targets: labels [n, …].
  ///   - classes: how many there are; nil: as many as there are names or scores, or as the greatest label says.
  ///   - names: one for each class, or none.
  public init(_ answers: NDArray, _ targets: NDArray, classes: Int? = nil, names: [String] = []) {
    let classes = classes ?? (names.isEmpty ? nil : names.count)
    let pairs = LabelPairs(answers, targets, classes: classes, asker: "a confusion matrix")
    let count = pairs.classCount
    guard count <= 4096 else { stop("ConfusionMatrix expects at most 4096 classes; got \(count).") }
    var counts = [Int](repeating: 0, count: count * count)
    for (answer, target) in zip(pairs.predicted, pairs.targets) { counts[target * count + answer] += 1 }
    self.counts = counts
    classCount = count
    self.names = classNames(names, count)
  }

  /// How often `target` was answered with `answer`.
  public subscript(target: Int, answer: Int) -> Int {
    guard (0..<classCount).contains(target), (0..<classCount).contains(answer) else {
      stop("ConfusionMatrix expects two classes from 0 to \(classCount - 1); got \(target) and \(answer).")
    }
    return counts[target * classCount + answer]
  }

  /// Aligned, targets downwards and answers across.
  public var description: String {
    alignedText(
      [["target \\ answer"] + names]
        + (0..<classCount).map { row in [names[row]] + (0..<classCount).map { "\(self[row, $0])" } })
  }
}

/// Names for all classes: those given, or the numbers.
func classNames(_ names: [String], _ count: Int) -> [String] {
  guard names.isEmpty || names.count == count else {
    stop("names: expects a name for each of \(count) classes; got \(names.count): \(names.joined(separator: ", ")).")
  }
  return names.isEmpty ? (0..<count).map { "\($0)" } : names
}
