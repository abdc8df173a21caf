import Foundation

/// TeX maths in one line of Unicode: `\frac{\partial L}{\partial w_i}` → ∂L/∂wᵢ.
///
/// What Unicode has no letter for is spelt: `x_q`, `e^(−x/θ)`. An unknown command keeps its name. Every input has a
/// text; malformed TeX is shown as it can be understood.
public func unicode(tex: String) -> String {
  trimmedSpaces(TeXLine(isTight: false).text(TeXParser.formula(of: tex)))
}

func trimmedSpaces(_ text: String) -> String {
  String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
}

/// Formulas in one line. Tight lines, as in scripts, have no spaces around signs.
struct TeXLine {
  var isTight: Bool

  func text(_ formula: Formula) -> String {
    switch formula {
    case .atom(let text, _): return text
    case .space(let distance): return distance > 0 ? " " : ""
    case .row(let items):
      return Formula.spaced(items, isTight: isTight).map { String(repeating: " ", count: $0.space) + text($0.item) }
        .joined()
    case .scripts(let base, let lower, let upper):
      return parenthesized(base, unless: isScriptable(base)) + script(lower, .lower)
        + script(upper, .upper)
    case .fraction(let above, let below):
      return parenthesized(above, unless: isProduct(above)) + "/" + parenthesized(below, unless: isSingle(below))
    case .root(let body, let index): return root(body, index)
    case .accent(let accent, let body): return accented(body, accent)
    case .delimited(let left, let body, let right): return left + text(body) + right
    case .grid(let grid): return line(grid)
    }
  }

  private func isScriptable(_ base: Formula) -> Bool {
    if case .atom = base { return true }
    return base == .row([]) || isSingle(base)
  }

  private func parenthesized(_ formula: Formula, unless isPlain: Bool) -> String {
    isPlain ? text(formula) : "(" + text(formula) + ")"
  }

  private func line(_ grid: Formula.Grid) -> String {
    let rows = grid.rows.map { row in
      guard grid.isAligned else { return row.map(text).joined(separator: " ") }
      let items = row.enumerated().flatMap { grid.isNewPair($0) ? [.space(36)] + $1.items : $1.items }
      return text(.row(items))
    }
    return grid.left + rows.joined(separator: "; ") + grid.right
  }

  private func root(_ body: Formula, _ index: Formula?) -> String {
    let sign =
      switch index.map(text) {
      case nil: "√"
      case "3": "∛"
      case "4": "∜"
      case let index?: (TeXLine.letters(of: index, in: TeXSymbols.superscripts) ?? index) + "√"
      }
    return sign + parenthesized(body, unless: isSingle(body))
  }
}

extension TeXLine {
  enum Script {
    case lower, upper

    var letters: [Character: Character] { self == .lower ? TeXSymbols.subscripts : TeXSymbols.superscripts }
    var mark: String { self == .lower ? "_" : "^" }
  }

  /// A script in Unicode's small letters, where it has them all.
  static func small(_ script: Formula.Script, _ place: Script) -> String? {
    letters(of: script.text, in: place.letters)
  }

  static func small(_ text: String, _ place: Script) -> String? { letters(of: text, in: place.letters) }

  private func script(_ script: Formula.Script?, _ place: Script) -> String {
    script.map { TeXLine.spelt($0.text, place) } ?? ""
  }

  /// In small letters, or behind a mark: 10⁻³, x_q, 2^(p q).
  static func spelt(_ text: String, _ place: Script) -> String {
    small(text, place) ?? place.mark + (text.count == 1 ? text : "(\(text))")
  }

  fileprivate static func letters(of text: String, in letters: [Character: Character]) -> String? {
    var result = ""
    for character in text {
      guard let letter = letters[character] else { return nil }
      result.append(letter)
    }
    return result
  }

  private func accented(_ body: Formula, _ accent: TeXSymbols.Accent) -> String {
    if case .scripts(let base, let lower, let upper) = body, text(base).count == 1 {
      return text(.scripts(.atom(accented(base, accent), .ordinary), lower: lower, upper: upper))
    }
    let text = text(body)
    let mark = String(Character(accent.mark))
    if text.isEmpty { return "\\" + accent.name }
    if text.count == 1 { return (text + mark).precomposedStringWithCanonicalMapping }
    if accent.isLine { return text.map { String($0) + mark }.joined() }
    return accent.name + "(" + text + ")"
  }

  /// One thing that no neighbour can tear apart: x, 12, xᵢ, f(x), ∂wᵢ.
  private func isSingle(_ formula: Formula) -> Bool {
    switch formula {
    case .atom(let text, let spacing):
      return spacing == .ordinary && !text.contains(" ") || [.large, .operation, .limited].contains(spacing)
    case .scripts(let base, _, _): return isSingle(base)
    case .delimited, .accent, .root: return true
    case .grid(let grid): return !grid.left.isEmpty && !grid.right.isEmpty
    case .fraction, .space: return false
    case .row(let items):
      if items.count == 1 { return isSingle(items[0]) }
      if items.count == 2, isDifferential(items[0]) { return isSingle(items[1]) }
      return !items.isEmpty && items.allSatisfy(isNumeral)
    }
  }

  private func isDifferential(_ formula: Formula) -> Bool {
    if case .scripts(let base, nil, _) = formula { return isDifferential(base) }
    return formula == .atom("∂", .ordinary) || formula == .atom("d", .ordinary) || formula == .atom("∇", .ordinary)
  }

  private func isNumeral(_ formula: Formula) -> Bool {
    guard case .atom(let text, .ordinary) = formula else { return false }
    return text.allSatisfy { $0.isNumber || $0 == "." }
  }

  /// What may stand above a line of division as it is: no sum, no relation, no other division.
  private func isProduct(_ formula: Formula) -> Bool {
    guard case .row(let items) = formula else { return isSingle(formula) }
    return items.allSatisfy { item in
      if case .fraction = item { return false }
      if case .root = item { return false }
      let (left, right) = item.spacings
      let isPlain = { (spacing: Formula.Spacing) in
        spacing == .ordinary || spacing == .opening || spacing == .closing
      }
      return isPlain(left) && isPlain(right)
    }
  }
}
