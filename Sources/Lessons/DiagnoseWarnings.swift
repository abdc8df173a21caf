import Display

/// Mistakes that the compiler has no word for. Both look at the cell's words only, and speak when they are sure.
extension DiagnoseContext {
  /// `1 / 2` between whole numbers, which loses a remainder, and `Double(a / b)`, which converts too late.
  var lossyDivisions: [Diagnostic] {
    tokens.indices.filter { tokens[$0].text == "/" && isWhole($0 - 1) && isWhole($0 + 1) }.compactMap { index in
      let areLiterals = tokens[index - 1].kind == .number && tokens[index + 1].kind == .number
      if areLiterals {
        guard isInexact(tokens[index - 1].text, tokens[index + 1].text), !isDecimalStatement(index) else { return nil }
      } else {
        guard isConverted(index) else { return nil }
      }
      return Diagnostic(
        "lossy-integer-division", severity: .warning, at: place(of: tokens[index]),
        "Both sides are whole numbers (Int), so the result is one too: what is behind the decimal point is lost.",
        hint: areLiterals
          ? "Write `\(tokens[index - 1].text).0 / \(tokens[index + 1].text)` for a number with decimals."
          : "Convert before dividing: `Double(a) / Double(b)`.")
    }
  }

  /// A name that is read at the cell's top level before the line that defines it. It compiles, and reads 0 or crashes.
  var usesBeforeDefinition: [Diagnostic] {
    var reported: Set<String> = []
    return tokens.indices.compactMap { index in
      guard let line = laterDefinitionLine(of: index), reported.insert(tokens[index].text).inserted else { return nil }
      let name = tokens[index].text
      return Diagnostic(
        "used-before-definition", severity: .warning, at: place(of: tokens[index]),
        "`\(name)` is used here, and defined only in line \(line): until then it has no proper value.",
        hint: "Move the definition of `\(name)` above this line.")
    }
  }

  /// The first `await` that is in no function.
  var topLevelAwait: Diagnostic {
    let token = tokens.first { $0.text == "await" && $0.depth == 0 } ?? tokens.first { $0.text == "await" }
    return Diagnostic(
      "await-at-top-level", at: token.map { place(of: $0) } ?? startOfLine(cell.line),
      "A cell cannot wait (`await`) at its top level: it runs from its first line to its last without a pause.",
      hint: "Call a function that is not `async`; to wait for a while, use `Thread.sleep(forTimeInterval:)`.")
  }

  private func place(of token: SwiftToken) -> Diagnostic.Place {
    Diagnostic.Place(file: lesson.file, line: cell.line + token.line - 1, column: token.column)
  }

  // MARK: - Division

  /// Whether the token is a whole number, a name defined as one, or the `count` of something.
  private func isWhole(_ index: Int) -> Bool {
    guard let token = tokens[safely: index] else { return false }
    if token.kind == .number { return token.text.allSatisfy { $0.isNumber || $0 == "_" } }
    if token.text == "count" { return tokens[safely: index - 1]?.text == "." && tokens[safely: index + 1]?.text != "(" }
    guard token.kind == .identifier, tokens[safely: index - 1]?.text != ".", tokens[safely: index + 1]?.text != "."
    else { return false }
    let cells = lesson.cells.filter { $0.index < cell.index } + [cell]
    return cells.lazy.reversed().compactMap { declaredIn in
      Declaration.all(in: declaredIn).last { $0.name == token.text }
    }.first?.isInteger ?? false
  }

  private func isInexact(_ dividend: String, _ divisor: String) -> Bool {
    let numbers = [dividend, divisor].map { Int($0.filter { $0 != "_" }) }
    guard let dividend = numbers[0], let divisor = numbers[1], divisor != 0 else { return false }
    return dividend % divisor != 0
  }

  /// Whether anything on the line speaks of decimals (then the literals are), or of whole numbers on purpose.
  private func isDecimalStatement(_ index: Int) -> Bool {
    let line = tokens.filter { $0.line == tokens[index].line }
    guard tokens[index].depth == 0, line.first.map({ ["let", "var"].contains($0.text) }) == true else { return true }
    return line.contains { token in
      token.text.contains(".") || token.text == ":"
        || (token.kind == .identifier && !["let", "var"].contains(token.text)
          && token != line[safely: 1])
    }
  }

  /// Whether the division is all that stands in the parentheses of `Double(…)` or `Float(…)`.
  private func isConverted(_ index: Int) -> Bool {
    let depth = tokens[index].depth
    guard let open = tokens[..<index].lastIndex(where: { $0.text == "(" && $0.depth == depth - 1 }),
      let close = tokens[index...].firstIndex(where: { $0.text == ")" && $0.depth == depth - 1 })
    else { return false }
    let inside = tokens[(open + 1)..<close]
    return ["Double", "Float"].contains(tokens[safely: open - 1]?.text)
      && inside.filter { $0.kind == .symbol }
        .allSatisfy { $0.text == "/" || $0.text == "." }
  }

  // MARK: - Order

  /// The lesson's line where the name is first defined, if that is further down in this cell.
  private func laterDefinitionLine(of index: Int) -> Int? {
    let token = tokens[index]
    guard token.kind == .identifier, !isInsideBraces(index), tokens[safely: index - 1]?.text != ".",
      tokens[safely: index + 1]?.text != ":"
    else { return nil }
    let first = tokens.indices.dropLast().first {
      tokens[$0].depth == 0 && ["let", "var"].contains(tokens[$0].text) && tokens[$0 + 1].text == token.text
    }
    guard let first, first > index else { return nil }
    return cell.line + tokens[first].line - 1
  }

  private func isInsideBraces(_ index: Int) -> Bool {
    tokens[..<index].reduce(0) { $0 + ($1.text == "{" ? 1 : $1.text == "}" ? -1 : 0) } > 0
  }
}
