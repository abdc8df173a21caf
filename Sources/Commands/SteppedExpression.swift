import Display

/// An expression with numbers for its names, as the code of a cell that shows it as a stepper, forward and back.
struct SteppedExpression {
  let expression: String
  /// In the order of the command line.
  let values: [(name: String, value: String)]

  /// The neuron that many introductions draw: two inputs, two weights, a bias.
  static let neuron = SteppedExpression(
    expression: "tanh(x1 * w1 + x2 * w2 + b)",
    values: [("x1", "2"), ("x2", "0"), ("w1", "-3"), ("w2", "1"), ("b", "6.8813735870195432")])

  private init(expression: String, values: [(name: String, value: String)]) {
    self.expression = expression
    self.values = values
  }

  /// - Parameter settings: "a=2", "w=[[1, 2], [3, 4]]".
  init(_ expression: String, settings: [String]) throws {
    self.expression = expression
    guard !expression.allSatisfy(\.isWhitespace), !expression.contains(where: \.isNewline) else {
      throw Diagnostic(
        "expression", "An expression of one line is expected.",
        hint: "For example: nnlearn step \"a * b + a\" --set a=2 --set b=3")
    }
    guard Self.isWhole(expression) else {
      throw Diagnostic(
        "expression",
        "“\(expression)” is not one expression: a bracket is missing or too many, or a brace or “;” is in it.",
        hint: "For example: nnlearn step \"(a + 1) * b\" --set a=2 --set b=3")
    }
    values = try settings.map(Self.value)
    let missing = Self.names(in: expression).filter { name in !values.contains { $0.name == name } }
    guard missing.isEmpty else {
      throw Diagnostic(
        "expression-names", "The expression uses names without a value: \(missing.joined(separator: ", ")).",
        hint: "Give each a number: " + missing.map { "--set \($0)=1" }.joined(separator: " "))
    }
  }

  var code: String {
    let parameters = values.map { "let \($0.name) = Parameter(\"\($0.name)\", \($0.value), type: .float64)" }
    let names = values.map(\.name).joined(separator: ", ")
    // Gradients flow from one number; the sum of all elements asks after each alike.
    return """
      \(parameters.joined(separator: "\n"))
      let y = \(expression)
      let loss = y.shape.count == 1 ? y : sum(y)
      let slopes = gradients(of: loss, with: [\(names)])
      show(Stepper(Program([loss] + slopes)))
      """
  }

  /// Whether its brackets pair up and it stays within the line that is made for it.
  private static func isWhole(_ expression: String) -> Bool {
    let pairs: [Character: Character] = [")": "(", "]": "["]
    var open: [Character] = []
    for character in expression {
      if "([".contains(character) { open.append(character) }
      if let opening = pairs[character], open.popLast() != opening { return false }
      if "{};#\"\\".contains(character) { return false }
    }
    return open.isEmpty && !expression.contains("//") && !expression.contains("/*")
  }

  private static func value(_ setting: String) throws -> (name: String, value: String) {
    guard let equals = setting.firstIndex(of: "=") else { throw problem(setting) }
    let (name, value) = (String(setting[..<equals]), String(setting[setting.index(after: equals)...]))
    let isNumeric = value.allSatisfy { "0123456789.,-+eE[] _".contains($0) } && value.contains(where: \.isNumber)
    guard name.wholeMatch(of: identifier) != nil, isNumeric else { throw problem(setting) }
    return (name, value)
  }

  private static func problem(_ setting: String) -> Diagnostic {
    Diagnostic(
      "setting", "“\(setting)” gives no name a number.",
      hint: "Write name=number, name=[numbers] or name=[[rows]], for example --set a=2.")
  }

  private static var identifier: Regex<Substring> { /[A-Za-z_]\w*/ }

  /// Names that are values: not called, not members, not argument labels; each once, in order.
  static func names(in expression: String) -> [String] {
    var names: [String] = []
    for match in expression.matches(of: /[A-Za-z_]\w*/) {
      let before = expression[..<match.range.lowerBound].last
      let after = expression[match.range.upperBound...].first { $0 != " " }
      let isValue = before != "." && before?.isNumber != true && after != "(" && after != ":"
      if isValue, !["true", "false"].contains(match.output), !names.contains(String(match.output)) {
        names.append(String(match.output))
      }
    }
    return names
  }
}
