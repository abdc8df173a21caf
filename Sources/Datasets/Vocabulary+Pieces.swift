import Foundation
import Tensors

// Vocabularies of parts of words: learnt here, or as somebody has published them.
extension Vocabulary {
  /// Learns byte pairs: all 256 bytes, and joined from them, again and again, the pair that is most frequent.
  ///
  /// - Parameters:
  ///   - texts: to train with, and no others.
  ///   - limit: how many numbers there are at most, padding, unknown and the bytes among them: at least 258.
  public static func bytePairs(of texts: [String], limit: Int) -> Vocabulary {
    guard limit >= 258 else {
      stop("Vocabulary.bytePairs expects a limit of at least 258, 256 bytes and two more; got \(limit).")
    }
    var merging = PairMerging(counted(texts.map(BytePairs.words), "bytePairs").map { (BytePairs.symbols($0), $1) })
    var (tokens, merges) = (["<padding>", "<unknown>"] + BytePairs.alphabet, [String]())
    var known = Set(tokens)
    while tokens.count < limit, let pair = merging.best({ _, count in Double(count) }) {
      let joined = pair.first + pair.second
      merging.join(pair, as: joined)
      merges.append("\(pair.first) \(pair.second)")
      if known.insert(joined).inserted { tokens.append(joined) }
    }
    return Vocabulary(tokens, by: .bytePairs(BytePairs(merges: merges)), padding: padding, unknown: unknown)
  }

  /// Learns word pieces: all letters, and joined from them, again and again, the pair whose parts stand together
  /// most often beside how often each stands anywhere: count(ab) / (count(a) · count(b)).
  ///
  /// - Parameters:
  ///   - limit: how many numbers there are at most, the five special tokens and the letters among them.
  ///   - isUncased: are letters made small, and accents left out?
  public static func wordPieces(of texts: [String], limit: Int, isUncased: Bool = true) -> Vocabulary {
    let words = counted(texts.map { WordPieces.words($0, isUncased: isUncased) }, "wordPieces")
      .map { (WordPieces.letters($0), $1) }
    let letters = Set(words.flatMap(\.0)).sorted()
    guard limit >= WordPieces.special.count + letters.count else {
      stop(
        "Vocabulary.wordPieces expects a limit of at least \(WordPieces.special.count + letters.count), so many "
          + "letters and special tokens there are; got \(limit).")
    }
    var (merging, tokens) = (PairMerging(words), WordPieces.special + letters)
    var known = Set(tokens)
    while tokens.count < limit {
      let pair = merging.best { pair, count in
        Double(count) / (Double(merging.symbolCounts[pair.first]!) * Double(merging.symbolCounts[pair.second]!))
      }
      guard let pair else { break }
      let joined = pair.first + (WordPieces.continuing(pair.second) ?? pair.second)
      merging.join(pair, as: joined)
      if known.insert(joined).inserted { tokens.append(joined) }
    }
    return wordPieces(tokens, isUncased: isUncased)
  }

  private static func wordPieces(_ tokens: [String], isUncased: Bool) -> Vocabulary {
    let pieces = WordPieces(pieces: Set(tokens), isUncased: isUncased)
    return Vocabulary(
      tokens, by: .wordPieces(pieces), padding: tokens.firstIndex(of: "[PAD]") ?? 0,
      unknown: tokens.firstIndex(of: WordPieces.unknown))
  }

  /// Each different word and how often it occurs, in the order of the alphabet.
  private static func counted(_ texts: [[String]], _ name: String) -> [(word: String, count: Int)] {
    var counts: [String: Int] = [:]
    for word in texts.joined() { counts[word, default: 0] += 1 }
    guard !counts.isEmpty else {
      stop("Vocabulary.\(name) expects texts to learn from; got \(texts.count) without a word.")
    }
    return counts.sorted { $0.key < $1.key }.map { (word: $0.key, count: $0.value) }
  }

  // MARK: - Published

  /// Byte pairs as GPT-2's were published: a JSON object of tokens and numbers, and a file of merges, one a line.
  ///
  /// Throws `DataProblem`, which names the line.
  public static func bytePairs(vocabulary: String, merges: String) throws(DataProblem) -> Vocabulary {
    let text = try TextFile(vocabulary).text
    guard let numbers = try? JSONDecoder().decode([String: Int].self, from: Data(text.utf8)) else {
      throw DataProblem(
        fileName(vocabulary), "expected one JSON object of tokens and their numbers: {\"the\": 262, …}.")
    }
    let tokens = numbers.sorted { $0.value < $1.value }
    guard !tokens.isEmpty, tokens.map(\.value) == Array(0..<tokens.count) else {
      throw DataProblem(
        fileName(vocabulary), "expected the numbers 0 to \(max(tokens.count - 1, 0)), each of one token.")
    }
    if let missing = BytePairs.alphabet.first(where: { numbers[$0] == nil }) {
      throw DataProblem(fileName(vocabulary), "expected a token for each of 256 bytes; '\(missing)' is missing.")
    }
    var pairs: [String] = []
    for (number, line) in try TextFile(merges).allLines.enumerated() {
      if line.isEmpty || number == 0 && line.hasPrefix("#version") { continue }
      let parts = line.split(separator: " ", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw DataProblem(
          fileName(merges), line: number + 1, column: 1,
          "expected two symbols with a space between them; got '\(line.prefix(40))'.")
      }
      guard numbers[parts.joined()] != nil else {
        throw DataProblem(
          fileName(merges), line: number + 1, column: 1,
          "expected a merge whose token \(fileName(vocabulary)) has; '\(parts.joined())' is not in "
            + "it. Do the files belong together?"
        )
      }
      pairs.append(line)
    }
    let names = tokens.map(\.key)
    let end = names.firstIndex(of: "<|endoftext|>") ?? names.firstIndex(of: "<padding>") ?? 0
    return Vocabulary(
      names, by: .bytePairs(BytePairs(merges: pairs)), padding: end, unknown: names.firstIndex(of: "<unknown>"))
  }

  /// Word pieces as BERT's were published: a token a line, whose number is that of the line, from 0.
  ///
  /// Throws `DataProblem`, which names the line.
  public static func wordPieces(file: String, isUncased: Bool = true) throws(DataProblem) -> Vocabulary {
    var tokens: [String] = []
    var seen = Set<String>()
    let lines = try TextFile(file).allLines
    for (number, token) in lines.enumerated() where number < lines.count - 1 || !token.isEmpty {
      guard seen.insert(token).inserted else {
        throw DataProblem(
          fileName(file), line: number + 1, column: 1, "expected each token once; '\(token)' comes again.")
      }
      tokens.append(token)
    }
    guard tokens.contains(WordPieces.unknown) else {
      throw DataProblem(fileName(file), "expected a token a line, [UNK] among them; there is none.")
    }
    return wordPieces(tokens, isUncased: isUncased)
  }
}
