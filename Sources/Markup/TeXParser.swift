/// TeX → `Formula`. Every input has a formula: what is malformed or unknown is kept as it is spelt.
struct TeXParser {
  /// Groups inside groups, below which TeX is shown as it is spelt.
  static let deepest = 40

  let tokens: [TeXToken]
  var position = 0
  var depth = 0

  static func formula(of tex: String, depth: Int = 0) -> Formula {
    var parser = TeXParser(tokens: TeXToken.tokens(of: tex))
    parser.depth = depth
    let rows = parser.rows(until: [])
    if rows.count == 1, rows[0].count == 1 { return rows[0][0] }
    return .grid(Formula.Grid(left: "", right: "", columns: [.trailing, .leading], gap: 0, rows: rows))
  }

  init(tokens: [TeXToken]) { self.tokens = tokens }

  var next: TeXToken? { position < tokens.count ? tokens[position] : nil }

  mutating func take() -> TeXToken? {
    defer { position += 1 }
    return next
  }

  mutating func skipSpace() { while next == .space { position += 1 } }

  mutating func take(_ token: TeXToken) -> Bool {
    guard next == token else { return false }
    position += 1
    return true
  }

  /// What ends a row; the end itself is left for the caller to take.
  enum Stop { case close, bracket, right, end }

  private func isStop(_ token: TeXToken, _ stops: Set<Stop>) -> Bool {
    switch token {
    case .close: stops.contains(.close)
    case .character("]"): stops.contains(.bracket)
    case .command("right"): stops.contains(.right)
    case .command("end"): stops.contains(.end)
    default: false
    }
  }

  mutating func rows(until stops: Set<Stop>) -> [[Formula]] {
    var rows: [[Formula]] = [[]]
    while true {
      rows[rows.count - 1].append(row(until: stops, splits: true))
      if take(.column) { continue }
      guard takeRowEnd() else { break }
      skipRowDistance()
      rows.append([])
    }
    if rows.count > 1, rows.last == [.row([])] { rows.removeLast() }
    return rows
  }

  private mutating func takeRowEnd() -> Bool {
    take(.row) || take(.command("cr")) || take(.command("newline")) || take(.command("tabularnewline"))
  }

  /// "*" and "[2pt]" after the end of a row.
  private mutating func skipRowDistance() {
    if take(.character("*")) { skipSpace() }
    guard next == .character("["), let end = tokens[position...].firstIndex(of: .character("]")),
      tokens[position + 1..<end].allSatisfy({ if case .character = $0 { true } else { false } }),
      end - position < 8
    else { return }
    position = end + 1
  }

  mutating func row(until stops: Set<Stop>, splits: Bool = false) -> Formula {
    var items: [Formula] = []
    while let token = next, !isStop(token, stops), !(splits && isSplit(token)) {
      if token == .space {
        position += 1
      } else if case .command(let name) = token, let change = Self.switches[name], depth < Self.deepest {
        position += 1
        depth += 1
        defer { depth -= 1 }
        items = change(Formula.of(items), row(until: stops, splits: splits)).items
      } else if let item = scripted() {
        items.append(item)
      }
    }
    return Formula.of(items)
  }

  private func isSplit(_ token: TeXToken) -> Bool {
    switch token {
    case .column, .row, .command("cr"), .command("newline"), .command("tabularnewline"): true
    default: false
    }
  }

  /// Commands that say what becomes of all that stands before and after them in their group.
  private static let switches: [String: @Sendable (Formula, Formula) -> Formula] = {
    typealias Change = @Sendable (Formula, Formula) -> Formula
    func letters(_ name: String?) -> Change {
      { before, after in
        .row(before.items + (name.flatMap(TeXAlphabet.named).map(after.written) ?? after).items)
      }
    }
    func stacked(_ left: String, _ right: String) -> Change {
      { .grid(Formula.Grid(left: left, right: right, columns: [.center], gap: 0, rows: [[$0], [$1]])) }
    }
    return [
      "over": { .fraction($0, $1) }, "choose": stacked("(", ")"), "brack": stacked("[", "]"), "atop": stacked("", ""),
      "bf": letters("mathbf"), "bfseries": letters("mathbf"), "cal": letters("mathcal"), "frak": letters("mathfrak"),
      "sf": letters("mathsf"), "tt": letters("mathtt"), "rm": letters(nil), "it": letters(nil), "em": letters(nil),
      "sl": letters(nil), "mit": letters(nil), "boldmath": letters("mathbf"),
    ]
  }()

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
  mutating func argument() -> Formula {
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
    case .space: .space(0)
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
  mutating func rawGroup() -> String {
    var text = ""
    var open = 1
    while let token = take() {
      open += token == .open ? 1 : token == .close ? -1 : 0
      if open == 0 { break }
      text += token.source
    }
    return text
  }

  /// "[…]" where it follows; nil where it does not.
  mutating func rawOption() -> String? {
    skipSpace()
    guard next == .character("["), let end = tokens[position...].firstIndex(of: .character("]")) else { return nil }
    defer { position = end + 1 }
    return tokens[position + 1..<end].map(\.source).joined()
  }

  mutating func rawArgument() -> String {
    skipSpace()
    return take(.open) ? rawGroup() : take()?.source ?? ""
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
