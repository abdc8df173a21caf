import Tensors

/// Made-up data, of which the truth is known. The same seed gives the same numbers.
///
/// To add one: a `static func` of `Examples`, listed here in `all`; the tests check it.
public struct SyntheticDataset: Sendable, CustomStringConvertible {
  /// As it is written in Swift: `Examples.moons(…)` is "moons".
  public let name: String
  public let summary: String
  /// 0: the targets are measurements, [count, 1]; otherwise classes, [count].
  public let classCount: Int
  private let make: @Sendable (_ count: Int, _ noise: Double, _ seed: UInt64, _ type: ElementType) -> Examples

  public static let all = [
    SyntheticDataset("line", "Points on a line.", 0) { .line(count: $0, noise: $1, seed: $2, type: $3) },
    SyntheticDataset("sine", "A sine curve.", 0) { .sine(count: $0, noise: $1, seed: $2, type: $3) },
    SyntheticDataset("polynomial", "A polynomial, by default a cubic one.", 0) {
      .polynomial(count: $0, noise: $1, seed: $2, type: $3)
    },
    SyntheticDataset("moons", "Two half circles that reach into each other.", 2) {
      .moons(count: $0, noise: $1, seed: $2, type: $3)
    },
    SyntheticDataset("circles", "A circle around another.", 2) { .circles(count: $0, noise: $1, seed: $2, type: $3) },
    SyntheticDataset("xor", "Four quarters of a square, of which opposite ones belong together.", 2) {
      .xor(count: $0, noise: $1, seed: $2, type: $3)
    },
    SyntheticDataset("spirals", "Two arms that wind around each other.", 2) {
      .spirals(count: $0, noise: $1, seed: $2, type: $3)
    },
    SyntheticDataset("blobs", "Clouds around centres on a circle.", 3) {
      .blobs(count: $0, noise: $1, seed: $2, type: $3)
    },
  ]

  public static func named(_ name: String) -> SyntheticDataset? { all.first { $0.name == name } }

  private init(
    _ name: String, _ summary: String, _ classCount: Int,
    make: @escaping @Sendable (Int, Double, UInt64, ElementType) -> Examples
  ) {
    self.name = name
    self.summary = summary
    self.classCount = classCount
    self.make = make
  }

  public func examples(
    count: Int, noise: Double = 0.1, seed: UInt64 = RandomSource.nextSeed(), type: ElementType = .float32
  ) -> Examples { make(count, noise, seed, type) }

  /// "moons   Two half circles that reach into each other."
  public var description: String { "\(name)   \(summary)" }
}

extension Examples {
  static func checkGenerator(_ count: Int, _ noise: Double) {
    guard count > 0, noise >= 0, noise.isFinite else {
      stop("A generator expects at least 1 point and noise of 0 or more; got \(count) points and noise \(noise).")
    }
  }
}
