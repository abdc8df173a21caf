import CKernels
import Foundation
import Testing

extension TileCase {
  static func larger(_ a: Double, _ b: Double) -> Double { a.isNaN || b.isNaN ? .nan : max(a, b) }

  static func compute(_ op: nn_op, _ a: Double, _ b: Double, _ c: Double, _ number: Double) -> Double {
    switch op {
    case NN_COPY: a
    case NN_NEGATE: -a
    case NN_RECIPROCAL: 1 / a
    case NN_SQRT: a.squareRoot()
    case NN_EXP: exp(a)
    case NN_EXPM1: expm1(a)
    case NN_LOG: log(a)
    case NN_LOG1P: log1p(a)
    case NN_TANH: tanh(a)
    case NN_SIGMOID: 1 / (1 + exp(-a))
    case NN_RELU: a < 0 ? 0 : a
    case NN_ABSOLUTE: abs(a)
    case NN_SQUARE: a * a
    case NN_SIGN: a > 0 ? 1 : a < 0 ? -1 : a
    case NN_ERF: erf(a)
    case NN_NORMAL_CDF: normalCDF(a)
    case NN_SIN: sin(a)
    case NN_COS: cos(a)
    case NN_FLOOR: a.rounded(.down)
    case NN_ROUND: a.rounded(.toNearestOrEven)
    case NN_LEAKY_RELU: a > 0 ? a : number * a
    case NN_POWER: pow(a, number)
    case NN_ADD: a + b
    case NN_SUBTRACT: a - b
    case NN_MULTIPLY: a * b
    case NN_DIVIDE: a / b
    case NN_RAISE: pow(a, b)
    case NN_MAXIMUM: larger(a, b)
    case NN_MINIMUM: -larger(-a, -b)
    case NN_GREATER: a > b ? 1 : 0
    case NN_EQUAL: a == b ? 1 : 0
    case NN_SELECT: a != 0 ? b : c
    case NN_MULTIPLY_ADD: a * b + c
    default: .nan
    }
  }

  static let elementwise = (NN_COPY.rawValue...NN_MULTIPLY_ADD.rawValue).map { nn_op($0) }

  /// Every element of shared memory and sums, also those that nothing should have written.
  func check(
    chunk: Int = .max, workers: Int = 1, tolerance: Double = 1e-6, _ what: @autoclosure () -> String = "",
    at location: SourceLocation = #_sourceLocation
  ) {
    let got = run(chunk: chunk, workers: workers), wanted = expected()
    let wrong = got.indices.filter { !agrees(Double(got[$0]), wanted[$0], tolerance) }
    guard let first = wrong.first else { return }
    Issue.record(
      """
      \(what()): \(wrong.count) of \(got.count) elements differ; element \(first) is \(got[first]), \
      should be \(wanted[first])
      """, sourceLocation: location)
  }

  private func agrees(_ got: Double, _ wanted: Double, _ tolerance: Double) -> Bool {
    if got.isNaN || wanted.isNaN { return got.isNaN && wanted.isNaN }
    let rounded = Double(Float(wanted))
    return got == rounded || abs(got - wanted) <= tolerance * max(0.05, abs(wanted))
  }
}

/// A small generator of test numbers: same numbers in every run.
struct TestNumbers {
  private var state: UInt64
  init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 12345 }

  mutating func next(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
  /// From −1 to 1.
  mutating func number() -> Float { Float(next(below: 20001) - 10000) / 10000 }
  mutating func pick<C: Collection>(_ choices: C) -> C.Element {
    choices[choices.index(choices.startIndex, offsetBy: next(below: choices.count))]
  }
}

func onEveryLevel(_ body: (nn_isa) throws -> Void) rethrows { try InstructionSetLevel.each(body) }

/// ½ erfc(y) with y = −x/√2, where what rounding y loses is added again: far on the left it would cost digits.
private func normalCDF(_ x: Double) -> Double {
  let root = 0.5.squareRoot()
  let y = -x * root
  let share = 0.5 * erfc(y)
  guard y > 1, y < 30 else { return share }
  let lost = (-y).addingProduct(-x, root) - x * -4.833646656726457e-17
  return share - lost * exp(-y * y) / Double.pi.squareRoot()
}
