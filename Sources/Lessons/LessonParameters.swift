import Display
import Yams

extension LessonReader {
  /// Parameters become constants of the cells, so that their names must be Swift's.
  mutating func parameters(_ node: Node) -> [FrontMatter.Parameter] {
    guard let mapping = node.mapping else {
      reportType(node, "parameters", wanted: "lines of “name: value”")
      return []
    }
    var parameters: [FrontMatter.Parameter] = []
    for (key, value) in mapping {
      let name = key.string ?? ""
      checkParameterName(name, at: key)
      if let value = parameterValue(value, name) { parameters.append(.init(name: name, value: value)) }
    }
    return parameters
  }

  private mutating func parameterValue(_ node: Node, _ name: String) -> FrontMatter.Parameter.Value? {
    guard let scalar = node.scalar, !(scalar.style == .plain && scalar.string.isEmpty) else {
      reportType(node, name, wanted: "a number, true, false or text")
      return nil
    }
    guard scalar.style == .plain else { return .text(scalar.string) }
    if let flag = Bool(scalar.string) { return .flag(flag) }
    if let integer = Int(scalar.string) { return .integer(integer) }
    guard let number = Double(scalar.string), scalar.string.contains(where: \.isNumber) else {
      return .text(scalar.string)
    }
    guard number.isFinite else {
      reportType(node, name, wanted: "a number that a Double can hold")
      return nil
    }
    return .number(number)
  }

  private mutating func checkParameterName(_ name: String, at node: Node) {
    let (line, column) = place(node)
    if swiftKeywords.contains(name) {
      report(
        "parameter-name", line: line, column: column, "“\(name)” is a word of Swift and cannot name a parameter.",
        hint: "Choose another name, such as “\(name)Value”.")
    } else if !isSwiftIdentifier(name) {
      report(
        "parameter-name", line: line, column: column, "“\(name)” is not a name that a cell could use.",
        hint: "Use letters, digits and _, with a letter first: “learningRate”.")
    }
  }
}

func isSwiftIdentifier(_ name: String) -> Bool {
  guard let first = name.first, first.isLetter || first == "_", name != "_" else { return false }
  return name.allSatisfy { $0.isLetter || $0.isWholeNumber || $0 == "_" }
}

/// Words that cannot be used as a plain name. The Swift Programming Language, "Keywords and Punctuation".
private let swiftKeywords: Set<String> = [
  "associatedtype", "class", "deinit", "enum", "extension", "fileprivate", "func", "import", "init", "inout",
  "internal", "let", "operator", "precedencegroup", "private", "protocol", "public", "rethrows", "static", "struct",
  "subscript", "typealias", "var", "break", "case", "catch", "continue", "default", "defer", "do", "else",
  "fallthrough", "for", "guard", "if", "in", "repeat", "return", "throw", "switch", "where", "while", "Any", "as",
  "await", "false", "is", "nil", "self", "Self", "super", "throws", "true", "try",
]
