import Foundation
import Numerals
import Tensors
import Testing

@Suite struct NumberTextTests {
  @Test(arguments: [Double.nan, -.nan, .signalingNaN, .infinity, -.infinity]) func specialNumbers(_ x: Double) {
    let wanted = x.isNaN ? "nan" : x > 0 ? "∞" : "−∞"
    #expect(specialText(x) == wanted && exactText(x) == wanted && exactText(Float(x)) == wanted)
    #expect(significantText(x) == wanted && fixedText(x, decimals: 2) == wanted)
  }

  @Test func zeroHasNoSign() {
    #expect(specialText(-0.0) == nil)
    #expect(exactText(-0.0) == "0.0" && exactText(-Float(0)) == "0.0")
    #expect(significantText(-0.0) == "0" && fixedText(-0.0, decimals: 1) == "0.0")
    #expect(fixedText(-0.004, decimals: 2) == "0.00" && fixedText(-0.5, decimals: 1) == "−0.5")
  }

  /// What is printed, read again, is the number to as many digits as were asked for.
  @Test func digits() {
    var random = RandomSource(seed: 3)
    for _ in 0..<2000 {
      let x = (random.uniform() - 0.5) * pow(10, Double(random.integer(below: 40)) - 20)
      #expect(Double(exactText(x)) == x && Float(exactText(Float(x))) == Float(x))
      for digits in 1...8 {
        let text = significantText(x, digits: digits)
        let value = Double(text.replacing("−", with: "-"))!
        let loosest = abs(x) >= 1 && abs(x) < 1e6 ? 0.5 : 0
        #expect(abs(value - x) <= max(abs(x) * 0.5001 * pow(10, 1 - Double(digits)), loosest), "\(text) of \(x)")
      }
    }
  }
}
