import Display

/// A name that a cell declares at its top level.
struct Declaration: Equatable {
  var name: String
  var cell: Cell
  /// The lesson's line.
  var line: Int
  /// The words "Int", "[Int]", "2.5" … after the name, as far as they tell that it is a whole number.
  var isInteger: Bool
}

extension Declaration {
  private static let introducers: Set = [
    "let", "var", "func", "struct", "class", "enum", "protocol", "typealias", "actor",
  ]

  /// The declarations at a cell's top level, in order; `let a = 1, b = 2` counts its first name only.
  static func all(in cell: Cell, tokens: [SwiftToken]? = nil) -> [Declaration] {
    let tokens = tokens ?? SwiftToken.all(in: cell.code)
    return tokens.indices.dropLast().compactMap { index in
      let token = tokens[index]
      let name = tokens[index + 1]
      guard token.depth == 0, introducers.contains(token.text), name.kind == .identifier else { return nil }
      return Declaration(
        name: name.text, cell: cell, line: cell.line + name.line - 1, isInteger: isInteger(tokens[(index + 2)...]))
    }
  }

  /// Whether ": Int", "= 5" (and nothing behind it on its line), "= x.count" or "= Int(" follows.
  private static func isInteger(_ rest: ArraySlice<SwiftToken>) -> Bool {
    guard let first = rest.first else { return false }
    let line = Array(rest.prefix { $0.line == first.line }.map(\.text))
    if first.text == ":" { return line[safely: 1] == "Int" }
    guard first.text == "=" else { return false }
    if line.count == 2 { return line[1].allSatisfy { $0.isNumber || $0 == "_" } }
    return line.suffix(2) == [".", "count"] && line.count == 4 || line.starts(with: ["=", "Int", "("])
  }
}

extension DiagnoseContext {
  /// Where a later cell declares `name` at its top level.
  func laterDeclaration(of name: String) -> Declaration? {
    lesson.cells.lazy.filter { $0.index > cell.index }
      .compactMap { Declaration.all(in: $0).first { $0.name == name } }.first
  }

  /// Does some cell of the lesson declare `name` at its top level?
  func isDeclared(_ name: String) -> Bool {
    lesson.cells.contains { Declaration.all(in: $0).contains { $0.name == name } }
  }

  /// Every name that could be meant here, nearest first: this cell's, earlier cells', parameters, the library's.
  var namesInSight: [String] {
    let earlier = lesson.cells.filter { $0.index < cell.index }.reversed()
    let declared = earlier.flatMap { Declaration.all(in: $0).map(\.name) }
    let here = tokens.indices.dropLast().compactMap { index in
      tokens[index + 1].text == ":"
        ? tokens[index].text
        : ["let", "var", "func", "for", "struct", "class", "enum"].contains(tokens[index].text)
          ? tokens[index + 1].text
          : nil
    }
    let all = here + declared + lesson.frontMatter.parameters.map(\.name) + ["seed"] + libraryNames + Vocabulary.swift
    var seen: Set<String> = []
    return all.filter { seen.insert($0).inserted }
  }

  /// What this cell and earlier ones declare inside of types.
  var namesOfMembers: [String] {
    let cells = lesson.cells.filter { $0.index < cell.index }
    return (cells.flatMap { SwiftToken.all(in: $0.code) } + tokens).adjacent
      .filter { $1.depth > 0 && ["let", "var", "func", "case", ","].contains($0.text) && $1.kind == .identifier }
      .map(\.1.text)
  }

  /// The names that `let` or `var` makes on a line of the lesson.
  func names(madeOnLine line: Int) -> [String] {
    Self.namesMade(by: tokens.filter { $0.line + cell.line - 1 == line })
  }

  /// Does this cell or an earlier one make a value of this name, alone or in a pattern: `let (train, test) = …`?
  func makesValue(of name: String) -> Bool {
    lesson.cells.contains { $0.index < cell.index && Self.namesMade(by: SwiftToken.all(in: $0.code)).contains(name) }
      || Self.namesMade(by: tokens).contains(name)
  }

  private static func namesMade(by tokens: [SwiftToken]) -> [String] {
    tokens.indices.filter { ["let", "var"].contains(tokens[$0].text) }.flatMap { start in
      guard let next = tokens[safely: start + 1] else { return [String]() }
      guard next.text == "(" else { return [next.text] }
      return tokens[(start + 2)...].prefix { $0.text != ")" }.filter { $0.kind == .identifier }.map(\.text)
    }
  }

  /// The nearest of some names; names of one or two letters are not guessed at.
  func nearest(to name: String, among names: [String]) -> String? {
    name.count < 3 ? nil : suggestion(for: name, among: names.filter { $0 != name && $0.count > 2 })
  }
}

extension Array {
  /// Each element with the one after it.
  fileprivate var adjacent: Zip2Sequence<Self, SubSequence> { zip(self, dropFirst()) }
}
