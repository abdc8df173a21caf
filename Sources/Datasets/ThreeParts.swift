import Tensors

/// Rows in three parts, of which each has one use: train on the first, choose by the second, measure on the third once, when
/// everything is chosen. A score on rows that something was chosen by is too high.
///
///     let parts = try Dataset.digits.examples().threeParts(training: 0.6, validation: 0.2, seed: 1)
///     train(model, on: parts.training, …)
///     percentCorrect(model, on: parts.validation)      // to choose the learning rate by
///     percentCorrect(model, on: parts.test)            // once
public struct ThreeParts<Rows: Splittable>: Sendable, CustomStringConvertible {
  public let training: Rows
  public let validation: Rows
  public let test: Rows
  /// Whether every class has the same share of each part.
  public let isStratified: Bool

  public init(training: Rows, validation: Rows, test: Rows, isStratified: Bool = false) {
    self.training = training
    self.validation = validation
    self.test = test
    self.isStratified = isStratified
  }

  /// The same change to each part, such as a scaling that was fitted to the training part:
  ///
  ///     let x = Standardisation(fitting: parts.training.inputs)
  ///     let scaled = parts.map { $0.mapInputs { x($0) } }
  public func map<Changed: Splittable>(_ change: (Rows) throws -> Changed) rethrows -> ThreeParts<Changed> {
    ThreeParts<Changed>(
      training: try change(training), validation: try change(validation), test: try change(test),
      isStratified: isStratified)
  }

  /// "1078 to train on, 359 to choose by, 360 to test on, stratified by class"
  public var description: String {
    "\(training.count) to train on, \(validation.count) to choose by, \(test.count) to test on"
      + (isStratified ? ", stratified by class" : "")
  }
}

extension Splittable {
  /// Shuffles, then takes three parts; without classes, as a table or sentences.
  ///
  /// - Parameters:
  ///   - training: the part to train on, from 0 to 1.
  ///   - validation: the part to choose by; what is left is the part to test on.
  public func threeParts(
    training: Double, validation: Double, seed: UInt64 = RandomSource.currentSeed
  ) -> ThreeParts<Self> {
    checkParts(training, validation)
    return unstratifiedParts(training, validation, seed)
  }

  fileprivate func unstratifiedParts(_ training: Double, _ validation: Double, _ seed: UInt64) -> ThreeParts<Self> {
    let parts = split(training: training, validation: validation, seed: seed)
    return ThreeParts(training: parts.training, validation: parts.validation, test: parts.test)
  }

  fileprivate func checkParts(_ training: Double, _ validation: Double) {
    guard training > 0, validation > 0, training + validation < 1 else {
      stop(
        "threeParts: training and validation must be greater than 0 and leave something to test on; got \(training) and "
          + "\(validation). 0.6 and 0.2 leave 0.2.")
    }
  }
}

extension Examples {
  /// Shuffles, then takes three parts, each with every class in the same share where the targets number classes.
  ///
  /// - Parameters:
  ///   - training: the part to train on, from 0 to 1.
  ///   - validation: the part to choose by; what is left is the part to test on.
  ///   - stratified: nil: where each target is one of few classes, with enough examples of each.
  public func threeParts(
    training: Double, validation: Double, seed: UInt64 = RandomSource.currentSeed, stratified: Bool? = nil
  ) -> ThreeParts<Examples> {
    checkParts(training, validation)
    guard stratified ?? canBeStratified else { return unstratifiedParts(training, validation, seed) }
    return stratifiedParts(training, validation, seed, least: 2)
  }

  /// - Parameter least: how many examples each class needs. Of what is left beside the test part, one will do.
  private func stratifiedParts(
    _ training: Double, _ validation: Double, _ seed: UInt64, least: Int
  ) -> ThreeParts<Examples> {
    let (rest, test) = stratifiedSplit(by: classes, training: training + validation, seed: seed, least: least)
    let (train, choose) = rest.stratifiedSplit(
      by: rest.classes, training: training / (training + validation), seed: seed, least: 1)
    return ThreeParts(training: train, validation: choose, test: test, isStratified: true)
  }

  /// The same with numbers of examples: `images.threeParts(training: 1000, validation: 300, test: 400, seed: 1)`. Without
  /// `test`, the rest is tested on.
  public func threeParts(
    training: Int, validation: Int, test: Int? = nil, seed: UInt64 = RandomSource.currentSeed, stratified: Bool? = nil
  ) -> ThreeParts<Examples> {
    let testing = test ?? (count - training - validation)
    let total = training + validation + testing
    guard training > 0, validation > 0, testing > 0, total <= count else {
      stop(
        "threeParts expects at least 1 example in each part, of \(count) in all; got \(training), \(validation) and "
          + "\(testing).")
    }
    let isStratified = stratified ?? canBeStratified
    let taken = total == count ? self : sampled(total, seed: seed, stratified: isStratified)
    let parts = (training: Double(training) / Double(total), validation: Double(validation) / Double(total))
    // What was not asked for is not insisted on: a small sample of many classes can lack one in a part.
    return isStratified
      ? taken.stratifiedParts(parts.training, parts.validation, seed, least: stratified == nil ? 1 : 2)
      : taken.unstratifiedParts(parts.training, parts.validation, seed)
  }

  /// Some of the examples, drawn at random, every class in the same share where the targets number classes. Of one seed, a
  /// smaller sample is not part of a larger one.
  ///
  /// - Parameter number: how many, from 1 to `count`.
  public func sampled(
    _ number: Int, seed: UInt64 = RandomSource.currentSeed, stratified: Bool? = nil
  ) -> Examples {
    guard (1...Swift.max(count, 1)).contains(number), count > 0 else {
      stop("sampled expects a number of examples from 1 to \(count); got \(number).")
    }
    if number == count { return shuffled(seed: seed) }
    let part = Double(number) / Double(count)
    return stratified ?? canBeStratified
      ? stratifiedSplit(training: part, seed: seed).training : split(training: part, seed: seed).training
  }

  /// Whether the targets [n] are whole numbers from 0 that occur three times at least, so that each part can have one.
  private var canBeStratified: Bool {
    let isClass = { (target: Double) in (0..<Double(largestClassCount)).contains(target) && target == target.rounded() }
    guard targets.shape.rank == 1, targets.doubles.allSatisfy(isClass) else { return false }
    let counts = classCounts.filter { $0 > 0 }
    return counts.count >= 2 && counts.allSatisfy { $0 >= 3 }
  }
}

extension Dataset {
  /// The examples in three parts: `try Dataset.digits.threeParts(training: 0.6, validation: 0.2, seed: 1)`.
  public func threeParts(
    training: Double, validation: Double, seed: UInt64 = RandomSource.currentSeed
  ) throws(DataProblem) -> ThreeParts<Examples> {
    try examples().threeParts(training: training, validation: validation, seed: seed)
  }
}
