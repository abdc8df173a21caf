/// How text is cut into tokens.
public enum Tokenizer: String, Sendable, CaseIterable, Codable {
  /// Runs of letters and digits, in lower case, with apostrophes inside: "Don't stop!" is "don't", "stop".
  case words
  /// The same, and after them each two that stand side by side: "not good at all" is "not", "good", "at", "all", "not good", "good at",
  /// "at all".
  case wordsAndPairs
  /// Every character, line ends and spaces too.
  case characters

  public func callAsFunction(_ text: String) -> [String] {
    switch self {
    case .words: Self.words(text)
    case .wordsAndPairs: Self.withPairs(Self.words(text))
    case .characters: text.map(String.init)
    }
  }

  /// Tokens put together again.
  public func joined(_ tokens: [String]) -> String {
    switch self {
    case .words: tokens.joined(separator: " ")
    case .wordsAndPairs: tokens.filter { !$0.contains(" ") }.joined(separator: " ")
    case .characters: tokens.joined()
    }
  }

  private static func withPairs(_ words: [String]) -> [String] {
    words + zip(words, words.dropFirst()).map { "\($0) \($1)" }
  }

  private static func words(_ text: String) -> [String] {
    let parts = text.lowercased().replacing("’", with: "'")
      .split { !($0.isLetter || $0.isNumber || $0 == "'") }
    return parts.compactMap { part in
      let word = part.drop { $0 == "'" }
      guard let last = word.lastIndex(where: { $0 != "'" }) else { return nil }
      return String(word[...last])
    }
  }
}
