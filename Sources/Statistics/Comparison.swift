/// Several settings, the arms of an experiment, measured with the same seeds: what each reached, and which differ.
///
/// Runs with the same seed make a pair, so each two arms are compared by Student's paired t; as several pairs are asked at
/// once, their p values are corrected by Holm's rule. `compare` makes one from runs, `Comparison(["plain": a, "dropout": b])`
/// from numbers that are known.
public struct Comparison: Sendable, Equatable {
  public struct Arm: Sendable, Equatable {
    public let name: String
    /// One number for each seed.
    public let values: [Double]
    public var sample: Sample { Sample(values) }
  }

  /// Two arms and the difference of their means, the first minus the second.
  public struct Pair: Sendable, Equatable {
    public let first: String
    public let second: String
    public let difference: MeanDifference
    /// By Holm's rule, over all pairs of the comparison.
    public let correctedP: Double
  }

  /// What the numbers are, with their unit: "test accuracy (%)".
  public let quantity: String
  public let arms: [Arm]
  /// What the runs were told apart by; empty where they are not known.
  public let seeds: [UInt64]
  /// What differs between seeds: "start and order", "split, start and order".
  public let varies: String
  /// Every arm is compared with this one only; nil: all pairs.
  public let control: String?
  /// Two arms are told apart when the corrected p is below it.
  public let level: Double
  public let pairs: [Pair]

  /// - Parameters:
  ///   - values: for each arm, one number for each seed, the seeds in the same order.
  ///   - quantity: what the numbers are, with their unit.
  ///   - control: the arm with which the others are compared; without it, every two are.
  ///   - varies: what differs between seeds, as a text can say it: "split, start and order".
  ///   - paired: false where the arms share no seeds; Welch's t then.
  public init(
    _ values: KeyValuePairs<String, [Double]>, of quantity: String = "score", control: String? = nil,
    varies: String = "seed", seeds: [UInt64] = [], level: Double = 0.05, paired: Bool = true
  ) {
    self.init(
      values.map { ($0.key, $0.value) }, of: quantity, control: control, varies: varies, seeds: seeds, level: level,
      paired: paired)
  }

  /// The same from a list that a program makes.
  public init(
    _ values: [(name: String, values: [Double])], of quantity: String = "score", control: String? = nil,
    varies: String = "seed", seeds: [UInt64] = [], level: Double = 0.05, paired: Bool = true
  ) {
    checkArms(values.map(\.name), control: control)
    checkLevel(level, "Comparison")
    for arm in values { check(arm.values, atLeast: 2, "Comparison", "scores of “\(arm.name)”, one for each seed") }
    if let other = values.first(where: { $0.values.count != values[0].values.count }), paired {
      stop(
        "Comparison expects one score for each seed in every arm; got \(values[0].values.count) in “\(values[0].name)” and "
          + "\(other.values.count) in “\(other.name)”. Where arms share no seeds, say paired: false.")
    }
    self.quantity = quantity
    self.control = control
    self.varies = varies
    self.seeds = seeds
    self.level = level
    arms = values.map { Arm(name: $0.name, values: $0.values) }
    let found = Comparison.indices(of: values.map(\.name), control: control).map { first, second in
      let (one, other) = (values[first], values[second])
      let difference =
        paired ? pairedDifference(one.values, other.values) : welchDifference(one.values, other.values)
      return (one.name, other.name, difference)
    }
    pairs = zip(found, holm(found.map(\.2.p))).map { pair, corrected in
      Pair(first: pair.0, second: pair.1, difference: pair.2, correctedP: corrected)
    }
  }

  private static func indices(of names: [String], control: String?) -> [(Int, Int)] {
    if let control, let second = names.firstIndex(of: control) {
      return names.indices.filter { $0 != second }.map { ($0, second) }
    }
    return names.indices.flatMap { first in names.indices.dropFirst(first + 1).map { (first, $0) } }
  }
}

/// Runs every arm with every seed, and compares the arms.
///
///     let result = compare(["plain": 0.0, "dropout": 0.5], seeds: 1...5, of: "test accuracy (%)") { rate, seed in
///       let parts = images.threeParts(training: 400, validation: 100, seed: seed)
///       …
///       return percentCorrect(network, on: parts.test)
///     }
///     show(result)
///     show(result.chart)
///     expect("dropout helps", result.isHigher("dropout", than: "plain"))
///
/// - Parameters:
///   - arms: what each is called, and what `run` is given to make it what it is: a number, a layer, a function.
///   - seeds: two at least; five and more say something.
///   - quantity: what a run's score is, with its unit.
///   - control: the arm with which the others are compared; without it, every two are.
///   - varies: what differs between seeds: "split, start and order".
///   - run: the score of one run. It must take all its chance from the seed, so that runs of the same seed are pairs.
@_disfavoredOverload
public func compare<Setting>(
  _ arms: KeyValuePairs<String, Setting>, seeds: some Sequence<UInt64>, of quantity: String = "score",
  control: String? = nil, varies: String = "seed", level: Double = 0.05,
  run: (_ arm: Setting, _ seed: UInt64) throws -> Double
) rethrows -> Comparison {
  try compare(
    arms.map { ($0.key, $0.value) }, seeds: seeds, of: quantity, control: control, varies: varies, level: level,
    run: run)
}

/// The same from a list of arms that a program makes.
@_disfavoredOverload
public func compare<Setting>(
  _ arms: [(name: String, setting: Setting)], seeds: some Sequence<UInt64>, of quantity: String = "score",
  control: String? = nil, varies: String = "seed", level: Double = 0.05,
  run: (_ arm: Setting, _ seed: UInt64) throws -> Double
) rethrows -> Comparison {
  let seeds = checked(seeds)
  checkArms(arms.map(\.name), control: control)
  checkLevel(level, "compare")
  return Comparison(
    try arms.map { arm in (arm.name, try seeds.map { try run(arm.setting, $0) }) }, of: quantity, control: control,
    varies: varies, seeds: seeds, level: level)
}

/// The seeds of an experiment, before anything runs.
func checked(_ seeds: some Sequence<UInt64>) -> [UInt64] {
  let seeds = Array(seeds)
  guard seeds.count >= 2 else {
    stop("An experiment expects 2 or more seeds, so that chance can be seen; got \(seeds.count). Five is a good start.")
  }
  guard Set(seeds).count == seeds.count else { stop("An experiment expects different seeds; got \(seeds).") }
  return seeds
}

func checkArms(_ names: [String], control: String?) {
  guard names.count >= 2 else { stop("A comparison expects 2 or more arms; got \(names.count).") }
  guard Set(names).count == names.count else {
    stop("A comparison expects a different name for each arm; got \(names).")
  }
  if let control, !names.contains(control) {
    stop("The control “\(control)” is no arm of this comparison. Its arms are \(names.joined(separator: ", ")).")
  }
}
