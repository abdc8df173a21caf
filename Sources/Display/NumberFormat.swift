import Numerals
import Statistics

/// One spelling of a number everywhere on a page: four significant digits, a true minus sign, no "-0"; "nan", "∞" and "−∞".
public func format(_ value: Double, significantDigits: Int = 4) -> String {
  significantText(value, digits: significantDigits)
}

/// The mean ± the standard deviation of the sample (n − 1), to two digits of the deviation: "0.984 ± 0.010"; for one
/// number or equal ones just the number.
public func formatSpread(of values: [Double]) -> String {
  let sample = Sample(values)
  return plusMinus(sample.mean, sample.standardDeviation)
}
