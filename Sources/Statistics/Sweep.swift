import Numerals

/// The two scores of one run: on validation examples, to choose by, and on test examples, looked at once the choice is made.
///
/// The test score is written like any number, but computed for the chosen setting only: the others' test scores do not
/// exist, so nothing can be chosen by them.
public struct ValidationAndTest {
  public let validation: Double
  let test: () throws -> Double

  public init(validation: Double, test: @escaping @autoclosure () throws -> Double) {
    self.validation = validation
    self.test = test
  }
}

/// Which score is the best: an accuracy's highest, a loss's lowest.
public enum BestScore: String, Sendable { case highest, lowest }

/// Arms that were each tried with several learning rates, or another number, and then scored at their own best.
public struct Sweep: Sendable, Equatable {
  public struct Arm: Sendable, Equatable {
    public let name: String
    /// For each rate, the validation score of each of the seeds by which it was chosen. What is not finite, such as a loss
    /// that overflowed, is kept.
    public let validation: [[Double]]
    /// The index of the rate that was chosen.
    public let best: Int
    /// At that rate, the test score of each seed.
    public let test: [Double]

    /// For each rate, the mean over the seeds; NaN where a run has no finite score.
    public var validationMeans: [Double] {
      validation.map { $0.allSatisfy(\.isFinite) ? Sample($0).mean : .nan }
    }
  }

  /// What was varied: "learning rate".
  public let setting: String
  public let rates: [Double]
  public let seeds: [UInt64]
  /// By how many of them, the first, the rate was chosen.
  public let choosing: Int
  public let quantity: String
  public let best: BestScore
  public let varies: String
  public let arms: [Arm]

  public subscript(name: String) -> Arm {
    guard let arm = arms.first(where: { $0.name == name }) else {
      stop("There is no arm “\(name)”. The arms are \(arms.map(\.name).joined(separator: ", ")).")
    }
    return arm
  }

  /// The rate that was chosen for an arm.
  public func bestRate(_ name: String) -> Double { rates[self[name].best] }

  /// The only arm's.
  public var bestRate: Double { rates[onlyArm.best] }
  /// The only arm's scores, one for each seed, at the best rate.
  public var test: [Double] { onlyArm.test }

  private var onlyArm: Arm {
    guard arms.count == 1 else {
      stop("This sweep has \(arms.count) arms: say which, as in sweep.bestRate(\"\(arms[0].name)\").")
    }
    return arms[0]
  }

  /// Arms whose best rate is the first or the last of the grid: a better one may lie beyond it.
  public var atEdge: [String] {
    rates.count < 2 ? [] : arms.filter { [rates.min(), rates.max()].contains(rates[$0.best]) }.map(\.name)
  }

  /// The test scores of the arms, each at its own best rate, compared by seed.
  ///
  /// - Parameter control: the arm with which the others are compared; without it, every two are.
  public func comparison(control: String? = nil, level: Double = 0.05) -> Comparison {
    Comparison(
      arms.map { ($0.name, $0.test) }, of: quantity, control: control, varies: varies, seeds: seeds, level: level)
  }

  /// What is to be said of the grid: which arms have their best at its edge; empty where none has.
  public var warning: String {
    atEdge.isEmpty
      ? ""
      : "The best \(setting) of \(atEdge.joined(separator: " and ")) lies at the edge of the grid: widen it before you compare."
  }
}

/// Trains with every rate and every seed, chooses the rate with the best mean validation score, and computes the test scores
/// of that one only. With `choosingBy: 2`, the rates compete with the first two seeds only, and the chosen one then runs with
/// the others: of 4 rates and 5 seeds 11 runs in place of 20.
///
///     let adam = sweep(rates: [0.001, 0.003, 0.01, 0.03], seeds: 1...5, of: "accuracy (%)") { rate, seed in
///       let parts = images.threeParts(training: 400, validation: 100, seed: seed)
///       …
///       return ValidationAndTest(
///         validation: percentCorrect(network, on: parts.validation), test: percentCorrect(network, on: parts.test))
///     }
///     print(adam.bestRate, mean(adam.test))
///
/// - Parameters:
///   - setting: what is varied, for tables and charts.
///   - rates: wide enough that the best is not at the edge; two at least.
///   - count: by how many seeds, the first, the rate is chosen; nil, or where there are fewer: by all.
///   - best: `.lowest` for losses.
///   - run: one training run, and both its scores.
@_disfavoredOverload
public func sweep(
  _ setting: String = "learning rate", rates: [Double], seeds: some Sequence<UInt64>, choosingBy count: Int? = nil,
  of quantity: String = "score", best: BestScore = .highest, varies: String = "seed",
  run: (_ rate: Double, _ seed: UInt64) throws -> ValidationAndTest
) rethrows -> Sweep {
  try sweep(
    [(quantity, ())], setting, rates: rates, seeds: seeds, choosingBy: count, of: quantity, best: best, varies: varies
  ) { _, rate, seed in try run(rate, seed) }
}

/// The same for several arms over one grid, each then at its own best rate.
///
///     let race = sweep(["SGD": false, "momentum": true], rates: [0.01, 0.03, 0.1, 0.3], seeds: 1...5) { arm, rate, seed in … }
///     show(race)
///     show(race.chart)
///     show(race.comparison())
@_disfavoredOverload
public func sweep<Setting>(
  _ arms: KeyValuePairs<String, Setting>, _ setting: String = "learning rate", rates: [Double],
  seeds: some Sequence<UInt64>, choosingBy count: Int? = nil, of quantity: String = "score", best: BestScore = .highest,
  varies: String = "seed", run: (_ arm: Setting, _ rate: Double, _ seed: UInt64) throws -> ValidationAndTest
) rethrows -> Sweep {
  try sweep(
    arms.map { ($0.key, $0.value) }, setting, rates: rates, seeds: seeds, choosingBy: count, of: quantity, best: best,
    varies: varies, run: run)
}

/// The same from a list of arms that a program makes.
@_disfavoredOverload
public func sweep<Setting>(
  _ arms: [(name: String, setting: Setting)], _ setting: String = "learning rate", rates: [Double],
  seeds: some Sequence<UInt64>, choosingBy count: Int? = nil, of quantity: String = "score", best: BestScore = .highest,
  varies: String = "seed", run: (_ arm: Setting, _ rate: Double, _ seed: UInt64) throws -> ValidationAndTest
) rethrows -> Sweep {
  let seeds = checked(seeds)
  guard !arms.isEmpty, Set(arms.map(\.name)).count == arms.count else {
    stop("sweep expects 1 or more arms, each with a name of its own; got \(arms.map(\.name)).")
  }
  guard rates.count >= 2, Set(rates).count == rates.count, rates.allSatisfy(\.isFinite) else {
    stop("sweep expects 2 or more different values of the \(setting); got \(rates).")
  }
  guard count.map({ $0 >= 1 }) ?? true else {
    stop("sweep expects choosingBy: to be 1 seed or more; got \(count!).")
  }
  let choosing = min(count ?? seeds.count, seeds.count)
  let run = try arms.map { arm in
    func runs(_ rate: Double, _ seeds: ArraySlice<UInt64>) throws -> [ValidationAndTest] {
      try seeds.map { try run(arm.setting, rate, $0) }
    }
    let tries = try rates.map { try runs($0, seeds.prefix(choosing)) }
    let chosen = chooseBest(tries.map { $0.map(\.validation) }, best, arm.name, setting)
    let all = try tries[chosen] + runs(rates[chosen], seeds.dropFirst(choosing))
    return Sweep.Arm(
      name: arm.name, validation: tries.map { $0.map(\.validation) }, best: chosen, test: try all.map { try $0.test() })
  }
  return Sweep(
    setting: setting, rates: rates, seeds: seeds, choosing: choosing, quantity: quantity, best: best, varies: varies,
    arms: run)
}

/// The index of the best mean, the first of several; a rate with which any run failed is not chosen.
private func chooseBest(_ scores: [[Double]], _ best: BestScore, _ arm: String, _ setting: String) -> Int {
  let usable = scores.indices.filter { scores[$0].allSatisfy(\.isFinite) }
  let means = scores.map { Sample($0).mean }
  guard
    let chosen = best == .highest
      ? usable.max(by: { (means[$0], $1) < (means[$1], $0) }) : usable.min(by: { (means[$0], $0) < (means[$1], $1) })
  else { stop("sweep: with every \(setting) a run of “\(arm)” has no finite validation score. Try smaller ones.") }
  return chosen
}
