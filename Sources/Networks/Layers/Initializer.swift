import Autodiff
import Numerals
import Tensors

/// How weights begin: random, so that units differ, and of a size that keeps signals from growing or fading from layer
/// to layer.
///
/// To add one: a `static let` or `static func`, with its paper, listed in `all`.
public struct Initializer: Sendable, CustomStringConvertible {
  /// How many numbers go into each unit, and how many units each number goes into.
  public struct Fan: Sendable {
    public let `in`: Int
    public let out: Int

    public init(in: Int, out: Int) {
      self.in = `in`
      self.out = out
    }
  }

  public let name: String
  private let make: @Sendable (Shape, Fan, ElementType, inout RandomSource) -> NDArray

  public init(_ name: String, _ make: @escaping @Sendable (Shape, Fan, ElementType, inout RandomSource) -> NDArray) {
    self.name = name
    self.make = make
  }

  public var description: String { name }

  public func callAsFunction(
    _ shape: Shape, fan: Fan, type: ElementType = .float32, using random: inout RandomSource
  ) -> NDArray {
    make(shape, fan, type, &random)
  }

  /// Are the weights of layers that are built now drawn when they are first asked for, each by a source of its own?
  @TaskLocal static var waits = false

  /// A layer's weights, "w".
  func weights(_ shape: Shape, fan: Fan, type: ElementType, using random: inout RandomSource) -> Parameter {
    guard Self.waits else { return Parameter("w", self(shape, fan: fan, type: type, using: &random)) }
    let seed = random.next()
    return Parameter("w", shape, type: type) {
      var random = RandomSource(seed: seed)
      return self(shape, fan: fan, type: type, using: &random)
    }
  }

  /// Of those that take a number, one example each.
  public static let all: [Initializer] = [
    .zeros, .constant(0.5), .uniform(-0.1..<0.3), .normal(standardDeviation: 0.3), .fanInUniform, .glorotUniform,
    .glorotNormal, .heUniform, .heNormal, .orthogonal(),
  ]

  /// All units alike: a network that begins so never learns to tell them apart.
  public static let zeros = Initializer("zeros") { shape, _, type, _ in NDArray(repeating: 0, shape: shape, type: type)
  }

  /// One number everywhere.
  public static func constant(_ number: Double) -> Initializer {
    Initializer("constant") { shape, _, type, _ in NDArray(repeating: number, shape: shape, type: type) }
  }

  /// Uniform in a range.
  public static func uniform(_ range: Range<Double>) -> Initializer {
    Initializer("uniform") { shape, _, type, random in .uniform(shape, in: range, type: type, using: &random) }
  }

  /// Normal with mean 0.
  public static func normal(standardDeviation: Double) -> Initializer { normal("normal") { _ in standardDeviation } }

  /// Uniform in ±1/√in. LeCun et al. 1998, "Efficient BackProp", section 4.6.
  public static let fanInUniform = uniform("fanInUniform") { 1 / Double(max($0.in, 1)).squareRoot() }

  /// Uniform in ±√(6 / (in + out)): keeps the spread of signals forward and backward, for tanh and sigmoid. Glorot &
  /// Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks", equation 16.
  public static let glorotUniform = uniform("glorotUniform") { (6 / Double(max($0.in + $0.out, 1))).squareRoot() }

  /// Normal with standard deviation √(2 / (in + out)): the same spread as `glorotUniform`.
  public static let glorotNormal = normal("glorotNormal") { (2 / Double(max($0.in + $0.out, 1))).squareRoot() }

  /// Uniform in ±√(6 / in): the same spread as `heNormal`.
  public static let heUniform = uniform("heUniform") { (6 / Double(max($0.in, 1))).squareRoot() }

  /// Normal with standard deviation √(2 / in): keeps the spread of signals through relu, which cuts off half. He et al.
  /// 2015, arXiv:1502.01852, equation 10.
  public static let heNormal = normal("heNormal") { (2 / Double(max($0.in, 1))).squareRoot() }

  /// The same numbers, each multiplied by a *gain*. An activation with slope s at 0 passes on s times what reaches it; the
  /// gain 1/s makes up for that: 4 for the sigmoid, whose slope there is ¼. Glorot & Bengio 2010 assume a slope of 1
  /// (section 4.2.1).
  ///
  ///     Dense(196, 32, activation: .sigmoid, initializer: .glorotUniform.scaled(by: 4))
  ///
  /// - Parameter gain: any finite number.
  public func scaled(by gain: Double) -> Initializer {
    guard gain.isFinite else { stop("Initializer.scaled(by:) expects a finite number; got \(gain).") }
    return Initializer("\(name) × \(significantText(gain, digits: 4))") { shape, fan, type, random in
      let weights = self(shape, fan: fan, type: type, using: &random)
      return NDArray(weights.doubles.map { gain * $0 }, shape: shape, type: type)
    }
  }

  private static func uniform(_ name: String, _ bound: @escaping @Sendable (Fan) -> Double) -> Initializer {
    Initializer(name) { shape, fan, type, random in
      let bound = bound(fan)
      return .uniform(shape, in: -bound..<bound, type: type, using: &random)
    }
  }

  private static func normal(_ name: String, _ deviation: @escaping @Sendable (Fan) -> Double) -> Initializer {
    Initializer(name) { shape, fan, type, random in
      .normal(shape, standardDeviation: deviation(fan), type: type, using: &random)
    }
  }
}
