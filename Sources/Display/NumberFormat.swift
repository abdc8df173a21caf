import Foundation
import Numerals

/// One spelling of a number everywhere on a page: four significant digits, a true minus sign, no "-0"; "nan", "∞" and "−∞".
public func format(_ value: Double, significantDigits: Int = 4) -> String {
  significantText(value, digits: significantDigits)
}

/// The mean ± the standard deviation of the sample (n − 1), to two digits of the deviation: "0.984 ± 0.010"; for one
/// number or equal ones just the number.
public func formatSpread(of values: [Double]) -> String {
  let sample = Sample(values)
  let (mean, deviation) = (sample.mean, sample.deviation)
  guard mean.isFinite, max(abs(mean), deviation) < 1e6, deviation >= 1e-6 else {
    return format(mean)
  }
  let decimals = max(0, 1 - Int(log10(deviation).rounded(.down)))
  return fixedText(mean, decimals: decimals) + " ± " + fixedText(deviation, decimals: decimals)
}
