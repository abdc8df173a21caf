import Numerals

/// How an operation is written in a formula, and how tightly it binds. Each primitive states its own; brackets follow
/// from the precedences, by one rule, wherever an expression is spelled: with names or with numbers.
public enum Notation: Sendable, Equatable {
  /// "name(x, y)"
  case function
  /// "x + y"
  case infix(String, Precedence)
  /// "−x", "1 · x"
  case prefix(String, Precedence)
  /// "xᵀ"
  case postfix(String)
  /// "x^2"
  case exponent(Double)

  /// From the loosest to the tightest.
  public enum Precedence: Int, Sendable, Comparable {
    case assignment, comparison, sum, product, sign, power, atom

    public static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }
  }

  /// A part of a formula.
  public struct Term: Sendable, Equatable {
    public let text: String
    public let precedence: Precedence

    public init(_ text: String, _ precedence: Precedence = .atom) {
      self.text = text
      self.precedence = precedence
    }

    /// A number that has been spelled: "2", "−0.5".
    public init(number text: String) { self.init(text, text.hasSign ? .sign : .atom) }

    /// A name that someone gave: "w", or "a + b", which binds as loosely as can be, as any name does that could be read as
    /// an operation or as several words.
    public init(name: String) {
      let target = name.hasPrefix("∂L/∂") ? String(name.dropFirst(4)) : name
      let isPower = target != name || name.hasExponent
      self.init(name, target.hasOperator ? .assignment : name.hasSign ? .sign : isPower ? .power : .atom)
    }

    /// In brackets unless it binds at least as tightly as `precedence`.
    public func within(_ precedence: Precedence) -> String { self.precedence < precedence ? "(\(text))" : text }

    /// As what stands behind an operator: also in brackets when it binds no tighter, or would bring a second sign.
    public func behind(_ precedence: Precedence) -> String {
      let isBare = self.precedence > precedence && !(text.hasSign && precedence >= .sum)
      return isBare ? text : "(\(text))"
    }
  }

  /// The operation written down.
  ///
  /// - Parameters:
  ///   - name: of the primitive, for those that are written as functions.
  ///   - operands: as many as the notation has room for.
  ///   - details: what else a function is told: "axes [0]".
  ///   - format: spells an exponent.
  public func expression(
    _ name: String, _ operands: [Term], details: String = "",
    format: (Double) -> String = { significantText($0) }
  ) -> Term {
    switch self {
    case .infix(let sign, let precedence) where operands.count == 2:
      Term("\(operands[0].within(precedence)) \(sign) \(operands[1].behind(precedence))", precedence)
    case .prefix(let sign, let precedence) where operands.count == 1:
      Term(sign + operands[0].behind(precedence), precedence)
    case .postfix(let sign) where operands.count == 1: Term(operands[0].within(.atom) + sign, .power)
    case .exponent(let power) where operands.count == 1:
      Term(operands[0].within(.atom) + "^" + Term(number: format(power)).text, .power)
    default:
      Term("\(name)(\((operands.map(\.text) + (details.isEmpty ? [] : [details])).joined(separator: ", ")))")
    }
  }
}

extension Notation {
  /// The operation as a name: "x·w", "1−p", "hᵀ", "tanh(z)"; nil for what would read as a statement, "x>y".
  func name(_ name: String, _ operands: [Term]) -> Term? {
    switch self {
    case .infix(let sign, let precedence) where operands.count == 2:
      guard precedence >= .sum else { return nil }
      // A name reads as the text does: the product of matrices is written as any product.
      let sign = sign == "@" ? "·" : sign
      return Term("\(operands[0].within(precedence))\(sign)\(operands[1].behind(precedence))", precedence)
    case .prefix(let sign, let precedence) where operands.count == 1:
      return Term(sign.filter { !$0.isWhitespace } + operands[0].behind(precedence), precedence)
    case .postfix where operands.count == 1, .exponent where operands.count == 1: return expression(name, operands)
    default: return operands.count <= 2 ? expression(name, operands) : nil
    }
  }
}

extension String {
  fileprivate var hasSign: Bool { hasPrefix("−") || hasPrefix("-") }

  /// Behind its first letter, and outside brackets and bars: "a + b", "w/2", but not "f(x + 1)".
  fileprivate var hasOperator: Bool {
    var depth = 0
    var isInBars = false
    for (place, character) in enumerated() {
      switch character {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      case "|", "‖": isInBars.toggle()
      default:
        if place > 0, depth == 0, !isInBars, character.isOperator { return true }
      }
    }
    return depth != 0 || isInBars
  }

  /// "x²", "wᵀ"
  fileprivate var hasExponent: Bool { last.map { "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵀᵗⁿⁱʲᵏᵖˣʸ".contains($0) } ?? false }
}

extension Character {
  fileprivate var isOperator: Bool { isWhitespace || "+-−±·×*/÷^@=≠<>≤≥←→,;:".contains(self) }
}
