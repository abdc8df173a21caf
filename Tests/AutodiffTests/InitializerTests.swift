import Networks
import Tensors
import Testing

/// How weights begin: their mean and spread over many numbers, their bounds, and repeatability.
@Suite struct InitializerTests {
  private struct Expected {
    var mean = 0.0
    var deviation = 0.0
    /// nil: unbounded.
    var bounds: ClosedRange<Double>?

    static func uniform(_ size: Double) -> Expected {
      Expected(deviation: size / 3.0.squareRoot(), bounds: -size...size)
    }
    static func normal(_ deviation: Double) -> Expected { Expected(deviation: deviation) }
  }

  /// Of a matrix [300, 400].
  private static let expected: [String: Expected] = [
    "zeros": Expected(bounds: 0...0), "constant": Expected(mean: 0.5, bounds: 0.5...0.5),
    "uniform": Expected(mean: 0.1, deviation: 0.2 / 3.0.squareRoot(), bounds: -0.1...0.3),
    "normal": .normal(0.3), "fanInUniform": .uniform((1.0 / 300).squareRoot()),
    "glorotUniform": .uniform((6.0 / 700).squareRoot()), "glorotNormal": .normal((2.0 / 700).squareRoot()),
    "heUniform": .uniform((6.0 / 300).squareRoot()), "heNormal": .normal((2.0 / 300).squareRoot()),
    "orthogonal": .normal(1 / 400.0.squareRoot()),
  ]

  private static func numbers(_ initializer: Initializer, _ shape: Shape, seed: UInt64 = 5) -> NDArray {
    var random = RandomSource(seed: seed)
    let fan = Initializer.Fan(in: shape.count / shape.sizes.last!, out: shape.sizes.last!)
    return initializer(shape, fan: fan, type: .float64, using: &random)
  }

  @Test(arguments: Initializer.all) func spread(_ initializer: Initializer) throws {
    let expected = try #require(Self.expected[initializer.name])
    let numbers = Self.numbers(initializer, [300, 400]).doubles
    let mean = numbers.reduce(0, +) / 120_000
    let deviation = (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 120_000).squareRoot()
    #expect(abs(mean - expected.mean) <= 0.02 * expected.deviation + 1e-12)
    #expect(abs(deviation - expected.deviation) <= 0.01 * expected.deviation + 1e-12)
    guard let bounds = expected.bounds else { return }
    #expect(numbers.allSatisfy(bounds.contains))
    let room = 0.001 * (bounds.upperBound - bounds.lowerBound)
    #expect(numbers.min()! <= bounds.lowerBound + room && numbers.max()! >= bounds.upperBound - room)
  }

  @Test(arguments: Initializer.all, [4, 0.5, -1]) func aGainMultipliesEveryNumber(
    _ initializer: Initializer, gain: Double
  ) {
    let (plain, scaled) = (Self.numbers(initializer, [6, 5]), Self.numbers(initializer.scaled(by: gain), [6, 5]))
    #expect(scaled.shape == plain.shape)
    #expect(scaled.doubles == plain.doubles.map { gain * $0 })
  }

  @Test func namesAreUnique() {
    #expect(Set(Initializer.all.map(\.name)).count == Initializer.all.count)
    #expect(Initializer.all.count == Self.expected.count)
  }

  @Test(arguments: Initializer.all) func theSameSeedGivesTheSameNumbers(_ initializer: Initializer) {
    let numbers = Self.numbers(initializer, [6, 5])
    #expect(numbers.hasSameBits(as: Self.numbers(initializer, [6, 5])))
    let isRandom = !["zeros", "constant"].contains(initializer.name)
    #expect((numbers != Self.numbers(initializer, [6, 5], seed: 6)) == isRandom)
    #expect(Self.numbers(initializer, [3, 2, 4]).shape == [3, 2, 4])
  }

  /// QᵀQ = gain² · I, of columns or, where there are fewer, of rows.
  @Test(arguments: [
    ([40, 40], 1.0), ([70, 30], 1.0), ([30, 70], 2.0), ([3, 3, 8, 16], 0.5), ([1, 5], 1.0), ([5, 1], 1.0),
  ])
  func orthogonality(_ sizes: [Int], _ gain: Double) {
    let q = Self.numbers(.orthogonal(gain: gain), Shape(sizes))
    let columns = sizes.last!
    let rows = q.count / columns
    func number(_ vector: Int, _ place: Int) -> Double {
      rows >= columns ? q[at: place * columns + vector] : q[at: vector * columns + place]
    }
    for i in 0..<min(rows, columns) {
      for j in 0...i {
        let product = (0..<max(rows, columns)).reduce(0) { $0 + number(i, $1) * number(j, $1) }
        #expect(abs(product - (i == j ? gain * gain : 0)) < 1e-12)
      }
    }
  }
}
