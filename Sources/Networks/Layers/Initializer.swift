import Tensors

/// How weights begin: random, so that units differ, and of a size that keeps signals from growing or fading from layer
/// to layer.
///
/// To add one: a `static let` or `static func`, with its paper.
public struct Initializer: Sendable {
  /// How many numbers go into each unit, and how many units each number goes into.
  public struct Fan: Sendable {
    public let `in`: Int
    public let out: Int

    public init(in: Int, out: Int) {
      self.in = `in`
      self.out = out
    }
  }

  private let make: @Sendable (Shape, Fan, ElementType, inout RandomSource) -> NDArray

  public init(_ make: @escaping @Sendable (Shape, Fan, ElementType, inout RandomSource) -> NDArray) {
    self.make = make
  }

  public func callAsFunction(
    _ shape: Shape, fan: Fan, type: ElementType = .float32, using random: inout RandomSource
  ) -> NDArray {
    make(shape, fan, type, &random)
  }

  /// Uniform in ±√(6 / (in + out)): keeps the spread of signals forward and backward, for tanh and sigmoid. Glorot &
  /// Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks", equation 16.
  public static let glorotUniform = uniform { (6 / Double(max($0.in + $0.out, 1))).squareRoot() }

  /// Normal with standard deviation √(2 / in): keeps the spread of signals through relu, which cuts off half. He et al.
  /// 2015, arXiv:1502.01852, equation 10.
  public static let heNormal = normal { (2 / Double(max($0.in, 1))).squareRoot() }

  /// Uniform in ±√(6 / in): the same spread as `heNormal`.
  public static let heUniform = uniform { (6 / Double(max($0.in, 1))).squareRoot() }

  /// Uniform in ±1/√in. LeCun et al. 1998, "Efficient BackProp", section 4.6.
  public static let fanInUniform = uniform { 1 / Double(max($0.in, 1)).squareRoot() }

  /// Normal with mean 0.
  public static func normal(standardDeviation: Double) -> Initializer { normal { _ in standardDeviation } }

  private static func uniform(_ bound: @escaping @Sendable (Fan) -> Double) -> Initializer {
    Initializer { shape, fan, type, random in
      let bound = bound(fan)
      return .uniform(shape, in: -bound..<bound, type: type, using: &random)
    }
  }

  private static func normal(_ deviation: @escaping @Sendable (Fan) -> Double) -> Initializer {
    Initializer { shape, fan, type, random in
      .normal(shape, standardDeviation: deviation(fan), type: type, using: &random)
    }
  }
}
