import Synchronization

// Random numbers without a source at hand: what `Dense(2, 16)` begins with.
//
// In a lesson every cell begins at the lesson's seed, or its own: what a cell draws depends on its code and the seed, not on
// the cells that ran before it. In a program it begins at seed 0. Either can be given another seed.
extension RandomSource {
  /// A source of its own: the next one of the current seed. The second layer of a network is drawn by another one than the
  /// first, and the same program draws the same.
  public init() { self = Draws.current.next() }

  /// The seed that is drawn by where none is given.
  public static var currentSeed: UInt64 { Draws.current.seed }

  /// The seed of the next source: two sets of made-up points without a seed differ.
  public static func nextSeed() -> UInt64 { Draws.current.next().first }
}

extension RandomSource {
  /// Seeds of several runs, from the current one on: `compare([…], seeds: RandomSource.seeds(5))`.
  public static func seeds(_ count: Int, from first: UInt64 = currentSeed) -> [UInt64] {
    guard count > 0 else { stop("RandomSource.seeds expects 1 or more; got \(count).") }
    return (0..<UInt64(count)).map { first &+ $0 }
  }
}

/// Draws by this seed in `body`, wherever no source or seed is given: for several runs that differ in nothing else.
///
///     let accuracies = (1...5).map { seed in
///       withSeed(seed) { fit(Sequential(Dense(2, 16, activation: .tanh), Dense(16, 1))) }
///     }
public func withSeed<Result>(_ seed: Int, _ body: () throws -> Result) rethrows -> Result {
  guard seed >= 0 else { stop("withSeed expects a seed of 0 or more; got \(seed).") }
  return try withSeed(UInt64(seed), body)
}

/// The same for a seed of a lesson: `withSeed(seed) { … }`.
public func withSeed<Result>(_ seed: UInt64, _ body: () throws -> Result) rethrows -> Result {
  try Draws.$scoped.withValue(Draws(seed: seed)) { try body() }
}

extension RandomSource {
  /// Starts over: what is drawn from now on is drawn by this seed, outside of `withSeed`.
  package static func begin(at seed: UInt64) { Draws.outermost.withLock { $0 = Draws(seed: seed) } }
}

/// The sources that a seed leads to, one after another.
private final class Draws: Sendable {
  let seed: UInt64
  private let count = Mutex(0)

  init(seed: UInt64) { self.seed = seed }

  @TaskLocal static var scoped: Draws?
  static let outermost = Mutex(Draws(seed: 0))
  static var current: Draws { scoped ?? outermost.withLock { $0 } }

  /// The first is that of the seed itself: `Dense(2, 16)` is what `using: &random` makes it from a new source of this seed.
  func next() -> RandomSource {
    let number = count.withLock { count in
      defer { count += 1 }
      return count
    }
    return number == 0 ? RandomSource(seed: seed) : RandomSource(seed: RandomSource(seed: seed, stream: number).first)
  }
}

extension RandomSource {
  fileprivate var first: UInt64 {
    var copy = self
    return copy.next()
  }
}
