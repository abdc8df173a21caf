import Glibc
import Tensors

// Measurements of a curve: x uniform in −1 ..< 1, y with normal noise. Inputs [count, 1], targets [count, 1].
extension Examples {
  /// Points on a line: y = slope · x + intercept + noise, with x uniform in −1 ..< 1.
  ///
  /// - Parameter noise: the standard deviation of the noise, in units of y.
  /// - Returns: inputs [count, 1], targets [count, 1].
  public static func line(
    count: Int, slope: Double = 2, intercept: Double = 1, noise: Double = 0.1, seed: UInt64 = RandomSource.nextSeed(),
    type: ElementType = .float32
  ) -> Examples {
    curve(count, noise, seed, type) { slope * $0 + intercept }
  }

  /// y = sin(2π · frequency · x) + noise.
  ///
  /// - Parameters:
  ///   - frequency: periods in one unit of x.
  ///   - noise: the standard deviation of the noise, in units of y.
  public static func sine(
    count: Int, frequency: Double = 1, noise: Double = 0.1, seed: UInt64 = RandomSource.nextSeed(),
    type: ElementType = .float32
  ) -> Examples {
    curve(count, noise, seed, type) { sin(2 * Double.pi * frequency * $0) }
  }

  /// y = c₀ + c₁ x + c₂ x² + … + noise.
  ///
  /// - Parameters:
  ///   - coefficients: c₀, c₁, …
  ///   - noise: the standard deviation of the noise, in units of y.
  public static func polynomial(
    count: Int, coefficients: [Double] = [0, -1, 0, 2], noise: Double = 0.1, seed: UInt64 = RandomSource.nextSeed(),
    type: ElementType = .float32
  ) -> Examples {
    curve(count, noise, seed, type) { x in coefficients.reversed().reduce(0) { $0 * x + $1 } }
  }

  private static func curve(
    _ count: Int, _ noise: Double, _ seed: UInt64, _ type: ElementType, _ f: (Double) -> Double
  ) -> Examples {
    checkGenerator(count, noise)
    var random = RandomSource(seed: seed)
    var (x, y): ([Double], [Double]) = ([], [])
    for _ in 0..<count {
      x.append(random.uniform(in: -1..<1))
      y.append(f(x.last!) + noise * random.normal())
    }
    return Examples(
      inputs: NDArray(x, shape: [count, 1], type: type), targets: NDArray(y, shape: [count, 1], type: type))
  }
}
