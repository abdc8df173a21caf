/// Maths as a tree: what TeX says, before anything is drawn.
///
/// Reading order: TeXTokens → TeXParser (with TeXSymbols, TeXAlphabets) → Formula → TeXLine (one line) and TeXBox
/// (several lines). To add a symbol, add it to `TeXSymbols`.
indirect enum Formula: Equatable, Sendable {
  /// How an atom keeps its distance from its neighbours. Knuth, The TeXbook, chapter 18.
  enum Spacing: Sendable {
    case ordinary, operation, large, binary, relation, opening, closing, punctuation, inner
    /// An operation whose limits stand below and above it in a display, by `\operatorname*` or `\mathop`.
    case limited
    /// After a script that is spelt out: x_q y.
    case spelt
  }

  enum Column: Sendable { case leading, center, trailing }

  case atom(String, Spacing)
  case row([Formula])
  case scripts(Formula, lower: Script?, upper: Script?)
  case fraction(Formula, Formula)
  case root(Formula, index: Formula?)
  case accent(TeXSymbols.Accent, Formula)
  case delimited(String, Formula, String)
  case grid(Grid)
  /// A distance that was asked for, in eighteenths of an em: 3 for `\,`, 18 for `\quad`, −3 for `\!`.
  case space(Int)

  /// A matrix, cases, or aligned equations.
  struct Grid: Equatable, Sendable {
    var left: String
    var right: String
    var columns: [Column]
    /// Spaces between columns; aligned equations have none.
    var gap: Int
    var rows: [[Formula]]

    /// Whether its columns are the left and right sides of equations.
    var isAligned: Bool { gap == 0 && left.isEmpty }

    /// Whether an equation begins in this column beside another one.
    func isNewPair(_ column: Int) -> Bool { isAligned && column > 0 && column % 2 == 0 }

    func column(_ index: Int) -> Column {
      columns.isEmpty ? .center : columns[index % columns.count]
    }
  }

  /// A subscript or superscript, and how it is spelt in one line: written once, since it is asked for at every level.
  struct Script: Equatable, Sendable {
    let formula: Formula
    let text: String

    init(_ formula: Formula) {
      self.formula = formula
      text = trimmedSpaces(TeXLine(isTight: true).text(formula))
    }
  }

  /// One formula, which is the only item or a row of them.
  static func of(_ items: [Formula]) -> Formula { items.count == 1 ? items[0] : .row(items) }

  var isSpace: Bool { if case .space = self { true } else { false } }

  var items: [Formula] {
    if case .row(let items) = self { items } else { [self] }
  }

  /// ∑, max, lim: in a display, limits stand below and above rather than beside.
  var takesLimits: Bool {
    guard case .atom(let text, let spacing) = self else { return false }
    return spacing == .large && !TeXSymbols.integrals.contains(text)
      || spacing == .limited || spacing == .relation && TeXSymbols.longArrows.contains(text)
      || spacing == .operation && TeXSymbols.limitNames.contains(text)
  }
}

extension Formula {
  /// The distances that it keeps on its left and on its right.
  var spacings: (left: Spacing, right: Spacing) {
    switch self {
    case .atom(_, let spacing): (spacing, spacing)
    case .row(let items):
      items.count == 1 ? items[0].spacings : (.ordinary, .ordinary)
    case .scripts(let base, let lower, let upper): Formula.spacings(of: base.spacings, isSpelt(lower, upper))
    case .fraction: (.inner, .inner)
    case .root, .accent, .space: (.ordinary, .ordinary)
    case .delimited: (.opening, .closing)
    case .grid(let grid): grid.left.isEmpty ? (.ordinary, .ordinary) : (.inner, .inner)
    }
  }

  private static func spacings(of base: (left: Spacing, right: Spacing), _ isSpelt: Bool) -> (Spacing, Spacing) {
    (base.left, base.right == .ordinary && isSpelt ? .spelt : base.right)
  }

  private func isSpelt(_ lower: Script?, _ upper: Script?) -> Bool {
    lower.map { TeXLine.small($0, .lower) == nil } ?? false || upper.map { TeXLine.small($0, .upper) == nil } ?? false
  }

  /// Items of a row with the spaces before each. A binary sign with nothing to its left or right is a sign:
  /// −x, but a − b.
  static func spaced(_ items: [Formula], isTight: Bool) -> [(item: Formula, space: Int)] {
    var result: [(item: Formula, space: Int)] = []
    var before: Spacing?
    var pending = 0
    for (index, item) in items.enumerated() {
      if case .space(let distance) = item {
        pending += distance
        continue
      }
      var (left, right) = item.spacings
      if left == .binary {
        let next = items[(index + 1)...].first { !$0.isSpace }?.spacings.left
        if isSign(after: before, before: next) { (left, right) = (.ordinary, .ordinary) }
      }
      let gap = before.map { distance($0, left) } ?? 0
      let isIndented = result.isEmpty && pending >= 18
      let space = isTight ? cells(pending) / 2 : cells(gap + pending)
      result.append((item, result.isEmpty && !isIndented ? 0 : space))
      pending = 0
      before = right
    }
    return result
  }

  /// An em is two cells wide; of a smaller distance one cell can be seen.
  private static func cells(_ distance: Int) -> Int { distance <= 0 ? 0 : max(1, (distance + 4) / 9) }

  /// Knuth, The TeXbook, chapter 18: thin, medium and thick spaces, in eighteenths of an em.
  private static func distance(_ left: Spacing, _ right: Spacing) -> Int {
    func isEither(_ spacing: Spacing) -> Bool { left == spacing || right == spacing }
    guard isApart(left == .limited ? .operation : left, right == .limited ? .operation : right) else { return 0 }
    return isEither(.relation) ? 5 : isEither(.binary) ? 4 : 3
  }

  private static func isSign(after left: Spacing?, before right: Spacing?) -> Bool {
    switch left {
    case nil, .binary, .relation, .opening, .punctuation, .operation, .limited, .large: return true
    default: break
    }
    switch right {
    case nil, .relation, .closing, .punctuation: return true
    default: return false
    }
  }

  private static func isApart(_ left: Spacing, _ right: Spacing) -> Bool {
    switch (left, right) {
    case (.opening, _), (_, .closing), (_, .punctuation): false
    case (.binary, _), (_, .binary), (.relation, _), (_, .relation), (.punctuation, _), (.large, _), (_, .large): true
    case (.operation, .opening), (.spelt, .opening): false
    case (.spelt, _): true
    case (.operation, _), (_, .operation): true
    case (.inner, .opening): true
    case (.inner, _), (_, .inner): true
    default: false
    }
  }
}
