/// Cuts text into runs of bytes that often stand together. Any text can be cut, and put together again to the byte:
/// nothing is unknown. Sennrich, Haddow & Birch 2016, arXiv:1508.07909; on bytes, with this way of cutting words:
/// Radford et al. 2019, "Language models are unsupervised multitask learners".
///
///     let vocabulary = Vocabulary.bytePairs(of: [text], limit: 1000)
///     let published = try Vocabulary.bytePairs(vocabulary: "vocab.json", merges: "merges.txt")
///
/// A byte that is no printable character is written as another one: a space as "Ġ".
public struct BytePairs: Sendable, Hashable {
  /// Which symbols are joined, the first of them first: "Ġ t".
  public let merges: [String]
  private let ranks: [PairMerging.Pair: Int]

  /// - Parameter merges: two symbols with a space between them, each.
  init(merges: [String]) {
    self.merges = merges
    let pairs = merges.map { merge in
      let parts = merge.split(separator: " ", maxSplits: 1)
      return PairMerging.Pair(first: String(parts[0]), second: String(parts[1]))
    }
    ranks = Dictionary(zip(pairs, 0...)) { first, _ in first }
  }

  public static func == (a: BytePairs, b: BytePairs) -> Bool { a.merges == b.merges }
  public func hash(into hasher: inout Hasher) { hasher.combine(merges) }

  func tokens(_ text: String) -> [String] {
    var known: [String: [String]] = [:]
    return Self.words(text).flatMap { word in
      if let tokens = known[word] { return tokens }
      let tokens = joined(Self.symbols(word))
      known[word] = tokens
      return tokens
    }
  }

  static func text(_ tokens: [String]) -> String {
    String(decoding: tokens.flatMap { $0.unicodeScalars.flatMap(bytes) }, as: UTF8.self)
  }

  /// Joins the pair that was learnt first, again and again.
  private func joined(_ symbols: [String]) -> [String] {
    var symbols = symbols
    while symbols.count > 1 {
      let pairs = zip(symbols, symbols.dropFirst()).map { PairMerging.Pair(first: $0, second: $1) }
      guard let next = pairs.filter({ ranks[$0] != nil }).min(by: { ranks[$0]! < ranks[$1]! }) else { break }
      symbols = PairMerging.joining(symbols, next, as: next.first + next.second)
    }
    return symbols
  }

  // MARK: - Bytes as characters

  /// All 256, by byte.
  static let alphabet: [String] = {
    let printable = Set(Array(33...126) + Array(161...172) + Array(174...255))
    var next: UInt32 = 256
    return (0..<256).map { byte in
      if printable.contains(byte) { return String(UnicodeScalar(UInt8(byte))) }
      defer { next += 1 }
      return String(UnicodeScalar(next)!)
    }
  }()

  private static let byteOf = Dictionary(
    uniqueKeysWithValues: alphabet.enumerated().map { ($1.unicodeScalars.first!, UInt8($0)) })

  static func symbols(_ word: String) -> [String] { word.utf8.map { alphabet[Int($0)] } }

  private static func bytes(_ scalar: UnicodeScalar) -> [UInt8] {
    byteOf[scalar].map { [$0] } ?? Array(String(scalar).utf8)
  }

  // MARK: - Words

  private enum Kind { case letter, number, space, other }

  private static func kind(_ scalar: UnicodeScalar) -> Kind {
    if scalar.properties.isWhitespace { return .space }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
    case .decimalNumber, .letterNumber, .otherNumber: return .number
    default: return .other
    }
  }

  /// As GPT-2 cuts: 's|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+
  static func words(_ text: String) -> [String] {
    let scalars = Array(text.unicodeScalars)
    let kinds = scalars.map(kind)
    var (words, start): ([String], Int) = ([], 0)
    while start < scalars.count {
      let end = self.end(of: start, scalars, kinds)
      var word = String.UnicodeScalarView()
      word.append(contentsOf: scalars[start..<end])
      words.append(String(word))
      start = end
    }
    return words
  }

  private static func end(of start: Int, _ scalars: [UnicodeScalar], _ kinds: [Kind]) -> Int {
    func run(_ from: Int) -> Int { kinds[from...].firstIndex { $0 != kinds[from] } ?? kinds.count }
    if scalars[start] == "'" {
      for ending in ["s", "t", "re", "ve", "m", "ll", "d"]
      where scalars[(start + 1)...].starts(with: ending.unicodeScalars) {
        return start + 1 + ending.count
      }
    }
    if kinds[start] != .space { return run(start) }
    if scalars[start] == " ", start + 1 < kinds.count, kinds[start + 1] != .space { return run(start + 1) }
    let end = run(start)
    // The last space belongs to the word that follows.
    return end == kinds.count || end == start + 1 ? end : end - 1
  }
}

extension BytePairs: Codable {
  public init(from decoder: any Decoder) throws {
    let merges = try decoder.singleValueContainer().decode([String].self)
    guard merges.allSatisfy({ $0.split(separator: " ").count == 2 }) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a merge is two symbols with a space between them."))
    }
    self.init(merges: merges)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(merges)
  }
}
