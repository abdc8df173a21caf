/// Letters in another hand: 𝐱, ℝ, ℒ. Unicode, Mathematical Alphanumeric Symbols (U+1D400).
struct TeXAlphabet {
  private let capital: UInt32
  private let small: UInt32
  private var digit: UInt32?
  private var greek: (capital: UInt32, small: UInt32)?
  /// Letters that had a place of their own before the block was made.
  private var exceptions: [Character: Character] = [:]

  static func named(_ command: String) -> TeXAlphabet? {
    switch command {
    case "mathbf", "boldsymbol", "bm", "bold", "mathbfit", "pmb", "symbf", "symbfit", "mathbfup": bold
    case "mathbb", "Bbb", "mathbbm", "mathds", "symbb": doubleStruck
    case "mathcal", "mathscr", "symcal", "symscr": script
    case "mathfrak", "symfrak": fraktur
    case "mathsf": TeXAlphabet(capital: 0x1D5A0, small: 0x1D5BA, digit: 0x1D7E2)
    case "mathtt": TeXAlphabet(capital: 0x1D670, small: 0x1D68A, digit: 0x1D7F6)
    default: nil
    }
  }

  private static let bold = TeXAlphabet(
    capital: 0x1D400, small: 0x1D41A, digit: 0x1D7CE, greek: (capital: 0x1D6A8, small: 0x1D6C2),
    exceptions: ["∇": "𝛁", "∂": "𝛛", "ϵ": "𝛜", "ϕ": "𝛟", "ϑ": "𝛝", "0": "𝟎"])
  private static let doubleStruck = TeXAlphabet(
    capital: 0x1D538, small: 0x1D552, digit: 0x1D7D8,
    exceptions: ["C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"])
  private static let script = TeXAlphabet(
    capital: 0x1D49C, small: 0x1D4B6,
    exceptions: [
      "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ", "e": "ℯ", "g": "ℊ", "o": "ℴ",
    ])
  private static let fraktur = TeXAlphabet(
    capital: 0x1D504, small: 0x1D51E, exceptions: ["C": "ℭ", "H": "ℌ", "I": "ℑ", "R": "ℜ", "Z": "ℨ"])

  func callAsFunction(_ text: String) -> String { String(text.map(letter)) }

  private func letter(_ character: Character) -> Character {
    if let exception = exceptions[character] { return exception }
    guard let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1 else { return character }
    let (start, first): (UInt32?, UInt32) =
      switch character {
      case "A"..."Z": (capital, 0x41)
      case "a"..."z": (small, 0x61)
      case "0"..."9": (digit, 0x30)
      case "Α"..."Ω": (greek?.capital, 0x391)
      case "α"..."ω": (greek?.small, 0x3B1)
      default: (nil, 0)
      }
    return start.flatMap { Unicode.Scalar($0 + scalar.value - first) }.map { Character($0) } ?? character
  }
}

extension Formula {
  func written(in alphabet: TeXAlphabet) -> Formula {
    func all(_ formula: Formula) -> Formula { formula.written(in: alphabet) }
    switch self {
    case .atom(let text, let spacing): return .atom(alphabet(text), spacing)
    case .row(let items): return .row(items.map(all))
    case .scripts(let base, let lower, let upper):
      let script = { (script: Script) in Script(all(script.formula)) }
      return .scripts(all(base), lower: lower.map(script), upper: upper.map(script))
    case .fraction(let above, let below): return .fraction(all(above), all(below))
    case .root(let body, let index): return .root(all(body), index: index)
    case .accent(let accent, let body): return .accent(accent, all(body))
    case .delimited(let left, let body, let right): return .delimited(left, all(body), right)
    case .grid(var grid):
      grid.rows = grid.rows.map { $0.map(all) }
      return .grid(grid)
    case .space: return self
    }
  }
}
