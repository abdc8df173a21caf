/// A sentence with holes in braces: "cannot find '{name}' in scope". It reads the other program's words, and writes ours.
/// A hole's name consists of letters and digits; other braces stand for themselves.
public struct Phrase: Sendable, Equatable, ExpressibleByStringLiteral, CustomStringConvertible {
  public let description: String

  /// Literal, hole, literal, hole, …, literal: always one more literal (possibly empty) than holes.
  private let literals: [String]
  private let holes: [String]

  public init(_ text: String) {
    description = text
    var literals = [""]
    var holes: [String] = []
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "{") {
      literals[literals.count - 1] += rest[..<open]
      rest = rest[open...].dropFirst()
      let name = rest.prefix { $0.isLetter || $0.isNumber }
      if !name.isEmpty && rest[name.endIndex...].first == "}" {
        holes.append(String(name))
        literals.append("")
        rest = rest[name.endIndex...].dropFirst()
      } else {
        literals[literals.count - 1] += "{"
      }
    }
    literals[literals.count - 1] += rest
    self.literals = literals
    self.holes = holes
  }

  public init(stringLiteral text: String) { self.init(text) }

  /// What stands in each hole, or nil when the words are different. Each hole takes as little as it can; the whole
  /// of `words` must be used.
  public func match(_ words: String) -> [String: String]? {
    guard words.hasPrefix(literals[0]) else { return nil }
    var rest = words.dropFirst(literals[0].count)
    if holes.isEmpty { return rest.isEmpty ? [:] : nil }
    var values: [String: String] = [:]
    for (index, hole) in holes.enumerated() {
      let next = literals[index + 1]
      let end: Substring.Index?
      if index == holes.count - 1 {
        end = rest.hasSuffix(next) ? rest.index(rest.endIndex, offsetBy: -next.count) : nil
      } else {
        end = rest.range(of: next)?.lowerBound
      }
      guard let end else { return nil }
      values[hole] = String(rest[..<end])
      rest = rest[end...].dropFirst(next.count)
    }
    return values
  }

  /// The sentence with its holes filled; a hole without a value keeps its braces. A value that ends a sentence needs no full
  /// stop behind it.
  public func filled(with values: [String: String]) -> String {
    var text = literals[0]
    for (hole, literal) in zip(holes, literals.dropFirst()) {
      let value = values[hole] ?? "{\(hole)}"
      let endsSentence = literal.hasPrefix(".") && value.last.map { ".!?".contains($0) } == true
      text += value + (endsSentence ? literal.dropFirst() : literal[...])
    }
    return text
  }

  /// The names of the holes, in order.
  public var names: [String] { holes }
}

extension Substring {
  /// Where `text` first stands, searched character by character (the standard library has no such search without
  /// Foundation); an empty text stands at the start.
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while true {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      if start == endIndex { return nil }
      formIndex(after: &start)
    }
  }
}
