import Numerals

// What each command stands for.

extension TeXParser {
  mutating func command(_ name: String) -> Formula? {
    if let symbol = symbol(name) { return symbol }
    guard depth < Self.deepest else { return .atom("\\" + name, .operation) }
    depth += 1
    defer { depth -= 1 }
    if let space = TeXSymbols.spaces[name] { return .space(space) }
    if TeXSymbols.silent.contains(name) { return nil }
    if let accent = TeXSymbols.accents[name] { return .accent(accent, argument()) }
    if let alphabet = TeXAlphabet.named(name) { return argument().written(in: alphabet) }
    if let count = TeXSymbols.layout[name] { return shown(name, skipping: count) }
    if skipsArguments(of: name) { return nil }
    return textual(name) ?? structure(name) ?? distance(name) ?? unknown(name)
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

  /// Commands with words in their arguments.
  private mutating func textual(_ name: String) -> Formula? {
    if TeXText.commands.contains(name) { return .atom(textArgument(), .ordinary) }
    switch name {
    case "operatorname": return .atom(textArgument(), .operation)
    case "operatorname*": return .atom(textArgument(), .limited)
    case "mathop": return .atom(trimmedSpaces(TeXLine(isTight: false).text(argument())), .limited)
    case "tag":
      return .row([.space(18), .atom(take(.character("*")) ? textArgument() : "(\(textArgument()))", .inner)])
    case "eqref": return .atom("(\(rawArgument()))", .ordinary)
    case "ref", "cite": return .atom("[\(rawArgument())]", .ordinary)
    case "intertext", "shortintertext": return .row([.atom(textArgument(), .ordinary), .space(18)])
    default: return nil
    }
  }

  private mutating func textArgument() -> String { TeXText.line(rawArgument(), depth: depth) }

  /// Commands that put their arguments beside, above or into something.
  private mutating func structure(_ name: String) -> Formula? {
    switch name {
    case "frac", "dfrac", "tfrac", "cfrac", "sfrac", "nicefrac", "xfrac": return .fraction(argument(), argument())
    case "binom", "dbinom", "tbinom":
      let rows = [[argument()], [argument()]]
      return .grid(Formula.Grid(left: "(", right: ")", columns: [.center], gap: 0, rows: rows))
    case "sqrt": return root()
    case "left": return delimited()
    case "right": return .atom(delimiter(), .closing)
    case "begin": return environment(rawArgument())
    case "end": return .atom("\\end{\(rawArgument())}", .ordinary)
    case "substack": return grid("gathered")
    case "matrix", "pmatrix", "cases": return next == .open ? grid(name) : nil
    case "overset", "stackrel":
      let above = argument()
      return .scripts(argument(), lower: nil, upper: Formula.Script(above))
    case "underset":
      let below = argument()
      return .scripts(argument(), lower: Formula.Script(below), upper: nil)
    case "xrightarrow", "xleftarrow", "xlongequal": return longArrow(name)
    case "not": return negated()
    case "pmod": return .delimited(" (", .row([.atom("mod", .operation), argument()]), ")")
    default: return nil
    }
  }

  /// The last argument of a command about looks, without those before it: \textcolor{red}{x} is x.
  private mutating func shown(_ name: String, skipping count: Int) -> Formula {
    if count > 0 || name == "smash" || name == "bbox" { _ = rawOption() }
    for _ in 0..<count { _ = rawArgument() }
    return argument()
  }

  /// Distances that are told as a length, or as what is as wide.
  private mutating func distance(_ name: String) -> Formula? {
    switch name {
    case "hspace", "mspace":
      _ = take(.character("*"))
      return .space(TeXSymbols.eighteenths(of: rawArgument()))
    case "hskip", "kern", "mkern", "mskip": return .space(TeXSymbols.eighteenths(of: bareLength()))
    case "phantom", "hphantom": return .space(9 * displayWidth(TeXLine(isTight: false).text(argument())))
    case "hfill", "hfil": return .space(36)
    default: return nil
    }
  }

  /// Takes the arguments of a command of which nothing shows.
  private mutating func skipsArguments(of name: String) -> Bool {
    switch name {
    case "vphantom", "label", "color", "require": _ = rawArgument()
    case "vspace":
      _ = take(.character("*"))
      _ = rawArgument()
    case "vskip": _ = bareLength()
    case "rule": _ = (rawOption(), rawArgument(), rawArgument())
    default: return false
    }
    return true
  }

  /// "-3mu" after \mkern.
  private mutating func bareLength() -> String {
    skipSpace()
    var text = ""
    while case .character(let character)? = next, "-+.0123456789".contains(character) {
      text.append(character)
      position += 1
    }
    for _ in 0..<2 {
      guard case .character(let character)? = next, character.isLetter, !text.isEmpty else { break }
      text.append(character)
      position += 1
    }
    return text
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

  private mutating func longArrow(_ name: String) -> Formula {
    let below = rawOption().map { Formula.Script(TeXParser.formula(of: $0, depth: depth)) }
    let above = argument()
    let arrow = name == "xrightarrow" ? "⟶" : name == "xleftarrow" ? "⟵" : "══"
    return .scripts(.atom(arrow, .relation), lower: below, upper: above == .row([]) ? nil : Formula.Script(above))
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
      let tables = [TeXSymbols.ordinary, TeXSymbols.opening, TeXSymbols.closing, TeXSymbols.relation]
      return tables.lazy.compactMap { $0[name] }.first ?? "\\" + name
    case .character("<"): return "⟨"
    case .character(">"): return "⟩"
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
    let option = alignmentOption()
    if Formula.Grid.isTold.contains(plain) {
      let told = Formula.Grid.columns(rawArgument())
      if grid.gap > 0, !told.isEmpty { grid.columns = told }
    } else if grid.gap > 0, let option {
      grid.columns = option
    }
    grid.rows = rows(until: [.end])
    if take(.command("end")) { _ = rawArgument() }
    return .grid(grid)
  }

  /// The alignment in \begin{pmatrix*}[r], or the place in \begin{aligned}[t], which is none.
  private mutating func alignmentOption() -> [Formula.Column]? {
    guard position + 2 < tokens.count, next == .character("["), tokens[position + 2] == .character("]"),
      case .character(let letter) = tokens[position + 1], "tbclr".contains(letter)
    else { return nil }
    position += 3
    return letter == "t" || letter == "b" ? nil : Formula.Grid.columns(String(letter))
  }

  /// Rows in braces: \substack{a \\ b}, and \pmatrix{a & b \cr c & d} of plain TeX.
  private mutating func grid(_ name: String) -> Formula? {
    skipSpace()
    guard var grid = Formula.Grid.environments[name], take(.open) else { return argument() }
    grid.rows = rows(until: [.close])
    _ = take(.close)
    return .grid(grid)
  }
}
