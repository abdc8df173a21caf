/// How text is cut into tokens.
///
///     Tokenizer.words("Don't stop!")                    // "don't", "stop"
///     Vocabulary.bytePairs(of: texts, limit: 1000)      // learns its own
public enum Tokenizer: Hashable, Sendable, CaseIterable {
  /// Runs of letters and digits, in lower case, with apostrophes inside: "Don't stop!" is "don't", "stop".
  case words
  /// The same, and after them each two that stand side by side: "not good at all" is "not", "good", "at", "all", "not good", "good at",
  /// "at all".
  case wordsAndPairs
  /// Every character, line ends and spaces too.
  case characters
  /// Runs of bytes that often stand together; every text can be put together again, to the byte.
  case bytePairs(BytePairs)
  /// Words, and parts of words where a word is not known.
  case wordPieces(WordPieces)

  /// Those that need not be learnt.
  public static let allCases: [Tokenizer] = [.words, .wordsAndPairs, .characters]

  public func callAsFunction(_ text: String) -> [String] {
    switch self {
    case .words: Self.words(text)
    case .wordsAndPairs: Self.withPairs(Self.words(text))
    case .characters: text.map(String.init)
    case .bytePairs(let pairs): pairs.tokens(text)
    case .wordPieces(let pieces): pieces.tokens(text)
    }
  }

  /// Tokens put together again.
  public func joined(_ tokens: [String]) -> String {
    switch self {
    case .words: tokens.joined(separator: " ")
    case .wordsAndPairs: tokens.filter { !$0.contains(" ") }.joined(separator: " ")
    case .characters: tokens.joined()
    case .bytePairs: BytePairs.text(tokens)
    case .wordPieces: WordPieces.text(tokens)
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

extension Tokenizer: Codable {
  private enum Key: CodingKey { case bytePairs, wordPieces }

  /// Of those that need not be learnt.
  private var name: String { "\(self)" }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .words, .wordsAndPairs, .characters:
      var plain = encoder.singleValueContainer()
      try plain.encode(name)
    case .bytePairs(let pairs):
      var keyed = encoder.container(keyedBy: Key.self)
      try keyed.encode(pairs, forKey: .bytePairs)
    case .wordPieces(let pieces):
      var keyed = encoder.container(keyedBy: Key.self)
      try keyed.encode(pieces, forKey: .wordPieces)
    }
  }

  public init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      guard let plain = Self.allCases.first(where: { $0.name == name }) else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "no tokenizer is called '\(name)'."))
      }
      self = plain
      return
    }
    let keyed = try decoder.container(keyedBy: Key.self)
    self =
      if let pairs = try keyed.decodeIfPresent(BytePairs.self, forKey: .bytePairs) { .bytePairs(pairs) } else {
        .wordPieces(try keyed.decode(WordPieces.self, forKey: .wordPieces))
      }
  }
}
