import Tensors

/// Rows that can be taken apart: examples, sentences, tables. What trains must not measure.
public protocol Splittable: Sendable {
  var count: Int { get }
  /// The rows with these numbers, in this order.
  func rows(_ indices: [Int]) -> Self
}

extension Splittable {
  public func shuffled(seed: UInt64 = RandomSource.currentSeed) -> Self { rows(order(seed)) }

  /// Shuffles, then splits in two: to train with, and to measure with.
  ///
  /// - Parameter fraction: the part to train with, from 0 to 1; the number of rows is rounded to the nearest.
  public func split(training fraction: Double, seed: UInt64 = RandomSource.currentSeed) -> (
    training: Self, validation: Self
  ) {
    let order = order(seed)
    let border = border(fraction)
    return (rows(Array(order[..<border])), rows(Array(order[border...])))
  }

  /// Shuffles, then splits in three: to train with, to choose with, and to measure with once, at the end.
  public func split(
    training: Double, validation: Double, seed: UInt64 = RandomSource.currentSeed
  ) -> (training: Self, validation: Self, test: Self) {
    guard training >= 0, validation >= 0, training + validation <= 1 + 1e-12 else {
      stop("training and validation must be at least 0 and sum to at most 1; got \(training) and \(validation).")
    }
    let order = order(seed)
    let borders = [border(training), border(Swift.min(training + validation, 1))]
    return (
      rows(Array(order[..<borders[0]])), rows(Array(order[borders[0]..<borders[1]])), rows(Array(order[borders[1]...]))
    )
  }

  /// Splits in two without shuffling: what comes first trains. For rows in order of time.
  public func splitInOrder(training fraction: Double) -> (training: Self, validation: Self) {
    let border = border(fraction)
    return (rows(Array(0..<border)), rows(Array(border..<count)))
  }

  /// Shuffles, then makes k pairs: each row is in one validation part and in the training parts of the other pairs. The
  /// sizes differ by 1 at most.
  public func folds(_ k: Int, seed: UInt64 = RandomSource.currentSeed) -> [(training: Self, validation: Self)] {
    checkFolds(k)
    return dealt(order(seed), among: k)
  }

  /// Shuffles, then splits in two so that each class has the same share of both, as nearly as whole rows allow: the rows
  /// left over by rounding down go to the classes with the largest remainders.
  ///
  /// - Parameter classes: of each row, its class.
  public func stratifiedSplit(
    by classes: [Int], training fraction: Double, seed: UInt64 = RandomSource.currentSeed
  ) -> (training: Self, validation: Self) {
    stratifiedSplit(by: classes, training: fraction, seed: seed, least: 2)
  }

  /// - Parameter least: how many rows each class needs, and how many classes there are: with 1, a part can be without a class, and all rows
  ///   of one.
  func stratifiedSplit(
    by classes: [Int], training fraction: Double, seed: UInt64, least: Int
  ) -> (training: Self, validation: Self) {
    let members = members(classes, seed, least: least)
    let quotas = quotas(members.map(\.count), sum: border(fraction))
    let parts = zip(members, quotas).map { (rows: $0, quota: $1) }
    var random = RandomSource(seed: seed, stream: 1)
    func mixed(_ rows: [Int]) -> [Int] { random.permutation(rows.count).map { rows[$0] } }
    return (
      rows(mixed(parts.flatMap { $0.rows[..<$0.quota] })), rows(mixed(parts.flatMap { $0.rows[$0.quota...] }))
    )
  }

  /// k pairs as `folds` makes them, each part with every class in the same share: the rows are dealt out class by
  /// class, like cards.
  public func stratifiedFolds(
    _ k: Int, by classes: [Int], seed: UInt64 = RandomSource.currentSeed
  ) -> [(training: Self, validation: Self)] {
    checkFolds(k)
    let members = members(classes, seed)
    if let few = members.first(where: { $0.count < k }) {
      stop(
        "\(k) folds expect at least \(k) rows of each class; class \(classes[few[0]]) has \(few.count).")
    }
    return dealt(members.flatMap { $0 }, among: k)
  }

  private func order(_ seed: UInt64) -> [Int] {
    var random = RandomSource(seed: seed)
    return random.permutation(count)
  }

  private func border(_ fraction: Double) -> Int {
    guard (0...1).contains(fraction) else {
      stop("training must be between 0 and 1 (0.8 trains on 80 %); got \(fraction).")
    }
    guard count > 0 else { stop("A split expects at least one row; got none.") }
    return Int((Double(count) * fraction).rounded())
  }

  private func checkFolds(_ k: Int) {
    guard k >= 2, k <= count else {
      stop("The number of folds must be from 2 to \(count), the number of rows; got \(k).")
    }
  }

  private func dealt(_ order: [Int], among k: Int) -> [(training: Self, validation: Self)] {
    (0..<k).map { fold in
      let isValidation = { $0 % k == fold }
      return (
        rows(order.indices.filter { !isValidation($0) }.map { order[$0] }),
        rows(order.indices.filter(isValidation).map { order[$0] })
      )
    }
  }

  /// The rows of each class, shuffled; classes in ascending order.
  private func members(_ classes: [Int], _ seed: UInt64, least: Int = 2) -> [[Int]] {
    guard classes.count == count else {
      stop("by: expects a class for each of \(count) rows; got \(classes.count).")
    }
    let members = Dictionary(grouping: order(seed)) { classes[$0] }.sorted { $0.key < $1.key }.map(\.value)
    guard members.count >= least else {
      stop("by: expects at least 2 classes to stratify by; got \(members.count). Use split or folds instead.")
    }
    if let single = members.first(where: { $0.count < least }) {
      stop("by: expects at least 2 rows of each class, one for each part; class \(classes[single[0]]) has 1.")
    }
    return members
  }

  /// Shares of `sum` in proportion to the counts.
  private func quotas(_ counts: [Int], sum: Int) -> [Int] {
    let total = counts.reduce(0, +)
    var quotas = counts.map { $0 * sum / total }
    let remainders = counts.map { $0 * sum % total }
    let byRemainder = remainders.indices.sorted { (remainders[$0], $1) > (remainders[$1], $0) }
    for position in byRemainder.prefix(sum - quotas.reduce(0, +)) { quotas[position] += 1 }
    return quotas
  }
}
