import Glibc
import Tensors

// Made-up data, of which the truth is known. The same seed gives the same numbers.
extension Examples {
  /// Points on a line: y = slope · x + intercept + noise, with x uniform in −1 ..< 1.
  ///
  /// - Parameter noise: the standard deviation of the noise, in units of y.
  /// - Returns: inputs [count, 1], targets [count, 1].
  public static func line(
    count: Int, slope: Double = 2, intercept: Double = 1, noise: Double = 0.1, seed: UInt64,
    type: ElementType = .float32
  ) -> Examples {
    check(count, noise)
    var random = RandomSource(seed: seed)
    var (x, y): ([Double], [Double]) = ([], [])
    for _ in 0..<count {
      x.append(random.uniform(in: -1..<1))
      y.append(slope * x.last! + intercept + noise * random.normal())
    }
    return Examples(
      inputs: NDArray(x, shape: [count, 1], type: type), targets: NDArray(y, shape: [count, 1], type: type))
  }

  /// Two half circles that reach into each other: no line separates them. Class 0 is the upper one, around (0, 0),
  /// class 1 the lower one, around (1, ½); both have radius 1. The classes alternate.
  ///
  /// - Parameter noise: the standard deviation of the noise added to both coordinates.
  /// - Returns: inputs [count, 2], targets [count].
  public static func moons(
    count: Int, noise: Double = 0.1, seed: UInt64, type: ElementType = .float32
  ) -> Examples {
    check(count, noise)
    var random = RandomSource(seed: seed)
    var (points, labels): ([Double], [Double]) = ([], [])
    for i in 0..<count {
      let angle = random.uniform(in: 0..<Double.pi)
      let isLower = i % 2 == 1
      points.append((isLower ? 1 - cos(angle) : cos(angle)) + noise * random.normal())
      points.append((isLower ? 0.5 - sin(angle) : sin(angle)) + noise * random.normal())
      labels.append(isLower ? 1 : 0)
    }
    return Examples(
      inputs: NDArray(points, shape: [count, 2], type: type), targets: NDArray(labels, shape: [count], type: type))
  }

  private static func check(_ count: Int, _ noise: Double) {
    guard count > 0, noise >= 0, noise.isFinite else {
      stop("at least 1 point and a noise of 0 or more were wanted, but \(count) points and noise \(noise) came.")
    }
  }
}
