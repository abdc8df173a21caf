/// TeX → `Formula`. Every input has a formula: what is malformed or unknown is kept as it is spelt.
struct TeXParser {
  /// Groups inside groups, below which TeX is shown as it is spelt.
  static let deepest = 40

  private let tokens: [TeXToken]
  private var position = 0
  private var depth = 0

  static func formula(of tex: String) -> Formula {
    var parser = TeXParser(tokens: TeXToken.tokens(of: tex))
    let rows = parser.rows(until: [])
    if rows.count == 1, rows[0].count == 1 { return rows[0][0] }
    return .grid(Formula.Grid(left: "", right: "", columns: [.trailing, .leading], gap: 0, rows: rows))
  }

  private init(tokens: [TeXToken]) { self.tokens = tokens }

  private var next: TeXToken? { position < tokens.count ? tokens[position] : nil }

  private mutating func take() -> TeXToken? {
    defer { position += 1 }
    return next
  }

  private mutating func skipSpace() { while next == .space { position += 1 } }

  private mutating func take(_ token: TeXToken) -> Bool {
    guard next == token else { return false }
    position += 1
    return true
  }

  /// What ends a row; the end itself is left for the caller to take.
  private enum Stop { case close, bracket, right, end }

  private func isStop(_ token: TeXToken, _ stops: Set<Stop>) -> Bool {
    switch token {
    case .close: stops.contains(.close)
    case .character("]"): stops.contains(.bracket)
    case .command("right"): stops.contains(.right)
    case .command("end"): stops.contains(.end)
    default: false
    }
  }

  private mutating func rows(until stops: Set<Stop>) -> [[Formula]] {
    var rows: [[Formula]] = [[]]
    while true {
      rows[rows.count - 1].append(row(until: stops, splits: true))
      if take(.column) { continue }
      guard take(.row) else { break }
      skipRowDistance()
      rows.append([])
    }
    if rows.count > 1, rows.last == [.row([])] { rows.removeLast() }
    return rows
  }

  /// "[2pt]" after the end of a row.
  private mutating func skipRowDistance() {
    guard next == .character("["), let end = tokens[position...].firstIndex(of: .character("]")),
      tokens[position + 1..<end].allSatisfy({ if case .character = $0 { true } else { false } }),
      end - position < 8
    else { return }
    position = end + 1
  }

  private mutating func row(until stops: Set<Stop>, splits: Bool = false) -> Formula {
    var items: [Formula] = []
    while let token = next, !isStop(token, stops), !(splits && (token == .column || token == .row)) {
      if token == .space {
        position += 1
      } else if let item = scripted() {
        items.append(item)
      }
    }
    return items.count == 1 ? items[0] : .row(items)
  }

  /// An item with its subscript, superscript and primes.
  private mutating func scripted() -> Formula? {
    var base: Formula?
    if next != .sub, next != .sup, next != .prime {
      guard let item = item() else { return nil }
      base = item
    }
    var lower: [Formula] = []
    var upper: [Formula] = []
    while true {
      let mark = position
      while next == .space || next == .command("limits") || next == .command("nolimits") { position += 1 }
      switch next {
      case .prime:
        position += 1
        upper.append(.atom("′", .ordinary))
      case .sub:
        position += 1
        lower += argument().items
      case .sup:
        position += 1
        upper += argument().items
      default:
        position = mark
        if lower.isEmpty, upper.isEmpty { return base }
        return .scripts(base ?? .row([]), lower: joined(lower), upper: joined(upper))
      }
    }
  }

  private func joined(_ items: [Formula]) -> Formula.Script? {
    items.isEmpty ? nil : Formula.Script(items.count == 1 ? items[0] : .row(items))
  }

  /// A group, or the one item that stands for it. Nothing where TeX has nothing.
  private mutating func argument() -> Formula {
    skipSpace()
    switch next {
    case nil, .close, .column, .row, .sup, .sub: return .row([])
    default: return item() ?? .row([])
    }
  }

  private mutating func item() -> Formula? {
    switch take() {
    case nil: nil
    case .open: group()
    case .command(let name): command(name)
    case .character(let character): .atom(TeXParser.glyph(character), TeXParser.spacing(character))
    case .prime: .atom("′", .ordinary)
    case .space: .space
    case let token?: .atom(token.source, .ordinary)
    }
  }

  /// The rest of a group whose brace is taken.
  private mutating func group() -> Formula {
    guard depth < Self.deepest else { return .atom("{" + rawGroup() + "}", .ordinary) }
    depth += 1
    defer { depth -= 1 }
    let body = row(until: [.close])
    _ = take(.close)
    return body
  }

  /// The spelling of the rest of a group whose brace is taken.
  private mutating func rawGroup() -> String {
    var text = ""
    var open = 1
    while let token = take() {
      open += token == .open ? 1 : token == .close ? -1 : 0
      if open == 0 { break }
      text += token.source
    }
    return text
  }

  private mutating func rawArgument() -> String {
    skipSpace()
    return take(.open) ? rawGroup() : take()?.source ?? ""
  }

  /// An argument that is text: its spaces count, and of its commands only signs and spaces are known.
  private mutating func textArgument() -> String {
    TeXToken.tokens(of: rawArgument()).map { token in
      guard case .command(let name) = token else { return token == .open || token == .close ? "" : token.source }
      return TeXSymbols.spaces.contains(name) ? " " : TeXSymbols.ordinary[name] ?? token.source
    }.joined()
  }

  private static func glyph(_ character: Character) -> String {
    character == "-" ? "−" : character == "*" ? "∗" : character == "~" ? " " : String(character)
  }

  private static func spacing(_ character: Character) -> Formula.Spacing {
    switch character {
    case "+", "-", "*", "−", "±", "×", "·", "⊙": .binary
    case "=", "<", ">", ":", "≤", "≥", "≈", "≠", "→", "∈", "←", "∼": .relation
    case "(", "[": .opening
    case ")", "]", "!": .closing
    case ",", ";": .punctuation
    case "∑", "∏", "∫": .large
    default: .ordinary
    }
  }
}

extension TeXParser {
  private mutating func command(_ name: String) -> Formula? {
    if let symbol = symbol(name) { return symbol }
    guard depth < Self.deepest else { return .atom("\\" + name, .operation) }
    depth += 1
    defer { depth -= 1 }
    if TeXSymbols.spaces.contains(name) { return .space }
    if TeXSymbols.silent.contains(name) { return nil }
    if let accent = TeXSymbols.accents[name] { return .accent(accent, argument()) }
    if let alphabet = TeXAlphabet.named(name) { return argument().written(in: alphabet) }
    switch name {
    case "frac", "dfrac", "tfrac", "cfrac": return .fraction(argument(), argument())
    case "binom", "dbinom", "tbinom":
      let rows = [[argument()], [argument()]]
      return .grid(Formula.Grid(left: "(", right: ")", columns: [.center], gap: 0, rows: rows))
    case "sqrt": return root()
    case "left": return delimited()
    case "right": return .atom(delimiter(), .closing)
    case "begin": return environment(rawArgument())
    case "end": return .atom("\\end{\(rawArgument())}", .ordinary)
    case "text", "textbf", "textit", "textrm", "texttt", "mbox", "textsf": return .atom(textArgument(), .ordinary)
    case "operatorname", "mathop": return .atom(textArgument(), .operation)
    case "mathrm", "mathit", "mathnormal", "boxed", "underbrace", "overbrace", "mathbin", "mathrel", "mathord":
      return argument()
    case "overset", "stackrel":
      let above = argument()
      return .scripts(argument(), lower: nil, upper: Formula.Script(above))
    case "underset":
      let below = argument()
      return .scripts(argument(), lower: Formula.Script(below), upper: nil)
    case "color", "textcolor":
      _ = rawArgument()
      return argument()
    case "not": return negated()
    case "pmod": return .delimited(" (", .row([.atom("mod", .operation), argument()]), ")")
    case "tag": return .row([.space, .delimited("(", .atom(rawArgument(), .ordinary), ")")])
    default: return unknown(name)
    }
  }

  private func symbol(_ name: String) -> Formula? {
    if let text = TeXSymbols.ordinary[name] { return .atom(text, .ordinary) }
    if let text = TeXSymbols.binary[name] { return .atom(text, .binary) }
    if let text = TeXSymbols.relation[name] { return .atom(text, .relation) }
    if let text = TeXSymbols.large[name] { return .atom(text, .large) }
    if let text = TeXSymbols.opening[name] { return .atom(text, .opening) }
    if let text = TeXSymbols.closing[name] { return .atom(text, .closing) }
    return TeXSymbols.names.contains(name) ? .atom(name, .operation) : nil
  }

  /// An unknown command keeps its name, and its argument the braces.
  private mutating func unknown(_ name: String) -> Formula {
    let command = Formula.atom("\\" + name, .operation)
    guard next == .open, name.first?.isLetter == true else { return command }
    return .row([command, .delimited("{", argument(), "}")])
  }

  private mutating func root() -> Formula {
    var index: Formula?
    if take(.character("[")) {
      index = row(until: [.bracket, .close])
      _ = take(.character("]"))
    }
    return .root(argument(), index: index)
  }

  private mutating func negated() -> Formula {
    guard case .atom(let text, let spacing) = argument() else { return .atom("\\not", .operation) }
    return .atom(text + "\u{338}", spacing)
  }

  private mutating func delimiter() -> String {
    skipSpace()
    switch take() {
    case nil, .character("."): return ""
    case .command(let name):
      return TeXSymbols.ordinary[name] ?? TeXSymbols.opening[name] ?? TeXSymbols.closing[name] ?? "\\" + name
    case let token?: return token.source
    }
  }

  private mutating func delimited() -> Formula {
    let left = delimiter()
    let body = row(until: [.right, .close, .end])
    return .delimited(left, body, take(.command("right")) ? delimiter() : "")
  }

  private mutating func environment(_ name: String) -> Formula {
    let plain = name.filter { $0 != "*" }
    guard var grid = Formula.Grid.environments[plain] else { return .atom("\\begin{\(name)}", .ordinary) }
    if plain == "array" { grid.columns = columns(rawArgument()) }
    grid.rows = rows(until: [.end])
    if take(.command("end")) { _ = rawArgument() }
    return .grid(grid)
  }

  private func columns(_ letters: String) -> [Formula.Column] {
    letters.compactMap { $0 == "l" ? .leading : $0 == "r" ? .trailing : $0 == "c" ? .center : nil }
  }
}
