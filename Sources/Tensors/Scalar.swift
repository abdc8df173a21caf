import Glibc

/// The element types of arrays: Float32 for training, Float64 for gradient checks and hand-sized examples.
public enum ElementType: String, Codable, Sendable, CaseIterable {
  case float32, float64

  public var byteCount: Int { self == .float32 ? 4 : 8 }
  package var greatestFinite: Double {
    self == .float32 ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
  }
}

/// A number that arrays can hold, with the functions the reference kernels need.
package protocol Scalar: BinaryFloatingPoint, Codable, Sendable {
  static var elementType: ElementType { get }
  static func exp(_ x: Self) -> Self
  static func log(_ x: Self) -> Self
  /// eˣ − 1, precise near 0.
  static func expm1(_ x: Self) -> Self
  /// log(1 + x), precise near 0.
  static func log1p(_ x: Self) -> Self
  static func tanh(_ x: Self) -> Self
  static func erf(_ x: Self) -> Self
  /// The share of a normal distribution that lies below x.
  static func normalCDF(_ x: Self) -> Self
  static func sin(_ x: Self) -> Self
  static func cos(_ x: Self) -> Self
  static func power(_ x: Self, _ exponent: Self) -> Self
}

extension Float: Scalar {
  package static var elementType: ElementType { .float32 }
  package static func exp(_ x: Float) -> Float { Glibc.expf(x) }
  package static func log(_ x: Float) -> Float { Glibc.logf(x) }
  package static func expm1(_ x: Float) -> Float { Glibc.expm1f(x) }
  package static func log1p(_ x: Float) -> Float { Glibc.log1pf(x) }
  package static func tanh(_ x: Float) -> Float { Glibc.tanhf(x) }
  package static func erf(_ x: Float) -> Float { Glibc.erff(x) }
  package static func normalCDF(_ x: Float) -> Float { Float(Double.normalCDF(Double(x))) }
  package static func sin(_ x: Float) -> Float { Glibc.sinf(x) }
  package static func cos(_ x: Float) -> Float { Glibc.cosf(x) }
  package static func power(_ x: Float, _ exponent: Float) -> Float { Glibc.powf(x, exponent) }
}

extension Double: Scalar {
  package static var elementType: ElementType { .float64 }
  package static func exp(_ x: Double) -> Double { Glibc.exp(x) }
  package static func log(_ x: Double) -> Double { Glibc.log(x) }
  package static func expm1(_ x: Double) -> Double { Glibc.expm1(x) }
  package static func log1p(_ x: Double) -> Double { Glibc.log1p(x) }
  package static func tanh(_ x: Double) -> Double { Glibc.tanh(x) }
  package static func erf(_ x: Double) -> Double { Glibc.erf(x) }
  /// ½ erfc(y), y = −x/√2: on the left a last digit of y changes many of the result, so what rounding y has lost is made
  /// good by the slope there, −e^(−y²)/√π.
  package static func normalCDF(_ x: Double) -> Double {
    let root = 0.5.squareRoot()
    let y = -x * root
    let share = 0.5 * Glibc.erfc(y)
    guard y > 1, y < 30 else { return share }
    let lost = (-y).addingProduct(-x, root) - x * -4.833646656726457e-17
    return share - lost * Glibc.exp(-y * y) / Double.pi.squareRoot()
  }
  package static func sin(_ x: Double) -> Double { Glibc.sin(x) }
  package static func cos(_ x: Double) -> Double { Glibc.cos(x) }
  package static func power(_ x: Double, _ exponent: Double) -> Double { Glibc.pow(x, exponent) }
}
