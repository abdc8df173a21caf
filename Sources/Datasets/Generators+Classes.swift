import Glibc
import Tensors

// Points in the plane that belong to classes, in turn: inputs [count, 2], targets [count]. Noise is the standard deviation
// of what is added to both coordinates.
extension Examples {
  /// Two half circles that reach into each other: no line separates them. Class 0 is the upper one, around (0, 0),
  /// class 1 the lower one, around (1, ½); both have radius 1. The classes alternate.
  ///
  /// - Parameter noise: the standard deviation of the noise added to both coordinates.
  /// - Returns: inputs [count, 2], targets [count].
  public static func moons(
    count: Int, noise: Double = 0.1, seed: UInt64 = RandomSource.nextSeed(), type: ElementType = .float32
  ) -> Examples {
    points(count, noise, classes: 2, seed, type) { isLower, random in
      let angle = random.uniform(in: 0..<Double.pi)
      return isLower == 1 ? (1 - cos(angle), 0.5 - sin(angle)) : (cos(angle), sin(angle))
    }
  }

  /// Class 0 on the circle of radius 1, class 1 on one of radius `ratio` inside it.
  ///
  /// - Returns: inputs [count, 2], targets [count].
  public static func circles(
    count: Int, ratio: Double = 0.5, noise: Double = 0.1, seed: UInt64 = RandomSource.nextSeed(),
    type: ElementType = .float32
  ) -> Examples {
    points(count, noise, classes: 2, seed, type) { label, random in
      let angle = random.uniform(in: 0..<2 * Double.pi)
      let radius = label == 0 ? 1 : ratio
      return (radius * cos(angle), radius * sin(angle))
    }
  }

  /// Uniform in the square −1 ..< 1: class 1 where the coordinates have different signs, class 0 where they agree. The
  /// logical "either, or".
  ///
  /// - Returns: inputs [count, 2], targets [count].
  public static func xor(
    count: Int, noise: Double = 0.1, seed: UInt64 = RandomSource.nextSeed(), type: ElementType = .float32
  ) -> Examples {
    points(count, noise, classes: 2, seed, type) { label, random in
      let (x, y) = (random.uniform(), random.uniform())
      let sign = random.uniform() < 0.5 ? 1.0 : -1
      return (sign * x, label == 0 ? sign * y : -sign * y)
    }
  }

  /// Arms that start at the centre and end at radius 1, each turned against the last.
  ///
  /// - Parameters:
  ///   - classes: how many arms.
  ///   - turns: how often each goes around.
  /// - Returns: inputs [count, 2], targets [count].
  public static func spirals(
    count: Int, classes: Int = 2, turns: Double = 1.5, noise: Double = 0.02, seed: UInt64 = RandomSource.nextSeed(),
    type: ElementType = .float32
  ) -> Examples {
    points(count, noise, classes: classes, seed, type) { label, random in
      let radius = random.uniform()
      let angle = 2 * Double.pi * (turns * radius + Double(label) / Double(classes))
      return (radius * cos(angle), radius * sin(angle))
    }
  }

  /// Clouds with normal noise around centres spread evenly over the circle of radius 1.
  ///
  /// - Parameter classes: how many clouds.
  /// - Returns: inputs [count, 2], targets [count].
  public static func blobs(
    count: Int, classes: Int = 3, noise: Double = 0.2, seed: UInt64 = RandomSource.nextSeed(),
    type: ElementType = .float32
  ) -> Examples {
    points(count, noise, classes: classes, seed, type) { label, _ in
      let angle = 2 * Double.pi * Double(label) / Double(classes)
      return (cos(angle), sin(angle))
    }
  }

  private static func points(
    _ count: Int, _ noise: Double, classes: Int, _ seed: UInt64, _ type: ElementType,
    _ place: (_ label: Int, inout RandomSource) -> (x: Double, y: Double)
  ) -> Examples {
    checkGenerator(count, noise)
    guard classes > 0 else { stop("classes must be at least 1; got \(classes).") }
    var random = RandomSource(seed: seed)
    var (points, labels): ([Double], [Double]) = ([], [])
    for i in 0..<count {
      let (x, y) = place(i % classes, &random)
      points.append(x + noise * random.normal())
      points.append(y + noise * random.normal())
      labels.append(Double(i % classes))
    }
    return Examples(
      inputs: NDArray(points, shape: [count, 2], type: type), targets: NDArray(labels, shape: [count], type: type))
  }
}
