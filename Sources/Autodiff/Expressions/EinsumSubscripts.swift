import Tensors

/// The letters of `einsum`, read and compared with the operands' shapes. The axes of "…" get letters that nobody writes.
struct Subscripts {
  private(set) var operands: [[Character]] = []
  private(set) var result: [Character] = []
  private(set) var sizes: [Character: Int] = [:]

  private let text: [Character]

  init(_ notation: String, _ shapes: [Shape]) throws(ShapeProblem) {
    text = Array(notation.replacing("...", with: "…"))
    let arrow = text.indices.first { text[$0] == "-" && text.indices.contains($0 + 1) && text[$0 + 1] == ">" }
    let terms = text[..<(arrow ?? text.count)].split(separator: ",", omittingEmptySubsequences: false)
    guard terms.count == shapes.count else {
      throw ShapeProblem(
        "einsum expects letters for each operand; got \(terms.count) groups in “\(notation)” and \(shapes.count) operands."
      )
    }
    for (number, term) in terms.enumerated() { operands.append(try labels(term, shapes[number], number)) }
    if let arrow {
      try readResult(text[(arrow + 2)...])
    } else {
      let all = operands.flatMap { $0 }
      result = Set(all.filter(isDots)).sorted() + Set(all).filter { !isDots($0) && once($0, in: all) }.sorted()
    }
  }

  private func once(_ letter: Character, in all: [Character]) -> Bool { all.count { $0 == letter } == 1 }

  /// The letters of one operand, one for each axis.
  private mutating func labels(
    _ term: ArraySlice<Character>, _ shape: Shape, _ number: Int
  ) throws(ShapeProblem) -> [Character] {
    let places = try letters(term)
    let dots = places.filter { text[$0] == "…" }
    if dots.count > 1 { throw problem(at: dots[1], "comes twice in one operand") }
    let further = shape.rank - (places.count - dots.count)
    guard dots.isEmpty ? further == 0 : further >= 0 else {
      throw ShapeProblem(
        "einsum expects a letter for each axis of operand \(number), \(shape); got “\(String(term))” in “\(String(text))”."
      )
    }
    var labels: [Character] = []
    for place in places {
      if text[place] == "…" {
        for axis in 0..<further { try add(dotted(further - axis), shape[labels.count], at: place, to: &labels) }
      } else {
        try add(text[place], shape[labels.count], at: place, to: &labels)
      }
    }
    return labels
  }

  private mutating func add(
    _ label: Character, _ size: Int, at place: Int, to labels: inout [Character]
  ) throws(ShapeProblem) {
    let known = sizes[label] ?? size
    guard known == size || isDots(label) && (known == 1 || size == 1) else {
      throw problem(at: place, "has the size \(size) here and \(known) before")
    }
    sizes[label] = known == 1 ? size : known
    labels.append(label)
  }

  private mutating func readResult(_ term: ArraySlice<Character>) throws(ShapeProblem) {
    for place in try letters(term) {
      let labels = text[place] == "…" ? sizes.keys.filter(isDots).sorted() : [text[place]]
      for label in labels {
        if sizes[label] == nil { throw problem(at: place, "is on no axis of the operands") }
        if result.contains(label) { throw problem(at: place, "comes twice in the result") }
        result.append(label)
      }
    }
  }

  /// The places of letters and dots; spaces are left out.
  private func letters(_ term: ArraySlice<Character>) throws(ShapeProblem) -> [Int] {
    let places = term.indices.filter { text[$0] != " " }
    for place in places where !(text[place].isLetter || text[place] == "…") {
      throw problem(at: place, "is no letter of an axis")
    }
    return places
  }

  /// Axis n from the end of what "…" stands for; sorted as they lie.
  private func dotted(_ fromEnd: Int) -> Character { Character(UnicodeScalar(0xF8FF - UInt32(fromEnd))!) }
  private func isDots(_ label: Character) -> Bool { label >= "\u{F000}" && label <= "\u{F8FF}" }

  /// The text with a mark under the letter, in one line as all sentences are.
  private func problem(at place: Int, _ what: String) -> ShapeProblem {
    var marked = text.map(String.init)
    marked[place] += "\u{332}"
    return ShapeProblem(
      "einsum cannot read “\(marked.joined())”: “\(text[place])”, character \(place + 1), \(what). Write letters for axes, a "
        + "comma between operands, and -> before the result: “ij,jk->ik”.")
  }
}
