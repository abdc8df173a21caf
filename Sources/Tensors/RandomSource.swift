import Glibc

/// Seeded random numbers: the same seed gives the same numbers on every machine.
///
/// xoshiro256++ (Blackman & Vigna 2019, arXiv:1805.01407), seeded by SplitMix64. The state is a value: saving it
/// and going on later gives the same sequence.
public struct RandomSource: RandomNumberGenerator, Codable, Sendable, Equatable {
  private var state: [UInt64]

  public init(seed: UInt64) {
    let mixer = SplitMix64(seed: seed)
    state = (0..<4).map { mixer[$0] }
  }

  /// Of one seed, an independent sequence for each stream: for each epoch, or each worker.
  public init(seed: UInt64, stream: Int) {
    var mixer = RandomSource(seed: UInt64(bitPattern: Int64(stream)))
    self.init(seed: seed ^ mixer.next())
  }

  public mutating func next() -> UInt64 {
    let result = rotated(state[0] &+ state[3], by: 23) &+ state[0]
    let shifted = state[1] << 17
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = rotated(state[3], by: 45)
    return result
  }

  private func rotated(_ x: UInt64, by bits: UInt64) -> UInt64 { (x << bits) | (x >> (64 - bits)) }

  /// Uniform in [0, 1), 53 bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in [lower, upper).
  public mutating func uniform(in range: Range<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// Mean 0, standard deviation 1 (Box & Muller 1958).
  public mutating func normal() -> Double {
    let radius = sqrt(-2 * log(1 - uniform()))
    return radius * cos(2 * Double.pi * uniform())
  }

  /// A random order of 0 ..< count (Fisher & Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, integer(below: i + 1)) }
    return order
  }

  /// Uniform in 0 ..< bound, by the high half of a product (Lemire 2019); own, so that it never changes.
  public mutating func integer(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}

/// A sequence of random bits whose every number can be computed by itself: Steele, Lea & Flood 2014,
/// doi:10.1145/2660193.2660195.
public struct SplitMix64: Sendable {
  public let seed: UInt64

  public init(seed: UInt64) { self.seed = seed }

  /// Number `index` of the sequence, counted from 0.
  @inlinable
  public subscript(index: UInt64) -> UInt64 {
    var z = seed &+ (index &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension NDArray {
  /// Independent normal numbers with mean 0.
  public static func normal(
    _ shape: Shape, standardDeviation: Double = 1, type: ElementType = .float32, using random: inout RandomSource
  ) -> NDArray {
    NDArray((0..<shape.count).map { _ in random.normal() * standardDeviation }, shape: shape, type: type)
  }

  /// Independent uniform numbers in `range`.
  public static func uniform(
    _ shape: Shape, in range: Range<Double> = -1..<1, type: ElementType = .float32, using random: inout RandomSource
  ) -> NDArray {
    NDArray((0..<shape.count).map { _ in random.uniform(in: range) }, shape: shape, type: type)
  }

  /// Independent normal numbers with mean 0, drawn by the current seed: each call draws others.
  public static func normal(_ shape: Shape, standardDeviation: Double = 1, type: ElementType = .float32) -> NDArray {
    var random = RandomSource()
    return normal(shape, standardDeviation: standardDeviation, type: type, using: &random)
  }

  /// Independent uniform numbers in `range`, drawn by the current seed: each call draws others.
  public static func uniform(
    _ shape: Shape, in range: Range<Double> = -1..<1, type: ElementType = .float32
  ) -> NDArray {
    var random = RandomSource()
    return uniform(shape, in: range, type: type, using: &random)
  }
}
