import Foundation

// How numbers are spelled, wherever one is printed: on a page, in a table, in a chart, in a graph, in an error. Special
// numbers have one spelling each, "nan", "∞" and "−∞"; zero has no sign.

/// "nan", "∞" or "−∞"; nil for a finite number.
///
/// The sign of a NaN says nothing about the number, so it is not shown.
public func specialText(_ number: Double) -> String? {
  if number.isNaN { return "nan" }
  if number.isInfinite { return number > 0 ? "∞" : "−∞" }
  return nil
}

/// As many digits as tell the number from its neighbours, as Swift writes it: "0.1", "-2.5e-05".
public func exactText(_ number: Double) -> String { specialText(number) ?? (number == 0 ? "0.0" : "\(number)") }

/// As many digits as tell the number from its neighbours in Float32.
public func exactText(_ number: Float) -> String {
  specialText(Double(number)) ?? (number == 0 ? "0.0" : "\(number)")
}

/// Rounded to significant digits, with a true minus sign, without trailing zeros: "0.1234", "−2.5e−5", "123456".
public func significantText(_ number: Double, digits: Int = 4) -> String {
  if let special = specialText(number) { return special }
  let magnitude = abs(number)
  if magnitude == 0 { return "0" }
  let text: String
  if magnitude >= 1e6 || magnitude < 1e-4 {
    let parts = String(format: "%.\(digits - 1)e", magnitude).split(separator: "e")
    text = trimmed(String(parts[0])) + "e" + (parts[1].hasPrefix("-") ? "−" : "") + String(abs(Int(parts[1])!))
  } else {
    let decimals = max(0, digits - 1 - Int(log10(magnitude).rounded(.down)))
    text = trimmed(String(format: "%.\(decimals)f", magnitude))
  }
  return signed(text, isNegative: number < 0)
}

/// With a fixed number of decimals and a true minus sign: "−0.50", "12.3".
public func fixedText(_ number: Double, decimals: Int) -> String {
  specialText(number) ?? signed(String(format: "%.\(decimals)f", abs(number)), isNegative: number < 0)
}

/// What rounds to zero has no sign.
private func signed(_ magnitude: String, isNegative: Bool) -> String {
  isNegative && magnitude.contains { ("1"..."9").contains($0) } ? "−" + magnitude : magnitude
}

private func trimmed(_ decimal: String) -> String {
  guard decimal.contains(".") else { return decimal }
  var text = Substring(decimal)
  while text.hasSuffix("0") { text.removeLast() }
  if text.hasSuffix(".") { text.removeLast() }
  return String(text)
}
