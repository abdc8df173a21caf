import Foundation

/// Works out the arithmetic that explanations are written in: "(0.5 + (−2)) / 2", "max(0, 3)", "1 / (1 + exp(2))".
struct Arithmetic {
  private var rest: Substring

  /// nil when the text is not arithmetic.
  static func value(of text: String) -> Double? {
    var text = Substring(text.replacingOccurrences(of: "−", with: "-"))
    text = text.replacing(#/ from \d+ (smaller )?terms( that are 0|, \d+ of them 0)?/#, with: "")
    text = text.replacing(#/, and \d+ others up to /#, with: ", ")
    var parser = Arithmetic(rest: text.filter { $0 != " " })
    guard let value = parser.sum(), parser.rest.isEmpty else { return nil }
    return value
  }

  private mutating func sum() -> Double? {
    guard var total = product() else { return nil }
    while let sign = take("+", "-") {
      guard let next = product() else { return nil }
      total += sign == "+" ? next : -next
    }
    return total
  }

  private mutating func product() -> Double? {
    guard var total = power() else { return nil }
    while let sign = take("·", "/") {
      guard let next = power() else { return nil }
      total = sign == "·" ? total * next : total / next
    }
    return total
  }

  private mutating func power() -> Double? {
    guard let base = atom() else { return nil }
    guard take("^") != nil else { return base }
    guard let exponent = atom() else { return nil }
    return pow(base, exponent)
  }

  private mutating func atom() -> Double? {
    if take("-") != nil { return atom().map { -$0 } }
    if take("∞") != nil { return .infinity }
    if take("√") != nil { return atom().map { $0.squareRoot() } }
    if take("|") != nil {
      guard let inner = sum(), take("|") != nil else { return nil }
      return abs(inner)
    }
    let isFunction = rest.first != "e" || rest.hasPrefix("exp(") || rest.hasPrefix("erf(")
    let name = rest.prefix { isFunction && $0.isLetter && $0.isASCII }
    rest.removeFirst(name.count)
    if take("(") != nil { return arguments().flatMap { apply(String(name), $0) } }
    return name.isEmpty ? number() : nil
  }

  private mutating func arguments() -> [Double]? {
    var values: [Double] = []
    repeat {
      guard let value = sum() else { return nil }
      values.append(value)
    } while take(",") != nil
    return take(")") == nil ? nil : values
  }

  private func apply(_ name: String, _ values: [Double]) -> Double? {
    switch name {
    case "": values.count == 1 ? values[0] : nil
    case "exp": exp(values[0])
    case "ln": log(values[0])
    case "tanh": tanh(values[0])
    case "erf": erf(values[0])
    case "normalCDF": 0.5 * erfc(-values[0] / 2.0.squareRoot())
    case "sin": sin(values[0])
    case "cos": cos(values[0])
    case "floor": values[0].rounded(.down)
    case "round": values[0].rounded(.toNearestOrEven)
    case "argmax": values.firstIndex(of: values.max()!).map(Double.init)
    case "sign": values[0] > 0 ? 1 : values[0] < 0 ? -1 : 0
    case "max": values.max()
    case "min": values.min()
    default: nil
    }
  }

  private mutating func number() -> Double? {
    var digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let after = rest[digits.endIndex...]
    if after.hasPrefix("e") {
      let exponent = after.dropFirst().prefix { $0.isNumber || $0 == "-" || $0 == "+" }
      digits = rest[digits.startIndex..<exponent.endIndex]
    }
    rest = rest[digits.endIndex...]
    return Double(digits)
  }

  private mutating func take(_ symbols: Character...) -> Character? {
    guard let first = rest.first, symbols.contains(first) else { return nil }
    rest.removeFirst()
    return first
  }
}
