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
      if let parameter = parameter(value, name) { parameters.append(parameter) }
    }
    return parameters
  }

  /// `seed: 3`, or `seed: {value: 3, try: [4, 5]}`.
  mutating func readSeed(_ node: Node, into frontMatter: inout FrontMatter) {
    var own: Node? = node
    if let mapping = node.mapping {
      checkKeys(of: mapping, ["value", "try"], named: "seed")
      own = mapping["value"]
      if own == nil { reportType(node, "seed", wanted: "a value: {value: 3, try: [4, 5]}") }
      frontMatter.triedSeeds =
        mapping["try"].map { list($0) }?.compactMap { integer($0, "seed", in: 0...UInt64.max) } ?? []
    }
    frontMatter.seed = own.flatMap { integer($0, "seed", in: 0...UInt64.max) } ?? 0
    frontMatter.writtenSeed = frontMatter.seed
  }

  /// `0.1`, or `{value: 0.1, try: [0.01, 1.05], least: 0, most: 2, unit: mm}`.
  private mutating func parameter(_ node: Node, _ name: String) -> FrontMatter.Parameter? {
    guard let mapping = node.mapping else {
      return parameterValue(node, name).map { FrontMatter.Parameter(name: name, value: $0) }
    }
    checkKeys(of: mapping, ["value", "try", "least", "most", "choices", "unit"], named: name)
    guard let valueNode = mapping["value"] else {
      reportType(node, name, wanted: "a value: {value: 0.1, try: [0.01, 1]}")
      return nil
    }
    guard let value = parameterValue(valueNode, name) else { return nil }
    var parameter = FrontMatter.Parameter(name: name, value: value)
    parameter.least = mapping["least"].flatMap { bound($0, "\(name).least") }
    parameter.most = mapping["most"].flatMap { bound($0, "\(name).most") }
    parameter.unit = mapping["unit"]?.scalar?.string ?? ""
    parameter.choices = mapping["choices"].map { values($0, of: parameter) } ?? []
    check(value, of: parameter, at: valueNode)
    parameter.tried = mapping["try"].map { values($0, of: parameter) } ?? []
    return parameter
  }

  private mutating func check(
    _ value: FrontMatter.Parameter.Value, of parameter: FrontMatter.Parameter, at node: Node
  ) {
    guard let problem = parameter.problem(with: value) else { return }
    let (line, column) = place(node)
    report("parameter-value", line: line, column: column, problem, hint: "Change the value, or what it may be.")
  }

  /// Of the parameter's own kind, each.
  private mutating func values(_ node: Node, of parameter: FrontMatter.Parameter) -> [FrontMatter.Parameter.Value] {
    var values: [FrontMatter.Parameter.Value] = []
    for node in list(node) {
      guard let scalar = node.scalar, let value = parameter.value.reading(scalar.string) else {
        reportType(node, parameter.name, wanted: "values that are \(parameter.value.kind), as its own is")
        continue
      }
      check(value, of: parameter, at: node)
      values.append(value)
    }
    return values
  }

  private func list(_ node: Node) -> [Node] { node.sequence.map(Array.init) ?? [node] }

  private mutating func bound(_ node: Node, _ name: String) -> Double? {
    if let number = node.scalar.flatMap({ Double($0.string) }), number.isFinite { return number }
    reportType(node, name, wanted: "a number")
    return nil
  }

  private mutating func checkKeys(of mapping: Node.Mapping, _ keys: [String], named name: String) {
    for (key, _) in mapping where !keys.contains(key.string ?? "") {
      let (line, column) = place(key)
      report(
        "parameter-key", line: line, column: column,
        "“\(name)” has no “\(key.string ?? "?")”.\(didYouMean(key.string ?? "", among: keys))",
        hint: "It may have \(keys.joined(separator: ", ")).")
    }
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
