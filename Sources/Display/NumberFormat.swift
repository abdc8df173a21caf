import Foundation
import Numerals
import Statistics

/// One spelling of a number everywhere on a page: four significant digits, a true minus sign, no "-0"; "nan", "∞" and "−∞".
public func format(_ value: Double, significantDigits: Int = 4) -> String {
  significantText(value, digits: significantDigits)
}

/// Several numbers that are compared, with the same number of digits for all: four, or as many as show the least difference
/// between two of them.
public func formatApart(_ values: [Double]) -> [String] {
  let known = Set(values.filter(\.isFinite)).sorted()
  let isTold = Set(known.map { format($0) }).count == known.count
  let digits = isTold ? 4 : (5...17).first { shows(known, digits: $0) } ?? 17
  return values.map { format($0, significantDigits: digits) }
}

/// Is the least difference two units of the last digit or more?
private func shows(_ ascending: [Double], digits: Int) -> Bool {
  let greatest = ascending.map(abs).max() ?? 0
  let unit = pow(10, log10(greatest).rounded(.down) - Double(digits - 1))
  return zip(ascending, ascending.dropFirst()).allSatisfy { $1 - $0 >= 1.99 * unit }
}

/// The mean ± the standard deviation of the sample (n − 1), to two digits of the deviation: "0.984 ± 0.010"; for one
/// number or equal ones just the number.
public func formatSpread(of values: [Double]) -> String {
  let sample = Sample(values)
  return plusMinus(sample.mean, sample.standardDeviation)
}
