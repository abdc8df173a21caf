import Display
import Foundation

/// One mark on an axis.
package struct Tick: Equatable {
  package var value: Double
  package var label: String
}

/// Round numbers between two bounds: steps of 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers for graph
/// labels", Graphics Gems, 1990).
package enum Ticks {
  /// At most `count` ticks, none outside the bounds; as many decimals as tell them apart.
  package static func linear(lower: Double, upper: Double, atMost count: Int) -> [Tick] {
    guard count > 0, lower.isFinite, upper.isFinite, lower < upper else { return [] }
    var step = niceStep(atLeast: upper / Double(count) - lower / Double(count))
    var values = multiples(of: step, lower: lower, upper: upper)
    while values.count > count {
      step = niceStep(atLeast: step * 1.5)
      values = multiples(of: step, lower: lower, upper: upper)
    }
    let greatest = values.map(abs).max() ?? 0
    let digits = greatest > 0 ? Int(log10(greatest).rounded(.down) - log10(step).rounded(.down)) + 1 : 1
    return values.map { Tick(value: $0, label: format($0, significantDigits: min(15, max(1, digits)))) }
  }

  /// Powers of ten; 1, 2 and 5 times a power of ten where there are too few of them.
  package static func logarithmic(lower: Double, upper: Double, atMost count: Int) -> [Tick] {
    guard count > 0, lower > 0, upper.isFinite, lower < upper else { return [] }
    let (first, last) = (Int(log10(lower).rounded(.up)), Int(log10(upper).rounded(.down)))
    if last - first >= 2 || (last > first && count < 4) {
      var stride = 1
      while (last - first) / stride + 1 > count { stride += 1 }
      let exponents = (first...last).filter { $0 % stride == 0 }
      return exponents.map { tick(pow(10, Double($0))) }
    }
    guard first - 1 <= last else { return linear(lower: lower, upper: upper, atMost: count) }
    let values = (first - 1...last).flatMap { exponent in [1, 2, 5].map { $0 * pow(10, Double(exponent)) } }
      .filter { $0 >= lower && $0 <= upper }
    return values.count >= 2 && values.count <= count
      ? values.map(tick) : linear(lower: lower, upper: upper, atMost: count)
  }

  private static func tick(_ value: Double) -> Tick { Tick(value: value, label: format(value)) }

  private static func niceStep(atLeast rough: Double) -> Double {
    let floor = max(rough, 1e-300)
    let magnitude = pow(10, log10(floor).rounded(.down))
    for multiple in [1.0, 2, 5, 10] where multiple * magnitude >= floor * (1 - 1e-9) { return multiple * magnitude }
    return 10 * magnitude
  }

  private static func multiples(of step: Double, lower: Double, upper: Double) -> [Double] {
    // Beyond the greatest number there is one multiple left.
    guard step.isFinite else { return lower <= 0 && upper >= 0 ? [0] : [] }
    let slack = 1e-9
    let (first, last) = ((lower / step - slack).rounded(.up), (upper / step + slack).rounded(.down))
    guard first <= last, last - first < 1000 else { return [] }
    return (0...Int(last - first)).map { (first + Double($0)) * step }.map { $0 == 0 ? 0 : $0 }
  }
}
