import Numerals

/// Display maths in as many lines of Unicode as it needs: fractions, limits and matrices stand as on a blackboard.
///
/// All lines have the same width (`displayWidth`). What is flat takes one line, spelt as in `unicode(tex:)`.
public func unicodeLines(tex: String) -> [String] {
  let lines = TeXBox.of(TeXParser.formula(of: tex)).lines
  let left = lines.map { $0.prefix { $0 == " " }.count }.min() ?? 0
  let width = lines.map { displayWidth(String($0.reversed().drop { $0 == " " }.reversed())) }.max() ?? 0
  return lines.map { padded(trimmedEnd($0.dropFirst(left)), to: max(0, width - left)) }
}

private func trimmedEnd(_ text: Substring) -> String { String(text.reversed().drop { $0 == " " }.reversed()) }

/// Lines of one width, and the one on which the neighbours stand.
struct TeXBox: Equatable {
  private(set) var lines: [String]
  private(set) var baseline: Int

  var width: Int { displayWidth(lines[0]) }
  var height: Int { lines.count }

  init(_ line: String) {
    lines = [line]
    baseline = 0
  }

  private init(_ lines: [String], baseline: Int) {
    self.lines = lines
    self.baseline = baseline
  }

  /// Boxes side by side on one baseline.
  private static func row(_ boxes: [TeXBox]) -> TeXBox {
    let above = boxes.map(\.baseline).max() ?? 0
    let below = boxes.map { $0.height - $0.baseline - 1 }.max() ?? 0
    let lines = (0...above + below).map { line in
      boxes.map { box in
        let index = line - above + box.baseline
        return box.lines.indices.contains(index) ? box.lines[index] : String(repeating: " ", count: box.width)
      }.joined()
    }
    return TeXBox(lines, baseline: above)
  }

  /// Boxes below each other.
  private static func stack(_ boxes: [TeXBox], baseline: Int, _ column: Formula.Column = .center) -> TeXBox {
    let width = boxes.map(\.width).max() ?? 0
    return TeXBox(boxes.flatMap { box in box.lines.map { placed($0, width: width, column) } }, baseline: baseline)
  }

  private static func placed(_ line: String, width: Int, _ column: Formula.Column) -> String {
    let room = max(0, width - displayWidth(line))
    let left =
      switch column {
      case .leading: 0
      case .center: room / 2
      case .trailing: room
      }
    return String(repeating: " ", count: left) + line + String(repeating: " ", count: room - left)
  }
}

extension TeXBox {
  static func of(_ formula: Formula, isTight: Bool = false) -> TeXBox {
    let line = TeXLine(isTight: isTight)
    switch formula {
    case .atom, .space, .accent: return TeXBox(line.text(formula))
    case .row(let items):
      return row(
        Formula.spaced(items, isTight: isTight).flatMap { entry in
          [TeXBox(String(repeating: " ", count: entry.space)), of(entry.item, isTight: isTight)]
        })
    case .scripts(let base, let lower, let upper): return scripts(base, lower, upper, isTight: isTight)
    case .fraction(let above, let below): return fraction(of(above, isTight: isTight), of(below, isTight: isTight))
    case .root(let body, _):
      let inner = of(body, isTight: isTight)
      guard inner.height > 1 else { return TeXBox(line.text(formula)) }
      return row([TeXBox("√"), delimited("(", inner, ")")])
    case .delimited(let left, let body, let right): return delimited(left, of(body, isTight: isTight), right)
    case .grid(let grid): return delimited(grid.left, cells(grid), grid.right)
    }
  }

  private static func fraction(_ above: TeXBox, _ below: TeXBox) -> TeXBox {
    let overhang = above.height > 1 || below.height > 1 ? 2 : 0
    let line = String(repeating: "─", count: max(1, max(above.width, below.width) + overhang))
    return stack([above, TeXBox(line), below], baseline: above.height)
  }

  private static func scripts(
    _ base: Formula, _ lower: Formula.Script?, _ upper: Formula.Script?, isTight: Bool
  ) -> TeXBox {
    var body = of(base, isTight: isTight)
    let below = lower.map { of($0.formula, isTight: true) }
    let above = upper.map { of($0.formula, isTight: true) }
    if base.takesLimits {
      return stack([above, body, below].compactMap { $0 }, baseline: body.baseline + (above?.height ?? 0))
    }
    if body.height == 1, isShort(lower, below, .lower), isShort(upper, above, .upper) {
      return TeXBox(TeXLine(isTight: isTight).text(.scripts(base, lower: lower, upper: upper)))
    }
    if base.items.count > 1 { body = delimited("(", body, ")") }
    return row([body, corners(of: body, lower, below, upper, above)])
  }

  /// Scripts at the corners of a base: small letters on its first and last line, larger ones above and below it.
  private static func corners(
    of body: TeXBox, _ lower: Formula.Script?, _ below: TeXBox?, _ upper: Formula.Script?, _ above: TeXBox?
  ) -> TeXBox {
    var lines = [String](repeating: "", count: body.height)
    var baseline = body.baseline
    if let lower, let below {
      if body.height > 1, let small = TeXLine.small(lower, .lower) {
        lines[lines.count - 1] = small
      } else {
        lines += below.lines
      }
    }
    if let upper, let above {
      if body.height > 1, let small = TeXLine.small(upper, .upper) {
        lines[0] = small
      } else {
        lines = above.lines + lines
        baseline += above.height
      }
    }
    return stack(lines.map { TeXBox($0) }, baseline: baseline, .leading)
  }

  /// A script that one line can hold: small letters, or a few signs spelt.
  private static func isShort(_ script: Formula.Script?, _ box: TeXBox?, _ place: TeXLine.Script) -> Bool {
    guard let script, let box else { return true }
    return box.height == 1 && (TeXLine.small(script, place) != nil || script.text.count <= 5)
  }

  private static func cells(_ grid: Formula.Grid) -> TeXBox {
    let boxes = grid.rows.map { row in row.enumerated().map { cell(row, $0.offset, of: grid) } }
    let columnCount = boxes.map(\.count).max() ?? 0
    let widths = (0..<columnCount).map { column in boxes.map { column < $0.count ? $0[column].width : 0 }.max() ?? 0 }
    let rows = boxes.map { row in
      TeXBox.row(
        widths.enumerated().map { column, width in
          let gap = String(repeating: " ", count: column == 0 ? 0 : grid.isNewPair(column) ? 4 : grid.gap)
          let box = column < row.count ? row[column] : TeXBox("")
          let lines = box.lines.map { gap + placed($0, width: width, grid.column(column)) }
          return TeXBox(lines, baseline: box.baseline)
        })
    }
    let isTall = rows.contains { $0.height > 1 }
    let spread = isTall ? Array(rows.map { [$0] }.joined(separator: [TeXBox("")])) : rows
    let height = spread.map(\.height).reduce(0, +)
    return rows.count == 1 ? rows[0] : stack(spread, baseline: max(0, (height - 1) / 2), .leading)
  }

  /// A cell of aligned equations goes on where the one before ends: the sign at its start is no sign of its own.
  private static func cell(_ row: [Formula], _ column: Int, of grid: Formula.Grid) -> TeXBox {
    guard grid.isAligned, column > 0, column % 2 == 1,
      let first = row[column].items.first(where: { !$0.isSpace }), [.relation, .binary].contains(first.spacings.left)
    else { return of(row[column]) }
    let empty = Formula.atom("", .ordinary)
    return of(.row([empty] + row[column].items))
  }

  private static func delimited(_ left: String, _ body: TeXBox, _ right: String) -> TeXBox {
    row([fence(left, body), body, fence(right, body)])
  }

  private static func fence(_ sign: String, _ body: TeXBox) -> TeXBox {
    guard body.height > 1, let parts = tallSigns[sign] else { return TeXBox(sign) }
    let middle = (body.height - 1) / 2
    let lines = (0..<body.height).map { line in
      if body.height == 2, sign == "{" || sign == "}" { return (sign == "{") == (line == 0) ? "⎰" : "⎱" }
      if line == 0 { return parts.top }
      if line == body.height - 1 { return parts.bottom }
      return line == middle ? parts.middle : parts.side
    }
    return TeXBox(lines, baseline: body.baseline)
  }

  private static let tallSigns: [String: (top: String, side: String, middle: String, bottom: String)] = [
    "(": ("⎛", "⎜", "⎜", "⎝"), ")": ("⎞", "⎟", "⎟", "⎠"), "[": ("⎡", "⎢", "⎢", "⎣"), "]": ("⎤", "⎥", "⎥", "⎦"),
    "{": ("⎧", "⎪", "⎨", "⎩"), "}": ("⎫", "⎪", "⎬", "⎭"), "|": ("│", "│", "│", "│"), "‖": ("‖", "‖", "‖", "‖"),
    "⌈": ("⎡", "⎢", "⎢", "⎢"), "⌉": ("⎤", "⎥", "⎥", "⎥"), "⌊": ("⎢", "⎢", "⎢", "⎣"), "⌋": ("⎥", "⎥", "⎥", "⎦"),
  ]
}
