import Foundation

/// One spelling of a number everywhere: four significant digits, a true minus sign, no "-0", "NaN" and "∞".
public func format(_ value: Double, significantDigits: Int = 4) -> String {
  if value.isNaN { return "NaN" }
  if value.isInfinite { return value > 0 ? "∞" : "−∞" }
  if value == 0 { return "0" }
  let magnitude = abs(value)
  var text: String
  if magnitude >= 1e6 || magnitude < 1e-4 {
    let parts = String(format: "%.\(significantDigits - 1)e", magnitude).split(separator: "e")
    text = trimmed(String(parts[0])) + "e" + (parts[1].hasPrefix("-") ? "−" : "") + String(abs(Int(parts[1])!))
  } else {
    let decimals = max(0, significantDigits - 1 - Int(log10(magnitude).rounded(.down)))
    text = trimmed(String(format: "%.\(decimals)f", magnitude))
  }
  if text == "0" { return text }
  return (value < 0 ? "−" : "") + text
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
  let text = String(format: "%.\(decimals)f", abs(mean)) + " ± " + String(format: "%.\(decimals)f", deviation)
  return (mean < 0 ? "−" : "") + text
}

private func trimmed(_ decimal: String) -> String {
  guard decimal.contains(".") else { return decimal }
  var text = Substring(decimal)
  while text.hasSuffix("0") { text.removeLast() }
  if text.hasSuffix(".") { text.removeLast() }
  return String(text)
}
