/// Where a place of an older text of a cell lies in its present text, which has the same tokens.
struct CellPositions: Sendable {
  private let old: [SwiftToken]
  private let new: [SwiftToken]
  private let oldLine: Int
  private let newLine: Int
  private let isSame: Bool

  init(compiled: String, at oldLine: Int, now: CellText, at newLine: Int) {
    self.oldLine = oldLine
    self.newLine = newLine
    isSame = compiled == now.code && oldLine == newLine
    old = isSame ? [] : SwiftToken.all(in: compiled)
    new = now.tokens
  }

  /// Lines of the lesson; column 0 stands for the whole line.
  func current(line: Int, column: Int) -> (line: Int, column: Int) {
    if isSame { return (line, column) }
    let line = line - oldLine + 1
    guard old.count == new.count, let index = index(line: line, column: column) else {
      return (line + newLine - 1, column)
    }
    let shift = line == old[index].line ? max(0, column - old[index].column) : 0
    return (new[index].line + newLine - 1, column == 0 ? 0 : new[index].column + shift)
  }

  /// The token at a place: the first of a line when no column is given, otherwise the last that starts before.
  private func index(line: Int, column: Int) -> Int? {
    if column == 0, let first = old.firstIndex(where: { $0.line >= line }) { return first }
    return old.lastIndex { ($0.line, $0.column) <= (line, max(column, 1)) } ?? old.indices.first
  }

  /// `text` with every "file:line:column" and "file:line" brought up to date.
  func updating(_ text: String, file: String) -> String {
    if isSame { return text }
    var result = ""
    var rest = text[...]
    while let found = rest.firstRange(of: file + ":") {
      result += rest[..<found.upperBound]
      rest = rest[found.upperBound...]
      let digits = rest.prefix { $0.isNumber }
      guard let line = Int(digits) else { continue }
      rest = rest[digits.endIndex...]
      let after = rest.dropFirst().prefix { $0.isNumber }
      let column = rest.first == ":" ? Int(after) : nil
      let place = current(line: line, column: column ?? 0)
      result += "\(place.line)"
      if column != nil {
        result += ":\(place.column)"
        rest = rest[after.endIndex...]
      }
    }
    return result + rest
  }
}
