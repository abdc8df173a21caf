import CKernels
import Testing

/// Division by one number goes by its reciprocal, and has the bits of a division all the same.
@Suite(.serialized) struct DivisionTests {
  @Test func divisionByOneNumberIsRoundedOnce() {
    InstructionSetLevel.each { level in
      check(nn_float32, Float.self, level)
      check(nn_float64, Double.self, level)
    }
  }

  private func check<Number: BinaryFloatingPoint>(_ kernels: nn_arithmetic, _ type: Number.Type, _ level: nn_isa)
  where Number.RawSignificand: FixedWidthInteger {
    var random = Numbers(state: 1)
    let special: [Number] = [
      0, -0.0, 1, -1, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, .infinity, -.infinity,
    ]
    // Of all sizes, and of sizes near 1, where the reciprocal serves.
    func number(_ exponents: ClosedRange<Int>) -> Number {
      let power = Number(
        sign: .plus, exponent: Number.Exponent(Int.random(in: exponents, using: &random)), significand: 1)
      return Number.random(in: 1..<2, using: &random) * power * (Bool.random(using: &random) ? 1 : -1)
    }
    let all = Int(Number.leastNormalMagnitude.exponent)...Int(Number.greatestFiniteMagnitude.exponent)
    for round in 0..<120 {
      let b = round < special.count ? special[round] : number(round % 3 == 0 ? all : -24...24)
      // One extreme number sends its neighbours to the processor's division too: half of the rounds have none.
      let a =
        round % 2 == 0
        ? special + (0..<502).map { number($0 % 3 == 0 ? all : -30...30) }
        : (0..<511).map { $0 % 7 == 0 ? ($0 % 2 == 0 ? 0 : -0.0) : number(-30...30) }
      var z = a
      a.withUnsafeBytes { a in
        withUnsafeBytes(of: b) { b in
          z.withUnsafeMutableBytes { z in
            kernels.elementwise(
              NN_DIVIDE, 0, 1, Int64(511), z.baseAddress, [a.baseAddress, b.baseAddress, nil],
              [0, 0, 0], 2)
          }
        }
      }
      for (x, got) in zip(a, z) {
        let wanted = x / b
        let isSame = got == wanted && got.sign == wanted.sign || got.isNaN && wanted.isNaN
        #expect(isSame, "\(x) / \(b) is \(wanted), not \(got), level \(level.rawValue)")
      }
    }
  }

  /// xorshift64, so that a failure comes again.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }
}
