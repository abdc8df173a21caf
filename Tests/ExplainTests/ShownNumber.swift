import Foundation

/// A number as it is shown: anything between two ends may have been rounded to it.
struct ShownNumber: Equatable {
  var low: Double
  var high: Double

  init(_ low: Double, _ high: Double) { (self.low, self.high) = (min(low, high), max(low, high)) }

  /// What four significant digits, of which zeros at the end are left out, stand for; 0 is 0.
  init?(text: String) {
    guard let value = Double(text) else { return nil }
    guard value.isFinite else {
      // The greatest number, rounded up.
      self.init(1.797e308, .infinity)
      return
    }
    guard value != 0 else {
      self.init(0, 0)
      return
    }
    let places = abs(value) >= 1e4 && abs(value) < 1e6 ? 0 : Int(log10(abs(value)).rounded(.down)) - 3
    let half = 0.5 * pow(10, Double(places))
    self.init(value - half, value + half)
  }

  /// Float32 loses digits that are shown only when large numbers cancel.
  func meets(_ other: ShownNumber) -> Bool {
    guard [low, high, other.low, other.high].allSatisfy(\.isFinite) else { return true }
    let slack = 2e-5 * max(abs(low), abs(high), abs(other.low), abs(other.high))
    return low <= other.high + slack && other.low <= high + slack
  }

  /// By the ends of a function that rises or falls from end to end.
  func map(_ function: (Double) -> Double) -> ShownNumber { ShownNumber(function(low), function(high)) }

  /// By the ends of both.
  func combined(_ other: ShownNumber, _ function: (Double, Double) -> Double) -> ShownNumber {
    let ends = [
      function(low, other.low), function(low, other.high), function(high, other.low), function(high, other.high),
    ]
    return ShownNumber(ends.min()!, ends.max()!)
  }

  var isAroundZero: Bool { low <= 0 && high >= 0 }
  var magnitude: ShownNumber {
    isAroundZero ? ShownNumber(0, max(-low, high)) : ShownNumber(abs(low), abs(high))
  }
}

/// Works out the arithmetic that explanations are written in, from the numbers as they are shown.
struct ShownArithmetic {
  private var rest: Substring

  /// nil when the text is not arithmetic.
  static func value(of text: String) -> ShownNumber? {
    var plain = text.replacing("−", with: "-")
    plain = plain.replacing(#/ from \d+ (smaller )?terms( that are 0|, \d+ of them 0)?/#, with: "")
    plain = plain.replacing(#/, and \d+ others up to /#, with: ", ")
    var parser = ShownArithmetic(rest: plain.filter { $0 != " " }[...])
    guard let value = parser.sum(), parser.rest.isEmpty else { return nil }
    return value
  }

  private mutating func sum() -> ShownNumber? {
    guard var total = product() else { return nil }
    while let sign = take("+", "-") {
      guard let next = product() else { return nil }
      total = total.combined(next) { sign == "+" ? $0 + $1 : $0 - $1 }
    }
    return total
  }

  private mutating func product() -> ShownNumber? {
    guard var total = signed() else { return nil }
    while let sign = take("·", "/") {
      guard let next = signed(), sign == "·" || !next.isAroundZero else { return nil }
      total = total.combined(next) { sign == "·" ? $0 * $1 : $0 / $1 }
    }
    return total
  }

  private mutating func signed() -> ShownNumber? {
    if take("-") != nil { return signed()?.map { -$0 } }
    return power()
  }

  private mutating func power() -> ShownNumber? {
    guard let base = atom() else { return nil }
    guard take("^") != nil else { return base }
    let isNegative = take("-") != nil
    guard var exponent = atom() else { return nil }
    if isNegative { exponent = exponent.map { -$0 } }
    var result = base.combined(exponent) { pow($0, $1) }
    if exponent.low < exponent.high, base.low < 0 {
      let whole = ((exponent.low + exponent.high) / 2).rounded()
      result = base.map { pow($0, whole) }
    }
    if base.isAroundZero { result = ShownNumber(min(0, result.low), max(0, result.high)) }
    return result
  }

  private mutating func atom() -> ShownNumber? {
    if take("√") != nil { return atom()?.map { max(0, $0).squareRoot() } }
    if take("|") != nil {
      guard let inner = sum(), take("|") != nil else { return nil }
      return inner.magnitude
    }
    let isFunction = rest.first != "e" || rest.hasPrefix("exp(") || rest.hasPrefix("erf(")
    let name = String(rest.prefix { isFunction && $0.isLetter && $0.isASCII })
    rest.removeFirst(name.count)
    if take("(") != nil { return arguments().flatMap { Self.apply(name, $0) } }
    return name.isEmpty ? number() : nil
  }

  private mutating func arguments() -> [ShownNumber]? {
    var values: [ShownNumber] = []
    repeat {
      guard let value = sum() else { return nil }
      values.append(value)
    } while take(",") != nil
    return take(")") == nil ? nil : values
  }

  private static func apply(_ name: String, _ values: [ShownNumber]) -> ShownNumber? {
    let x = values[0]
    switch name {
    case "": return values.count == 1 ? x : nil
    case "exp": return x.map(exp)
    case "ln": return x.high <= 0 ? nil : ShownNumber(log(max(x.low, 1e-300)), log(x.high))
    case "tanh": return x.map(tanh)
    case "erf": return x.map(erf)
    case "normalCDF": return x.map { 0.5 * erfc(-$0 / 2.0.squareRoot()) }
    case "sin", "cos":
      let (value, reach) = (name == "sin" ? sin((x.low + x.high) / 2) : cos((x.low + x.high) / 2), (x.high - x.low) / 2)
      return ShownNumber(value - reach, value + reach)
    case "floor": return x.map { $0.rounded(.down) }
    case "round": return x.map { $0.rounded(.toNearestOrEven) }
    case "sign": return ShownNumber(x.low > 0 ? 1 : x.low < 0 ? -1 : 0, x.high > 0 ? 1 : x.high < 0 ? -1 : 0)
    case "max": return ShownNumber(values.map(\.low).max()!, values.map(\.high).max()!)
    case "min": return ShownNumber(values.map(\.low).min()!, values.map(\.high).min()!)
    case "argmax":
      let greatest = values.map(\.low).max()!
      let places = values.indices.filter { values[$0].high >= greatest }
      return ShownNumber(Double(places.first!), Double(places.last!))
    default: return nil
    }
  }

  private mutating func number() -> ShownNumber? {
    var digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let after = rest[digits.endIndex...]
    if after.hasPrefix("e"), !after.hasPrefix("exp"), !after.hasPrefix("erf") {
      let exponent = after.dropFirst().prefix { $0.isNumber || $0 == "-" }
      digits = rest[digits.startIndex..<exponent.endIndex]
    }
    rest = rest[digits.endIndex...]
    return ShownNumber(text: String(digits))
  }

  private mutating func take(_ symbols: Character...) -> Character? {
    guard let first = rest.first, symbols.contains(first) else { return nil }
    rest.removeFirst()
    return first
  }
}
