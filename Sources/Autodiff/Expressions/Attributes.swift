import Numerals
import Tensors

/// What an operation needs in addition to its operands: plain data, so that a graph prints, saves and compares. Indirect,
/// because most operations have none and should not pay for its size.
public indirect enum Attributes: Hashable, Codable, Sendable, CustomStringConvertible {
  case none
  /// The axes to fold, ascending; folded axes stay with size 1 when `keepingAxes`.
  case axes([Int], keepingAxes: Bool)
  /// The shape of the result.
  case shape(Shape)
  /// Axis i of the result is axis `permutation[i]` of the operand.
  case permutation([Int])
  /// Positions `start ..< start + count` along `axis`.
  case range(axis: Int, start: Int, count: Int)
  case axis(Int)
  /// The exponent of `power`, the slope of `leakyRelu`.
  case number(Double)
  case convolution(ConvolutionGeometry)
  /// The window of a pooling.
  case window(WindowGeometry)
  /// The shape of random numbers, and the seed that they are drawn by.
  case draw(Shape, seed: UInt64)
  /// The part of one rank in a sum over so many.
  case ranks(own: Int, of: Int)

  public var description: String {
    switch self {
    case .none: ""
    case .axes([], _): ""
    case .axes(let axes, let keepingAxes): "axes \(axes)" + (keepingAxes ? " kept" : "")
    case .shape(let shape): "to \(shape)"
    case .permutation(let order): "axes \(order)"
    case .range(let axis, let start, let count): "axis \(axis), \(start)..<\(start + count)"
    case .axis(let axis): "axis \(axis)"
    case .number(let number): exactText(number)
    case .convolution(let geometry): geometry.description
    case .window(let window): window.description
    case .draw(let shape, let seed): "\(shape) by seed \(seed)"
    case .ranks(let own, let count): "rank \(own) of \(count)"
    }
  }
}

// What each primitive reads; of other attributes, what means nothing.
extension Attributes {
  /// 0 where there is none.
  package var number: Double { if case .number(let number) = self { number } else { 0 } }
  package var folded: (axes: [Int], keepsAxes: Bool) {
    guard case .axes(let axes, let keepsAxes) = self else { return ([], false) }
    return (axes, keepsAxes)
  }
  package var convolution: ConvolutionGeometry? {
    if case .convolution(let geometry) = self { geometry } else { nil }
  }
  package var window: WindowGeometry? { if case .window(let window) = self { window } else { nil } }
}
