import Foundation
import Numerals

/// One spelling of a number everywhere on a page: four significant digits, a true minus sign, no "-0"; "nan", "∞" and "−∞".
public func format(_ value: Double, significantDigits: Int = 4) -> String {
  significantText(value, digits: significantDigits)
}

/// Several numbers that are compared: with as few digits from four on as spell different ones differently, and the same
/// number of digits for all.
public func formatApart(_ values: [Double]) -> [String] {
  let different = Set(values.filter(\.isFinite)).count
  let digits =
    (4...17).first { digits in
      Set(values.filter(\.isFinite).map { format($0, significantDigits: digits) }).count == different
    } ?? 17
  return values.map { format($0, significantDigits: digits) }
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
