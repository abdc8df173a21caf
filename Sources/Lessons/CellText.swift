import Foundation

/// What the text of a cell tells without the compiler: its tokens, and the names it declares at top level.
struct CellText: Sendable {
  let code: String
  let tokens: [SwiftToken]

  struct Declaration: Sendable, Hashable {
    /// As an import declaration spells it: let, var, func, struct, class, enum, protocol, typealias. Or guard: no import
    /// reaches what that binds.
    var kind: String
    var name: String
    /// Labels and types of a function's parameters; overloads differ in it. Empty for everything else.
    var signature: String
  }

  init(_ code: String) {
    self.code = code
    tokens = SwiftToken.all(in: code)
  }

  /// All names it mentions or declares, those in what is interpolated into a string too.
  var words: Set<String> {
    tokens.reduce(into: []) { words, token in
      switch token.kind {
      case .identifier: words.insert(token.text)
      case .string: for code in token.interpolations { words.formUnion(CellText(code).words) }
      case .number, .symbol: break
      }
    }
  }

  /// Equal for texts that differ in comments and in the amount of white space only.
  var fingerprint: Fingerprint {
    var print = Fingerprint()
    guard !mayHideCode else {
      print.add(code)
      return print
    }
    var end = (line: 0, column: 0)
    for token in tokens {
      let gap = token.line > end.line ? "\n" : token.column > end.column ? " " : ""
      print.add(gap + token.text)
      end = token.end
    }
    // These make positions part of what the cell computes.
    if tokens.contains(where: { ["line", "column"].contains($0.text) }) { print.add(code) }
    return print
  }

  /// Raw strings and regular expressions may hold quotes and slashes that look like the start of something else.
  private var mayHideCode: Bool {
    zip(tokens, tokens.dropFirst()).contains { first, second in
      if first.text == "#" { return second.kind == .string || second.text == "/" }
      return second.text == "/" && ["=", "(", ",", ":", "{", "[", "return"].contains(first.text)
    }
  }

  /// In order; a name that is declared twice appears twice.
  var declarations: [Declaration] {
    var found: [Declaration] = []
    var condition = 0..<0
    for (index, token) in tokens.enumerated() where token.depth == 0 && token.kind == .identifier {
      if condition.contains(index) { continue }
      switch token.text {
      case "guard":
        condition = index..<(tokens[index...].firstIndex { $0.depth == 0 && $0.text == "else" } ?? tokens.endIndex)
        found += bindings(in: condition).map { Declaration(kind: "guard", name: $0, signature: "") }
      case "let", "var":
        let before = index > 0 ? tokens[index - 1].text : ""
        if ["if", "while", "case", ",", "for"].contains(before) { continue }
        found += variables(after: index).map { Declaration(kind: token.text, name: $0, signature: "") }
      case "func":
        if let function = function(after: index) { found.append(function) }
      case "struct", "class", "enum", "protocol", "typealias", "actor":
        guard let name = identifier(at: index + 1) else { continue }
        found.append(Declaration(kind: token.text == "actor" ? "class" : token.text, name: name, signature: ""))
      default: continue
      }
    }
    return found
  }

  /// Its import declarations, which hold for later cells too.
  var imports: [String] {
    tokens.indices.filter { tokens[$0].text == "import" && tokens[$0].depth == 0 }.map { index in
      let rest = tokens[index...].prefix { $0.line == tokens[index].line && $0.text != ";" }
      return rest.reduce("") { $1.text == "." || $0.hasSuffix(".") ? $0 + $1.text : $0 + " " + $1.text }
        .trimmingCharacters(in: .whitespaces)
    }
  }

  private func identifier(at index: Int) -> String? {
    guard tokens.indices.contains(index), tokens[index].kind == .identifier else { return nil }
    return tokens[index].text
  }

  /// The names in `let a = 1, b = 2` and `let (a, b) = pair`.
  private func variables(after keyword: Int) -> [String] {
    guard tokens.indices.contains(keyword + 1) else { return [] }
    if tokens[keyword + 1].text == "(" {
      let inside = tokens[(keyword + 2)...].prefix { $0.depth > 0 }
      return inside.filter { $0.kind == .identifier && $0.text != "_" }.map(\.text)
    }
    var names: [String] = []
    var index = keyword + 1
    if let first = identifier(at: index) { names.append(first) }
    let line = tokens[keyword].line
    // In a type, as in `let a: Pair<Int, Text>, b = 2`, what stands between angle brackets is no name.
    var (isType, angles) = (false, 0)
    while index + 1 < tokens.count {
      index += 1
      let text = tokens[index].text
      guard tokens[index].depth == 0 else { continue }
      if tokens[index].line > line, tokens[index - 1].text != "," { break }
      if text == ":" { isType = true }
      if text == "=" { (isType, angles) = (false, 0) }
      if isType, !text.hasPrefix("-") { angles += text.count { $0 == "<" } - text.count { $0 == ">" } }
      guard text == ",", angles == 0, let next = identifier(at: index + 1) else { continue }
      names.append(next)
      isType = false
    }
    return names.filter { $0 != "_" }
  }

  /// The names in the condition `let a = f(), case .some(let b) = c, let (d, e) = g`, whose closures keep their own.
  private func bindings(in condition: Range<Int>) -> [String] {
    var names: [String] = []
    var braces = 0
    for index in condition {
      switch tokens[index].text {
      case "{": braces += 1
      case "}": braces -= 1
      case "let", "var":
        guard braces == 0, tokens.indices.contains(index + 1) else { continue }
        let depth = tokens[index + 1].depth
        let pattern =
          tokens[index + 1].text == "("
          ? tokens[(index + 2)...].prefix { $0.depth > depth } : tokens[(index + 1)...].prefix(1)
        names += pattern.filter { $0.kind == .identifier && $0.text != "_" }.map(\.text)
      default: continue
      }
    }
    return names
  }

  private func function(after keyword: Int) -> Declaration? {
    guard let name = identifier(at: keyword + 1) else { return nil }
    let rest = tokens[(keyword + 2)...]
    let parameters = rest.drop { $0.text != "(" }.dropFirst().prefix { $0.depth > 0 }
    return Declaration(kind: "func", name: name, signature: parameters.map(\.text).joined(separator: " "))
  }
}

extension SwiftToken {
  /// The code in a string literal, from each "\(" on; what follows it, too, where a literal inside has ended the token.
  fileprivate var interpolations: [String] {
    text.split(separator: #"\("#, omittingEmptySubsequences: false).dropFirst().map { rest in
      SwiftToken.all(in: "(" + rest).dropFirst().prefix { $0.depth > 0 }.map(\.text).joined(separator: " ")
    }
  }

  /// Just behind its last character.
  fileprivate var end: (line: Int, column: Int) {
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    return (line + lines.count - 1, (lines.count == 1 ? column : 1) + (lines.last?.count ?? 0))
  }
}
