import Glibc

/// The element types of arrays: Float32 for training, Float64 for gradient checks and hand-sized examples.
public enum ElementType: String, Codable, Sendable, CaseIterable {
  case float32, float64

  public var byteCount: Int { self == .float32 ? 4 : 8 }
}

/// A number that arrays can hold, with the functions the reference kernels need.
public protocol Scalar: BinaryFloatingPoint, Codable, Sendable {
  static var elementType: ElementType { get }
  static func exp(_ x: Self) -> Self
  static func log(_ x: Self) -> Self
  /// eˣ − 1, precise near 0.
  static func expm1(_ x: Self) -> Self
  /// log(1 + x), precise near 0.
  static func log1p(_ x: Self) -> Self
  static func tanh(_ x: Self) -> Self
  static func erf(_ x: Self) -> Self
  static func sin(_ x: Self) -> Self
  static func cos(_ x: Self) -> Self
  static func power(_ x: Self, _ exponent: Self) -> Self
}

extension Float: Scalar {
  public static var elementType: ElementType { .float32 }
  public static func exp(_ x: Float) -> Float { Glibc.expf(x) }
  public static func log(_ x: Float) -> Float { Glibc.logf(x) }
  public static func expm1(_ x: Float) -> Float { Glibc.expm1f(x) }
  public static func log1p(_ x: Float) -> Float { Glibc.log1pf(x) }
  public static func tanh(_ x: Float) -> Float { Glibc.tanhf(x) }
  public static func erf(_ x: Float) -> Float { Glibc.erff(x) }
  public static func sin(_ x: Float) -> Float { Glibc.sinf(x) }
  public static func cos(_ x: Float) -> Float { Glibc.cosf(x) }
  public static func power(_ x: Float, _ exponent: Float) -> Float { Glibc.powf(x, exponent) }
}

extension Double: Scalar {
  public static var elementType: ElementType { .float64 }
  public static func exp(_ x: Double) -> Double { Glibc.exp(x) }
  public static func log(_ x: Double) -> Double { Glibc.log(x) }
  public static func expm1(_ x: Double) -> Double { Glibc.expm1(x) }
  public static func log1p(_ x: Double) -> Double { Glibc.log1p(x) }
  public static func tanh(_ x: Double) -> Double { Glibc.tanh(x) }
  public static func erf(_ x: Double) -> Double { Glibc.erf(x) }
  public static func sin(_ x: Double) -> Double { Glibc.sin(x) }
  public static func cos(_ x: Double) -> Double { Glibc.cos(x) }
  public static func power(_ x: Double, _ exponent: Double) -> Double { Glibc.pow(x, exponent) }
}
